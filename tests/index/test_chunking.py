"""Passages: bounded, within their section, exact in their offsets."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.chunking import MAX_WORDS, passages
from ingest.composing import Composition
from knowledge.documents import Document, Kind
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


def headed(*sections: tuple[str, tuple[str, ...], str], by_meaning: bool = True) -> Document:
    """A document of sections, each of locator, heading path and text."""
    text = Composition()
    for locator, headings, words in sections:
        text.add_section([words], locator, headings)
    return Document(
        "d", Kind.INSTRUMENT, "Made", text.text, tuple(text.sections), by_meaning=by_meaning
    )


def test_each_passage_keeps_the_place_of_its_section() -> None:
    long = " ".join(f"Sentence {n} has some words in it." for n in range(60))
    made = headed(
        ("Article 1(1)", ("Part I", "Scope"), "Short."),
        ("Article 1(2)", ("Part I", "Scope"), long),
        ("Article 2", ("Part II",), "Last."),
    )
    cut = list(passages(made))
    assert len(cut) == 5
    assert [p.locator for p in cut] == ["Article 1(1)", *["Article 1(2)"] * 3, "Article 2"]
    assert [p.part for p in cut] == ["article-1-1", *["article-1-2"] * 3, "article-2"]
    assert [p.headings for p in cut[:4]] == [("Part I", "Scope")] * 4
    assert cut[4].headings == ("Part II",)


def test_a_long_section_is_cut_between_its_sentences() -> None:
    made = headed(("1", (), " ".join(f"Sentence {n} has some words in it." for n in range(100))))
    for passage in passages(made):
        text = made.text[passage.start : passage.end]
        assert text.startswith("Sentence ")
        assert text.endswith(" it.")
        assert len(text.split()) == 196 or passage.end == len(made.text)  # 28 sentences fit


def test_just_as_many_words_as_fit_stay_together() -> None:
    assert len(list(passages(document("d", " ".join(["word"] * MAX_WORDS))))) == 1
    assert len(list(passages(document("d", " ".join(["word"] * (MAX_WORDS + 1)))))) == 2


def test_rows_below_another_heading_are_not_packed_with_those_before() -> None:
    made = headed(
        ("row 1", ("Niger",), "1978: 14 years"),
        ("row 2", ("Niger",), "1980: 15 years"),
        ("row 3", ("Nigeria",), "2002: 15 years"),
        by_meaning=False,
    )
    cut = list(passages(made))
    assert [(p.locator, p.headings) for p in cut] == [
        ("row 1 – row 2", ("Niger",)),
        ("row 3", ("Nigeria",)),
    ]
    assert "2002" not in made.text[cut[0].start : cut[0].end]


def test_a_row_too_long_for_a_pack_is_cut_alone() -> None:
    long = " ".join(f"Value {n} of a row." for n in range(70))
    made = headed(
        ("row 1", (), "Short."), ("row 2", (), long), ("row 3", (), "Last."), by_meaning=False
    )
    assert [p.locator for p in passages(made)] == ["row 1", "row 2", "row 2", "row 3"]


def test_text_outside_every_section_is_in_no_passage() -> None:
    made = document("d", "Inside.", title="Outside")
    assert [made.text[p.start : p.end] for p in passages(made)] == ["Inside."]
    assert list(passages(replace(made, sections=()))) == []
