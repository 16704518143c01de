"""Reads the file of SDG 8.8.2 by country: area, year, and the indicator's code as a column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.readers.ilostat_bulk import ilostat_dataset
from ingest.records import Entry, InputFile, Refusal
from ingest.statistic_rows import IloAreas, Row, as_of, entries, header, value, year
from ingest.statistic_tables import Dataset, Observation

_HEADER = re.compile(r"ref_area,time,([a-z]{3}_[a-z0-9]{4}(?:_[a-z0-9]{2,9}){1,4})")


@dataclass(frozen=True, slots=True)
class ColumnLayout(IloAreas):
    """Rows whose value stands in the column `code`."""

    code: str
    retrieved: str | None

    def dataset(self, row: Row) -> Dataset:
        """The table that the third column names."""
        return ilostat_dataset(self.code, retrieved=self.retrieved)

    def observation(self, row: Row) -> Observation:
        """The year and value, which is all a row has."""
        return Observation(year(row["time"]), value(row[self.code]))


class Sdg0882:
    """Reads files of one indicator with three columns, all in lower case."""

    name = "sdg-0882"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """Exactly three columns: area, time, an indicator's code."""
        return _HEADER.fullmatch(header(file)[0]) is not None

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give one table per country."""
        match = _HEADER.fullmatch(header(file)[0])
        code = match[1] if match else "sdg_0882_noc_rt"
        columns = ("ref_area", "time", code)
        yield from entries(file, ColumnLayout(code, as_of(file)), columns)


READER = Sdg0882()
