"""The outline of the MNE Declaration."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers.mne_outline import COLUMNS, READER
from ingest.records import Entry, InputFile, Refusal
from knowledge.errors import UnreadableSource

MADE = Path(__file__).resolve().parents[1] / "sources" / "mne_outline.csv"


def test_rows_become_lines_of_one_document() -> None:
    assert READER.recognises(InputFile(MADE))
    entry, *refusals = READER.read(InputFile(MADE))
    assert isinstance(entry, Entry)
    document = entry.document
    assert document.id == "mne-declaration-outline"
    assert document.instruments == ("C138", "C182")
    assert [(s.locator, s.part, document.text[s.start : s.end]) for s in document.sections] == [
        (
            "Paragraphs 3-4",
            "paragraphs-3-4",
            "Paragraphs 3-4: Flour, water and children (Bread). Instruments: C138, C182. "
            "Paragraph numbers to be confirmed against the published text.",
        ),
        (
            "Paragraph 5",
            "paragraph-5",
            "Paragraph 5: Grievances of bakers (Bread). Paragraph numbers 5 are confirmed; "
            "any others are to be confirmed against the published text.",
        ),
        (
            "Annex II",
            "annex-ii",
            "Annex II: Tools (Annex). "
            "Paragraph numbers to be confirmed against the published text.",
        ),
    ]
    assert [(r.row, r.reason) for r in refusals if isinstance(r, Refusal)] == [
        ("line 5", "2 columns, 5 are needed"),
        ("line 6", "instruments: '=1+1' is not an instrument's code"),
        ("line 7", "section: missing"),
    ]


@pytest.mark.parametrize(
    "rows", ["", "a,b\n", 'x,"open', f"a,b,1,{'C' * 600},\n", "a," + "b" * 200_000 + ",1,,\n"]
)
def test_an_outline_without_a_good_row_is_unreadable(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "outline.csv"
    path.write_text(",".join(COLUMNS) + "\n" + rows, encoding="utf-8")
    with pytest.raises(UnreadableSource, match="outline.csv"):
        list(READER.read(InputFile(path)))


def test_other_tables_are_not_recognised(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("section,topic\n", encoding="utf-8")
    assert not READER.recognises(InputFile(path))


def test_the_shared_outline(shared: Path) -> None:
    path = shared / "data" / "guidance" / "mne_declaration_outline.csv"
    (entry,) = READER.read(InputFile(path))
    assert isinstance(entry, Entry)
    assert len(entry.document.sections) == 23
    assert entry.document.by_meaning
    assert len(entry.document.instruments) == 21
