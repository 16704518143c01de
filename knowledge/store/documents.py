"""Documents, sections and passages in the store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from knowledge.documents import Document, Ground, Kind, Section, Trust
from knowledge.facts import Fact
from knowledge.store.schema import DOCUMENT_TABLES

_ABOUT = (
    ("document_countries", "country", "countries"),
    ("document_instruments", "instrument", "instruments"),
    ("document_topics", "topic", "topics"),
    ("document_identifiers", "identifier", "identifiers"),
)


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """One passage of the store, with its text and its document's id."""

    id: int
    document: str
    ordinal: int
    start: int
    end: int
    locator: str
    headings: tuple[str, ...]
    part: str
    text: str


def content_hash(document: Document, facts: Sequence[Fact]) -> str:
    """Return a hash over all that a document and its facts say."""
    said = (asdict(document), [(type(fact).__name__, asdict(fact)) for fact in facts])
    return hashlib.sha256(repr(said).encode()).hexdigest()


def put_document(
    db: Database, document: Document, *, source: str, origin: str, hashed: str
) -> None:
    """Write a document, what it is about, and its sections; one of the same id is replaced."""
    remove_document(db, document.id)
    db.table("documents").insert(
        {
            "id": document.id,
            "source": source,
            "origin": origin,
            "kind": document.kind.value,
            "title": document.title,
            "text": document.text,
            "language": document.language,
            "url": document.url,
            "date": document.date,
            "as_of": document.as_of,
            "note": document.note,
            "publisher": document.publisher,
            "trust": document.trust.value,
            "by_meaning": int(document.by_meaning),
            "content_hash": hashed,
        }
    )
    for table, column, attribute in _ABOUT:
        values = dict.fromkeys(getattr(document, attribute))
        if values:
            db.table(table).insert_all({"document": document.id, column: value} for value in values)
    db.table("grounds").insert_all(
        {"document": document.id, "ordinal": ordinal, **asdict(ground)}
        for ordinal, ground in enumerate(document.grounds)
    )
    db.table("wordings").insert_all(
        {"document": document.id, "ordinal": ordinal, "text": text}
        for ordinal, text in enumerate(document.wordings)
    )
    db.conn.executemany(
        "insert into sections (document, ordinal, start, end, locator, headings, part)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                document.id,
                ordinal,
                section.start,
                section.end,
                section.locator,
                json.dumps(section.headings, ensure_ascii=False),
                section.part,
            )
            for ordinal, section in enumerate(document.sections)
        ),
    )


def remove_document(db: Database, document: str) -> None:
    """Remove a document with its sections, passages and facts."""
    for table in DOCUMENT_TABLES:
        db.conn.execute(f"delete from {table} where document = ?", (document,))  # noqa: S608 (constant names)
    db.conn.execute("delete from documents where id = ?", (document,))


def remove_passages(db: Database, document: str) -> None:
    """Remove a document's passages, so that it can be cut anew."""
    db.conn.execute("delete from passages where document = ?", (document,))


def put_passages(db: Database, document: str, rows: Iterable[dict[str, Any]]) -> None:
    """Write the passages of a document; each row has the columns of the table but `id`."""
    db.table("passages").insert_all({"document": document, **row} for row in rows)


def document_hash(db: Database, document: str) -> str | None:
    """Return the content hash of a stored document, None where there is none."""
    row = db.conn.execute("select content_hash from documents where id = ?", (document,)).fetchone()
    return row[0] if row else None


