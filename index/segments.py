"""The posting lists of one Whoosh segment: decoded once, when the segment is written.

Fields are merged into groups ("text_en" is body, heading path and title in English). A term of
a group has one list: the slots (passages, numbered within the segment in Whoosh's order) that
hold it in any of the fields, each with its impact, the part of BM25+ that does not depend on
the question: the weighted sum over fields of tf·(k1+1)/(tf + k1·(1-b + b·length/average)) + delta.
A term that more than one slot in 16 holds is kept as a row of bytes, one a slot, instead.
"""

from __future__ import annotations

import hashlib
import mmap
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.decoding import FieldPostings, field_postings

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
# Bump on any change that can alter the lists of unchanged passages.
VERSION = 3
DENSE_SHARE = 16  # a term held by more than one slot in this many is a row of bytes
LEAST_DENSE = 4096  # slots; below that lists are as fast
# An average length may move by this share before a segment's impacts are reckoned again.
DRIFT = 0.01
_ARRAYS = ("keys", "offsets", "slots", "impacts", "peaks", "rows", "dense")


@dataclass(frozen=True, slots=True)
class Bm25:
    """Parameters of BM25+ (k1: term saturation, b: length normalisation, delta: lower bound)."""

    k1: float
    b: float
    delta: float


@dataclass(frozen=True, slots=True)
class Group:
    """Fields whose postings are merged, each with its weight."""

    name: str
    fields: tuple[tuple[str, float], ...]


