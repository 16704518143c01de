"""Takes sources in: reads what changed, builds the next generation beside the live one, switches.

A file is read again when its content or its reader's version changed, from where it stands or
from its raw copy. When only the analysis or the model changed, the documents held are cut,
analysed or embedded anew; nothing is read.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from helpdesk.services.knowledge_update import DATABASE, Update, analysed_alike
from helpdesk.services.source_files import (
    KNOWLEDGE,
    SHIPPED,
    Job,
    RawCopies,
    named,
    shipped,
)
from index.building import Built, Progress, analyser_identity
from index.embedding import Embedder, EmbeddingCache
from index.generations import Generations, manifest_of
from ingest.readers import READERS
from ingest.records import InputFile, Refusal
from knowledge import instruments
from knowledge.errors import EmbedderUnavailable, KnowledgeMissing
from knowledge.store.schema import open_for_reading
from knowledge.store.sources import SourceRecord, all_sources


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did. `generation` is None where nothing changed.

    `read` counts all files read, those that ship and raw copies included; `taken` and
    `unchanged` count files that were named: those taken in now, and those held as they are.
    """

    generation: str | None
    sources: tuple[SourceRecord, ...]
    refusals: tuple[Refusal, ...]
    counts: dict[str, Any]
    read: int
    taken: int
    unchanged: int
    built: Built | None
    seconds: float

    @property
    def took_in(self) -> bool:
        """Whether any file that was named is taken in, now or before."""
        return self.taken + self.unchanged > 0


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
        with self.generations.writing():
            return _Run(self, self._live()).run(paths, reader)

    def _live(self) -> Path | None:
        try:
            return self.generations.live()
        except KnowledgeMissing:
            # Built anew only where nothing is kept: else what was taken in would seem gone.
            if self.generations.names():
                raise
            return None


class _Run:
    """One ingest under the writer's lock."""

    def __init__(self, parts: Ingest, live: Path | None) -> None:
        self.parts = parts
        self.live = live
        self.raw = RawCopies(parts.home)
        self.started = time.perf_counter()
        self.refusals: list[Refusal] = []
        self.known = {record.id: record for record in _sources(live)} if live else {}
        self.taken = self.read = self.unchanged = 0

    def run(self, paths: Sequence[Path], reader: str | None) -> Report:
        jobs = self._jobs(paths, reader)
        changed = [job for job in jobs.values() if not job.same_as(self.known.get(job.source))]
        asked = sum(job.named for job in jobs.values())
        self.unchanged = asked - sum(job.named for job in changed)
        gone = [record.id for record in self.known.values() if _ships_no_more(record)]
        remake = self.live is None or not self._made_alike(self.live)
        if not changed and not gone and not remake:
            return self._report(None, None)
        building = self.parts.generations.begin()
        update = Update(building, self.live, self.parts.progress)
        self.read += update.read(changed, self._keep)
        update.forget(gone)
        if update.reopened:
            again = [self._again(jobs, record) for record in update.superseded()]
            self.read += update.read(self._readable(again), self._keep)
        self.refusals += update.refusals
        if not update.changed and not remake:
            update.db.close()
            shutil.rmtree(building)
            return self._report(None, None)
        built = update.finish(self.parts.embedder, self.parts.cache)
        counts = count(update.db)
        update.db.close()
        name = self.parts.generations.publish(building, _manifest(built, counts))
        return self._report(name, built)

    def _jobs(self, paths: Sequence[Path], reader: str | None) -> dict[str, Job]:
        """Return by source what to look at: files that ship, named files, outdated raw copies."""
        jobs = {job.source: job for job in self._readable((*shipped(), *named(paths, reader)))}
        outdated = (
            self.raw.job(record)
            for record in self.known.values()
            if record.id not in jobs and _outdated(record)
        )
        return jobs | {job.source: job for job in self._readable(outdated)}

    def _readable(self, found: Iterable[Job | Refusal]) -> list[Job]:
        """Return the jobs among what was found, and note the refusals."""
        jobs = []
        for job in found:
            if isinstance(job, Refusal):
                self.refusals.append(job)
            else:
                jobs.append(job)
        return jobs

    def _again(self, jobs: dict[str, Job], record: SourceRecord) -> Job | Refusal:
        """Return how to read a source for what a newer one no longer supersedes."""
        if record.origin == SHIPPED and record.id in jobs:
            return jobs[record.id]
        return self.raw.job(record)

    def _keep(self, job: Job, file: InputFile) -> None:
        self.taken += job.named
        if job.named:
            self.raw.keep(job, file)

    def _made_alike(self, live: Path) -> bool:
        """Whether a generation made now of the same documents would be the same."""
        if not analysed_alike(live):
            return False
        try:
            return bool(manifest_of(live).get("embedder") == self.parts.embedder().identity)
        except EmbedderUnavailable:
            return True  # nothing better can be made now

    def _report(self, name: str | None, built: Built | None) -> Report:
        live = self.parts.generations.live()
        db = open_for_reading(live / DATABASE)
        try:
            counts = count(db)
        finally:
            db.close()
        return Report(
            generation=name,
            sources=tuple(_sources(live)),
            refusals=tuple(dict.fromkeys(self.refusals)),
            counts=counts,
            read=self.read,
            taken=self.taken,
            unchanged=self.unchanged,
            built=built,
            seconds=time.perf_counter() - self.started,
        )


def _sources(generation: Path) -> list[SourceRecord]:
    db = open_for_reading(generation / DATABASE)
    try:
        return list(all_sources(db))
    finally:
        db.close()


def _ships_no_more(record: SourceRecord) -> bool:
    return record.origin == SHIPPED and not (KNOWLEDGE / record.path).exists()


def _outdated(record: SourceRecord) -> bool:
    """Whether an ingested source was read by an older version of its reader."""
    reader = READERS.get(record.reader)
    return record.origin != SHIPPED and reader is not None and reader.version != record.version


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

    def one(query: str) -> int:
        return int(db.conn.execute(query).fetchone()[0])

    return {
        "documents": one("select count(*) from documents"),
        "kinds": dict(
            db.conn.execute(
                "select kind, count(*) from documents group by kind order by kind"
            ).fetchall()
        ),
        "instrument_texts": _instrument_texts(db),
        "passages": one("select count(*) from passages"),
        "ratifications": one("select count(*) from ratifications"),
        "ratified_instruments": one("select count(distinct instrument) from ratifications"),
        "findings": one("select count(*) from findings"),
        "statistics": one("select count(*) from statistics"),
        "catalogue": one("select count(distinct code) from catalogue"),
    }


def _instrument_texts(db: Database) -> dict[str, int]:
    """Count the texts of instruments held by the instrument's kind."""
    held = db.conn.execute("select id from documents where kind = 'instrument'").fetchall()
    known = (instruments.by_code(code.upper()) for (code,) in held)
    kinds = Counter(found.kind if found else "not in the catalogue" for found in known)
    return dict(sorted(kinds.items()))
