"""Tables of `knowledge.db`, as numbered migrations, and how to open it.

Every row of a fact names its document; the document names its source, address, dates and
content hash. So every row knows where it comes from without repeating it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("knowledge")


@migrations()
def m001_sources(db: Database) -> None:
    """Files read, each with its reader, content hash and outcome."""
    db.table("sources").create(
        {
            "id": str,
            "reader": str,
            "version": int,
            "name": str,
            "path": str,
            "origin": str,
            "sha256": str,
            "read_on": str,
            "taken": int,
            "superseded": int,
            "refused": int,
        },
        pk="id",
        not_null={"reader", "version", "name", "origin", "sha256", "read_on"},
    )


@migrations()
def m002_documents(db: Database) -> None:
    """Documents, what they are about, their sections and passages."""
    db.table("documents").create(
        {
            "id": str,
            "source": str,
            "origin": str,
            "kind": str,
            "title": str,
            "text": str,
            "language": str,
            "url": str,
            "date": str,
            "as_of": str,
            "note": str,
            "publisher": str,
            "trust": str,
            "by_meaning": int,
            "content_hash": str,
        },
        pk="id",
        not_null={"source", "origin", "kind", "title", "text", "language", "content_hash"},
    )
    db.table("documents").create_index(["source"])
    db.table("documents").create_index(["kind"])
    for table, column in _ABOUT.items():
        db.table(table).create({"document": str, column: str}, pk=("document", column))
        db.table(table).create_index([column])
    place = {"document": str, "ordinal": int, "start": int, "end": int}
    label = {"locator": str, "headings": str, "part": str}
    db.table("sections").create({**place, **label}, pk=("document", "ordinal"))
    db.table("sections").create_index(["document", "part"])
    db.table("passages").create({"id": int, **place, **label}, pk="id")
    db.table("passages").create_index(["document", "ordinal"])


_ABOUT = {
    "document_countries": "country",
    "document_instruments": "instrument",
    "document_topics": "topic",
    "document_identifiers": "identifier",
}


@migrations()
def m003_facts(db: Database) -> None:
    """Ratifications, findings, statistics and catalogue rows, each with its quoted line."""
    place = {"document": str, "start": int, "end": int}
    db.table("ratifications").create(
        {
            **place,
            "instrument": str,
            "country": str,
            "territory": str,
            "ratified": str,
            "status": str,
            "ends": str,
            "begins": str,
            "replaced_by": str,
            "footnote": str,
            "note": str,
            "snapshot": str,
        },
        pk=("instrument", "country", "territory", "ratified"),
    )
    db.table("ratifications").create_index(["country"])
    db.table("ratifications").create_index(["document"])
    db.table("findings").create(
        {
            **place,
            "item": str,
            "body": str,
            "type": str,
            "countries": str,
            "instruments": str,
            "unratified": str,
            "adopted": int,
            "published": str,
            "url": str,
        },
        pk="document",
    )
    db.table("statistics").create(
        {
            **place,
            "indicator": str,
            "country": str,
            "year": int,
            "value": str,
            "unit": str,
            "breakdown": str,
            "headline": int,
            "origin": str,
            "flag": str,
        }
    )
    db.table("statistics").create_index(["indicator", "country", "year"])
    db.table("statistics").create_index(["country"])
    db.table("statistics").create_index(["document"])
    db.table("catalogue").create(
        {
            **place,
            "code": str,
            "title": str,
            "year": int,
            "normlex_id": str,
            "entry_into_force": str,
            "status": str,
        },
        pk=("document", "code"),
    )


@migrations()
def m004_passage_ids_are_used_once(db: Database) -> None:
    """A passage's id is never given again: vectors are kept by it from generation to generation."""
    columns = "id, document, ordinal, start, end, locator, headings, part"
    db.conn.execute("alter table passages rename to passages_before")
    db.conn.execute(
        "create table passages (id integer primary key autoincrement, document text,"
        " ordinal integer, start integer, end integer, locator text, headings text, part text)"
    )
    db.conn.execute(f"insert into passages ({columns}) select {columns} from passages_before")  # noqa: S608 (constants)
    db.conn.execute("drop table passages_before")
    db.table("passages").create_index(["document", "ordinal"])


@migrations()
def m005_grounds(db: Database) -> None:
    """The sources of notes in our own words, each with its state of confirmation."""
    db.table("grounds").create(
        {
            "document": str,
            "ordinal": int,
            "key": str,
            "title": str,
            "url": str,
            "locator": str,
            "confirmed": int,
        },
        pk=("document", "ordinal"),
    )


@migrations()
def m006_wordings(db: Database) -> None:
    """Other ways to ask the question that a note answers."""
    db.table("wordings").create(
        {"document": str, "ordinal": int, "text": str}, pk=("document", "ordinal")
    )


FACT_TABLES = ("ratifications", "findings", "statistics", "catalogue")
DOCUMENT_TABLES = (*_ABOUT, "sections", "passages", "grounds", "wordings", *FACT_TABLES)


def open_for_writing(path: Path) -> Database:
    """Open (or create) a database that is being built, with its tables up to date.

    It is thrown away if the build is interrupted, so durability is not paid for here: the
    generation is synced to disk as a whole before it goes live.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=MEMORY")
    connection.execute("PRAGMA synchronous=OFF")
    db = Database(connection)
    migrations.apply(db)
    return db


def open_for_reading(path: Path) -> Database:
    """Open a released database; it never changes, so SQLite need not lock it."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    return Database(connection)
