"""Facts in the store: ratifications, findings, statistics, catalogue rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from sqlite_utils import Database

from knowledge.facts import (
    CatalogueRow,
    Fact,
    Finding,
    Ratification,
    RatificationStatus,
    Statistic,
)

_TABLES: dict[type, str] = {
    Ratification: "ratifications",
    Finding: "findings",
    Statistic: "statistics",
    CatalogueRow: "catalogue",
}
_DATES = frozenset({"ratified", "snapshot", "ends", "begins", "entry_into_force"})


def put_facts(db: Database, facts: Iterable[Fact]) -> None:
    """Write facts, each into its table; a fact of the same key is replaced."""
    by_table: dict[str, list[dict[str, Any]]] = {}
    for fact in facts:
        row = {name: _stored(value) for name, value in asdict(fact).items()}
        by_table.setdefault(_TABLES[type(fact)], []).append(row)
    for table, rows in by_table.items():
        names = list(rows[0])
        marks = ", ".join(f":{name}" for name in names)
        db.conn.executemany(
            f"insert or replace into {table} ({', '.join(names)}) values ({marks})",  # noqa: S608
            rows,
        )


def _stored(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return json.dumps(value)
    return value


def ratifications(
    db: Database, *, country: str | None = None, instrument: str | None = None
) -> tuple[Ratification, ...]:
    """Return ratifications of a country, an instrument, or both, in order of the lists."""
    return tuple(
        _ratification(row)
        for row in _select(
            db, "ratifications", "instrument, start", country=country, instrument=instrument
        )
    )


def _ratification(row: dict[str, Any]) -> Ratification:
    return Ratification(**_dated(row) | {"status": RatificationStatus(row["status"])})


def findings(
    db: Database,
    *,
    countries: Sequence[str] = (),
    instruments: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """Return findings on any of the countries and any of the instruments, newest first."""
    found = (
        Finding(
            **row
            | {
                name: tuple(json.loads(row[name]))
                for name in ("countries", "instruments", "unratified")
            }
        )
        for row in _select(db, "findings", "adopted desc, document")
    )
    return tuple(
        finding
        for finding in found
        if (not countries or set(countries) & set(finding.countries))
        and (not instruments or set(instruments) & set(finding.instruments))
    )


def statistics(
    db: Database,
    *,
    indicator: str | None = None,
    country: str | None = None,
    headline: bool | None = None,
) -> tuple[Statistic, ...]:
    """Return statistics by indicator, country and newest year first."""
    rows = _select(
        db,
        "statistics",
        "indicator, country, year desc, start",
        indicator=indicator,
        country=country,
        headline=None if headline is None else int(headline),
    )
    return tuple(Statistic(**row | {"headline": bool(row["headline"])}) for row in rows)


def catalogue(db: Database, code: str | None = None) -> tuple[CatalogueRow, ...]:
    """Return what sources say of one instrument, or of all."""
    return tuple(CatalogueRow(**_dated(row)) for row in _select(db, "catalogue", "code", code=code))


def _select(db: Database, table: str, order: str, **wanted: object) -> Iterable[dict[str, Any]]:
    given = {name: value for name, value in wanted.items() if value is not None}
    wheres = " and ".join(f"{name} = :{name}" for name in given) or "1"
    columns = ", ".join(field.name for field in fields(_TYPES[table]))
    return db.query(f"select {columns} from {table} where {wheres} order by {order}", given)  # noqa: S608


_TYPES: dict[str, type] = {table: kind for kind, table in _TABLES.items()}


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in _DATES and value else value
        for name, value in row.items()
    }
