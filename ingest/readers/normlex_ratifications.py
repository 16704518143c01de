"""Reads NORMLEX "ratifications by instrument" tables as saved to CSV.

One file is one instrument's list on one day. Instrument and day stand in the file's name
(`C138_2023-06-25_12b868dd.csv`) or in its manifest row (`code`, `date`). Columns:
`Country;Date;Status;Note;ATTR_ENDPOINT`; the country's cell runs on into its footnote.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.ratification_lists import ratification_list
from ingest.ratification_rows import RatificationRow, doubt, read_date, settled
from ingest.records import Entry, InputFile, Refusal
from knowledge import countries, instruments
from knowledge.errors import UnreadableSource
from knowledge.facts import RatificationStatus as Status

_COLUMNS = ("Country", "Date", "Status", "Note")
_NAME = re.compile(r"([A-Z]{1,3}\d{0,3})[_ ](\d{4}-\d{2}-\d{2})(?:[_ ].*)?\.csv", re.IGNORECASE)
_TERRITORY = re.compile(r"\.\s*([^\W\d_][^\W\dA-Z_]+(?:[ -][A-Z][^\W\dA-Z_]+)*)")
_AUTOMATIC = re.compile(
    r"Automatic denunciation on (\d{1,2} \w{3} \d{4})"
    r" by (?:convention|protocol) (\w+)(?:, \d{4})?\.?",
    re.I,
)
_DENOUNCED = re.compile(r"Denounced on (\d{1,2} \w{3} \d{4})\.?", re.I)
_BEGINS = re.compile(
    r"The (?:Convention|Protocol) will enter into force for .+ on (\d{1,2} \w{3} \d{4})\.?", re.I
)


class _RowError(Exception):
    """A row cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """What one file holds: the rows that could be read, and the reasons for the others."""

    instrument: str
    snapshot: date
    url: str | None
    rows: tuple[RatificationRow, ...]
    refused: tuple[tuple[str, str], ...]


class NormlexRatifications:
    """Gives one document per file: the instrument's list, with a fact per row."""

    name = "normlex-ratifications"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """Say whether the first line names the table's columns."""
        header = file.head.split("\n", 1)[0].replace('"', "").split(";")
        return all(column in header for column in _COLUMNS)

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give the refusals, then the list; raises UnreadableSource where no row can be read."""
        found = read_list(file)
        for row, reason in found.refused:
            yield Refusal(file.name, row, reason)
        if not found.rows:
            raise UnreadableSource(f"{file.name}: no row could be read")
        yield ratification_list(
            found.instrument,
            found.snapshot,
            found.rows,
            found.url,
            countries.member_states(),
            refused=len(found.refused),
        )


def read_list(file: InputFile) -> ListFile:
    """Read a file's rows; raises UnreadableSource where it is not such a table."""
    instrument, snapshot = _instrument_and_day(file)
    rows: list[tuple[str, RatificationRow]] = []
    refused: list[tuple[str, str]] = []
    addresses: list[str] = []
    for name, cells in _table(file):
        try:
            row = _row(cells)
            if reason := doubt(row, snapshot):
                raise _RowError(reason)
            rows.append((name, row))
            addresses.append(_plain(cells.get("ATTR_ENDPOINT", "")))
        except _RowError as bad:
            refused.append((name, str(bad)))
    kept, clashes = settled(rows)
    url = next((a for a in addresses if a.startswith(("https://", "http://"))), None)
    url = url or instruments.ratifications_url(instrument) or instruments.text_url(instrument)
    return ListFile(instrument, snapshot, url, kept, (*refused, *clashes))


