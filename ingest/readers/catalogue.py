"""Reads catalogues of instruments: ours, a partial public one, and bare lists of titles.

All are comma-separated with a header. `code` and `title` are read by name; `year`,
`entry_into_force`, `status` and the NORMLEX id where the file has them. A row without a code is
taken in only where the title is known to the catalogue.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.records import MAX_LINE, Entry, InputFile, Refusal
from knowledge import instruments
from knowledge.documents import Document, Kind, Section, slug
from knowledge.errors import UnreadableSource
from knowledge.facts import CatalogueRow

# Besides code and title, a catalogue has these columns and no others.
_COLUMNS = frozenset(
    ["code", "kind", "number", "title", "year", "normlex_id", "normlex_instrument_id"]
    + ["entry_into_force", "ratifications_shown", "status", "aliases_en", "aliases_fr"]
    + ["aliases_es", "fundamental", "governance", "source", "sources"]
)
_KIND_WORDS = {"C": "Convention", "P": "Protocol", "R": "Recommendation"}
_LONGEST_TITLE = 300
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905


class _BadRow(Exception):  # noqa: N818 (never leaves this module)
    """A row cannot be taken in; the message says why."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One catalogue row as read, before it has a place in a document."""

    code: str
    title: str
    year: int | None
    normlex_id: str
    entry_into_force: date | None
    status: str
    remark: str

    @property
    def line(self) -> str:
        """The row as the document shows it."""
        parts = [f"{self.code}: {self.title}"]
        if self.year and str(self.year) not in self.title:
            parts.append(f"adopted {self.year}")
        if day := self.entry_into_force:
            parts.append(f"entry into force {day.day} {_MONTHS[day.month - 1]} {day.year}")
        if self.normlex_id:
            parts.append(f"NORMLEX id {self.normlex_id}")
        if self.status:
            parts.append(f"status {self.status}")
        if self.remark:
            parts.append(self.remark)
        return "; ".join(parts)


class Catalogue:
    """Gives one document per file, with a line and a fact per instrument."""

    name = "catalogue"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """Say whether the header names code and title and nothing foreign to a catalogue."""
        columns = _header(file.head)
        return {"code", "title"} <= set(columns) <= _COLUMNS

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give the refusals, then the catalogue; raises UnreadableSource where no row is good."""
        rows: dict[str, _Row] = {}
        for number, line in _lines(file):
            try:
                row = _row(_cells(_header(file.head), line))
                if row.code in rows:
                    raise _BadRow(f"{row.code} stands in the file already")
                rows[row.code] = row
            except _BadRow as reason:
                yield Refusal(file.name, str(number), str(reason))
        if not rows:
            raise UnreadableSource(f"{file.name}: no row could be read")
        yield _entry(file, list(rows.values()))


def _header(text: str) -> list[str]:
    try:
        cells = next(csv.reader([text.split("\n", 1)[0]], strict=True), [])
    except csv.Error:
        return []
    return [cell.strip().lower() for cell in cells]


def _lines(file: InputFile) -> Iterator[tuple[int, str]]:
    """Line numbers as an editor shows them, and the lines below the header that hold anything."""
    for number, line in enumerate(file.text.split("\n")[1:], start=2):
        if line.strip(" ,\t"):
            yield number, line


def _cells(header: list[str], line: str) -> dict[str, str]:
    """One line's cells by column. Line by line, so that one open quote spoils one row only."""
    if len(line) > MAX_LINE:
        raise _BadRow(f"the line has {len(line):,} characters, the limit is {MAX_LINE:,}")
    try:
        cells = next(csv.reader([line], strict=True))
    except csv.Error as error:
        raise _BadRow(f"not a row of comma-separated cells: {error}") from error
    if len(cells) > len(header):
        raise _BadRow(f"{len(cells)} cells under {len(header)} columns")
    return {name: " ".join(cell.split()) for name, cell in zip(header, cells, strict=False)}


def _row(cells: dict[str, str]) -> _Row:
    title = cells.get("title", "").replace("’", "'")
    if not title:
        raise _BadRow("no title")
    if len(title) > _LONGEST_TITLE:
        raise _BadRow(f"the title has {len(title):,} characters, the limit is {_LONGEST_TITLE}")
    code = _code(cells.get("code", ""), title)
    year = _year(cells.get("year", ""), title)
    normlex_id = cells.get("normlex_id") or cells.get("normlex_instrument_id", "")
    if normlex_id and not re.fullmatch(r"[0-9]{1,12}", normlex_id):
        raise _BadRow(f"NORMLEX id {normlex_id[:40]!r} is no number")
    return _Row(
        code=code,
        title=title,
        year=year,
        normlex_id=normlex_id,
        entry_into_force=_date(cells.get("entry_into_force", "")),
        status=cells.get("status", "")[:_LONGEST_TITLE],
        remark=_remark(cells),
    )


def _remark(cells: dict[str, str]) -> str:
    """What a reader must know of where the row's title or code comes from."""
    source = cells.get("source", "")
    if "general knowledge" in source:
        return source.rsplit("; ", 1)[-1]
    return "" if cells.get("code") else "code from the title, not in this list"


def _code(cell: str, title: str) -> str:
    """The row's code, or the catalogue's code of its title; they must not contradict."""
    named = instruments.by_title(title)
    if not cell:
        if named is None:
            raise _BadRow(f"no code, and no instrument of the title {title[:80]!r} is known")
        return named.code
    code = instruments.normalise_code(cell)
    if code is None:
        raise _BadRow(f"{cell[:40]!r} is not the code of an instrument")
    if named and named.code != code:
        raise _BadRow(f"the title is that of {named.code}, not of {code}")
    kind = "Constitution" if code == "CONSTITUTION" else _KIND_WORDS.get(code[0], "Convention")
    if kind not in title:
        raise _BadRow(f"the title of {code} does not say {kind!r}")
    return code


def _year(cell: str, title: str) -> int | None:
    """The year of the cell, or else the only year in the title."""
    in_title = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", title)
    if not cell:
        return int(in_title[0]) if in_title else None
    if not re.fullmatch(r"(?:19|20)[0-9]{2}", cell):
        raise _BadRow(f"{cell[:40]!r} is not a year")
    if in_title and cell not in in_title:
        raise _BadRow(f"the year {cell} is not in the title")
    return int(cell)


def _date(cell: str) -> date | None:
    if not cell:
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError as error:
        raise _BadRow(f"{cell[:40]!r} is not a date (YYYY-MM-DD)") from error


def _entry(file: InputFile, rows: list[_Row]) -> Entry:
    """The document, a heading and then one line a row, and the facts at their lines."""
    name = slug(file.name.rsplit(".", 1)[0])
    document = "catalogue-of-instruments" + (f".{name}" if name else "")
    heading = "Catalogue of ILO instruments"
    text = heading + "\n"
    sections, facts = [], []
    for row in rows:
        start, end = len(text), len(text) + len(row.line)
        text += row.line + "\n"
        sections.append(Section(start, end, row.code, (heading,), slug(row.code)))
        facts.append(
            CatalogueRow(
                row.code,
                row.title,
                row.year,
                row.normlex_id,
                row.entry_into_force,
                row.status,
                document,
                start,
                end,
            )
        )
    return Entry(
        Document(
            id=document,
            kind=Kind.DOCUMENT,
            title=f"{heading} ({file.name})",
            text=text,
            sections=tuple(sections),
            as_of=file.manifest.get("date") or None,
            url=file.manifest.get("url") or None,
            note="catalogue rows compiled from lists of instruments, not an official ILO text",
            by_meaning=False,
        ),
        tuple(facts),
    )


READER = Catalogue()
