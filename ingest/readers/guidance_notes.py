"""Reads guidance notes: Markdown with front matter, one note a file.

The stored text is the body without its markup: headings, paragraphs and bullets as lines, each
with the citation marker it ends with ("[MNE para. 26]").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.composing import Composition
from ingest.front_matter import FrontMatter, parse, split
from ingest.json_rows import one_line
from ingest.records import Entry, InputFile, Refusal
from knowledge.documents import Document, Kind, slug
from knowledge.errors import UnreadableSource

QUESTION = "question"  # the part of a note that holds its question
READ_NEXT = ("Read next", "À lire ensuite", "Para seguir leyendo")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(.*)")
_MARKER = re.compile(r"\[([^\[\]]{2,60})\](?!\()")
_LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s()]+)\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_MOST_MARKERS = 4  # in a locator
_UNCONFIRMED = "paragraph numbers to be confirmed against the published text"


@dataclass(slots=True)
class _Group:
    """Neighbouring paragraphs or bullets under one heading."""

    headings: tuple[str, ...]
    lines: list[str] = field(default_factory=list)


class GuidanceNotes:
    """Gives one document per note, one section per group of lines under a heading."""

    name = "guidance-notes"
    version = 4

    def recognises(self, file: InputFile) -> bool:
        """Say whether this is Markdown that begins with front matter."""
        return file.name.lower().endswith((".md", ".markdown")) and file.head.startswith("---\n")

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give the note; raises UnreadableSource, naming the key, where it cannot be read."""
        try:
            matter, body = split(file.text)
            yield Entry(_document(parse(matter), body))
        except ValueError as error:
            raise UnreadableSource(f"{file.name}: {error}") from error


def _document(front: FrontMatter, body: str) -> Document:
    composition = Composition()
    if front.id.startswith("guide.question."):
        # Its question is a passage of its own, so that a question like it finds it.
        composition.add_section([front.title], "Question", part=QUESTION)
    else:
        composition.add(front.title)
    written: tuple[str, ...] = ()
    for group in _groups(body, front.title):
        if group.headings != written:
            composition.add(group.headings[-1], before="\n\n") if group.headings else None
            written = group.headings
        heading = group.headings[-1] if group.headings else "Note"
        if heading in READ_NEXT:  # names of other notes: nothing that a search should find
            composition.add("\n".join(group.lines), before="\n")
            continue
        composition.add_section(
            group.lines,
            _locator(heading, group.lines),
            (front.title, *group.headings),
            slug(heading),
        )
    if not any(section.part != QUESTION for section in composition.sections):
        raise ValueError("body: empty")
    return Document(
        id=front.id,
        kind=Kind.GUIDANCE,
        title=front.title,
        text=composition.text,
        sections=tuple(composition.sections),
        language=front.language,
        url=next((source.url for source in front.sources if source.url), None),
        date=front.date,
        instruments=front.instruments,
        topics=front.topics,
        note=_note(front),
        publisher="ILO Helpdesk project",
        grounds=front.sources,
        wordings=front.asked,
    )


def _groups(body: str, title: str) -> list[_Group]:
    """The body's groups, in order; a paragraph's lines are joined, each bullet is a line."""
    groups: list[_Group] = []
    path: dict[int, str] = {}
    joins = False
    for raw in body.split("\n"):
        heading = _HEADING.fullmatch(raw.strip())
        line = one_line(raw)
        if heading:
            level = len(heading[1])
            path = {at: text for at, text in path.items() if at < level}
            path[level] = _plain(one_line(heading[2]).rstrip("# "))
        elif line:
            headings = tuple(text for text in path.values() if text and text != title)
            if not groups or groups[-1].headings != headings:
                groups.append(_Group(headings))
                joins = False
            bullet = _BULLET.fullmatch(raw)
            text = _plain(one_line(bullet[1]) if bullet else line)
            lines = groups[-1].lines
            if joins and not bullet:
                lines[-1] += f" {text}"
            elif text:
                lines.append(text)
        joins = bool(line) and not heading and bool(groups) and bool(groups[-1].lines)
    return [group for group in groups if group.lines]


def _plain(text: str) -> str:
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1 (\2)", text))


def _locator(heading: str, lines: list[str]) -> str:
    markers = list(dict.fromkeys(mark for line in lines for mark in _MARKER.findall(line)))
    if not markers:
        return heading
    more = ", ..." if len(markers) > _MOST_MARKERS else ""
    return f"{heading} ({', '.join(markers[:_MOST_MARKERS])}{more})"


def _note(front: FrontMatter) -> str:
    open_points = (
        f"{source.locator or source.title}: {_UNCONFIRMED}"
        for source in front.sources
        if not source.confirmed and source.locator
    )
    return "; ".join((front.note, *dict.fromkeys(open_points)))


READER = GuidanceNotes()
