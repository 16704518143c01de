"""Generations: immutable directories of released knowledge, one of them live.

    generations/
      live                   a text file naming the live generation, replaced by one rename
      000007-3f2a.../        knowledge.db, keyword/, postings/, vectors, manifest.json
      building-.../          what a writer makes or takes away; never read, removed by the next

A crash at any moment leaves `live` pointing at a complete generation.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import KnowledgeMissing, WriterBusy

KEPT = 3  # generations that stay for rollback, the live one included
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Generations:
    """The generations under one home folder."""

    home: Path

    @property
    def folder(self) -> Path:
        """The folder that holds the generations."""
        return self.home / "generations"

    def live_name(self) -> str | None:
        """Return the name of the live generation, None before the first."""
        try:
            return (self.folder / "live").read_text("utf-8").strip() or None
        except FileNotFoundError:
            return None

    def live(self) -> Path:
        """Return the folder of the live generation; raises KnowledgeMissing before the first."""
        name = self.live_name()
        if name is None:
            raise KnowledgeMissing("no knowledge yet: run `helpdesk setup` first")
        if not (self.folder / name / MANIFEST).is_file():
            raise KnowledgeMissing(
                f"generation {name} is gone: go back to another (`helpdesk generations` lists"
                " them), or run `helpdesk setup`"
            )
        return self.folder / name

    def names(self) -> tuple[str, ...]:
        """Return the complete generations, oldest first."""
        return tuple(sorted(path.parent.name for path in self.folder.glob(f"[0-9]*/{MANIFEST}")))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer's lock; raises WriterBusy naming the holder. A killed holder frees it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.home / "writer.lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip() or "another process"
                raise WriterBusy(f"{holder} is writing a generation; try again later") from None
            lock.truncate(0)
            lock.write(f"process {os.getpid()}")
            lock.flush()
            self._remove_unfinished()
            yield

    def _remove_unfinished(self) -> None:
        for path in self.folder.glob("building-*"):
            shutil.rmtree(path)

    def begin(self) -> Path:
        """Make an empty folder to build the next generation in; the lock must be held."""
        path = self.folder / f"building-{os.getpid()}"
        path.mkdir()
        return path

    def publish(self, building: Path, manifest: dict[str, Any]) -> str:
        """Make a built folder the live generation and return its name; older ones are pruned."""
        manifest = {**manifest, "checksums": checksums(building)}
        text = json.dumps(manifest, indent=2, ensure_ascii=False)
        (building / MANIFEST).write_text(text + "\n", "utf-8")
        last = max((int(name.split("-")[0]) for name in self.names()), default=0)
        name = f"{last + 1:06d}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        for path in (*building.rglob("*"), building):
            _sync(path)
        building.rename(self.folder / name)
        self._switch(name)
        self._prune()
        return name

    def _switch(self, name: str) -> None:
        new = self.folder / "live.new"
        new.write_text(name + "\n", "utf-8")
        _sync(new)
        new.replace(self.folder / "live")
        _sync(self.folder)

    def roll_back(self, name: str) -> None:
        """Make an older complete generation live; raises KnowledgeMissing where it is not held."""
        if name not in self.names():
            held = ", ".join(self.names()) or "none"
            raise KnowledgeMissing(f"generation {name} is not held; held: {held}")
        if lost := damaged(self.folder / name):
            raise KnowledgeMissing(f"generation {name} is damaged: {', '.join(lost[:5])}")
        self._switch(name)

    def _prune(self) -> None:
        live = self.live_name()
        for name in self.names()[:-KEPT]:
            if name != live:
                # Renamed first, so that a kill half-way leaves no half generation to go back to.
                going = self.folder / f"building-{name}"
                (self.folder / name).rename(going)
                shutil.rmtree(going)


def manifest_of(generation: Path) -> dict[str, Any]:
    """Return a generation's manifest; raises KnowledgeMissing where it cannot be read."""
    try:
        read: dict[str, Any] = json.loads((generation / MANIFEST).read_text("utf-8"))
        if not isinstance(read, dict):
            raise ValueError("its manifest is no table")
    except (OSError, ValueError) as error:
        raise unreadable(generation, error) from error
    return read


def unreadable(generation: Path, error: Exception) -> KnowledgeMissing:
    """Return what to raise where a file of a generation is missing or damaged."""
    return KnowledgeMissing(
        f"generation {generation.name} is damaged ({error}): go back to another with"
        " `helpdesk generations roll-back`"
    )


def checksums(generation: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a generation but its manifest, by relative path."""
    sums = {}
    for path in sorted(generation.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as file:
                sums[str(path.relative_to(generation))] = hashlib.file_digest(
                    file, "sha256"
                ).hexdigest()
    return sums


def damaged(generation: Path) -> tuple[str, ...]:
    """Return the files of a generation that are missing or differ from their checksums."""
    stated = manifest_of(generation).get("checksums")
    if not isinstance(stated, dict):
        raise unreadable(generation, ValueError("its manifest has no checksums"))
    actual = checksums(generation)
    return tuple(sorted(name for name in stated if actual.get(name) != stated[name]))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
