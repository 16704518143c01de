"""Reads the list of Helpdesk and related pages: `url, title, summary, ...` a row, paraphrased."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.composing import Composition, short_id
from ingest.helpdesk_trust import publisher, trust
from ingest.json_rows import Row, address, cell, entries, has_keys, language, optional, texts
from ingest.records import Entry, InputFile, Refusal
from knowledge import instruments, topics
from knowledge.documents import Document, Kind

_KEYS = ("url", "title", "summary", "trust")


class HelpdeskPages:
    """Gives one document per page: its title and the summary of it."""

    name = "helpdesk-pages"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """Say whether the first row carries the keys of a page."""
        return has_keys(file, _KEYS)

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give an entry or a refusal per line; raises UnreadableSource for the whole file."""
        return entries(file, _document, "repeats a page with this title and address")


def _document(row: Row) -> Document:
    title, url, summary, state = (
        cell(row, "title"),
        address(row),
        cell(row, "summary"),
        cell(row, "trust"),
    )
    composition = Composition()
    composition.add(title)
    composition.add_section([summary], "Summary", (title,))
    found = instruments.mentions(f"{title}\n{summary}")
    return Document(
        id=short_id("helpdesk-page", title, url),
        kind=Kind.GUIDANCE,
        title=title,
        text=composition.text,
        sections=tuple(composition.sections),
        language=language(row),
        url=url,
        date=optional(row, "date") or None,
        instruments=tuple(dict.fromkeys(m.code for m in found if m.known)),
        topics=topics.mentions(f"{title}. {summary}"),
        note=_note(state, texts(row, "same_page_also_at")),
        publisher=publisher(state),
        trust=trust(state),
    )


def _note(state: str, also_at: tuple[str, ...]) -> str:
    notes = ["Summary of the page in other words, not its text", state]
    if also_at:
        notes.append("also at " + ", ".join(also_at))
    return "; ".join(notes)


READER = HelpdeskPages()
