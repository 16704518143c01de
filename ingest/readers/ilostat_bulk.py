"""Reads ILOSTAT's bulk files and the CSV of its rplumber service.

Both have the same columns; bulk files name the indicator before the source, the service
after it. Codes of sources, breakdowns and notes are kept as codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.records import Entry, InputFile, Refusal
from ingest.statistic_rows import (
    ILO,
    IloAreas,
    Row,
    as_of,
    entries,
    header,
    joined,
    table_name,
    value,
    year,
)
from ingest.statistic_tables import Dataset, Observation

COLUMNS = ("ref_area", "indicator", "source", "time", "obs_value")
_BREAKDOWNS = ("sex", "classif1", "classif2", "classif3")


def ilostat_dataset(code: str, layout: str = "", retrieved: str | None = None) -> Dataset:
    """The table of a bulk code such as "ILR_TUMT_NOC_RT"."""
    code = table_name(code).upper()
    return Dataset(code, code, ILO, layout, ilostat=True, as_of=retrieved)


@dataclass(frozen=True, slots=True)
class BulkLayout(IloAreas):
    """Rows of a bulk file (`layout` "") or of the service ("rplumber")."""

    layout: str = ""
    retrieved: str | None = None

    def dataset(self, row: Row) -> Dataset:
        """The table the `indicator` column names."""
        return ilostat_dataset(row["indicator"], self.layout, self.retrieved)

    def observation(self, row: Row) -> Observation:
        """The row's value with its breakdown, source, flag and note codes."""
        notes = (row.get(f"note_{of}", "") for of in ("classif", "indicator", "source"))
        return Observation(
            year(row["time"]),
            value(row["obs_value"]),
            tuple(row[name] for name in _BREAKDOWNS if row.get(name)),
            row["source"],
            row.get("obs_status", ""),
            joined(*notes),
        )


class IlostatBulk:
    """Reads ILOSTAT bulk files."""

    name = "ilostat-bulk"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """Bulk files begin with area, indicator, source."""
        return header(file)[0].startswith("ref_area,indicator,source,")

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give one table per indicator and country."""
        return entries(file, BulkLayout("", as_of(file)), COLUMNS)


READER = IlostatBulk()
