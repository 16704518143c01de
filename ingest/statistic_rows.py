"""Read statistical CSV files row by row: what every layout has in common.

Regional and world aggregates ("X01", "Sub-Saharan Africa") are not countries: their rows are
left out, and are not refused, since nothing is wrong with them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from ingest.records import Entry, InputFile, Refusal
from ingest.statistic_tables import Dataset, Observation, statistic_table
from knowledge.countries import Country, by_code
from knowledge.errors import UnreadableSource

Row = dict[str, str]

MAX_CELL = 2000
ILO = "International Labour Organization (ILOSTAT)"

_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,15})?(?:[eE][-+]?[0-9]{1,2})?")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:\.0)?")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+){1,10}")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]{4,500}")
_REGION = re.compile(r"[Xx][0-9]{2}")
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


class BadRowError(Exception):
    """A row cannot be taken in; the message says why. Never leaves the readers."""


class Layout(Protocol):
    """How one layout spells areas, tables and observations; raises BadRowError for bad cells."""

    def area(self, row: Row) -> str:
        """The area as a refusal would name it."""
        ...

    def country(self, row: Row) -> Country | None:
        """The country of the row; None for a region or an unknown area."""
        ...

    def regional(self, row: Row) -> bool:
        """Say whether the row is about a region or the world."""
        ...

    def dataset(self, row: Row) -> Dataset:
        """The table the row belongs to."""
        ...

    def observation(self, row: Row) -> Observation:
        """The year, value and all else that the row states."""
        ...


class IloAreas:
    """Areas as ILOSTAT writes them: ISO codes, and X with two digits for regions."""

    column = "ref_area"

    def area(self, row: Row) -> str:
        """The area code."""
        return row[self.column]

    def country(self, row: Row) -> Country | None:
        """The country of the code."""
        return by_code(row[self.column])

    def regional(self, row: Row) -> bool:
        """Say whether the code is a region's."""
        return _REGION.fullmatch(row[self.column]) is not None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table that concern one country, in file order."""

    dataset: Dataset
    country: Country
    observations: list[Observation] = field(default_factory=list)


def entries(
    file: InputFile, layout: Layout, columns: tuple[str, ...], delimiter: str = ","
) -> Iterator[Entry | Refusal]:
    """Give one entry per table and country, and a refusal per bad row or unknown area."""
    for item in tables(file, layout, columns, delimiter):
        if isinstance(item, Refusal):
            yield item
        else:
            yield statistic_table(item.dataset, item.country, item.observations)


def tables(
    file: InputFile, layout: Layout, columns: tuple[str, ...], delimiter: str = ","
) -> Iterator[Table | Refusal]:
    """Group the file's rows by table and country; refusals come first.

    Raises UnreadableSource where the header lacks one of `columns`.
    """
    found: dict[tuple[str, str, str], Table] = {}
    countries: dict[str, Country | None] = {}
    for line, row in _rows(file, columns, delimiter):
        if isinstance(row, str):
            yield Refusal(file.name, line, row)
            continue
        area = layout.area(row)
        if area not in countries:
            countries[area] = None if layout.regional(row) else layout.country(row)
            if countries[area] is None and not layout.regional(row):
                reason = f"area {area[:60]!r} is not a known country; its rows are left out"
                yield Refusal(file.name, line, reason)
        country = countries[area]
        if country is None:
            continue
        try:
            dataset, observation = layout.dataset(row), layout.observation(row)
        except BadRowError as error:
            yield Refusal(file.name, line, str(error))
            continue
        key = (dataset.stem, dataset.layout, country.iso3)
        found.setdefault(key, Table(dataset, country)).observations.append(observation)
    yield from found.values()


def _rows(
    file: InputFile, columns: tuple[str, ...], delimiter: str
) -> Iterator[tuple[str, Row | str]]:
    """Give line number and cells of every row, or the reason why it has none."""
    reader = csv.reader(io.StringIO(file.text, newline="\n"), delimiter=delimiter)
    names = _header(file, reader, columns)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield str(reader.line_num), f"not readable as CSV: {error}"
            continue
        if cells is None:
            return
        line = str(reader.line_num)
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            yield line, f"{len(cells)} columns, the header has {len(names)}"
        elif any(len(cell) > MAX_CELL for cell in cells):
            yield line, f"a cell of more than {MAX_CELL:,} characters"
        else:
            yield line, dict(zip(names, map(" ".join, map(str.split, cells)), strict=True))


def _header(file: InputFile, reader: Iterator[list[str]], columns: tuple[str, ...]) -> list[str]:
    try:
        names = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise UnreadableSource(f"{file.name}: header not readable as CSV: {error}") from error
    missing = [column for column in columns if column not in names]
    if missing:
        raise UnreadableSource(f"{file.name}: no column {', '.join(missing)}")
    if len(set(names)) != len(names):
        raise UnreadableSource(f"{file.name}: the header names a column twice")
    return names


def header(file: InputFile) -> tuple[str, str]:
    """The first line without quotes and white space, and the delimiter it is written with."""
    line = file.head.partition("\n")[0].replace('"', "").strip()
    return line, ";" if line.count(";") > line.count(",") else ","


def year(cell: str) -> int:
    """Read "2020" or "2020.0"; raises BadRowError for anything but a year from 1900 to 2099."""
    match = _YEAR.fullmatch(cell)
    if not match:
        raise BadRowError(f"no year: {cell[:40]!r}" if cell else "the year is missing")
    return int(match[1])


def value(cell: str) -> str:
    """Give a number as published, or "" for none; raises BadRowError for anything else."""
    if cell in ("", "nan", "NaN"):
        return ""
    if not _NUMBER.fullmatch(cell):
        raise BadRowError(f"the value is not a number: {cell[:40]!r}")
    return cell


def table_name(cell: str) -> str:
    """Give the code of a table or series; raises BadRowError where the cell cannot be one."""
    if len(cell) > 80 or not _CODE.fullmatch(cell):
        raise BadRowError(f"not an indicator's code: {cell[:40]!r}")
    return cell


def address(cell: str) -> str | None:
    """Give a web address; None where the cell is empty, "nan" or anything else."""
    return cell if _ADDRESS.fullmatch(cell) else None


def as_of(file: InputFile) -> str | None:
    """The date of retrieval where the file's manifest states one."""
    for name in ("as_of", "retrieved", "retrieved_on", "retrieval_date", "date"):
        if _DATE.fullmatch(file.manifest.get(name, "")):
            return file.manifest[name]
    return None


def joined(*notes: str) -> str:
    """Join the notes that are not empty."""
    return "; ".join(note for note in notes if note)
