"""Reads guidance pages from JSON lines: `id, language, publisher, source, text` a page.

Every row is a document of its own, also where two hold the same text (an untranslated page under
two languages): each is named by its id, and the later one's note names the earlier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.composing import Composition
from ingest.json_rows import Row, cell, entries, has_keys, language, one_line
from ingest.page_blocks import Block, blocks
from ingest.records import Entry, InputFile, Refusal
from knowledge import instruments, topics
from knowledge.documents import Document, Kind, slug

_MOST_WORDS = 150  # a section takes in paragraphs up to this many
_LONGEST_TITLE = 120
_KEYS = ("id", "publisher", "source", "language")
_REPOSITORY = re.compile(r"github\.com/[\w.-]+/[\w.-]+")
_TEMPLATE_SPACE = re.compile(r'\{"([^"{}]{0,3})"\}')  # {" "}, left over from the page's template
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


class GuidancePages:
    """Gives one document per page, in sections of neighbouring paragraphs under one heading."""

    name = "guidance-pages"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """Say whether the first row carries the keys of a page."""
        return has_keys(file, _KEYS)

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give an entry or a refusal per line; raises UnreadableSource for the whole file."""
        by_text: dict[str, str] = {}

        def document_of(row: Row) -> Document:
            document = _document(row, by_text)
            by_text.setdefault(document.text, document.id)
            return document

        return entries(file, document_of, "repeats id {id}")


def _document(row: Row, by_text: dict[str, str]) -> Document:
    publisher, source, page = cell(row, "publisher"), cell(row, "source"), cell(row, "id")
    found = _blocks(row)
    title = _title(found[0])
    composition = _composed(title, found)
    text = composition.text
    return Document(
        id=f"{slug(publisher.rsplit(',', 1)[-1])}.{slug(page)}".strip("."),
        kind=Kind.GUIDANCE,
        title=title,
        text=text,
        sections=tuple(composition.sections),
        language=language(row),
        url=_url(source),
        instruments=_instruments(text),
        topics=topics.about(title, text),
        identifiers=(page,),
        note=_note(publisher, source, by_text.get(text)),
        publisher=publisher,
    )


def _blocks(row: Row) -> tuple[Block, ...]:
    text = row.get("text")
    if not isinstance(text, str):
        raise ValueError("text: missing or not a text")
    lines = _TEMPLATE_SPACE.sub(r"\1", text).splitlines()
    found = blocks([one_line(line) for line in lines])
    if not found:
        raise ValueError("text: empty")
    return found


def _title(first: Block) -> str:
    """The first line, or its beginning where it is a paragraph."""
    if len(first.text) <= _LONGEST_TITLE:
        return first.text
    return first.text[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _composed(title: str, found: tuple[Block, ...]) -> Composition:
    composition = Composition()
    if len(found) > 1 and found[0].text == title:
        composition.add(title)
        found = found[1:]
    path: list[str] = []
    counts: dict[str, int] = {}
    for at_heading, texts in _groups(found):
        if at_heading:
            path = texts
            for heading in texts:
                composition.add(heading, before="\n\n")
            continue
        name = path[-1] if path else "Opening"
        counts[name] = counts.get(name, 0) + 1
        locator = name if counts[name] == 1 else f"{name}, part {counts[name]}"
        composition.add_section(texts, locator, tuple(dict.fromkeys((title, *path))))
    return composition


def _groups(found: tuple[Block, ...]) -> Iterator[tuple[bool, list[str]]]:
    """Runs of headings, and runs of paragraphs of moderate size, each with its texts."""
    group: list[str] = []
    at_heading, words = False, 0
    for block in found:
        words += len(block.text.split())
        full = words > _MOST_WORDS and not block.heading
        if group and (block.heading != at_heading or full):
            yield at_heading, group
            group, words = [], len(block.text.split())
        group.append(block.text)
        at_heading = block.heading
    if group:
        yield at_heading, group


def _url(source: str) -> str | None:
    """The address that the source names: itself, or its repository's."""
    if _ADDRESS.fullmatch(source):
        return source
    repository = _REPOSITORY.match(source)
    return f"https://{repository.group()}" if repository else None


def _note(publisher: str, source: str, same: str | None) -> str:
    notes = [f"Guidance of the {publisher}; not an ILO text"]
    if publisher.startswith("US Department of Labor"):
        notes.append("a work of the United States government")
    if source:
        notes.append(f"from {source}")
    if same:
        notes.append(f"the same text as {same}")
    return "; ".join(notes)


def _instruments(text: str) -> tuple[str, ...]:
    found = (mention.code for mention in instruments.mentions(text) if mention.known)
    return tuple(dict.fromkeys(found))


READER = GuidancePages()
