"""Lays a stored document out for reading: headings, sections, and the cited stretch marked.

The pieces of a layout, put end to end, are the stored text; only white space between sections
may be left out, and never within the cited stretch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from knowledge.documents import Document, Section, slug
from knowledge.store.documents import get_document

_HIGHEST, _LOWEST = 2, 4  # a page's own title is its level 1


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, all of it cited or none."""

    text: str
    cited: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A section, or what stands between two: `level` is 2 to 4 for a heading, 0 for text.

    `anchor` names the block within its page, "" for text between sections; `locator` is what a
    reader would cite.
    """

    pieces: tuple[Piece, ...]
    anchor: str = ""
    locator: str = ""
    level: int = 0

    @property
    def text(self) -> str:
        """The block's text, to the character."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One line of the list of contents."""

    label: str
    anchor: str
    level: int


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """A document with its layout. `cited` says whether the asked stretch is marked in it."""

    document: Document
    blocks: tuple[Block, ...]
    contents: tuple[ContentsEntry, ...]
    cited: bool

    @property
    def is_table(self) -> bool:
        """Whether its sections are rows rather than prose."""
        return not self.document.by_meaning


def reading_page(
    db: Database, document: str, start: int | None = None, end: int | None = None
) -> ReadingPage | None:
    """Return a document laid out with text[start:end] marked; None where it is not held.

    A stretch that does not lie within the text is not marked at all.
    """
    found = get_document(db, document)
    if found is None:
        return None
    cited = (start, end) if start is not None and end is not None else (0, 0)
    if not 0 <= cited[0] < cited[1] <= len(found.text):
        cited = (0, 0)
    blocks = tuple(_blocks(found, cited))
    return ReadingPage(found, blocks, _contents(found, blocks), cited != (0, 0))


def _blocks(document: Document, cited: tuple[int, int]) -> Iterator[Block]:
    text, at, taken = document.text, 0, set[str]()
    for section in sorted(document.sections, key=lambda each: (each.start, each.end)):
        start = max(section.start, at)
        if start >= section.end:  # wholly within the one before
            continue
        yield from _between(text, at, start, section.headings, cited)
        anchor = _anchor(section, taken)
        yield Block(_pieces(text, start, section.end, cited), anchor, section.locator)
        at = section.end
    yield from _between(text, at, len(text), (), cited)


def _anchor(section: Section, taken: set[str]) -> str:
    """Return a name that no other section of the page has."""
    name = wanted = slug(section.part or section.locator) or "section"
    number = 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name


def _between(
    text: str, start: int, end: int, headings: tuple[str, ...], cited: tuple[int, int]
) -> Iterator[Block]:
    """Give the text between two sections: headings as such, other lines as they stand.

    White space is given only where it is cited, so that the marked text is the quote.
    """
    at = start
    for line in text[start:end].splitlines(keepends=True):
        words = line.strip()
        first, last = at + len(line) - len(line.lstrip()), at + len(line.rstrip())
        at += len(line)
        if not words:
            first = last = at
        yield from _cited_only(text, at - len(line), first, cited)
        if words:
            yield Block(_pieces(text, first, last, cited), level=_level(words, headings))
        yield from _cited_only(text, last, at, cited)


def _level(words: str, headings: tuple[str, ...]) -> int:
    if words not in headings:
        return 0
    return min(_HIGHEST + headings.index(words), _LOWEST)


def _cited_only(text: str, start: int, end: int, cited: tuple[int, int]) -> Iterator[Block]:
    start, end = max(start, cited[0]), min(end, cited[1])
    if start < end:
        yield Block((Piece(text[start:end], True),))


def _pieces(text: str, start: int, end: int, cited: tuple[int, int]) -> tuple[Piece, ...]:
    first, last = min(max(cited[0], start), end), min(max(cited[1], start), end)
    spans = ((start, first, False), (first, last, True), (last, end, False))
    return tuple(Piece(text[a:b], marked) for a, b, marked in spans if a < b)


def _contents(document: Document, blocks: tuple[Block, ...]) -> tuple[ContentsEntry, ...]:
    """List the headings, each leading to the first section under it; tables have no list."""
    if not document.by_meaning:
        return ()
    anchors = [block.anchor for block in blocks if block.anchor]
    sections = sorted(document.sections, key=lambda each: (each.start, each.end))
    entries: list[ContentsEntry] = []
    above: tuple[str, ...] = ()
    for section, anchor in zip(sections, anchors, strict=False):
        path = section.headings
        same = next(
            (n for n, pair in enumerate(zip(path, above, strict=False)) if pair[0] != pair[1]),
            min(len(path), len(above)),
        )
        for level, label in enumerate(path[same:], same):
            if label != document.title:
                entries.append(ContentsEntry(label, anchor, level))
        above = path
    return tuple(entries) if len(entries) > 1 else ()
