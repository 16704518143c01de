"""Lays our own notes out for reading: sections, lines, and each citation marker as a link.

The pieces of a line, put end to end, are the stored line; what is cited of it is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlite_utils import Database

from helpdesk.services.grounds import Grounds, GroundShown
from helpdesk.services.guidance.markers import MARKER
from helpdesk.services.guidance.notes import note_kind
from ingest.readers.guidance_notes import QUESTION
from knowledge.documents import Document, Ground, Section, slug
from knowledge.store.documents import get_document
from knowledge.store.heads import DocumentHead, document_heads

LICENCE = "Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
_ADDRESS = re.compile(r"\((https?://[^\s()]+)\)")
_SPECIAL = re.compile(f"(?P<marker>{MARKER.pattern})|(?P<address>{_ADDRESS.pattern})")
# "Article 2(1): ...", "Identify: ...": what a line begins with when it names its subject.
_LEAD = re.compile(r"[^:;\[\]]{2,90}:(?= [A-Z“\"ÀÉÊÁÍÓÚ¿])")
_REFERENCE = re.compile(r"(?P<id>(?:guide|mne-note)\.[a-z0-9.-]+[a-z0-9])(?:: (?P<why>.*))?")


@dataclass(frozen=True, slots=True)
class NotePiece:
    """A stretch of a line: words, a lead-in, a marker with its grounds, or an address."""

    text: str
    cited: bool
    lead: bool = False
    grounds: tuple[GroundShown, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class NoteSection:
    """The lines under one heading, "" for lines before any."""

    heading: str
    anchor: str
    lines: tuple[tuple[NotePiece, ...], ...]

    @property
    def cited(self) -> bool:
        """Whether any of it is marked."""
        return any(piece.cited for line in self.lines for piece in line)


@dataclass(frozen=True, slots=True)
class ReadNext:
    """Another note to read, and why."""

    head: DocumentHead
    why: str


@dataclass(frozen=True, slots=True)
class NotePage:
    """A note laid out. `cited` says whether a stretch is marked in it, or its title."""

    document: Document
    kind: str
    sections: tuple[NoteSection, ...]
    read_next: tuple[ReadNext, ...]
    cited: bool
    title_cited: bool = False

    @property
    def confirmed(self) -> int:
        """How many of its sources were read for it."""
        return sum(ground.confirmed for ground in self.document.grounds)

    @property
    def has_unconfirmed(self) -> bool:
        """Whether any marker cites what is still to be confirmed."""
        return any(
            ground.confirmed is False
            for section in self.sections
            for line in section.lines
            for piece in line
            for ground in piece.grounds
        )

    def without(self, *headings: str) -> tuple[NoteSection, ...]:
        """Return the sections but those of these headings."""
        return tuple(section for section in self.sections if section.heading not in headings)


def is_note(document: Document) -> bool:
    """Say whether a document is a note in our own words, which names its sources."""
    return bool(document.grounds)


def note_page(
    db: Database, document: str, start: int | None = None, end: int | None = None
) -> NotePage | None:
    """Return a note laid out with text[start:end] marked; None where no such note is held."""
    found = get_document(db, document)
    if found is None or not is_note(found):
        return None
    cited = (start, end) if start is not None and end is not None else (0, 0)
    if not 0 <= cited[0] < cited[1] <= len(found.text):
        cited = (0, 0)
    grounds = Grounds(db, found)
    written = [each for each in found.sections if each.part != QUESTION]
    sections = tuple(_joined(_section(found, each, grounds, cited) for each in written))
    title_cited = 0 <= cited[0] < cited[1] <= min(each.start for each in written)
    return NotePage(
        document=found,
        kind=note_kind(found.id),
        sections=sections,
        read_next=tuple(_read_next(db, found)),
        cited=title_cited or any(section.cited for section in sections),
        title_cited=title_cited,
    )


def _heading(section: Section) -> str:
    return section.headings[-1] if len(section.headings) > 1 else ""


def _section(
    note: Document, section: Section, grounds: Grounds, cited: tuple[int, int]
) -> NoteSection:
    lines, at = [], section.start
    for line in note.text[section.start : section.end].splitlines(keepends=True):
        lines.append(tuple(_pieces(line, at, grounds, cited)))
        at += len(line)
    heading = _heading(section)
    return NoteSection(heading, f"s-{slug(section.part or heading) or 'note'}", tuple(lines))


def _joined(sections: Iterable[NoteSection]) -> Iterator[NoteSection]:
    """Put neighbours under one heading together."""
    last: NoteSection | None = None
    anchors: set[str] = set()
    for section in sections:
        if last and last.heading == section.heading:
            last = NoteSection(last.heading, last.anchor, (*last.lines, *section.lines))
        else:
            if last:
                yield last
            anchor = section.anchor
            while anchor in anchors:
                anchor += "-2"
            anchors.add(anchor)
            last = replace(section, anchor=anchor)
    if last:
        yield last


def _pieces(
    line: str, offset: int, grounds: Grounds, cited: tuple[int, int]
) -> Iterator[NotePiece]:
    at = 0
    if lead := _LEAD.match(line):
        at = lead.end()
        for text, marked in _cut(line[:at], offset, cited):
            yield NotePiece(text, marked, lead=True)
    for special in _SPECIAL.finditer(line, at):
        found = grounds.of_marker(special[0][1:-1]) if special["marker"] else ()
        address = special[0][1:-1] if special["address"] else ""
        if found or address:
            yield from _words(line, at, special.start(), offset, cited)
            marked = cited[0] <= offset + special.start() < cited[1]
            yield NotePiece(special[0], marked, grounds=found, address=address)
            at = special.end()
    yield from _words(line, at, len(line), offset, cited)


def _words(
    line: str, start: int, end: int, offset: int, cited: tuple[int, int]
) -> Iterator[NotePiece]:
    for text, marked in _cut(line[start:end], offset + start, cited):
        yield NotePiece(text, marked)


def _cut(text: str, offset: int, cited: tuple[int, int]) -> Iterator[tuple[str, bool]]:
    """Cut text that stands at `offset` where the cited stretch begins and ends."""
    first, last = (min(max(edge - offset, 0), len(text)) for edge in cited)
    parts = ((text[:first], False), (text[first:last], True), (text[last:], False))
    return ((part, marked) for part, marked in parts if part)


def _read_next(db: Database, note: Document) -> Iterator[ReadNext]:
    after = max((section.end for section in note.sections), default=0)
    lines = note.text[after:].split("\n")
    found = [match for line in lines if (match := _REFERENCE.fullmatch(line.strip()))]
    heads = document_heads(db, [match["id"] for match in found])
    for match in found:
        if head := heads.get(match["id"]):
            yield ReadNext(head, match["why"] or "")


def as_text(note: Document, address: str) -> str:
    """Return a note as plain text: where it is from, its words, its sources, its licence."""
    listed = "\n".join(_line_of(ground) for ground in note.grounds)
    written = f", {note.date}" if note.date else ""
    return (
        f"{note.text}\n\nSources\n\n{listed}\n\n"
        f"{note.publisher}{written}. {note.note}.\n{address}\n{LICENCE}\n"
    )


def _line_of(ground: Ground) -> str:
    name = f"{ground.key}: {ground.title}" if ground.key else ground.title
    state = "read for this note" if ground.confirmed else "to be confirmed"
    return f"- {name} ({', '.join(filter(None, (ground.locator, ground.url, state)))})"