def _instrument_and_day(file: InputFile) -> tuple[str, date]:
    named = _NAME.fullmatch(file.name)
    code = file.manifest.get("code") or (named[1] if named else "")
    day = file.manifest.get("date") or (named[2] if named else "")
    instrument = instruments.normalise_code(code) if code else None
    if instrument is None:
        raise UnreadableSource(
            f"{file.name}: which instrument's list this is stands neither in the file's name "
            "(C138_2023-06-25.csv) nor in a manifest (column code)"
        )
    try:
        return instrument, date.fromisoformat(day)
    except ValueError:
        raise UnreadableSource(
            f"{file.name}: the day of the list stands neither in the file's name "
            "(C138_2023-06-25.csv) nor in a manifest (column date)"
        ) from None


def _table(file: InputFile) -> Iterator[tuple[str, dict[str, str]]]:
    """Give (row's name, cells by column); a row with too few or too many cells has none."""
    reader = csv.reader(io.StringIO(file.text, newline=""), delimiter=";")
    try:
        header = next(reader)
        if missing := [column for column in _COLUMNS if column not in header]:
            raise UnreadableSource(f"{file.name}: no column {', '.join(missing)}")
        for cells in reader:
            if cells:
                fits = len(cells) == len(header)
                named = dict(zip(header, cells, strict=True)) if fits else {}
                yield f"line {reader.line_num}", named
    except csv.Error as error:
        raise UnreadableSource(f"{file.name}: line {reader.line_num}: {error}") from error


def _row(cells: dict[str, str]) -> RatificationRow:
    if not cells:
        raise _RowError("the row has not as many cells as the table has columns")
    country, territory, footnote = _country(_plain(cells["Country"]))
    ratified = read_date(cells["Date"])
    if ratified is None:
        raise _RowError(f"{_shown(cells['Date'])} is no date of the form 25 Oct 1965")
    standing = _standing(_plain(cells["Status"]), _plain(cells["Note"]))
    return RatificationRow(
        country=country,
        ratified=ratified,
        status=standing.status,
        ends=standing.ends,
        begins=standing.begins,
        replaced_by=standing.replaced_by,
        territory=territory,
        footnote=footnote,
        remark=standing.remark,
    )


def _country(cell: str) -> tuple[countries.Country, str, str]:
    """Part the cell into State, territory and footnote, which nothing separates."""
    found = countries.split_name(cell)
    if found is None:
        raise _RowError(f"{_shown(cell)} begins with no country's name")
    country, rest = found
    territory = ""
    if part := _TERRITORY.match(rest):
        territory, rest = part[1], rest[part.end() :]
    # What follows a name is a sentence; anything else is a longer name that is not known.
    if rest and not (rest[0].isupper() and " " in rest):
        raise _RowError(f"{_shown(cell)} is no country's name")
    return country, territory, rest


@dataclass(frozen=True, slots=True)
class _Standing:
    status: Status
    ends: date | None = None
    begins: date | None = None
    replaced_by: str = ""
    remark: str = ""


def _standing(status: str, note: str) -> _Standing:
    """Read what "In Force" or "Not in force" means together with the note beside it."""
    if status.casefold() == "in force":
        return _Standing(Status.IN_FORCE, remark=note)
    if status.casefold() != "not in force":
        raise _RowError(f"{_shown(status)} is no known status")
    if found := _AUTOMATIC.fullmatch(note):
        by = instruments.normalise_code(found[2])
        if by is None:
            raise _RowError(f"{_shown(found[2])} is no instrument's code")
        return _Standing(Status.DENOUNCED, ends=_day(found[1]), replaced_by=by)
    if found := _DENOUNCED.fullmatch(note):
        return _Standing(Status.DENOUNCED, ends=_day(found[1]))
    if found := _BEGINS.fullmatch(note):
        return _Standing(Status.NOT_YET_IN_FORCE, begins=_day(found[1]))
    return _Standing(Status.NOT_IN_FORCE, remark=note)


def _day(text: str) -> date:
    day = read_date(text)
    if day is None:
        raise _RowError(f"{_shown(text)} in the note is no date")
    return day


def _plain(cell: str) -> str:
    """Collapse white space; the scraper wrote "nan" where a cell was empty."""
    text = " ".join(cell.split())
    return "" if text.casefold() == "nan" else text


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


READER = NormlexRatifications()
