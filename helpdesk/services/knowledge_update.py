"""The next generation's database while it is changed: what a file states goes in, or is refused.

One fact per country, instrument and snapshot, one record per item, wherever it came from: of
two documents with one id the newer snapshot stays, and of equal ones the ingested over the
shipped, the one named now over the one held. A file goes in whole or not at all; where it
cannot be read, what it gave before stays.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from helpdesk.services.deriving import derive_country_lists
from helpdesk.services.source_files import INGESTED, Job, refused
from index.building import Built, Progress, analyser_identity, build, chunk, link_index
from index.embedding import Embedder, EmbeddingCache
from index.generations import manifest_of
from ingest.records import Entry, InputFile, Refusal
from knowledge.errors import UnreadableSource
from knowledge.store.documents import (
    content_hash,
    document_hash,
    get_document,
    put_document,
    remove_document,
    remove_passages,
)
from knowledge.store.facts import put_facts
from knowledge.store.schema import open_for_writing
from knowledge.store.sources import (
    SourceRecord,
    all_sources,
    documents_from,
    get_source,
    pass_on,
    put_source,
    remove_source,
)

DATABASE = "knowledge.db"
DERIVED = "derived"
_log = logging.getLogger(__name__)

# What a document that cannot be stored as text raises; a full disk stops the whole ingest.
_UNSTORABLE = (UnicodeEncodeError, OverflowError, sqlite3.IntegrityError, sqlite3.DataError)
_STOPS_ALL = (MemoryError, OSError, sqlite3.OperationalError)


def analysed_alike(generation: Path) -> bool:
    """Whether a generation was cut and analysed as this version does it."""
    return bool(manifest_of(generation).get("analysis") == analyser_identity())


class Update:
    """The next generation's database, begun from the live one's."""

    def __init__(self, building: Path, live: Path | None, progress: Progress) -> None:
        self.building = building
        self.progress = progress
        self.refusals: list[Refusal] = []
        self.changed = False  # whether any source was written or forgotten
        self.reopened = False  # whether a document that was superseded may be due again
        self._touched: dict[str, bool] = {}  # document id -> whether it is there afterwards
        if live is not None:
            shutil.copyfile(live / DATABASE, building / DATABASE)
        self.db = open_for_writing(building / DATABASE)
        if live is not None and analysed_alike(live):
            link_index(live, building)
        elif live is not None:
            self._cut_anew()

    def _cut_anew(self) -> None:
        """Cut all documents into passages again, for a new index."""
        rows = self.db.conn.execute("select id from documents order by rowid").fetchall()
        with self.db.atomic():
            for (held,) in rows:
                document = get_document(self.db, held)
                if document is not None:
                    remove_passages(self.db, held)
                    chunk(self.db, document)
                    self._touched[held] = True

    def read(self, jobs: Sequence[Job], taken: Callable[[Job, InputFile], None]) -> int:
        """Read files into the database; `taken` is told of each that was, in whole or in part."""
        count = 0
        for done, job in enumerate(jobs):
            self.progress("reading", done, len(jobs))
            file = job.open()
            if self._read_one(job, file):
                taken(job, file)
                count += 1
        self.progress("reading", len(jobs), len(jobs))
        return count

    def _read_one(self, job: Job, file: InputFile) -> bool:
        reading = _Reading(self.db, job, file)
        try:
            with self.db.atomic():
                reading.run()
        except UnreadableSource as unreadable:
            self.refusals += [*reading.refusals, refused(file, unreadable)]
            return False
        except _STOPS_ALL:
            raise
        except Exception as error:  # a reader's own fault: the other files go on
            _log.info("%s failed on %s", job.reader.name, file.name, exc_info=True)
            reason = f"the reader {job.reader.name} failed on it: {type(error).__name__}"
            self.refusals.append(Refusal(file.name, "", f"{reason}: {str(error)[:200]}"))
            return False
        self.refusals += reading.refusals
        self._touched |= reading.touched
        self.reopened |= reading.reopened
        self.changed = True
        return True

    def forget(self, sources: Iterable[str]) -> None:
        """Remove sources with their documents."""
        for source in sources:
            with self.db.atomic():
                for document in documents_from(self.db, source):
                    self._remove(document)
                    self.reopened = True
                remove_source(self.db, source)
            self.changed = True

    def _remove(self, document: str) -> None:
        remove_document(self.db, document)
        self._touched[document] = False

    def superseded(self) -> tuple[SourceRecord, ...]:
        """Return the sources some of whose documents were left out for newer ones."""
        return tuple(record for record in all_sources(self.db) if record.superseded)

    def finish(self, embedder: Callable[[], Embedder], cache: EmbeddingCache) -> Built:
        """Derive what is compiled from facts, then build the search index."""
        with self.db.atomic():
            self._derive()
        return build(
            self.building,
            self.db,
            changed=tuple(self._touched),
            added=tuple(document for document, there in self._touched.items() if there),
            embedder=embedder,
            cache=cache,
            progress=self.progress,
        )

    def _derive(self) -> None:
        before = set(documents_from(self.db, DERIVED))
        for document in derive_country_lists(self.db):
            before.discard(document.id)
            hashed = content_hash(document, ())
            if document_hash(self.db, document.id) != hashed:
                put_document(self.db, document, source=DERIVED, origin=DERIVED, hashed=hashed)
                chunk(self.db, document)
                self._touched[document.id] = True
        for gone in before:
            self._remove(gone)


class _Reading:
    """One file being read into the database, within one transaction."""

    def __init__(self, db: Database, job: Job, file: InputFile) -> None:
        self.db = db
        self.job = job
        self.file = file
        self.refusals: list[Refusal] = []
        self.touched: dict[str, bool] = {}
        self.reopened = False
        self._seen: set[str] = set()
        self._superseded = 0

    def run(self) -> None:
        """Take in what the file holds; raises UnreadableSource where that is nothing."""
        before = set(documents_from(self.db, self.job.source))
        held = get_source(self.db, self.job.source)
        for item in self.job.reader.read(self.file):
            reason = item.reason if isinstance(item, Refusal) else self._take_in(item)
            if isinstance(item, Refusal):
                self.refusals.append(item)
            elif reason:
                self.refusals.append(Refusal(self.file.name, item.document.id, reason))
        if not self._seen:
            raise UnreadableSource("nothing in it could be taken in")
        # Where more is refused than before, what is missing may be what could not be read.
        if len(self.refusals) <= (held.refused if held else 0):
            for gone in before - self._seen:
                remove_document(self.db, gone)
                self.touched[gone] = False
                self.reopened = True
        put_source(self.db, self._record())

    def _record(self) -> SourceRecord:
        return SourceRecord(
            id=self.job.source,
            reader=self.job.reader.name,
            version=self.job.reader.version,
            name=self.file.name,
            path=self.job.place,
            origin=self.job.origin,
            sha256=self.file.sha256,
            read_on=date.today().isoformat(),
            taken=len(documents_from(self.db, self.job.source)),
            superseded=self._superseded,
            refused=len(self.refusals),
        )

    def _take_in(self, entry: Entry) -> str:
        """Store an entry unless a newer one is held; return why it is refused, or ""."""
        document = entry.document
        if document.id in self._seen:
            return "a document of this id stands earlier in the file"
        if "\0" in document.text or "\0" in document.title:
            return "contains NUL characters"
        try:
            with self.db.atomic():
                stored = self._put(entry)
        except _UNSTORABLE as error:
            return f"cannot be stored: {str(error)[:200]}"
        self._seen.add(document.id)
        self._superseded += not stored
        return ""

    def _put(self, entry: Entry) -> bool:
        """Store a document unless a newer snapshot of it is held; say whether it was stored."""
        document, job = entry.document, self.job
        held = self.db.conn.execute(
            "select source, origin, as_of, content_hash from documents where id = ?", (document.id,)
        ).fetchone()
        hashed = content_hash(document, entry.facts)
        if held is not None:
            ours, theirs = _rank(document.as_of, job.origin), _rank(held[2], held[1])
            if held[0] == job.source:
                self.reopened |= ours < theirs
            elif theirs > ours or (theirs == ours and not job.named):
                return False
            else:
                pass_on(self.db, document.id, held[0], job.source, job.origin)
        if held is None or held[3] != hashed:
            put_document(self.db, document, source=job.source, origin=job.origin, hashed=hashed)
            put_facts(self.db, entry.facts)
            chunk(self.db, document)
            self.touched[document.id] = True
        return True


def _rank(as_of: str | None, origin: str) -> tuple[str, bool]:
    return (as_of or "", origin == INGESTED)