@lru_cache(100_000)
def term_key(group: str, term: str) -> int:
    """Return the 64-bit key under which a group's term is stored."""
    digest = hashlib.blake2b(f"{group}\t{term}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def mapped(path: Path) -> NDArray[Any]:
    """Open an array memory-mapped, its pages mapped at once rather than at the first question.

    It is a plain array: NumPy's own class for mapped files makes each slice dear.
    """
    with path.open("rb") as file:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else None
        if read is None:
            raise ValueError(f"{path.name}: array format {version} is not known")
        shape, fortran, kind = read(file)
        if 0 in shape:
            return np.empty(shape, kind)
        flags = mmap.MAP_SHARED | getattr(mmap, "MAP_POPULATE", 0)
        pages = mmap.mmap(file.fileno(), 0, flags=flags, prot=mmap.PROT_READ)
        array = np.frombuffer(pages, kind, int(np.prod(shape)), file.tell())
    return array.reshape(shape, order="F" if fortran else "C")


@dataclass(frozen=True)
class Segment:
    """The lists of one segment, memory-mapped.

    List n has key `keys[n]` (rising), the slots and impacts from `offsets[n]` to
    `offsets[n+1]`, the highest impact `peaks[n]`, and `rows[n]` >= 0 where it is that row of
    `dense` instead (a byte of 255 is the highest impact). `held[n]` counts its live slots.
    `passages[slot]` is the passage id, -1 where it was deleted.
    """

    keys: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    slots: Ints
    impacts: Floats
    peaks: Floats
    rows: Ints
    dense: NDArray[np.uint8]
    held: Ints
    passages: NDArray[np.int64]

    @classmethod
    def load(cls, folder: Path) -> Segment:
        """Open the arrays in `folder` memory-mapped."""
        names = (*_ARRAYS, "held", "passages")
        return cls(**{name: mapped(folder / f"{name}.npy") for name in names})

    def find(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the number of each key's list, -1 where the segment has none."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.int64)
        at = np.searchsorted(self.keys, keys)
        return np.where(self.keys.take(at, mode="clip") == keys, at, -1)

    def add(self, scores: Floats, number: int, boost: float) -> None:
        """Add boost · impact of a list that is no row of bytes to the scores of all slots."""
        low, high = int(self.offsets[number]), int(self.offsets[number + 1])
        np.add.at(scores, self.slots[low:high], np.float32(boost) * self.impacts[low:high])

    def add_rows(
        self, scores: Floats, numbers: Sequence[int], boosts: Sequence[float]
    ) -> tuple[NDArray[np.float64], float]:
        """Add boost · impact of some rows of bytes to the scores of all slots, nearly.

        More than a few are added as whole numbers of 16 bits, which is twice as fast. Returns
        what is missing per unit of each row's bytes, and the most that is missing in all.
        """
        rows = self.rows[list(numbers)]
        steps = np.asarray(boosts) * self.peaks[list(numbers)] / _BYTE
        missing = np.zeros(len(rows))
        if len(rows) <= _FEW_ROWS:
            for row, step in zip(rows.tolist(), steps.tolist(), strict=True):
                _add_exactly(scores, self.dense[row], step)
            return missing, 0.0
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            some = slice(first, first + _ROWS_AT_ONCE)
            scale = _WORD / (_BYTE * float(steps[some].sum()))
            whole = np.floor(steps[some] * scale).astype(np.uint16)
            missing[some] = steps[some] - whole / scale
            _add_whole(scores, [self.dense[row] for row in rows[some]], list(whole), 1 / scale)
        return missing, float(_BYTE * missing.sum())

    def bytes_at(self, number: int, slots: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return the bytes of a row in some slots."""
        found: NDArray[np.uint8] = self.dense[int(self.rows[number])][slots]
        return found

    def impacts_at(self, number: int, slots: NDArray[np.int64]) -> Floats:
        """Return a list's impact in each of some slots, 0 where it does not hold them."""
        row = int(self.rows[number])
        if row >= 0:
            step = np.float32(float(self.peaks[number]) / _BYTE)
            impacts: Floats = self.dense[row][slots] * step
            return impacts
        low, high = int(self.offsets[number]), int(self.offsets[number + 1])
        held = self.slots[low:high]
        at = np.searchsorted(held, slots)
        at[at == len(held)] = 0
        found: Floats = np.where(held[at] == slots, self.impacts[low:high][at], np.float32(0))
        return found

    def holders(self, number: int) -> NDArray[np.int64]:
        """Return the slots a list holds."""
        row = int(self.rows[number])
        if row >= 0:
            return np.flatnonzero(self.dense[row])
        return self.slots[int(self.offsets[number]) : int(self.offsets[number + 1])].astype(
            np.int64
        )


_BYTE, _WORD = 255, 65_535
_FEW_ROWS = 2
_ROWS_AT_ONCE = 12  # more would leave each too few of the 16 bits
_BLOCK = 131_072  # slots scored at a time, so that they stay in the processor's cache


def _add_exactly(scores: Floats, row: NDArray[np.uint8], step: float) -> None:
    floats = scratch("floats", min(_BLOCK, len(scores)), np.float32)
    for low in range(0, len(scores), _BLOCK):
        block = scores[low : low + _BLOCK]
        product = floats[: len(block)]
        np.multiply(row[low : low + _BLOCK], np.float32(step), out=product)
        np.add(block, product, out=block)


def _add_whole(
    scores: Floats, rows: list[NDArray[np.uint8]], weights: list[np.uint16], step: float
) -> None:
    """Add step · sum of weight · byte over rows to the scores, a block at a time."""
    size = min(_BLOCK, len(scores))
    total, one = scratch("total", size, np.uint16), scratch("one", size, np.uint16)
    floats = scratch("floats", size, np.float32)
    for low in range(0, len(scores), _BLOCK):
        block = scores[low : low + _BLOCK]
        summed, product = total[: len(block)], one[: len(block)]
        for at, (row, weight) in enumerate(zip(rows, weights, strict=True)):
            np.multiply(row[low : low + _BLOCK], weight, out=product if at else summed)
            if at:
                np.add(summed, product, out=summed)
        np.multiply(summed, np.float32(step), out=floats[: len(block)])
        np.add(block, floats[: len(block)], out=block)


_own = threading.local()


def scratch(name: str, size: int, kind: type[np.generic]) -> NDArray[Any]:
    """Return memory that this thread used before: new memory costs more than filling old."""
    held: NDArray[Any] | None = getattr(_own, name, None)
    if held is None or len(held) < size:
        held = np.empty(size, kind)
        setattr(_own, name, held)
    return held[:size]


def bake(
    segment: Any,
    groups: Sequence[Group],
    bm25: Bm25,
    lengths: Mapping[str, Floats],
    averages: Mapping[str, float],
) -> dict[str, NDArray[Any]]:
    """Decode an open Whoosh segment into the arrays of its lists.

    `lengths` is the number of terms of each slot in each field, `averages` the mean of it over
    the passages of the whole generation that have the field.
    """
    keys: list[NDArray[np.uint64]] = []
    counts: list[NDArray[np.int64]] = []
    slots: list[Ints] = []
    impacts: list[Floats] = []
    for group in groups:
        terms, of_list, held, found = _merged(segment, group, bm25, lengths, averages)
        keys.append(np.fromiter((term_key(group.name, t) for t in terms), np.uint64, len(terms)))
        counts.append(of_list)
        slots.append(held)
        impacts.append(found)
    return _ordered(
        np.concatenate(keys),
        np.concatenate(counts),
        np.concatenate(slots),
        np.concatenate(impacts),
        segment.doc_count_all(),
    )


def _merged(
    segment: Any,
    group: Group,
    bm25: Bm25,
    lengths: Mapping[str, Floats],
    averages: Mapping[str, float],
) -> tuple[list[str], NDArray[np.int64], Ints, Floats]:
    """Return a group's terms, how many slots hold each, these slots, and their impacts."""
    numbers: dict[str, int] = {}
    lists: list[tuple[NDArray[np.int64], Ints, Floats]] = []
    for field, weight in group.fields:
        held = field_postings(segment, field)
        if len(held.slots):
            of_term = np.asarray([numbers.setdefault(t, len(numbers)) for t in held.terms])
            norms = _norms(bm25, lengths[field], averages[field])
            impact = weight * _impacts(held, bm25, norms)
            lists.append((np.repeat(of_term, held.counts), held.slots, impact))
    if not lists:
        nothing = np.empty(0, np.int64)
        return [], nothing, nothing.astype(np.int32), nothing.astype(np.float32)
    if len(lists) == 1:  # the usual case; its postings stand in order already
        of_posting, slots, impacts = lists[0]
    else:
        of_posting, slots, impacts = _summed(*map(np.concatenate, zip(*lists, strict=True)))
    return list(numbers), np.bincount(of_posting, minlength=len(numbers)), slots, impacts


def _norms(bm25: Bm25, lengths: Floats, average: float) -> Floats:
    norms: Floats = bm25.k1 * (1 - bm25.b + bm25.b * lengths / np.float32(max(1.0, average)))
    return norms


def _impacts(held: FieldPostings, bm25: Bm25, norms: Floats) -> Floats:
    saturated = held.frequencies * (bm25.k1 + 1) / (held.frequencies + norms[held.slots])
    impacts: Floats = (saturated + bm25.delta).astype(np.float32)
    return impacts


def _summed(
    of_posting: NDArray[np.int64], slots: Ints, impacts: Floats
) -> tuple[NDArray[np.int64], Ints, Floats]:
    """Add up the impacts of the same term in the same slot over fields."""
    place = of_posting * (int(slots.max()) + 1) + slots
    order = np.argsort(place, kind="stable")
    place = place[order]
    begins = np.flatnonzero(np.concatenate(([True], place[1:] != place[:-1])))
    first = order[begins]
    return of_posting[first], slots[first], np.add.reduceat(impacts[order], begins)


def _ordered(
    keys: NDArray[np.uint64],
    counts: NDArray[np.int64],
    slots: Ints,
    impacts: Floats,
    size: int,
) -> dict[str, NDArray[Any]]:
    """Bring the lists into key order, the most frequent apart as rows of bytes."""
    begins = np.cumsum(counts) - counts
    peaks = np.maximum.reduceat(impacts, begins) if len(keys) else np.empty(0, np.float32)
    order = np.argsort(keys, kind="stable")
    begins, counts, peaks = begins[order], counts[order], peaks[order]
    is_dense = (counts * DENSE_SHARE > size) & (size >= LEAST_DENSE)
    rows = np.where(is_dense, np.cumsum(is_dense) - 1, -1).astype(np.int32)
    dense = np.zeros((int(is_dense.sum()), size), np.uint8)
    for number in np.flatnonzero(is_dense):
        stretch = slice(begins[number], begins[number] + counts[number])
        steps = np.rint(impacts[stretch] * (_BYTE / peaks[number]))
        dense[rows[number]][slots[stretch]] = np.maximum(steps, 1)
    kept = np.where(is_dense, 0, counts)
    offsets = np.zeros(len(keys) + 1, np.int64)
    np.cumsum(kept, out=offsets[1:])
    # Where each posting comes from: its list's old beginning, and its place in the list.
    places = np.arange(offsets[-1]) + np.repeat(begins - offsets[:-1], kept)
    return {
        "keys": keys[order],
        "offsets": offsets,
        "slots": slots[places],
        "impacts": impacts[places],
        "peaks": peaks,
        "rows": rows,
        "dense": dense,
    }
