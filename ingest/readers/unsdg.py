"""Reads exports of the United Nations' SDG database.

Cells that held lists are written as lists ("['8.7.1']"), years as decimals ("2020.0"). Areas
go by name, because their codes are UN numbers (M49).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.records import Entry, InputFile, Refusal
from ingest.statistic_rows import (
    BadRowError,
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
from knowledge.countries import Country, by_name
from knowledge.statistic_codes import UNITS

COLUMNS = ("indicator", "series", "geoAreaCode", "geoAreaName", "timePeriodStart", "value")
PUBLISHER = "United Nations Statistics Division (SDG database)"

# M49 codes of the world, continents, sub-regions and groups the SDG database reports on.
_REGIONS = frozenset(
    {1, 2, 5, 9, 11, 13, 14, 15, 17, 18, 19, 21, 29, 30, 34, 35, 39, 53, 54, 57, 61, 62, 142, 143}
    | {145, 150, 151, 154, 155, 199, 202, 419, 432, 513, 514, 515, 543, 722, 747, 753}
)
_AREA_NUMBER = re.compile(r"([0-9]{1,3})(?:\.0)?")
_GOAL = re.compile(r"[0-9]{1,2}\.[0-9a-z]{1,2}\.[0-9]{1,2}")
# Says that a value is the globally reported one, as all values here are.
_NOT_BREAKDOWNS = frozenset({"dimensions.Reporting Type"})


@dataclass(frozen=True, slots=True)
class UnsdgLayout:
    """Rows of an export."""

    retrieved: str | None

    def area(self, row: Row) -> str:
        """Name and code, as both are needed to find an area."""
        return f"{row['geoAreaName']} ({row['geoAreaCode']})"

    def country(self, row: Row) -> Country | None:
        """The country of the name."""
        return by_name(row["geoAreaName"])

    def regional(self, row: Row) -> bool:
        """Say whether the UN number is a region's."""
        code = _AREA_NUMBER.fullmatch(row["geoAreaCode"])
        return code is not None and int(code[1]) in _REGIONS

    def dataset(self, row: Row) -> Dataset:
        """The series, under its indicator's number."""
        goal, series = listed(row["indicator"]), table_name(row["series"]).upper()
        if not _GOAL.fullmatch(goal):
            raise BadRowError(f"not an SDG indicator's number: {goal[:40]!r}")
        unit = row.get("attributes.Units", "")
        return Dataset(
            series,
            f"unsdg-{goal}-{series}",
            PUBLISHER,
            name=f"SDG {goal} {row.get('seriesDescription', '')}".rstrip(),
            unit=UNITS.get(unit, unit.lower()),
            address=address(row.get("ATTR_ENDPOINT", "")),
            as_of=self.retrieved,
        )

    def observation(self, row: Row) -> Observation:
        """The row's value with its breakdown, source, nature and footnote."""
        bounds = [
            f"{side} bound {row[f'{side}Bound']}"
            for side in ("lower", "upper")
            if row.get(f"{side}Bound")
        ]
        nature = row.get("attributes.Nature", "")
        return Observation(
            year(row["timePeriodStart"]),
            value(row["value"]),
            tuple(
                cell
                for name, cell in row.items()
                if cell and name.startswith("dimensions.") and name not in _NOT_BREAKDOWNS
            ),
            row.get("source", ""),
            "" if nature == "C" else nature,  # plain country data need no flag
            joined(listed(row.get("footnotes", "")), *bounds),
        )


def listed(cell: str) -> str:
    """Give the items of a cell that was a list: "['8', '9']" is "8; 9"; other cells as is."""
    if not (cell.startswith("[") and cell.endswith("]")):
        return cell
    items = re.split(r"[\"'],\s?[\"']", cell[1:-1])
    return joined(*(item.strip(" \"'") for item in items))


class Unsdg:
    """Reads exports of the SDG database with either delimiter."""

    name = "unsdg"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """An export begins with goal, target, indicator, series."""
        line, delimiter = header(file)
        return line.split(delimiter)[:4] == ["goal", "target", "indicator", "series"]

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give one table per series and country."""
        yield from entries(file, UnsdgLayout(as_of(file)), COLUMNS, header(file)[1])


READER = Unsdg()
