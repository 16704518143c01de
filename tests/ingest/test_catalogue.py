"""The reader of catalogues of instruments."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.catalogue import READER
from ingest.records import Entry, InputFile, Refusal
from knowledge.errors import UnreadableSource
from knowledge.facts import CatalogueRow
from knowledge.instruments import CATALOGUE

MADE = Path(__file__).parent.parent / "sources" / "catalogue_made.csv"


def read(path: Path) -> tuple[Entry, dict[str, str]]:
    """The one entry of a file, and its refusals by row."""
    found = list(READER.read(InputFile(path)))
    (entry,) = [item for item in found if isinstance(item, Entry)]
    return entry, {item.row: item.reason for item in found if isinstance(item, Refusal)}


def rows(entry: Entry) -> dict[str, CatalogueRow]:
    """Facts by code, after a check that each stands at its line."""
    facts = [fact for fact in entry.facts if isinstance(fact, CatalogueRow)]
    text = entry.document.text
    for fact, section in zip(facts, entry.document.sections, strict=True):
        line = text[fact.start : fact.end]
        assert (section.start, section.end) == (fact.start, fact.end)
        assert line == line.strip() and "\n" not in line
        assert line.startswith(f"{fact.code}: {fact.title}")
        assert fact.document == entry.document.id
    return {fact.code: fact for fact in facts}


def test_good_rows_become_lines_and_facts() -> None:
    entry, _ = read(MADE)
    found = rows(entry)
    assert set(found) == {"C138", "C189", "C014", "R999"}
    assert found["C138"].entry_into_force == date(1976, 6, 19)
    assert found["C138"].normlex_id == "312283"
    assert found["C014"].year is None
    line = entry.document.text[found["C138"].start : found["C138"].end]
    assert line == (
        "C138: Minimum Age Convention, 1973; entry into force 19 Jun 1976; NORMLEX id 312283"
    )
    assert not entry.document.by_meaning


def test_a_code_taken_from_the_title_is_said() -> None:
    entry, _ = read(MADE)
    fact = rows(entry)["C189"]
    assert entry.document.text[fact.start : fact.end].endswith("not in this list")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("4", "no instrument of the title"),
        ("5", "that of C105, not of C029"),
        ("7", "stands in the file already"),
        ("8", "not the code"),
        ("9", "not a year"),
        ("10", "1948 is not in the title"),
        ("11", "does not say 'Convention'"),
        ("12", "no title"),
        ("13", "is no number"),
        ("14", "not a date"),
        ("15", "comma-separated"),
        ("16", "cells under 8 columns"),
    ],
)
def test_bad_rows_are_refused_by_row_and_reason(row: str, reason: str) -> None:
    _, refused = read(MADE)
    assert reason in refused[row]


def test_only_bad_rows_refuse_the_file(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("code,title\nX1,no\n", encoding="utf-8")
    with pytest.raises(UnreadableSource, match="no row"):
        list(READER.read(InputFile(path)))


def test_a_line_without_end_is_one_refusal(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    wide = "C029," + "a" * 5_000_000
    path.write_text(f"code,title\n{wide}\nC138,Minimum Age Convention\n", encoding="utf-8")
    entry, refused = read(path)
    assert list(rows(entry)) == ["C138"]
    assert "the limit is" in refused["2"]


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("code,title", True),
        ("code,title,year", True),
        ("Country;Date;Status;Note;ATTR_ENDPOINT", False),
        ("code,title,session,date,language", False),
        ("section,topic,paragraphs,instruments,confirmed", False),
        ('code,"title', False),
    ],
)
def test_recognises_by_header(tmp_path: Path, header: str, ours: bool) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{header}\nx\n", encoding="utf-8")
    assert READER.recognises(InputFile(path)) is ours


def test_our_own_catalogue_is_read_whole() -> None:
    assert READER.recognises(InputFile(CATALOGUE))
    entry, refused = read(CATALOGUE)
    assert not refused
    found = rows(entry)
    assert len(found) == len(CATALOGUE.read_text(encoding="utf-8").splitlines()) - 1
    unconfirmed = entry.document.text[found["C190"].start : found["C190"].end]
    assert unconfirmed.endswith("general knowledge, to be confirmed")


def test_shared_lists(shared: Path) -> None:
    for name, count in (("catalogue_partial.csv", 97), ("title_codes.csv", 81)):
        path = shared / "data" / "instruments" / name
        assert READER.recognises(InputFile(path))
        entry, refused = read(path)
        assert not refused
        assert len(rows(entry)) == count


@settings(max_examples=60)
@given(st.lists(st.text(alphabet="C0129,\"' abYear Convention<=\x0b", max_size=40), max_size=8))
def test_no_content_raises_anything_else(lines: list[str]) -> None:
    file = InputFile(Path("made.csv"))
    file.__dict__["content"] = ("code,title\n" + "\n".join(lines)).encode()
    try:
        for item in READER.read(file):
            if isinstance(item, Entry):
                rows(item)
    except UnreadableSource:
        pass
