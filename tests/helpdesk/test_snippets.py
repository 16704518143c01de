"""Snippets show why a passage was found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.services.snippets import MAX_SNIPPET, snippet
from index.analysis import terms

LONG = "word " * 90 + "Inspectors come at night. " + "other " * 90


def wanted(text: str) -> frozenset[str]:
    return frozenset(terms("en", text))


def test_the_sentence_with_the_wanted_words_comes_first() -> None:
    text = "The first sentence is on pay. Inspectors may enter freely. They write reports."
    found = snippet(text, wanted("inspectors enter"), "en")
    assert found == "Inspectors may enter freely. They write reports."


def test_a_long_sentence_is_cut_at_words_around_the_wanted_ones() -> None:
    found = snippet(LONG.replace(".", ""), wanted("inspectors"), "en")
    assert "Inspectors" in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(found) <= MAX_SNIPPET


def test_nothing_gives_nothing() -> None:
    assert snippet("", wanted("pay"), "en") == ""
    assert snippet("  \n ", wanted("pay"), "en") == ""


@given(st.text(max_size=900), st.sets(st.text(min_size=1, max_size=8), max_size=4))
def test_a_snippet_is_short_plain_text_of_the_passage(text: str, words: set[str]) -> None:
    found = snippet(text, frozenset(words), "en")
    assert len(found) <= MAX_SNIPPET
    assert "\n" not in found
    assert found.strip("… ") in " ".join(text.split())
