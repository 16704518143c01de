"""Measures against values reckoned by hand, and a small corpus through the whole path."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from index.embedding import EmbeddingCache
from index.evaluation import evaluate, index_corpus, judgements, measure
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
    scores = evaluate(
        folder, names, queries, judged, "en", lambda: model, 1.0, lambda *_: None
    ).as_json()
    assert scores["queries"] == 3
    assert scores["recall@10"] == scores["map@10"] == 1.0


def test_a_row_without_an_id_is_named(tmp_path: Path) -> None:
    corpus = tmp_path / "c.jsonl"
    corpus.write_text('{"text": "x"}\n')
    folder = tmp_path / "scratch"
    folder.mkdir()
    with pytest.raises(BadInput, match=r"c\.jsonl: a row has no _id"):
        index_corpus(
            folder, corpus, "en", Letters, EmbeddingCache(tmp_path / "e.db"), lambda *_: None
        )
