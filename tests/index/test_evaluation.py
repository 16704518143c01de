"""Measures against values reckoned by hand, and a small corpus through the whole path."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from index.embedding import EmbeddingCache
from index.evaluation import (
    Measured,
    Scores,
    compare,
    configured,
    evaluate,
    index_corpus,
    interval,
    judgements,
    measure,
)
from index.ranking import weights
from index.searcher import Searcher
from knowledge.errors import BadInput
from tests.index.made import Letters


def test_measures_are_those_reckoned_by_hand() -> None:
    recall, precision, gain = measure(["a", "x", "b"], {"a", "b", "c"})
    assert recall == pytest.approx(2 / 3)
    assert precision == pytest.approx((1 / 1 + 2 / 3) / 3)
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert gain == pytest.approx((1 + 1 / math.log2(4)) / ideal)
    assert measure([], {"a"}) == (0.0, 0.0, 0.0)


def test_judgements_are_read_and_mistakes_named(tmp_path: Path) -> None:
    file = tmp_path / "q.tsv"
    file.write_text("query-id\tcorpus-id\tscore\nq1\ta\t1\nq1\tb\t0\nq2\tc\t2\n")
    assert judgements(file) == {"q1": {"a"}, "q2": {"c"}}
    file.write_text("q1\ta\t1\nq1\tb\tmany\n")
    with pytest.raises(BadInput, match="line 2: grade 'many'"):
        judgements(file)
    file.write_text("q1\ta\n")
    with pytest.raises(BadInput, match="line 1: expected query"):
        judgements(file)


def test_a_corpus_is_measured_through_the_whole_path(tmp_path: Path) -> None:
    rows = [
        {"_id": "r/1", "text": "Wages are paid in money."},
        {"_id": "r/2", "text": ""},
        {"_id": "r/3", "text": "Work at night is limited.", "title": "Night work"},
        {"_id": "r/4", "text": " ".join(["Mines have exits."] * 150)},
    ]
    corpus, queries = tmp_path / "c.jsonl", tmp_path / "q.jsonl"
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows))
    asked = {"q1": "wages money", "q2": "night", "q3": "exits of mines", "q4": "not judged"}
    queries.write_text(
        "".join(json.dumps({"_id": id, "text": text}) + "\n" for id, text in asked.items())
    )
    folder, model = tmp_path / "scratch", Letters()
    folder.mkdir()
    cache = EmbeddingCache(tmp_path / "cache.db")
    names = index_corpus(folder, corpus, "en", lambda: model, cache, lambda *_: None)
    assert sorted(names.values()) == ["r/1", "r/3", "r/4"]
    judged = {"q1": {"r/1"}, "q2": {"r/3"}, "q3": {"r/4"}}
    searcher = Searcher(folder, lambda: model)
    measured = evaluate(searcher, names, queries, judged, "en", 1.0, lambda *_: None)
    scores = measured.scores.as_json()
    assert scores["queries"] == 3
    assert scores["recall@10"] == scores["map@10"] == 1.0
    assert measured.queries == ("q1", "q2", "q3")


def measured(*precisions: float) -> Measured:
    values = np.asarray(precisions)
    scores = Scores(0, 0, 0, len(precisions), 0, 0, 0)
    return Measured(scores, tuple(f"q{n}" for n in range(len(precisions))), values, values)


def test_two_configurations_are_compared_query_by_query() -> None:
    found = compare(measured(1, 0.5, 0, 0.2), measured(1, 1, 0, 0.1))
    assert (found["wins"], found["losses"]) == (1, 1)
    assert found["map@10"] == pytest.approx(0.1)
    assert (found["won most"], found["lost most"]) == (["q1"], ["q3"])
    low, high = found["map@10 interval"]
    assert low <= 0.1 <= high


def test_an_interval_narrows_with_more_queries() -> None:
    chance = np.random.default_rng(4)
    few, many = interval(chance.random(20)), interval(chance.random(2000))
    assert few[1] - few[0] > many[1] - many[0] > 0


def test_configurations_change_what_they_name() -> None:
    assert configured("product") == weights()
    assert configured("words").cosine == 0
    assert configured("no-pairs").fields == {**weights().fields, "pairs": 0}
    with pytest.raises(BadInput, match="there are: product, words"):
        configured("magic")


def test_a_row_without_an_id_is_named(tmp_path: Path) -> None:
    corpus = tmp_path / "c.jsonl"
    corpus.write_text('{"text": "x"}\n')
    folder = tmp_path / "scratch"
    folder.mkdir()
    with pytest.raises(BadInput, match=r"c\.jsonl: a row has no _id"):
        index_corpus(
            folder, corpus, "en", Letters, EmbeddingCache(tmp_path / "e.db"), lambda *_: None
        )
