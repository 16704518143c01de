"""Manifests: a table beside the files that says what each file is.

Extracted texts mostly do not carry their own number, title and date; `MANIFEST.csv` in the same
folder does, with one row a file: `file,code,title,session,date,language` and any more columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from ingest.records import InputFile
from knowledge.errors import UnreadableSource

NAME = "MANIFEST.csv"
_KEY = "file"
_MOST_ROWS = 100_000
_LONGEST_CELL = 10_000


def manifest_rows(folder: Path) -> dict[str, dict[str, str]]:
    """Map each file named in the folder's manifest to its row, the cells trimmed.

    A folder without a manifest gives no rows. Raises UnreadableSource, naming file, row and
    reason, for a manifest that cannot be trusted: no `file` column, a row without a file or with
    more cells than columns, a file that is named twice or lies outside the folder.
    """
    path = folder / NAME
    if not path.is_file():
        return {}
    rows: dict[str, dict[str, str]] = {}
    for number, row in _rows(path):
        name = row[_KEY]
        if name in rows:
            raise UnreadableSource(f"{NAME}, row {number}: {name!r} is named twice")
        rows[name] = row
    return rows


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row with its number as a spreadsheet shows it (the heading is row 1)."""
    text = InputFile(path).text
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        columns = [cell.strip().lower() for cell in next(lines, [])]
        _check_columns(columns)
        for number, cells in enumerate(lines, 2):
            if any(cell.strip() for cell in cells):
                yield number, _row(columns, cells, number)
            if number > _MOST_ROWS:
                raise UnreadableSource(f"{NAME}: more than {_MOST_ROWS:,} rows")
    except csv.Error as error:
        raise UnreadableSource(f"{NAME}, after row {max(number, 1)}: {error}") from error


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return ";" if heading.count(";") > heading.count(",") else ","


def _check_columns(columns: list[str]) -> None:
    if _KEY not in columns:
        raise UnreadableSource(f"{NAME}, row 1: no column {_KEY!r} (found: {', '.join(columns)})")
    twice = {column for column in columns if columns.count(column) > 1}
    if len(columns) > 100 or twice:
        which = ", ".join(sorted(twice)) or "too many"
        raise UnreadableSource(f"{NAME}, row 1: columns named twice or too many: {which}")


def _row(columns: list[str], cells: list[str], number: int) -> dict[str, str]:
    if len(cells) > len(columns):
        raise UnreadableSource(
            f"{NAME}, row {number}: {len(cells)} cells for {len(columns)} columns"
        )
    row = dict.fromkeys(columns, "")
    row.update((column, cell.strip()) for column, cell in zip(columns, cells, strict=False))
    name = row[_KEY]
    if not name:
        raise UnreadableSource(f"{NAME}, row {number}: no file is named")
    if "/" in name or "\\" in name or name in {".", ".."}:
        raise UnreadableSource(f"{NAME}, row {number}: {name!r} is not a file in this folder")
    if any(len(cell) > _LONGEST_CELL for cell in cells):
        raise UnreadableSource(f"{NAME}, row {number}: a cell is over {_LONGEST_CELL:,} characters")
    return row