def get_document(db: Database, document: str) -> Document | None:
    """Return a stored document with its sections, None where there is none of that id."""
    row = next(iter(db.query("select * from documents where id = ?", [document])), None)
    if row is None:
        return None
    about = {attribute: _values(db, table, column, document) for table, column, attribute in _ABOUT}
    sections = tuple(
        Section(start, end, locator, tuple(json.loads(headings)), part)
        for start, end, locator, headings, part in db.conn.execute(
            "select start, end, locator, headings, part from sections"
            " where document = ? order by ordinal",
            (document,),
        )
    )
    return Document(
        id=row["id"],
        kind=Kind(row["kind"]),
        title=row["title"],
        text=row["text"],
        sections=sections,
        language=row["language"],
        url=row["url"],
        date=row["date"],
        as_of=row["as_of"],
        note=row["note"] or "",
        publisher=row["publisher"] or "",
        trust=Trust(row["trust"]),
        by_meaning=bool(row["by_meaning"]),
        grounds=grounds_of(db, document),
        wordings=tuple(text for _, text in wordings_of(db, document)),
        **about,
    )


def wordings_of(
    db: Database, document: str | None = None, language: str | None = None
) -> list[tuple[str, str]]:
    """Return other wordings of the questions of notes, each with its document, always in order.

    Of one document or of all those in a language, where that is given.
    """
    found = db.conn.execute(
        "select w.document, w.text from wordings w join documents d on d.id = w.document"
        " where (?1 is null or w.document = ?1) and (?2 is null or d.language = ?2)"
        " order by w.document, w.ordinal",
        (document, language),
    )
    return [(of, text) for of, text in found]


def grounds_of(db: Database, document: str) -> tuple[Ground, ...]:
    """Return the sources that a note rests on, in the note's order."""
    rows = db.conn.execute(
        "select key, title, url, locator, confirmed from grounds"
        " where document = ? order by ordinal",
        (document,),
    )
    return tuple(
        Ground(key, title, url, locator, bool(confirmed))
        for key, title, url, locator, confirmed in rows
    )


def _values(db: Database, table: str, column: str, document: str) -> tuple[str, ...]:
    query = f"select {column} from {table} where document = ? order by rowid"  # noqa: S608 (constant names)
    return tuple(value for (value,) in db.conn.execute(query, (document,)))


def get_passages(db: Database, ids: Sequence[int]) -> dict[int, StoredPassage]:
    """Return passages by id; ids that do not exist are left out."""
    rows = db.conn.execute(
        "select p.id, p.document, p.ordinal, p.start, p.end, p.locator, p.headings, p.part,"
        " substr(d.text, p.start + 1, p.end - p.start)"
        " from passages p join documents d on d.id = p.document"
        " where p.id in (select value from json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row[0]: _passage(row) for row in rows}


def passages_of(db: Database, document: str) -> Iterator[StoredPassage]:
    """Give the passages of a document in text order."""
    rows = db.conn.execute(
        "select p.id, p.document, p.ordinal, p.start, p.end, p.locator, p.headings, p.part,"
        " substr(d.text, p.start + 1, p.end - p.start)"
        " from passages p join documents d on d.id = p.document"
        " where p.document = ? order by p.ordinal",
        (document,),
    )
    return (_passage(row) for row in rows)


def _passage(row: tuple[Any, ...]) -> StoredPassage:
    id, document, ordinal, start, end, locator, headings, part, text = row
    path = tuple(json.loads(headings))
    return StoredPassage(id, document, ordinal, start, end, locator, path, part, text)


def documents_about(
    db: Database,
    *,
    kind: str | None = None,
    country: str | None = None,
    instrument: str | None = None,
    identifier: str | None = None,
    topic: str | None = None,
) -> tuple[str, ...]:
    """Return ids of the documents that match all that is given, in order of id."""
    wheres, values = ["1"], []
    if kind is not None:
        wheres.append("kind = ?")
        values.append(kind)
    for table, column, wanted in (
        ("document_countries", "country", country),
        ("document_instruments", "instrument", instrument),
        ("document_identifiers", "identifier", identifier),
        ("document_topics", "topic", topic),
    ):
        if wanted is not None:
            wheres.append(f"id in (select document from {table} where {column} = ?)")  # noqa: S608
            values.append(wanted)
    query = f"select id from documents where {' and '.join(wheres)} order by id"  # noqa: S608
    return tuple(found for (found,) in db.conn.execute(query, values))
