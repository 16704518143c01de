"""Passages: what the index holds and a citation points at.

A passage has at most 200 words and never crosses a section (an article's paragraph, a
numbered paragraph, a finding). A section that is longer is cut between sentences. Rows of a
table document are packed together: they are found by words, and cited row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.documents import Document, Section
from knowledge.sentences import sentences

# Bump on any change that can alter the passages of an unchanged document.
VERSION = 2
MAX_WORDS = 200
# A "word" without end, as hostile or unspaced text has them, counts as several.
_WORD = re.compile(r"\S{1,100}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document's text: offsets, locator, heading path and part as its section's."""

    start: int
    end: int
    locator: str
    headings: tuple[str, ...]
    part: str


def passages(document: Document) -> Iterator[Passage]:
    """Give the passages of a document in text order."""
    if document.by_meaning:
        for section in document.sections:
            yield from _pieces(document.text, section)
    else:
        yield from _packed_rows(document)


def _words(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _WORD.finditer(text, start, end))


def _pieces(text: str, section: Section) -> Iterator[Passage]:
    for start, end in _spans(text, section.start, section.end):
        yield Passage(start, end, section.locator, section.headings, section.part)


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut text[start:end] into spans of at most MAX_WORDS, between sentences where it can."""
    if _words(text, start, end) <= MAX_WORDS:
        yield start, end
        return
    begin, stop, count = -1, -1, 0
    for first, last in _bounded_sentences(text, start, end):
        size = _words(text, first, last)
        if begin >= 0 and count + size > MAX_WORDS:
            yield begin, stop
            begin, count = -1, 0
        if begin < 0:
            begin = first
        stop, count = last, count + size
    if begin >= 0:
        yield begin, stop


def _bounded_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for first, last in sentences(text, start, end):
        words = list(_WORD.finditer(text, first, last))
        for at in range(0, len(words), MAX_WORDS):
            block = words[at : at + MAX_WORDS]
            yield block[0].start(), block[-1].end()


def _packed_rows(document: Document) -> Iterator[Passage]:
    pack: list[Section] = []
    for section in document.sections:
        if pack and not _joins(document.text, pack, section):
            yield _pack(pack)
            pack = []
        if _words(document.text, section.start, section.end) > MAX_WORDS:
            yield from _pieces(document.text, section)
        else:
            pack.append(section)
    if pack:
        yield _pack(pack)


def _joins(text: str, pack: list[Section], row: Section) -> bool:
    """Whether a row stands below the same heading, after the pack, and within the bound."""
    return (
        row.headings == pack[0].headings
        and row.start >= pack[-1].end
        and _words(text, pack[0].start, row.end) <= MAX_WORDS
    )


def _pack(rows: list[Section]) -> Passage:
    first, last = rows[0], rows[-1]
    locator = first.locator if first is last else f"{first.locator} – {last.locator}"
    return Passage(first.start, last.end, locator, first.headings, first.part)
