"""The posting lists of a generation: one folder per Whoosh segment, read as one.

Slots number the passages 0..n-1 over all segments, in Whoosh's order. A segment's lists are
linked from the generation before and only read again from Whoosh when its passages' average
lengths have moved, so that an update costs what changed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.segments import DRIFT, Bm25, Group, Segment, bake, term_key

__all__ = ["Bm25", "Group", "Postings", "build_postings"]
_STATS = "stats.json"


@dataclass(frozen=True)
class Postings:
    """All posting lists of a generation; read-only, shared between processes by the page cache.

    `sizes` is the number of live passages that have any term of each group.
    """

    segments: tuple[Segment, ...]
    sizes: dict[str, int]

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Open the lists in `folder` memory-mapped."""
        stats = json.loads((folder / _STATS).read_text("utf-8"))
        segments = tuple(Segment.load(folder / name) for name in stats["segments"])
        return cls(segments, stats["sizes"])

    @cached_property
    def bases(self) -> tuple[int, ...]:
        """The first slot of each segment."""
        counts = np.cumsum([0, *(len(segment.passages) for segment in self.segments)])
        return tuple(int(count) for count in counts[:-1])

    @cached_property
    def passages(self) -> NDArray[np.int64]:
        """The passage id of each slot, -1 where it was deleted."""
        if len(self.segments) == 1:
            return self.segments[0].passages
        return np.concatenate([np.empty(0, np.int64), *(s.passages for s in self.segments)])

    def lists(self, wanted: Sequence[tuple[str, str]]) -> list[NDArray[np.int64]]:
        """Return, for each segment, the list numbers of (group, term) pairs, -1 where none."""
        keys = np.asarray([term_key(*pair) for pair in wanted], np.uint64)
        return [segment.find(keys) for segment in self.segments]

    def _held(self, lists: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
        """Return how many live passages have each term of these lists."""
        each = (
            np.where(numbers >= 0, segment.held[numbers], 0)
            for segment, numbers in zip(self.segments, lists, strict=True)
            if len(segment.held)
        )
        return np.asarray(sum(each), np.int64)

    def holding(self, wanted: Sequence[tuple[str, str]]) -> list[int]:
        """Return how many passages have each (group, term)."""
        held = self._held(self.lists(wanted))
        return [int(count) for count in np.broadcast_to(held, len(wanted))]

    def rarities(
        self, wanted: Sequence[tuple[str, str]], lists: Sequence[NDArray[np.int64]]
    ) -> NDArray[np.float64]:
        """Return each term's inverse document frequency, 0.0 where no passage holds it."""
        held = self._held(lists)
        size = np.asarray([self.sizes.get(group, 0) for group, _ in wanted], np.float64)
        found: NDArray[np.float64] = np.log1p((size - held + 0.5) / (held + 0.5))
        return np.where(held > 0, found, 0.0)

    def rarity(self, group: str, term: str) -> float:
        """Return a term's inverse document frequency, 0.0 where no passage holds it."""
        wanted = [(group, term)]
        return float(self.rarities(wanted, self.lists(wanted))[0])


def link_postings(source: Path, target: Path) -> None:
    """Begin the lists of a new generation from those of an old one without copying."""
    if source.is_dir():
        shutil.copytree(source, target, copy_function=os.link)


def build_postings(
    folder: Path,
    reader: Any,
    groups: Sequence[Group],
    bm25: Bm25,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> None:
    """Bring the lists in `folder` up to an open Whoosh index reader.

    Files may be linked from an older generation, so none is written in place.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # An index without any passage gives one leaf that stands for no segment.
    opened = (leaf for leaf, _ in reader.leaf_readers() if leaf.segment() is not None)
    leaves = [_Leaf.of(leaf, folder) for leaf in opened]
    for gone in {path.name for path in folder.iterdir() if path.is_dir()} - {
        leaf.folder.name for leaf in leaves
    }:
        shutil.rmtree(folder / gone)
    fields = tuple(field for group in groups for field, _ in group.fields)
    for leaf in leaves:
        leaf.measure(fields)
    averages = _averages(leaves, fields)
    for done, leaf in enumerate(leaves):
        progress(done, len(leaves))
        leaf.bring_up(groups, bm25, averages)
    progress(len(leaves), len(leaves))
    sizes = {group.name: sum(leaf.having(group) for leaf in leaves) for group in groups}
    stats = {"segments": [leaf.folder.name for leaf in leaves], "sizes": sizes}
    _replace(folder / _STATS, json.dumps(stats).encode())


@dataclass
class _Leaf:
    """One open Whoosh segment and the folder of its lists."""

    reader: Any
    folder: Path
    passages: NDArray[np.int64]
    lengths: dict[str, NDArray[np.float32]]

    @classmethod
    def of(cls, reader: Any, folder: Path) -> _Leaf:
        own = folder / str(reader.segment().segment_id())
        own.mkdir(exist_ok=True)
        kept = own / "passages.npy"
        if kept.exists():
            passages = np.load(kept)
            passages[list(reader.segment().deleted_docs())] = -1
        else:
            passages = np.full(reader.doc_count_all(), -1, np.int64)
            for slot, stored in reader.iter_docs():
                passages[slot] = stored["passage"]
        return cls(reader, own, passages, {})

    def measure(self, fields: Sequence[str]) -> None:
        """Learn how many terms each slot has in each field."""
        path = self.folder / "lengths.npz"
        if not path.exists():
            lengths = {name: field_lengths(self.reader, name) for name in fields}
            held: dict[str, Any] = {name: found for name, found in lengths.items() if found.any()}
            np.savez(path, **held)
        with np.load(path) as kept:
            self.lengths = {name: kept[name] for name in kept.files}

    def totals(self, field: str) -> tuple[int, float]:
        """Return how many live slots have a field, and their terms in it."""
        lengths = self.lengths.get(field)
        if lengths is None:
            return 0, 0.0
        live = lengths[self.passages >= 0]
        return int(np.count_nonzero(live)), float(live.sum())

    def having(self, group: Group) -> int:
        """Return how many live slots have any field of a group."""
        has = np.zeros(len(self.passages), np.bool_)
        for field, _ in group.fields:
            if field in self.lengths:
                has |= self.lengths[field] > 0
        return int(np.count_nonzero(has & (self.passages >= 0)))

    def bring_up(self, groups: Sequence[Group], bm25: Bm25, averages: dict[str, float]) -> None:
        """Decode the lists where that is due, and write what deletions change."""
        stated = self.folder / "averages.json"
        own = {field: averages[field] for field in self.lengths if field in averages}
        if not stated.exists() or _moved(json.loads(stated.read_text("utf-8")), own):
            for name, values in bake(self.reader, groups, bm25, self.lengths, averages).items():
                _save(self.folder / f"{name}.npy", values)
            _replace(stated, json.dumps(own).encode())
            (self.folder / "held.npy").unlink(missing_ok=True)
        kept = self.folder / "passages.npy"
        counted = kept.exists() and (self.folder / "held.npy").exists()
        if not counted or not np.array_equal(np.load(kept), self.passages):
            _save(kept, self.passages)
            _save(self.folder / "held.npy", _held(self.folder, self.passages >= 0))


def field_lengths(segment: Any, field: str) -> NDArray[np.float32]:
    """Return how many terms each slot of a segment has in a field, as Whoosh keeps it.

    Whoosh rounds lengths above 10 to fit one byte. Of a field of exact names it keeps none:
    there each slot counts as having one.
    """
    size = segment.doc_count_all()
    if field in segment.schema and not segment.schema[field].scorable:
        return np.ones(size, np.float32)
    lengths = np.zeros(size, np.float32)
    if segment.field_length(field):  # else every look-up would look for a file
        # Whoosh says None, not 0, for a document without the field where others have it.
        found = (segment.doc_field_length(slot, field) or 0 for slot in range(size))
        lengths[:] = np.fromiter(found, np.float32, size)
    return lengths


def _averages(leaves: Sequence[_Leaf], fields: Sequence[str]) -> dict[str, float]:
    averages = {}
    for field in fields:
        having, total = map(
            sum, zip((0, 0.0), *(leaf.totals(field) for leaf in leaves), strict=True)
        )
        averages[field] = total / having if having else 0.0
    return averages


def _moved(before: dict[str, float], now: dict[str, float]) -> bool:
    return before.keys() != now.keys() or any(
        abs(now[field] - average) > DRIFT * average for field, average in before.items()
    )


def _held(folder: Path, live: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Count the live slots of each list."""
    load = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in
            ("offsets", "slots", "rows", "dense")}  # fmt: skip
    offsets, rows = load["offsets"], load["rows"]
    counted = np.concatenate(([0], np.cumsum(live[load["slots"]])))
    held = counted[offsets[1:]] - counted[offsets[:-1]]
    for number in np.flatnonzero(rows >= 0):
        held[number] = np.count_nonzero(load["dense"][rows[number]][live])
    counts: NDArray[np.int32] = held.astype(np.int32)
    return counts


def _save(path: Path, values: NDArray[Any]) -> None:
    path.unlink(missing_ok=True)
    np.save(path, values)


def _replace(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(content)
