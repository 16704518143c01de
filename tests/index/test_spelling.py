"""Near words are offered for words that no passage has, and only words that are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.searcher import Searcher
from index.spelling import did_you_mean, words_of
from tests.index.made import Store, document


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


MADE = (
    document("a", "Forced labour in mines.", "Inspection of mines."),
    document("b", "La inspección del trabajo infantil.", language="es"),
)


def offered(searcher: Searcher, text: str) -> str | None:
    return did_you_mean(searcher.folder, searcher.postings, text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("forced laobur", "forced labour"),
        ("Inspektion, of mimes!", "inspection, of mines!"),
        ("trabjo infantil", "trabajo infantil"),
        ("forced labour in mines", None),
        ("the mines of", None),  # words that only join are known
        ("quixotic zebras", None),  # nothing is near
        ("C1388 xyz", None),  # numbers and short words are left alone
        ("", None),
    ],
)
def test_strange_words_are_replaced_by_near_ones(
    store: Store, written: str, meant: str | None
) -> None:
    assert offered(store.searcher(store.change(MADE)), written) == meant


def test_words_that_came_later_are_offered_and_those_before_stay(store: Store) -> None:
    store.change(MADE)
    searcher = store.searcher(store.change([document("c", "Seafarers rest.")]))
    assert offered(searcher, "seafarres laobur") == "seafarers labour"


def test_words_whose_last_passage_went_are_not_offered(store: Store) -> None:
    store.change([*MADE, document("c", "Seafarers rest.")])
    searcher = store.searcher(store.change(removed=["c"]))
    assert offered(searcher, "seafarres") is None


def test_words_are_letters_alone() -> None:
    assert words_of("C138 of 1973: L'ÉGALITÉ, snake_case") == {"égalité", "snake", "case"}
