"""For those who run the service: its health, and the generations of knowledge kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from index.building import Progress
from index.checking import check
from index.embedding import EmbeddingCache
from index.generations import Generations, manifest_of
from knowledge.errors import HelpdeskError, KnowledgeMissing


class Checked(Protocol):
    """A database that can be asked whether it is there."""

    def check(self) -> None:
        """Raise an error of the database or DeskUnavailable where it is not."""
        ...


@dataclass(frozen=True, slots=True)
class Health:
    """Whether questions can be answered and kept: `status` is "ok", or what is missing."""

    status: str
    generation: str | None
    passages: int
    by_meaning: bool
    desk: str


def health(generations: Generations, desk: Checked) -> Health:
    """Look at the live generation and the desk; never raises for what is missing."""
    kept = "ok"
    try:
        desk.check()
    except (HelpdeskError, SQLAlchemyError):
        kept = "unavailable"
    try:
        live = generations.live()
        manifest = manifest_of(live)
    except (HelpdeskError, OSError):
        return Health("no knowledge", None, 0, False, kept)
    status = "ok" if kept == "ok" else "no desk"
    by_meaning = manifest["embedder"] is not None
    return Health(status, live.name, manifest["passages"], by_meaning, kept)


@dataclass(frozen=True, slots=True)
class KeptGeneration:
    """One generation that is kept; `embedder` is None where it is searched by words alone.

    `damage` says why its manifest cannot be read, "" where it can; nothing else is known then.
    """

    name: str
    live: bool
    made: str
    documents: int
    passages: int
    embedder: str | None
    damage: str = ""


def kept_generations(generations: Generations) -> tuple[KeptGeneration, ...]:
    """Return the generations kept, oldest first."""
    live = generations.live_name()
    return tuple(_kept(generations.folder / name, name == live) for name in generations.names())


def _kept(folder: Path, live: bool) -> KeptGeneration:
    try:
        manifest = manifest_of(folder)
        return KeptGeneration(
            name=folder.name,
            live=live,
            made=manifest["made"],
            documents=int(manifest["counts"]["documents"]),
            passages=int(manifest["passages"]),
            embedder=manifest["embedder"],
        )
    except KnowledgeMissing as error:
        return KeptGeneration(folder.name, live, "", 0, 0, None, damage=str(error))
    except (KeyError, TypeError, ValueError):
        return KeptGeneration(folder.name, live, "", 0, 0, None, damage="its manifest is cut short")


def checked(
    generations: Generations, name: str | None, cache: EmbeddingCache, progress: Progress
) -> tuple[str, tuple[str, ...]]:
    """Return a generation's name (the live one's) and every disagreement between its parts.

    Raises KnowledgeMissing where it is not held.
    """
    if name is not None and name not in generations.names():
        held = ", ".join(generations.names()) or "none"
        raise KnowledgeMissing(f"generation {name} is not held; held: {held}")
    folder = generations.folder / name if name else generations.live()
    return folder.name, check(folder, cache, progress)
