"""Guidance notes as they are checked: their sentences, line by line, with the sources they name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from helpdesk.services.guidance.markers import MARKER, cited_parts
from ingest.front_matter import FrontMatter, parse, split
from ingest.readers.guidance_notes import READ_NEXT
from knowledge.sentences import sentences

KINDS = {
    "guide.instrument.": "instrument",
    "guide.topic.": "topic",
    "guide.framework.": "framework",
    "guide.question.": "question",
    "guide.directory.": "directory",
    "mne-note.": "MNE Declaration",
}
_BULLET = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+")
_ENDS_CITED = re.compile(rf"(?:{MARKER.pattern})[.!?:]?[”\"»]?$")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a note; `line` counts from 1 in the file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text below the front matter; `quoted` where it is a marked quote."""

    number: int
    text: str
    quoted: bool
    is_reference: bool  # to another note: it needs no citation

    @property
    def words(self) -> str:
        """The line without its citation markers."""
        return MARKER.sub(" ", self.text)

    @property
    def citations(self) -> tuple[str, ...]:
        """Each thing that the line cites."""
        return tuple(part for mark in MARKER.findall(self.text) for part in cited_parts(mark))

    def uncited(self) -> list[str]:
        """Return the sentences that do not end in a citation marker."""
        found = []
        # A full stop within a marker ("Std. A2.3") ends no sentence.
        masked = MARKER.sub(lambda mark: mark.group().replace(".", "_"), self.text)
        for start, end in sentences(masked):
            sentence = self.text[start:end].strip()
            marker = _ENDS_CITED.search(sentence)
            if sentence and not (marker and cited_parts(marker[1])):
                found.append(sentence)
        return found


@dataclass(frozen=True, slots=True)
class Note:
    """One note: its front matter, the key and state of each source, and its lines."""

    name: str
    front: FrontMatter
    states: dict[str, str]
    lines: tuple[Line, ...]
    headings: tuple[tuple[int, str], ...] = ()  # each with its line

    @property
    def kind(self) -> str:
        """What kind of note its id says it is."""
        return note_kind(self.front.id)


def note_kind(id: str) -> str:
    """Return the kind of note of a document id, "" where it is no note."""
    return next((kind for prefix, kind in KINDS.items() if id.startswith(prefix)), "")


def read_note(path: Path, root: Path) -> Note | Problem:
    """Read a note, or say what is wrong with its front matter."""
    name = str(path.relative_to(root)) if path.is_relative_to(root) else path.name
    try:
        text = path.read_text("utf-8")
        matter, body = split(text)
        front = parse(matter)
    except (OSError, ValueError) as error:
        return Problem(name, 1, str(error))
    row: dict[str, Any] = yaml.safe_load(matter)
    states = {
        str(source["key"]): str(source.get("state", ""))
        for source in row["sources"]
        if isinstance(source, dict) and source.get("key")
    }
    first = text[: len(text) - len(body)].count("\n") + 1
    headings = tuple(
        (number, raw.strip().lstrip("# "))
        for number, raw in enumerate(body.split("\n"), first)
        if raw.strip().startswith("#")
    )
    return Note(name, front, states, tuple(_lines(body, first)), headings)


def _lines(body: str, first: int) -> list[Line]:
    found: list[Line] = []
    section = ""
    for number, raw in enumerate(body.split("\n"), first):
        text = raw.strip()
        if text.startswith("#"):
            section = text.lstrip("# ")
        elif text:
            quoted = text.startswith(">")
            plain = _BULLET.sub("", text.lstrip("> ")).replace("**", "").replace("__", "")
            found.append(Line(number, plain.strip(), quoted, section in READ_NEXT))
    return found
