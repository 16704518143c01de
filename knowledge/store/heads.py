"""The heads of documents: all that a list of results shows of them, without their text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """A document without its text and sections."""

    id: str
    kind: str
    title: str
    language: str
    url: str | None
    date: str | None
    as_of: str | None
    countries: tuple[str, ...]
    instruments: tuple[str, ...]


def document_heads(db: Database, ids: Sequence[str]) -> dict[str, DocumentHead]:
    """Return heads by id, however many; ids that do not exist are left out."""
    wanted = json.dumps(list(ids))
    countries = _about(db, "document_countries", "country", wanted)
    instruments = _about(db, "document_instruments", "instrument", wanted)
    rows = db.conn.execute(
        "select id, kind, title, language, url, date, as_of from documents"
        " where id in (select value from json_each(?))",
        (wanted,),
    )
    heads: dict[str, DocumentHead] = {}
    for id, kind, title, language, url, date, as_of in rows:
        about = countries.get(id, ()), instruments.get(id, ())
        heads[id] = DocumentHead(id, kind, title, language, url, date, as_of, *about)
    return heads


def _about(db: Database, table: str, column: str, wanted: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    query = (
        f"select document, {column} from {table}"  # noqa: S608 (constant names)
        " where document in (select value from json_each(?)) order by rowid"
    )
    for document, value in db.conn.execute(query, (wanted,)):
        found[document] = (*found.get(document, ()), value)
    return found


def first_passages(db: Database, passages: Sequence[int]) -> tuple[int, ...]:
    """Return the first passage of each document among those given, newest document first."""
    rows = db.conn.execute(
        "select p.id, min(p.ordinal) from passages p join documents d on d.id = p.document"
        " where p.id in (select value from json_each(?))"
        " group by p.document order by coalesce(d.date, d.as_of, '') desc, p.document",
        (json.dumps(list(passages)),),
    )
    return tuple(passage for passage, _ in rows)
