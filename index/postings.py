"""BM25+ over Whoosh's postings: decoded once when a generation is built, then memory-mapped.

A posting list is the passages ("slots", numbered 0..n-1 in Whoosh's document order) that hold
a term of a field. Lists are kept as flat arrays; a term is found by a 64-bit hash of
"field<TAB>term". Each posting carries its impact, the part of BM25+ that does not depend on
the question: tf·(k1+1)/(tf + k1·(1-b + b·length/average)) + delta.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.decoding import field_postings

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
# Bump on any change that can alter the lists of unchanged passages.
VERSION = 2
_ARRAYS = ("keys", "offsets", "slots", "impacts", "idf", "passages")


@dataclass(frozen=True, slots=True)
class Bm25:
    """Parameters of BM25+ (k1: term saturation, b: length normalisation, delta: lower bound)."""

    k1: float
    b: float
    delta: float


def term_key(field: str, term: str) -> int:
    """Return the 64-bit key under which a field's term is stored."""
    digest = hashlib.blake2b(f"{field}\t{term}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@dataclass(frozen=True)
class Postings:
    """All posting lists of a generation; read-only, shared between processes by the page cache.

    `passages[slot]` is the passage id of a slot, or -1 where it was deleted.
    """

    keys: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    slots: Ints
    impacts: Floats
    idf: Floats
    passages: NDArray[np.int64]

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Open the arrays in `folder` memory-mapped."""
        return cls(**{name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS})

    def save(self, folder: Path) -> None:
        """Write the arrays into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))

    def _find(self, field: str, term: str) -> int | None:
        key = np.uint64(term_key(field, term))
        at = int(np.searchsorted(self.keys, key))
        return at if at < len(self.keys) and self.keys[at] == key else None

    def add_scores(self, scores: Floats, field: str, term: str, weight: float) -> None:
        """Add weight · idf · impact of a term to the scores of the slots that hold it."""
        at = self._find(field, term)
        if at is not None:
            low, high = int(self.offsets[at]), int(self.offsets[at + 1])
            boost = np.float32(weight * float(self.idf[at]))
            scores[self.slots[low:high]] += boost * self.impacts[low:high]

    def holders(self, field: str, term: str) -> Ints:
        """Return the slots that hold a term."""
        at = self._find(field, term)
        if at is None:
            return np.empty(0, np.int32)
        return np.asarray(self.slots[int(self.offsets[at]) : int(self.offsets[at + 1])])

    def rarity(self, field: str, term: str) -> float:
        """Return a term's inverse document frequency, 0.0 where no passage holds it."""
        at = self._find(field, term)
        return 0.0 if at is None else float(self.idf[at])


def decode(reader: Any, fields: Iterable[str], bm25: Bm25) -> Postings:
    """Decode the postings of `fields` from an open Whoosh reader."""
    passages = _passages(reader)
    live = passages >= 0
    keys: list[int] = []
    counts: list[NDArray[np.int64]] = []
    slots: list[Ints] = []
    impacts: list[Floats] = []
    idf: list[Floats] = []
    for field in fields:
        # Deleted passages count for nothing: an updated index scores as a new one would.
        lengths = np.where(live, _lengths(reader, field), 0)
        holding = max(1, int(np.count_nonzero(lengths)))
        norms = bm25.k1 * (1 - bm25.b + bm25.b * lengths / max(1.0, lengths.sum() / holding))
        held = field_postings(reader, field, live)
        keys.extend(term_key(field, term) for term in held.terms)
        counts.append(held.counts)
        slots.append(held.slots)
        saturated = held.frequencies * (bm25.k1 + 1) / (held.frequencies + norms[held.slots])
        impacts.append((saturated + bm25.delta).astype(np.float32))
        idf.append(np.log(1 + (holding - held.counts + 0.5) / (held.counts + 0.5)))
    return _ordered(
        np.asarray(keys, np.uint64),
        np.concatenate(counts),
        np.concatenate(slots),
        np.concatenate(impacts),
        np.concatenate(idf).astype(np.float32),
        passages,
    )


def _ordered(
    keys: NDArray[np.uint64],
    counts: NDArray[np.int64],
    slots: Ints,
    impacts: Floats,
    idf: Floats,
    passages: NDArray[np.int64],
) -> Postings:
    """Bring the lists into key order."""
    order = np.argsort(keys, kind="stable")
    offsets = np.zeros(len(keys) + 1, np.int64)
    np.cumsum(counts[order], out=offsets[1:])
    begins = np.cumsum(counts) - counts
    # Where each posting comes from: its list's old beginning, and its place in the list.
    places = np.arange(len(slots)) + np.repeat(begins[order] - offsets[:-1], counts[order])
    return Postings(
        keys=keys[order],
        offsets=offsets,
        slots=slots[places],
        impacts=impacts[places],
        idf=idf[order],
        passages=passages,
    )


def _passages(reader: Any) -> NDArray[np.int64]:
    passages = np.full(reader.doc_count_all(), -1, np.int64)
    for slot, stored in reader.iter_docs():
        passages[slot] = stored["passage"]
    return passages


def _lengths(reader: Any, field: str) -> Floats:
    """Return the number of terms each slot has in a field, as Whoosh keeps it (in one byte)."""
    if field == "ids":
        return np.ones(reader.doc_count_all(), np.float32)
    lengths = np.zeros(reader.doc_count_all(), np.float32)
    for segment, base in reader.leaf_readers():
        if segment.field_length(field):  # else every look-up would look for a file
            size = segment.doc_count_all()
            # Whoosh says None, not 0, for a document without the field where others have it.
            found = (segment.doc_field_length(slot, field) or 0 for slot in range(size))
            lengths[base : base + size] = np.fromiter(found, np.float32, size)
    return lengths
