"""Passages: bounded, within their section, exact in their offsets."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.chunking import MAX_WORDS, passages
from tests.index.made import document

_SENTENCE = st.lists(st.text("abcdé ", min_size=1, max_size=12), min_size=1, max_size=60).map(
    lambda words: " ".join(" ".join(words).split()) or "a"
)
_LINES = st.lists(
    st.lists(_SENTENCE, min_size=1, max_size=12).map(lambda some: ". ".join(some) + "."),
    min_size=1,
    max_size=5,
)


@given(_LINES)
def test_passages_tile_each_section_without_crossing_it(lines: list[str]) -> None:
    made = document("d", *lines)
    cut = list(passages(made))
    for passage in cut:
        text = made.text[passage.start : passage.end]
        assert text == text.strip() != ""
        assert len(text.split()) <= MAX_WORDS
        assert sum(s.start <= passage.start and passage.end <= s.end for s in made.sections) == 1
    for section in made.sections:
        words = made.text[section.start : section.end].split()
        own = [p for p in cut if section.start <= p.start < section.end]
        assert [w for p in own for w in made.text[p.start : p.end].split()] == words
        assert {p.locator for p in own} == {section.locator}


def test_a_short_section_stays_alone() -> None:
    assert len(list(passages(document("d", "One.", "Two.", "Three.")))) == 3


def test_rows_of_a_table_are_packed_together() -> None:
    table = replace(document("d", *(f"Row {n}: made value." for n in range(90))), by_meaning=False)
    packs = list(passages(table))
    assert 1 < len(packs) < 10
    assert packs[0].locator == "para. 1 – para. 50"
    assert all(len(table.text[p.start : p.end].split()) <= MAX_WORDS for p in packs)


def test_a_word_without_end_is_cut() -> None:
    made = document("d", "x" * 90_000)
    cut = list(passages(made))
    assert "".join(made.text[p.start : p.end] for p in cut) == "x" * 90_000
    assert len(cut) > 1
