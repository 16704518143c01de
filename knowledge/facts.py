"""Facts read from tables: ratifications, findings, statistics, catalogue rows.

Each fact names the document that states it and the offsets of the line that does, so that a
citation can quote exactly that line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RatificationStatus(StrEnum):
    """State of a ratification as the list showed it on its snapshot date."""

    IN_FORCE = "in force"
    DENOUNCED = "denounced"
    NOT_YET_IN_FORCE = "not yet in force"
    NOT_IN_FORCE = "not in force"  # the list gives no reason


@dataclass(frozen=True, slots=True)
class Ratification:
    """One State's ratification of one instrument, as a list showed it on `snapshot`.

    `ends` is the date of denunciation (by the State, or automatic on ratifying
    `replaced_by`); `begins` is a stated future entry into force. `footnote` is the
    declaration joined to the country's name ("Minimum age specified: 14 years"); `territory`
    is set where the row concerns part of a State only.
    """

    instrument: str
    country: str
    ratified: date
    status: RatificationStatus
    snapshot: date
    document: str
    start: int
    end: int
    ends: date | None = None
    begins: date | None = None
    replaced_by: str = ""
    territory: str = ""
    footnote: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One item of a supervisory body: an observation, direct request, case or discussion.

    `item` is the published item id, or "" where none is known. `adopted` is the year of
    adoption or discussion, `published` the session that published it.
    """

    item: str
    body: str
    type: str
    countries: tuple[str, ...]
    instruments: tuple[str, ...]
    unratified: tuple[str, ...]
    adopted: int | None
    published: str
    document: str
    start: int
    end: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Statistic:
    """One published value: indicator, country, year and breakdown, exactly as published.

    `value` is the number as written in the source ("4.72"), "" where the source leaves it
    empty. `breakdown` is e.g. "SEX_F, AGE_YTHADULT_YGE15" or "" for none; `headline` marks the
    row a reader means without naming a breakdown (totals). `origin` is the survey or
    estimate the value comes from; `flag` an unreliability or status flag.
    """

    indicator: str
    country: str
    year: int
    value: str
    unit: str
    breakdown: str
    headline: bool
    origin: str
    flag: str
    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """What a source says of one instrument; None or "" where it says nothing."""

    code: str
    title: str
    year: int | None
    normlex_id: str
    entry_into_force: date | None
    status: str
    document: str
    start: int
    end: int


Fact = Ratification | Finding | Statistic | CatalogueRow
