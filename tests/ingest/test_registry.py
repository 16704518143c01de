"""Each saved input is recognised by the reader made for it, and by no other before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import READERS, reader_for
from ingest.records import InputFile
from knowledge.errors import UnreadableSource

SOURCES = Path(__file__).parent.parent / "sources"


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("ratifications/C138_2024-03-05_made.csv", "normlex-ratifications"),
        ("catalogue_made.csv", "catalogue"),
        ("convention_texts/made.jsonl", "convention-texts"),
        ("supervisory/items_made.jsonl", "supervisory-items"),
        ("helpdesk_qa.jsonl", "helpdesk-qa"),
        ("helpdesk_pages.jsonl", "helpdesk-pages"),
        ("guidance_pages.jsonl", "guidance-pages"),
        ("guidance_note.md", "guidance-notes"),
        ("mne_outline.csv", "mne-outline"),
        ("statistics/sdg_0882.csv", "sdg-0882"),
        ("statistics/bulk.csv", "ilostat-bulk"),
        ("statistics/rplumber.csv", "ilostat-rplumber"),
        ("statistics/sdmx_comma.csv", "sdmx-csv"),
        ("statistics/sdmx_semicolon.csv", "sdmx-csv"),
        ("statistics/unsdg.csv", "unsdg"),
        ("governing_body/mini_paper.txt", "governing-body"),
    ],
)
def test_recognised(name: str, reader: str) -> None:
    assert reader_for(InputFile(SOURCES / name)).name == reader


def test_names_are_distinct_and_versions_positive() -> None:
    assert all(name == reader.name and reader.version > 0 for name, reader in READERS.items())
    assert len(READERS) == 17


def test_a_stranger_is_refused_with_what_can_be_done(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear all, see you on Monday.")
    with pytest.raises(UnreadableSource, match="no reader recognises this file"):
        reader_for(InputFile(tmp_path / "notes.txt"))
