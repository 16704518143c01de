"""Laying documents out: nothing lost, nothing doubled, exactly the cited stretch marked."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from helpdesk.services.reading import ReadingPage, reading_page
from knowledge.documents import Document, Kind, Section
from knowledge.store.documents import put_document
from knowledge.store.schema import migrations

TEXT = (
    "On wages 😀\n\nPart one\n\nArticle 1\n1. Pay <b>promptly</b> & fully 𝄞.\n\n"
    "2. Keep records.\n\nArticle 2\nNo deductions.\nSigned."
)


def store(document: Document) -> Database:
    db = Database(memory=True)
    migrations.apply(db)
    put_document(db, document, source="s", origin="test", hashed="h")
    return db


def section(words: str, locator: str, headings: tuple[str, ...], part: str) -> Section:
    start = TEXT.index(words)
    return Section(start, start + len(words), locator, headings, part)


def document(sections: tuple[Section, ...], text: str = TEXT, *, table: bool = False) -> Document:
    return Document("wages", Kind.INSTRUMENT, "On wages", text, sections, by_meaning=not table)


SECTIONS = (
    section("1. Pay <b>promptly</b> & fully 𝄞.", "Article 1(1)", ("Part one", "Article 1"), "a-1"),
    section("2. Keep records.", "Article 1(2)", ("Part one", "Article 1"), "a-1"),
    section("No deductions.", "Article 2", ("Part one", "Article 2"), "a 2<"),
)


def page(start: int | None = None, end: int | None = None, *, table: bool = False) -> ReadingPage:
    found = reading_page(store(document(SECTIONS, table=table)), "wages", start, end)
    assert found is not None
    return found


def marked(found: ReadingPage) -> str:
    return "".join(p.text for block in found.blocks for p in block.pieces if p.cited)


def test_headings_and_sections_stand_in_the_order_of_the_text() -> None:
    shown = [(block.level, block.anchor, block.text) for block in page().blocks]
    assert shown == [
        (0, "", "On wages 😀"),
        (2, "", "Part one"),
        (3, "", "Article 1"),
        (0, "a-1", "1. Pay <b>promptly</b> & fully 𝄞."),
        (0, "a-1-2", "2. Keep records."),
        (3, "", "Article 2"),
        (0, "a-2", "No deductions."),
        (0, "", "Signed."),
    ]


def test_the_contents_lead_to_the_first_section_under_each_heading() -> None:
    assert [(e.label, e.anchor, e.level) for e in page().contents] == [
        ("Part one", "a-1", 0),
        ("Article 1", "a-1", 1),
        ("Article 2", "a-2", 1),
    ]


def test_a_table_has_no_contents() -> None:
    assert page(table=True).contents == ()
    assert page(table=True).is_table


def test_the_cited_stretch_is_marked_across_sections_white_space_and_all() -> None:
    start, end = TEXT.index("promptly"), TEXT.index("deductions")
    found = page(start, end)
    assert found.cited
    assert marked(found) == TEXT[start:end]


def test_a_stretch_outside_the_text_marks_nothing() -> None:
    for start, end in ((-1, 4), (4, 4), (9, 3), (0, len(TEXT) + 1), (None, 4), (4, None)):
        found = page(start, end)
        assert not found.cited
        assert marked(found) == ""


def test_a_document_that_is_not_held_has_no_page() -> None:
    assert reading_page(store(document(SECTIONS)), "other") is None


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(st.text(alphabet="ab 😀\n\u00a0<&\u2028\x0b", min_size=1, max_size=60))
    offsets = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(offsets, offsets), max_size=6))
    sections = tuple(
        Section(min(pair), max(pair), "para.", ("a",), "p") for pair in pairs if pair[0] != pair[1]
    )
    return document(sections, text)


@settings(deadline=None)
@given(documents(), st.data())
def test_any_layout_gives_the_text_back(one: Document, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(one.text) - 1))
    end = data.draw(st.integers(start + 1, len(one.text)))
    found = reading_page(store(one), one.id, start, end)
    assert found is not None
    assert marked(found) == one.text[start:end]
    laid_out = "".join(block.text for block in found.blocks)
    assert "".join(laid_out.split()) == "".join(one.text.split())
    anchors = [block.anchor for block in found.blocks if block.anchor]
    assert len(anchors) == len(set(anchors))
