"""Which files an ingest reads: those that ship, those named now, and raw copies of earlier ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.finding import find_files
from ingest.readers import READERS, reader_for
from ingest.records import InputFile, Reader, Refusal
from knowledge.errors import BadInput, UnreadableSource
from knowledge.store.sources import SourceRecord

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
STARTER = (KNOWLEDGE / "starter", KNOWLEDGE / "catalogue" / "instruments.csv")
SHIPPED, INGESTED = "starter", "ingested"  # the origins of a source


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: where it stands, by which reader, under which name it is known.

    `place` is the path it is known by; a raw copy is read in place of the file it was made of.
    `named` is whether this ingest was asked for it.
    """

    path: Path
    manifest: dict[str, str] = field(repr=False)
    reader: Reader
    origin: str
    place: str
    sha256: str
    named: bool

    @property
    def source(self) -> str:
        """The source id: a file is known by its reader and its place."""
        return f"{self.reader.name}:{self.place}"

    def open(self) -> InputFile:
        """Open the file anew: the contents of all files are not held at once."""
        return InputFile(self.path, self.manifest)

    def same_as(self, record: SourceRecord | None) -> bool:
        """Whether the file was read before as it is, by the reader as it is."""
        return (
            record is not None
            and record.sha256 == self.sha256
            and record.version == self.reader.version
        )


def reader_names() -> tuple[str, ...]:
    """Return the names that `--reader` takes."""
    return tuple(READERS)


def shipped() -> Iterator[Job | Refusal]:
    """Give the files of the starter knowledge."""
    for file in find_files(STARTER):
        yield _job(file, None, SHIPPED)


def named(paths: Iterable[Path], reader: str | None) -> Iterator[Job | Refusal]:
    """Give the files at or below paths, each once; raises BadInput for an unknown reader."""
    if reader is not None and reader not in READERS:
        raise BadInput(f"no reader {reader!r}; there are: {', '.join(reader_names())}")
    seen: set[str] = set()
    for file in find_files(paths):
        job = _job(file, reader, INGESTED)
        if isinstance(job, Refusal):
            yield job
        elif job.source not in seen:
            seen.add(job.source)
            yield job


def _job(file: InputFile | Refusal, forced: str | None, origin: str) -> Job | Refusal:
    if isinstance(file, Refusal):
        return file
    try:
        reader = READERS[forced] if forced else reader_for(file)
        place = file.path.relative_to(KNOWLEDGE) if origin == SHIPPED else file.path.resolve()
        return Job(
            file.path, file.manifest, reader, origin, str(place), file.sha256, origin == INGESTED
        )
    except UnreadableSource as unreadable:
        return refused(file, unreadable)


def refused(file: InputFile, unreadable: UnreadableSource) -> Refusal:
    """Return the refusal of a whole file, which names the file once."""
    return Refusal(file.name, "", str(unreadable).removeprefix(f"{file.name}: "))


@dataclass(frozen=True, slots=True)
class RawCopies:
    """A copy of every file ever taken in, so that a new version of a reader can read it again.

    `raw/3f2a....json` holds the manifest row and the path of a file, `raw/3f2a.../` the file.
    """

    home: Path

    def keep(self, job: Job, file: InputFile) -> None:
        """Keep a file; its copy is whole or not there."""
        folder = self._folder(file.sha256)
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / file.name, file.content)
        about = {"path": job.place, "manifest": file.manifest}
        _write(self._about(file.sha256), json.dumps(about, ensure_ascii=False).encode())

    def job(self, record: SourceRecord) -> Job | Refusal:
        """Return how to read a source again, or why that cannot be."""
        try:
            about = json.loads(self._about(record.sha256).read_text("utf-8"))
            path = self._folder(record.sha256) / record.name
            whole = InputFile(path, about["manifest"]).sha256 == record.sha256
        except (OSError, ValueError, KeyError, UnreadableSource):
            whole = False
        if not whole or record.reader not in READERS:
            reason = "to be read again, but its raw copy is missing or damaged: name the file again"
            return Refusal(record.name, "", reason)
        reader = READERS[record.reader]
        return Job(
            path, about["manifest"], reader, record.origin, record.path, record.sha256, False
        )

    def _folder(self, sha256: str) -> Path:
        return self.home / "raw" / sha256[:16]

    def _about(self, sha256: str) -> Path:
        return self.home / "raw" / f"{sha256[:16]}.json"


def _write(path: Path, content: bytes) -> None:
    new = path.with_name("unfinished")
    new.write_bytes(content)
    new.replace(path)
