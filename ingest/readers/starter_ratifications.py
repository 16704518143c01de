"""Reads ratifications in the project's own table form, the one the starter knowledge ships in.

Columns: `instrument,country,ratified,status,ends,begins,replaced_by,territory,footnote,own_words,
remark,snapshot,url`; dates are ISO, countries ISO 3166 alpha-3, `own_words` is "yes" where the
footnote restates a declaration. One file holds the complete lists of many instruments.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

from ingest.ratification_lists import ratification_list
from ingest.ratification_rows import RatificationRow, doubt, settled
from ingest.records import Entry, InputFile, Refusal
from knowledge import countries, instruments
from knowledge.errors import UnreadableSource
from knowledge.facts import RatificationStatus

COLUMNS = (
    "instrument",
    "country",
    "ratified",
    "status",
    "ends",
    "begins",
    "replaced_by",
    "territory",
    "footnote",
    "own_words",
    "remark",
    "snapshot",
    "url",
)

_ListKey = tuple[str, date, str]  # instrument, snapshot, address
_NamedRow = tuple[str, RatificationRow]


class StarterRatifications:
    """Gives one document per instrument in the file, with a fact per row."""

    name = "ratification-table"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """Say whether the first line is the table's header."""
        return file.head.split("\n", 1)[0].strip() == ",".join(COLUMNS)

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give the refusals, then the lists; raises UnreadableSource for a damaged file.

        A refused row leaves every list of the file incomplete where its instrument cannot be
        told, and its own instrument's otherwise.
        """
        lists: dict[_ListKey, list[_NamedRow]] = {}
        refused: list[tuple[str, str, str]] = []
        for name, cells in _table(file):
            try:
                key, row = _key(cells), _row(cells)
                if reason := doubt(row, key[1]):
                    raise ValueError(reason)
                lists.setdefault(key, []).append((name, row))
            except (ValueError, KeyError) as error:
                refused.append((cells.get("instrument") or "", name, str(error)))
        for key, rows in lists.items():
            kept, clashes = settled(rows)
            refused += [(key[0], name, reason) for name, reason in clashes]
            lists[key] = [("", row) for row in kept]
        yield from (Refusal(file.name, name, reason) for _, name, reason in refused)
        if not lists:
            raise UnreadableSource(f"{file.name}: no row could be read")
        held = {instrument for instrument, _, _ in lists}
        for (instrument, snapshot, url), rows in lists.items():
            lost = sum(code == instrument or code not in held for code, _, _ in refused)
            yield ratification_list(
                instrument,
                snapshot,
                [row for _, row in rows],
                url or None,
                countries.member_states(),
                refused=lost,
            )


def _table(file: InputFile) -> Iterator[tuple[str, dict[str, str]]]:
    reader = csv.reader(io.StringIO(file.text, newline=""))
    try:
        header = next(reader)
        if missing := [column for column in COLUMNS if column not in header]:
            raise UnreadableSource(f"{file.name}: no column {', '.join(missing)}")
        for cells in reader:
            if cells:
                yield f"line {reader.line_num}", dict(zip(header, cells, strict=False))
    except csv.Error as error:
        raise UnreadableSource(f"{file.name}: line {reader.line_num}: {error}") from error


def _key(cells: dict[str, str]) -> _ListKey:
    _require_all(cells)
    if instruments.normalise_code(cells["instrument"]) != cells["instrument"]:
        raise ValueError(f"{cells['instrument'][:40]!r} is no instrument's code")
    snapshot = _day(cells["snapshot"], "snapshot")
    if snapshot is None:
        raise ValueError("the day of the list is missing")
    return cells["instrument"], snapshot, cells["url"]


def _require_all(cells: dict[str, str]) -> None:
    if missing := [column for column in COLUMNS if column not in cells]:
        raise ValueError(f"the row ends before its column {missing[0]}")


def _row(cells: dict[str, str]) -> RatificationRow:
    country = countries.by_code(cells["country"])
    if country is None:
        raise ValueError(f"{cells['country'][:40]!r} is no country's code")
    ratified = _day(cells["ratified"], "ratified")
    if ratified is None:
        raise ValueError("the date of ratification is missing")
    return RatificationRow(
        country=country,
        ratified=ratified,
        status=RatificationStatus(cells["status"]),
        ends=_day(cells["ends"], "ends"),
        begins=_day(cells["begins"], "begins"),
        replaced_by=cells["replaced_by"],
        territory=cells["territory"],
        footnote=cells["footnote"],
        own_words=cells["own_words"] == "yes",
        remark=cells["remark"],
    )


def _day(cell: str, column: str) -> date | None:
    if not cell:
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{cell[:40]!r} in column {column} is no date") from None


READER = StarterRatifications()
