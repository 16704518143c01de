"""How much is held on each instrument and country, and in all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from helpdesk.services.deriving import lists_held
from helpdesk.services.exploring import RatificationList, held_list
from knowledge import countries, instruments
from knowledge.countries import Country
from knowledge.documents import Kind
from knowledge.instruments import Instrument
from knowledge.store.documents import documents_about
from knowledge.store.sources import SourceRecord, all_sources


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """One line of the list of instruments."""

    instrument: Instrument
    has_text: bool
    as_of: date | None
    ratifications: int
    findings: int


@dataclass(frozen=True, slots=True)
class CountryRow:
    """One line of the list of countries, with how much is held on each."""

    country: Country
    ratifications: int
    findings: int
    indicators: int


@dataclass(frozen=True, slots=True)
class KindHeld:
    """How many documents of one kind are held, and the oldest and newest of their dates."""

    kind: Kind
    documents: int
    oldest: str | None
    newest: str | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the live knowledge holds and where it came from."""

    kinds: tuple[KindHeld, ...]
    sources: tuple[SourceRecord, ...]
    lists: tuple[RatificationList, ...]


def instrument_rows(db: Database) -> tuple[InstrumentRow, ...]:
    """Return every catalogued instrument with what is held on it."""
    texts = set(documents_about(db, kind=Kind.INSTRUMENT.value))
    as_of = {held.instrument: held.snapshot for held in lists_held(db)}
    ratified = _counts(
        db, "select instrument, count(distinct country) from ratifications group by 1"
    )
    found = _counts(
        db,
        "select value, count(*) from findings, json_each(findings.instruments) group by 1",
    )
    return tuple(
        InstrumentRow(
            each,
            each.code.lower() in texts,
            as_of.get(each.code),
            ratified.get(each.code, 0),
            found.get(each.code, 0),
        )
        for each in instruments.all_instruments()
    )


def country_rows(db: Database) -> tuple[CountryRow, ...]:
    """Return the member States, and the other countries on which anything is held."""
    ratified = _counts(
        db, "select country, count(distinct instrument) from ratifications group by 1"
    )
    found = _counts(
        db, "select value, count(*) from findings, json_each(findings.countries) group by 1"
    )
    measured = _counts(
        db,
        "select country, count(distinct indicator) from statistics where headline group by 1",
    )
    rows = (
        CountryRow(
            each, ratified.get(each.iso3, 0), found.get(each.iso3, 0), measured.get(each.iso3, 0)
        )
        for each in countries.all_countries()
    )
    return tuple(
        row
        for row in rows
        if row.country.member or row.ratifications or row.findings or row.indicators
    )


def holdings(db: Database) -> Holdings:
    """Return what the live knowledge holds, by kind, with the files it came from."""
    rows = db.conn.execute(
        "select kind, count(*), min(coalesce(as_of, date)), max(coalesce(as_of, date))"
        " from documents group by kind"
    ).fetchall()
    by_kind = {row[0]: KindHeld(Kind(row[0]), *row[1:]) for row in rows}
    held = (held_list(db, each.instrument) for each in lists_held(db))
    return Holdings(
        kinds=tuple(by_kind[kind.value] for kind in Kind if kind.value in by_kind),
        sources=tuple(all_sources(db)),
        lists=tuple(each for each in held if each is not None),
    )


def _counts(db: Database, query: str) -> dict[str, int]:
    return dict(db.conn.execute(query).fetchall())
