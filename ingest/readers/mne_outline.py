"""Reads the outline of the MNE Declaration: `section,topic,paragraphs,instruments,confirmed`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from ingest.composing import Composition
from ingest.json_rows import one_line
from ingest.records import Entry, InputFile, Refusal
from knowledge import topics
from knowledge.documents import Document, Kind, slug
from knowledge.errors import UnreadableSource
from knowledge.instruments import normalise_code

COLUMNS = ("section", "topic", "paragraphs", "instruments", "confirmed")
DOCUMENT = "mne-declaration-outline"
_TITLE = "Outline of the MNE Declaration: sections and paragraph numbers"
_TO_CONFIRM = "to be confirmed against the published text"
_PARAGRAPHS = re.compile(r"\d{1,3}(?:-\d{1,3})?")
_LONGEST_CELL = 500


class MneOutline:
    """Gives one document with a line and a section per row."""

    name = "mne-outline"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """Say whether the first line is the outline's header."""
        return file.head.split("\n", 1)[0].strip().lower() == ",".join(COLUMNS)

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give the outline and its refused rows; raises UnreadableSource where no row is good."""
        composition = Composition()
        composition.add(_TITLE)
        codes: list[str] = []
        refusals: list[Refusal] = []
        for number, cells in _rows(file):
            try:
                codes.extend(_add(composition, cells))
            except ValueError as error:
                refusals.append(Refusal(file.name, f"line {number}", str(error)))
        if not composition.sections:
            raise UnreadableSource(f"{file.name}: no row of the outline can be read")
        yield Entry(_document(composition, tuple(dict.fromkeys(codes))))
        yield from refusals


def _rows(file: InputFile) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(file.text), strict=True)
    try:
        next(reader)
        for cells in reader:
            if any(cells):
                yield reader.line_num, cells
    except (csv.Error, StopIteration) as error:
        raise UnreadableSource(f"{file.name}: line {reader.line_num}: {error}") from error


def _add(composition: Composition, cells: list[str]) -> list[str]:
    """Add a row's line to the text; give its instruments' codes."""
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} columns, {len(COLUMNS)} are needed")
    if any(len(cell) > _LONGEST_CELL for cell in cells):
        raise ValueError(f"a cell of more than {_LONGEST_CELL} characters")
    section, topic, paragraphs, listed, confirmed = map(one_line, cells)
    for name, value in (("section", section), ("topic", topic), ("paragraphs", paragraphs)):
        if not value:
            raise ValueError(f"{name}: missing")
    codes = [_code(code) for code in listed.split(";") if code.strip()]
    place = _place(paragraphs)
    parts = [f"{place}: {topic} ({section})."]
    if codes:
        parts.append(f"Instruments: {', '.join(codes)}.")
    parts.append(_state(confirmed))
    composition.add_section([" ".join(parts)], place, (_TITLE, section), slug(place))
    return codes


def _code(text: str) -> str:
    code = normalise_code(text.strip())
    if code is None:
        raise ValueError(f"instruments: {text.strip()[:40]!r} is not an instrument's code")
    return code


def _place(paragraphs: str) -> str:
    if _PARAGRAPHS.fullmatch(paragraphs):
        return f"Paragraph{'s' if '-' in paragraphs else ''} {paragraphs}"
    return paragraphs


def _state(confirmed: str) -> str:
    if confirmed:
        return f"Paragraph numbers {confirmed} are confirmed; any others are {_TO_CONFIRM}."
    return f"Paragraph numbers {_TO_CONFIRM}."


def _document(composition: Composition, codes: tuple[str, ...]) -> Document:
    text = composition.text
    return Document(
        id=DOCUMENT,
        kind=Kind.GUIDANCE,
        title=_TITLE,
        text=text,
        sections=tuple(composition.sections),
        instruments=codes,
        topics=topics.mentions(text),
        identifiers=("MNE Declaration",),
        note=f"An outline, not the Declaration's text; paragraph numbers {_TO_CONFIRM}",
    )


READER = MneOutline()
