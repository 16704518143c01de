"""Takes sources in: reads what changed, builds the next generation beside the live one, switches.

One fact per country, instrument and snapshot, one record per item, wherever it came from: of
two documents with one id the newer snapshot stays, and of equal ones the ingested over the
shipped.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from helpdesk.services.deriving import derive_country_lists
from index.building import KEYWORD, Built, Progress, analyser_identity, build, chunk
from index.embedding import Embedder, EmbeddingCache
from index.generations import Generations, manifest_of
from index.keyword import link_index
from ingest.finding import find_files
from ingest.readers import READERS, reader_for
from ingest.records import Entry, InputFile, Reader, Refusal
from knowledge.errors import BadInput, UnreadableSource
from knowledge.store.documents import (
    content_hash,
    document_hash,
    put_document,
    remove_document,
)
from knowledge.store.facts import put_facts
from knowledge.store.schema import open_for_reading, open_for_writing
from knowledge.store.sources import (
    SourceRecord,
    all_sources,
    documents_from,
    put_source,
)

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
STARTER = (KNOWLEDGE / "starter", KNOWLEDGE / "catalogue" / "instruments.csv")
DATABASE = "knowledge.db"


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read, by which reader, from where."""

    file: InputFile
    reader: Reader
    origin: str
    path: str

    @property
    def source(self) -> str:
        """The source id: a file is known by its reader and its place."""
        return f"{self.reader.name}:{self.path}"


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did. `generation` is None where nothing changed."""

    generation: str | None
    sources: tuple[SourceRecord, ...]
    refusals: tuple[Refusal, ...]
    counts: dict[str, Any]
    read: int
    unchanged: int
    built: Built | None
    seconds: float

    @property
    def took_in(self) -> bool:
        """Whether any file was taken in, now or before."""
        return self.generation is not None or self.unchanged > 0


@dataclass
class Ingest:
    """The parts an ingest works with, and `run`."""

    generations: Generations
    home: Path
    embedder: Callable[[], Embedder]
    cache: EmbeddingCache
    progress: Progress = field(default=lambda _stage, _done, _total: None)

    def run(self, paths: Sequence[Path], reader: str | None = None) -> Report:
        """Read the starter and the paths; switch to a new generation where anything changed.

        Raises WriterBusy where another process writes, BadInput for an unknown reader. The
        old generation stays live and whole whatever happens before the switch.
        """
        started = time.perf_counter()
        with self.generations.writing():
            jobs, refusals = self._jobs(paths, reader)
            live = self._live()
            known = {record.id: record for record in self._known(live)}
            changed = [job for job in jobs if not _same(known.get(job.source), job)]
            unchanged = sum(1 for job in jobs if job.origin == "ingested") - sum(
                1 for job in changed if job.origin == "ingested"
            )
            if not changed and live is not None and _current(live):
                return self._report(None, live, refusals, 0, unchanged, None, started)
            building = self.generations.begin()
            update = _Update(building, live, self.progress)
            read = update.read(changed)
            refusals += update.refusals
            if live is not None and _current(live) and not update.touched and not update.records:
                shutil.rmtree(building)
                return self._report(None, live, refusals, 0, unchanged, None, started)
            built = update.finish(self.embedder, self.cache)
            counts = count(update.db)
            update.db.close()
            self._keep_raw(read)
            name = self.generations.publish(building, _manifest(built, counts))
            live = self.generations.live()
            return self._report(name, live, refusals, len(read), unchanged, built, started)

    def _jobs(
        self, paths: Sequence[Path], forced: str | None
    ) -> tuple[list[Job], list[Refusal]]:
        if forced is not None and forced not in READERS:
            raise BadInput(f"no reader {forced!r}; there are: {', '.join(READERS)}")
        jobs: list[Job] = []
        refusals: list[Refusal] = []
        groups = (("starter", find_files(STARTER), None), ("ingested", find_files(paths), forced))
        for origin, found, name in groups:
            for file in found:
                if isinstance(file, Refusal):
                    refusals.append(file)
                    continue
                try:
                    reader = READERS[name] if name else reader_for(file)
                    path = (
                        str(file.path.relative_to(KNOWLEDGE))
                        if origin == "starter"
                        else str(file.path.resolve())
                    )
                    _ = file.sha256
                    jobs.append(Job(file, reader, origin, path))
                except UnreadableSource as unreadable:
                    refusals.append(Refusal(file.name, "", str(unreadable)))
        return jobs, refusals

    def _live(self) -> Path | None:
        return self.generations.live() if self.generations.live_name() else None

    def _known(self, live: Path | None) -> list[SourceRecord]:
        if live is None or not _current(live):
            return []
        db = open_for_reading(live / DATABASE)
        try:
            return list(all_sources(db))
        finally:
            db.close()

    def _keep_raw(self, read: Iterable[Job]) -> None:
        """Keep a copy of every ingested file, so that a new reader can read it again."""
        for job in read:
            if job.origin == "ingested":
                folder = self.home / "raw" / job.file.sha256[:16]
                folder.mkdir(parents=True, exist_ok=True)
                (folder / job.file.name).write_bytes(job.file.content)
                (folder / "row.json").write_text(
                    json.dumps({"path": job.path, "manifest": job.file.manifest}), "utf-8"
                )

    def _report(
        self,
        name: str | None,
        live: Path,
        refusals: list[Refusal],
        read: int,
        unchanged: int,
        built: Built | None,
        started: float,
    ) -> Report:
        db = open_for_reading(live / DATABASE)
        try:
            sources, counts = tuple(all_sources(db)), count(db)
        finally:
            db.close()
        seconds = time.perf_counter() - started
        return Report(name, sources, tuple(refusals), counts, read, unchanged, built, seconds)


class _Update:
    """The next generation's database while it is being changed."""

    def __init__(self, building: Path, live: Path | None, progress: Progress) -> None:
        self.building = building
        self.progress = progress
        self.refusals: list[Refusal] = []
        self.records: list[SourceRecord] = []
        self.touched: dict[str, bool] = {}  # document id -> whether it is there afterwards
        if live is not None and _current(live):
            shutil.copyfile(live / DATABASE, building / DATABASE)
            link_index(live / KEYWORD, building / KEYWORD)
        self.db = open_for_writing(building / DATABASE)

    def read(self, jobs: Sequence[Job]) -> list[Job]:
        """Read files into the database; return those that were taken in, wholly or in part."""
        taken = []
        for done, job in enumerate(jobs):
            self.progress("reading", done, len(jobs))
            self.db.conn.execute("begin")
            if self._read_one(job):
                taken.append(job)
            self.db.conn.execute("commit")
        self.progress("reading", len(jobs), len(jobs))
        return taken

    def _read_one(self, job: Job) -> bool:
        before = set(documents_from(self.db, job.source))
        seen: set[str] = set()
        superseded = refused = 0
        try:
            for item in job.reader.read(job.file):
                if isinstance(item, Refusal):
                    self.refusals.append(item)
                    refused += 1
                elif item.document.id in seen:
                    self.refusals.append(_twice(job.file, item))
                    refused += 1
                else:
                    seen.add(item.document.id)
                    superseded += not self._put(job, item)
        except UnreadableSource as unreadable:
            self.refusals.append(Refusal(job.file.name, "", str(unreadable)))
            if not seen:
                return False
        if not seen:
            return False
        for gone in before - seen:
            remove_document(self.db, gone)
            self.touched[gone] = False
        record = SourceRecord(
            job.source,
            job.reader.name,
            job.reader.version,
            job.file.name,
            job.path,
            job.origin,
            job.file.sha256,
            date.today().isoformat(),
            len(seen) - superseded,
            superseded,
            refused,
        )
        put_source(self.db, record)
        self.records.append(record)
        return True

    def _put(self, job: Job, entry: Entry) -> bool:
        """Store a document unless a newer snapshot of it is held; say whether it was stored."""
        hashed = content_hash(entry.document, entry.facts)
        held = self.db.conn.execute(
            "select source, origin, as_of, content_hash from documents where id = ?",
            (entry.document.id,),
        ).fetchone()
        if held is not None and held[0] != job.source:
            if _rank(held[2], held[1]) > _rank(entry.document.as_of, job.origin):
                return False
            self.db.conn.execute(
                "update sources set taken = taken - 1, superseded = superseded + 1 where id = ?",
                (held[0],),
            )
        if held is not None and held[3] == hashed:
            self.db.conn.execute(
                "update documents set source = ?, origin = ? where id = ?",
                (job.source, job.origin, entry.document.id),
            )
            return True
        self._store(entry, job.source, job.origin, hashed)
        return True

    def _store(self, entry: Entry, source: str, origin: str, hashed: str) -> None:
        put_document(self.db, entry.document, source=source, origin=origin, hashed=hashed)
        put_facts(self.db, entry.facts)
        chunk(self.db, entry.document)
        self.touched[entry.document.id] = True

    def finish(self, embedder: Callable[[], Embedder], cache: EmbeddingCache) -> Built:
        """Derive what is compiled from facts, then build the search index."""
        self.db.conn.execute("begin")
        for document in derive_country_lists(self.db):
            hashed = content_hash(document, ())
            if document_hash(self.db, document.id) != hashed:
                self._store(Entry(document), "derived", "derived", hashed)
        self.db.conn.execute("commit")
        return build(
            self.building,
            self.db,
            changed=tuple(self.touched),
            added=tuple(document for document, there in self.touched.items() if there),
            embedder=embedder,
            cache=cache,
            progress=self.progress,
        )


