"""One row of a ratification list, whichever source it comes from: its dates and its sense."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.countries import Country
from knowledge.facts import RatificationStatus

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(r"(\d{1,2}) ([A-Za-z]{3}) (\d{4})", re.ASCII)
_FIRST_YEAR = 1919  # the Organization's first Conventions


@dataclass(frozen=True, slots=True)
class RatificationRow:
    """One row of an instrument's list, read but not yet placed in a document.

    `own_words` says that `footnote` restates the declaration instead of repeating it; `remark`
    is a note of the list that has no other place here. Otherwise as in `Ratification`.
    """

    country: Country
    ratified: date
    status: RatificationStatus
    ends: date | None = None
    begins: date | None = None
    replaced_by: str = ""
    territory: str = ""
    footnote: str = ""
    own_words: bool = False
    remark: str = ""

    @property
    def label(self) -> str:
        """The State's name, with the territory where the row concerns that part only."""
        return f"{self.country.name} ({self.territory})" if self.territory else self.country.name


def written_date(day: date) -> str:
    """Write a date as the lists do: "07 Apr 2010"."""
    return f"{day.day:02} {_MONTHS[day.month - 1]} {day.year}"


def read_date(text: str) -> date | None:
    """Read "07 Apr 2010" (English months, whatever the machine's locale); None if it is not one."""
    found = _DAY.fullmatch(text.strip())
    if found is None or found[2].title() not in _MONTHS:
        return None
    try:
        return date(int(found[3]), _MONTHS.index(found[2].title()) + 1, int(found[1]))
    except ValueError:
        return None


def doubt(row: RatificationRow, snapshot: date) -> str:
    """Why a row cannot be right, or ""."""
    if row.ratified.year < _FIRST_YEAR:
        return f"ratified {row.ratified.isoformat()}, before the ILO existed"
    if row.ratified > snapshot:
        return f"ratified {row.ratified.isoformat()}, after the list of {snapshot.isoformat()}"
    if row.ends and row.ends < row.ratified:
        return f"ended {row.ends.isoformat()}, before it was ratified"
    return ""


def settled(
    rows: Sequence[tuple[str, RatificationRow]],
) -> tuple[tuple[RatificationRow, ...], tuple[tuple[str, str], ...]]:
    """Split named rows into those that stand alone and (row, reason) for those that clash.

    A row repeated word for word counts once. Where rows of one State and territory differ,
    none is taken, because nothing says which of them holds.
    """
    distinct: dict[RatificationRow, str] = {}
    for name, row in rows:
        distinct.setdefault(row, name)
    times = Counter((row.country.iso3, row.territory) for row in distinct)
    kept: list[RatificationRow] = []
    clashes: list[tuple[str, str]] = []
    for row, name in distinct.items():
        if times[row.country.iso3, row.territory] == 1:
            kept.append(row)
        else:
            clashes.append((name, f"the list has different rows for {row.label}"))
    return tuple(kept), tuple(clashes)
