"""Reads the CSV of ILOSTAT's rplumber service."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.readers.ilostat_bulk import COLUMNS, BulkLayout
from ingest.records import Entry, InputFile, Refusal
from ingest.statistic_rows import as_of, entries, header


class IlostatRplumber:
    """Reads answers of the rplumber service, which are often excerpts of a table."""

    name = "ilostat-rplumber"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """The service's CSV begins with area, source, indicator."""
        return header(file)[0].startswith("ref_area,source,indicator,")

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give one table per indicator and country."""
        return entries(file, BulkLayout("rplumber", as_of(file)), COLUMNS)


READER = IlostatRplumber()