def _twice(file: InputFile, entry: Entry) -> Refusal:
    return Refusal(file.name, entry.document.id, "a document of this id stands earlier in the file")


def _rank(as_of: str | None, origin: str) -> tuple[str, bool]:
    return (as_of or "", origin == "ingested")


def _same(record: SourceRecord | None, job: Job) -> bool:
    return (
        record is not None
        and record.sha256 == job.file.sha256
        and record.version == job.reader.version
    )


def _current(live: Path) -> bool:
    """Whether the live generation was chunked and analysed as this version does it."""
    return bool(manifest_of(live).get("analysis") == analyser_identity())


def _manifest(built: Built, counts: dict[str, Any]) -> dict[str, Any]:
    return {
        "made": date.today().isoformat(),
        "analysis": analyser_identity(),
        "embedder": built.embedder,
        "notice": built.notice,
        "passages": built.passages,
        "vectors": built.vectors,
        "counts": counts,
    }


def count(db: Database) -> dict[str, Any]:
    """Return the figures that describe a store: documents by kind, facts by table."""
    one = lambda query: db.conn.execute(query).fetchone()[0]  # noqa: E731
    return {
        "documents": one("select count(*) from documents"),
        "kinds": dict(
            db.conn.execute("select kind, count(*) from documents group by kind order by kind")
        ),
        "passages": one("select count(*) from passages"),
        "ratifications": one("select count(*) from ratifications"),
        "ratified_instruments": one("select count(distinct instrument) from ratifications"),
        "findings": one("select count(*) from findings"),
        "statistics": one("select count(*) from statistics"),
        "catalogue": one("select count(distinct code) from catalogue"),
    }
