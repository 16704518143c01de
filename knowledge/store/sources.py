"""Which files were read, by which reader, with what outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One file as it was read: `id` names reader and path; `origin` is "starter" or "ingested".

    `taken` documents are live, `superseded` ones were left out because a newer snapshot is
    held, `refused` rows could not be read.
    """

    id: str
    reader: str
    version: int
    name: str
    path: str
    origin: str
    sha256: str
    read_on: str
    taken: int
    superseded: int
    refused: int


def put_source(db: Database, record: SourceRecord) -> None:
    """Write a source, replacing the one of the same id."""
    db.table("sources").upsert(asdict(record), pk="id")


def all_sources(db: Database) -> Iterator[SourceRecord]:
    """Give all sources in order of reader and name."""
    rows = db.query("select * from sources order by reader, name")
    return (SourceRecord(**row) for row in rows)


def get_source(db: Database, source: str) -> SourceRecord | None:
    """Return a source by its id, None where there is none."""
    row = next(iter(db.query("select * from sources where id = ?", [source])), None)
    return None if row is None else SourceRecord(**row)


def pass_on(db: Database, document: str, giver: str, taker: str, origin: str) -> None:
    """Make a document that two sources hold the second one's."""
    db.conn.execute(
        "update documents set source = ?, origin = ? where id = ?", (taker, origin, document)
    )
    db.conn.execute(
        "update sources set taken = taken - 1, superseded = superseded + 1 where id = ?", (giver,)
    )


def remove_source(db: Database, source: str) -> None:
    """Forget a source; its documents are removed by the caller."""
    db.conn.execute("delete from sources where id = ?", (source,))


def documents_from(db: Database, source: str) -> tuple[str, ...]:
    """Return the ids of the documents that came from a source."""
    rows = db.conn.execute("select id from documents where source = ? order by id", (source,))
    return tuple(found for (found,) in rows)
