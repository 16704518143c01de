"""Helpdesk pages, summarised."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ingest.readers.helpdesk_pages import READER
from ingest.readers.helpdesk_qa import READER as QUESTIONS
from ingest.records import Entry, InputFile, Refusal
from knowledge.documents import Trust

SOURCES = Path(__file__).resolve().parents[1] / "sources"


def test_pages_become_documents() -> None:
    file = InputFile(SOURCES / "helpdesk_pages.jsonl")
    assert READER.recognises(file) and not QUESTIONS.recognises(file)
    page, mirror, address, summary = READER.read(file)
    assert isinstance(page, Entry) and isinstance(mirror, Entry)
    document = page.document
    assert document.title == "Oats <b>and</b> wages"
    assert document.id.startswith("helpdesk-page.oats-b-and-b-wages-")
    (section,) = document.sections
    assert document.text[section.start : section.end] == "Says who pays whom under C095."
    assert (document.instruments, document.topics) == (("C095",), ("wages",))
    assert (document.date, document.trust) == ("2012-02-01", Trust.CITABLE)
    assert document.note.endswith("also at https://example.org/old-oats")
    assert (mirror.document.trust, mirror.document.publisher) == (Trust.LOW, "")
    assert isinstance(address, Refusal) and isinstance(summary, Refusal)
    assert address.reason == "url: 'javascript:alert(1)' is not a web address"
    assert summary.reason == "summary: missing or not a text"
    assert (summary.file, summary.row) == ("helpdesk_pages.jsonl", "line 4")


def test_the_shared_pages(shared: Path) -> None:
    found = list(READER.read(InputFile(shared / "data" / "guidance" / "helpdesk_pages.jsonl")))
    documents = [item.document for item in found if isinstance(item, Entry)]
    assert len(documents) == len(found) == len({d.id for d in documents}) == 23
    assert Counter(d.trust for d in documents) == {Trust.CITABLE: 21, Trust.LOW: 2}
    assert all(d.note.startswith("Summary of the page") for d in documents)
