"""Maintainers' script: compile the starter's statistics from ILOSTAT files.

    python -m ingest.compile_statistics FOLDER_WITH_ILOSTAT_FILES

Only facts are taken over: codes, years, values and the addresses that give them.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from ingest.readers import ilostat_bulk, sdg_0882, starter_statistics
from ingest.records import InputFile
from ingest.statistic_rows import Layout, Table, tables
from knowledge.statistics import data_address

STARTER = Path(__file__).resolve().parent.parent / "knowledge" / "starter"

_SDG = "sdg_0882_noc_rt"
SOURCES: dict[str, tuple[str, Layout, tuple[str, ...]]] = {
    "statistics_0882.csv": (
        "sdg_0882_noc_rt_countries_2015_2024.csv",
        sdg_0882.ColumnLayout(_SDG, None),
        ("ref_area", "time", _SDG),
    ),
    "statistics_union_density.csv": (
        "ILR_TUMT_NOC_RT_A.csv",
        ilostat_bulk.BulkLayout(),
        ilostat_bulk.COLUMNS,
    ),
}


def compile_statistics(source: Path, target: Path = STARTER) -> dict[str, int]:
    """Write the starter's files; gives the number of rows of each."""
    counts = {}
    for name, (original, layout, columns) in SOURCES.items():
        rows = [
            row
            for table in tables(InputFile(source / original), layout, columns)
            if isinstance(table, Table)
            for row in _rows(table)
        ]
        with (target / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(starter_statistics.COLUMNS)
            writer.writerows(rows)
        counts[name] = len(rows)
    return counts


def _rows(table: Table) -> list[tuple[str | int, ...]]:
    code, country = table.dataset.code, table.country.iso3
    years = [row.year for row in table.observations]
    url = data_address(code, country, min(years), max(years))
    return [
        (code, country, row.year, row.value, row.origin, row.flag, row.notes, url)
        for row in table.observations
    ]


if __name__ == "__main__":
    for name, count in compile_statistics(Path(sys.argv[1])).items():
        print(f"{name}: {count:,} rows")
