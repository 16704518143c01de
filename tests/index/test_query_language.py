"""Whoosh's query language: what it selects, in every language, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.query_language import looked_for, quoted, select, uses_signs
from index.request import SearchRequest
from index.searcher import Searcher
from knowledge.errors import BadInput
from knowledge.store.documents import get_passages
from tests.index.made import Store, document


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    store = Store(tmp_path_factory.mktemp("query") / "store")
    made = [
        document("bond", "Forced labour of prisoners is banned.", title="Bondage"),
        document("labour", "Labour was forced by nobody.", title="Labour"),
        document("child", "Children and inspection of ships.", identifiers=("GB.1/INS/2",)),
        document("childhood", "Childhood without work.", title="Wages of prisoners"),
        document("trabajo", "El trabajo infantil y la inspección.", language="es"),
    ]
    return store.searcher(store.change(made))


def found(searcher: Searcher, query: str) -> set[str]:
    slots = select(searcher.keyword_folder, query)
    held = [int(passage) for passage in searcher.postings.passages[slots]]
    return {passage.document for passage in get_passages(searcher.db, held).values()}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"forced labour"', {"bond"}),
        ("“forced labour”", {"bond"}),
        ("forced AND labour", {"bond", "labour"}),
        ("forced NOT prisoners", {"labour"}),
        ("child* NOT ships", {"childhood"}),
        ("childhood OR ships", {"child", "childhood"}),
        ("(childhood OR ships) AND inspection", {"child"}),
        ("title:bondage", {"bond"}),
        ('title:"wages of prisoners"', {"childhood"}),
        ("id:gb.1/ins/2", {"child"}),
        ('id:"GB.1/INS/2"', {"child"}),
        ("trabajo AND infantil", {"trabajo"}),
        ("inspec* AND trabajo", {"trabajo"}),
        ("sh?p", {"child"}),
        ("nothinglikeit*", set()),
        ("the AND ships", {"child"}),
    ],
)
def test_selects(searcher: Searcher, query: str, expected: set[str]) -> None:
    assert found(searcher, query) == expected


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ('"open AND closed', "not closed"),
        ("*abour", "begin with two letters"),
        ("a* AND b", "begin with two letters"),
        ("NOT child", "what is looked for"),
        ("colour:red AND x", "no field colour"),
        ("((", "has no word"),
        (" AND ".join(["word"] * 40), "at most 60"),
    ],
)
def test_what_cannot_be_read_is_said(searcher: Searcher, query: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        select(searcher.keyword_folder, query)


def test_a_wildcard_stands_for_a_bounded_number_of_words(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    many = store.searcher(store.change([document("d", " ".join(f"ab{n:04d}" for n in range(900)))]))
    with pytest.raises(BadInput, match="more than 500 words"):
        select(many.keyword_folder, "ab*")
    assert found(many, "ab000*") == {"d"}


def test_words_are_those_looked_for() -> None:
    assert looked_for('"forced labour" AND prison* NOT ships') == "forced labour prison"


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("forced labour", False),
        ("What is forced labour?", False),
        ('What does "forced labour" mean in law?', False),
        ('The text says "forced labour and more, and the other says something', False),
        ('"forced labour" prison', True),
        ("child*", True),
        ("wages AND hours", True),
        ("wages and hours", False),
        ("title:wages", True),
        ("C138: minimum age", False),
        ("Is 2 * 3 more?", False),
    ],
)
def test_a_question_is_not_taken_for_a_query(text: str, signs: bool) -> None:
    assert uses_signs(text) is signs


def test_quoted_phrases_of_a_question() -> None:
    assert quoted('Who says “worst forms” and "light work" of "one"?') == (
        '"worst forms" AND "light work"'
    )
    assert quoted("Who says it?") == ""


def test_a_query_limits_what_search_finds(searcher: Searcher) -> None:
    result = searcher.search(SearchRequest("labour", query="forced NOT prisoners"))
    assert result.total == len(result.hits) == 1
    assert searcher.search(SearchRequest("labour", query="nothinglikeit*")).hits == ()
