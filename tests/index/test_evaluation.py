"""Measures against values reckoned by hand, and a small corpus through the whole path."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import EmbeddingCache
from index.evaluation import (
    Measured,
    Scores,
    compare,
    configured,
    evaluate,
    index_corpus,
    interval,
    json_lines,
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


def test_a_perfect_ranking_of_many_has_all_gain_but_not_all_recall() -> None:
    relevant = {f"d{n}" for n in range(20)}
    recall, precision, gain = measure([f"d{n}" for n in range(10)], relevant)
    assert (recall, precision) == (0.5, 0.5)  # average precision counts all that are relevant
    assert gain == pytest.approx(1.0)


def test_a_later_place_counts_less() -> None:
    _, first, best = measure(["a", "x", "y"], {"a"})
    _, third, worse = measure(["x", "y", "a"], {"a"})
    assert (first, best) == (1.0, 1.0)
    assert third == pytest.approx(1 / 3)
    assert worse == pytest.approx(1 / math.log2(4))


@given(st.lists(st.sampled_from("abcdefghijklm"), unique=True, max_size=10), st.data())
def test_measures_are_shares(ranking: list[str], data: st.DataObject) -> None:
    relevant = data.draw(st.sets(st.sampled_from("abcdefghijklmnop"), min_size=1))
    recall, precision, gain = measure(ranking, relevant)
    assert recall == len(relevant & set(ranking)) / len(relevant)
    assert 0 <= precision <= recall
    assert 0 <= gain <= 1 + 1e-9


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"_id": "a"}\n{broken', "not JSON"),
        (b"[1]\n", "line 1: not a JSON object"),
        (b'{"_id": "\xff"}\n', "utf-8"),
        (None, "No such file"),
    ],
)
def test_a_file_of_rows_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "rows.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadInput, match=rf"rows\.jsonl.*{said}"):
        list(json_lines(file))


def test_judgements_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.tsv: .*No such file"):
        judgements(tmp_path / "none.tsv")
    file = tmp_path / "q.tsv"
    file.write_bytes(b"q1\t0\ta\t1\r\n\r\nq1\t0\tb\t-1\r\n")
    assert judgements(file) == {"q1": {"a"}}  # in four columns, with the line ends of Windows


def test_an_empty_corpus_finds_nothing(tmp_path: Path) -> None:
    corpus, queries = tmp_path / "c.jsonl", tmp_path / "q.jsonl"
    corpus.write_text('{"_id": "blank", "text": "  "}\n')
    queries.write_text('{"_id": "q1", "text": "wages"}\n')
    folder, model = tmp_path / "scratch", Letters()
    folder.mkdir()
    cache = EmbeddingCache(tmp_path / "e.db")
    names = index_corpus(folder, corpus, "en", lambda: model, cache, lambda *_: None)
    assert names == {}
    searcher = Searcher(folder, lambda: model)
    found = evaluate(searcher, names, queries, {"q1": {"a"}}, "en", 0.0, lambda *_: None)
    assert found.scores.as_json()["recall@10"] == 0.0
    with pytest.raises(BadInput, match=r"q\.jsonl: no query has a judgement"):
        evaluate(searcher, names, queries, {"q9": {"a"}}, "en", 0.0, lambda *_: None)
