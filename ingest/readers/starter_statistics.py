"""Reads the statistics that ship with the project: facts only, in our own table form.

An ILOSTAT file that is ingested as well gives the same documents, so that each is there once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.readers.ilostat_bulk import ilostat_dataset
from ingest.records import Entry, InputFile, Refusal
from ingest.statistic_rows import IloAreas, Row, address, as_of, entries, header, value, year
from ingest.statistic_tables import Dataset, Observation

COLUMNS = ("indicator", "country", "year", "value", "origin", "flag", "notes", "url")


@dataclass(frozen=True, slots=True)
class StarterLayout(IloAreas):
    """Rows of the project's own form."""

    retrieved: str | None
    column = "country"

    def dataset(self, row: Row) -> Dataset:
        """The ILOSTAT table that the row was taken from, with its address."""
        table = ilostat_dataset(row["indicator"], retrieved=self.retrieved)
        return replace(table, address=address(row["url"]))

    def observation(self, row: Row) -> Observation:
        """The value, which is a total: this form has no breakdowns."""
        return Observation(
            year(row["year"]),
            value(row["value"]),
            origin=row["origin"],
            flag=row["flag"],
            notes=row["notes"],
        )


class StarterStatistics:
    """Reads `statistics_*.csv` of the starter knowledge."""

    name = "starter-statistics"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """Exactly the columns of the project's own form."""
        return header(file)[0] == ",".join(COLUMNS)

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give one table per indicator and country."""
        return entries(file, StarterLayout(as_of(file)), COLUMNS)


READER = StarterStatistics()
