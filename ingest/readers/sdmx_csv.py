"""Reads the CSV of ILOSTAT's SDMX-REST service, as served (",") or saved again (";")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.records import Entry, InputFile, Refusal
from ingest.statistic_rows import (
    ILO,
    BadRowError,
    IloAreas,
    Row,
    address,
    as_of,
    entries,
    header,
    joined,
    table_name,
    value,
    year,
)
from ingest.statistic_tables import Dataset, Observation
from knowledge.statistic_codes import UNITS

COLUMNS = ("DATAFLOW", "REF_AREA", "MEASURE", "TIME_PERIOD", "OBS_VALUE")


@dataclass(frozen=True, slots=True)
class SdmxLayout(IloAreas):
    """Rows of one file; `breakdowns` are its columns between measure and time."""

    layout: str
    breakdowns: tuple[str, ...]
    retrieved: str | None
    column = "REF_AREA"

    def dataset(self, row: Row) -> Dataset:
        """The dataflow, without its agency and version."""
        code = table_name(row["DATAFLOW"].rpartition(":")[2].partition("(")[0]).upper()
        return Dataset(
            code,
            code,
            ILO,
            self.layout,
            unit=_unit(row),
            address=address(row.get("ATTR_ENDPOINT", "")),
            ilostat=True,
            as_of=self.retrieved,
        )

    def observation(self, row: Row) -> Observation:
        """The row's value with breakdown, source, flag and notes; yearly values only."""
        if row.get("FREQ", "A") != "A":
            raise BadRowError(f"not a yearly value: frequency {row['FREQ'][:10]!r}")
        notes = [row.get(f"NOTE_{of}", "") for of in ("SOURCE", "INDICATOR", "CLASSIF")]
        bounds = [
            f"{bound.lower()} bound {row[f'{bound}_BOUND']}"
            for bound in ("LOWER", "UPPER")
            if row.get(f"{bound}_BOUND")
        ]
        return Observation(
            year(row["TIME_PERIOD"]),
            value(row["OBS_VALUE"]),
            tuple(row[name] for name in self.breakdowns if row[name]),
            row.get("SOURCE", ""),
            row.get("OBS_STATUS", ""),
            joined(*notes, *bounds),
        )


def _unit(row: Row) -> str:
    """The stated unit; a multiplier is stated too, since the value is shown as published."""
    unit = UNITS.get(row.get("UNIT_MEASURE", ""), row.get("UNIT_MEASURE", ""))
    power = row.get("UNIT_MULT", "")
    return f"{unit} (times 10 to the power of {power})" if power not in ("", "0") else unit


class SdmxCsv:
    """Reads SDMX-REST CSV with either delimiter; "," gives documents of their own."""

    name = "sdmx-csv"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """The first column is the dataflow."""
        line, delimiter = header(file)
        return line.startswith(f"DATAFLOW{delimiter}REF_AREA{delimiter}")

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give one table per dataflow and country."""
        line, delimiter = header(file)
        names = [name.strip() for name in line.split(delimiter)]
        inner = names[:0]
        if "MEASURE" in names and "TIME_PERIOD" in names:
            inner = names[names.index("MEASURE") + 1 : names.index("TIME_PERIOD")]
        layout = "sdmx-comma" if delimiter == "," else ""
        yield from entries(file, SdmxLayout(layout, tuple(inner), as_of(file)), COLUMNS, delimiter)


READER = SdmxCsv()
