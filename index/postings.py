"""BM25+ over Whoosh's postings: decoded once when a generation is built, then memory-mapped.

A posting list is the passages ("slots", numbered 0..n-1 in Whoosh's document order) that hold
a term of a field. Lists are kept as flat arrays; a term is found by a 64-bit hash of
"field<TAB>term". Each posting carries its impact, the part of BM25+ that does not depend on
the question: tf·(k1+1)/(tf + k1·(1-b + b·length/average)) + delta.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
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
    keys: list[int] = []
    counts: list[int] = []
    slots: list[Ints] = []
    impacts: list[Floats] = []
    idf: list[float] = []
    for field in fields:
        lengths = _lengths(reader, field)
        holding = max(1, int(np.count_nonzero(lengths)))
        norms = bm25.k1 * (1 - bm25.b + bm25.b * lengths / max(1.0, lengths.sum() / holding))
        for term, ids, weights in _lists(reader, field):
            keys.append(term_key(field, term))
            counts.append(len(ids))
            slots.append(ids)
            impacts.append(weights * (bm25.k1 + 1) / (weights + norms[ids]) + bm25.delta)
            idf.append(float(np.log(1 + (holding - len(ids) + 0.5) / (len(ids) + 0.5))))
    return _ordered(keys, counts, slots, impacts, idf, passages)


def _ordered(
    keys: list[int],
    counts: list[int],
    slots: list[Ints],
    impacts: list[Floats],
    idf: list[float],
    passages: NDArray[np.int64],
) -> Postings:
    """Bring the lists into key order as flat arrays."""
    all_keys = np.asarray(keys, np.uint64)
    order = np.argsort(all_keys, kind="stable")
    offsets = np.zeros(len(keys) + 1, np.int64)
    np.cumsum(np.asarray(counts, np.int64)[order], out=offsets[1:])
    return Postings(
        keys=all_keys[order],
        offsets=offsets,
        slots=np.concatenate([slots[i] for i in order]) if keys else np.empty(0, np.int32),
        impacts=np.concatenate([impacts[i] for i in order]).astype(np.float32)
        if keys
        else np.empty(0, np.float32),
        idf=np.asarray(idf, np.float32)[order],
        passages=passages,
    )


def _passages(reader: Any) -> NDArray[np.int64]:
    passages = np.full(reader.doc_count_all(), -1, np.int64)
    for slot, stored in reader.iter_docs():
        passages[slot] = stored["passage"]
    return passages


def _lengths(reader: Any, field: str) -> Floats:
    if field == "ids":
        return np.ones(reader.doc_count_all(), np.float32)
    return np.fromiter(
        (reader.doc_field_length(slot, field) for slot in range(reader.doc_count_all())),
        np.float32,
        reader.doc_count_all(),
    )


def _lists(reader: Any, field: str) -> Iterator[tuple[str, Ints, Floats]]:
    """Give each term of a field with its slots and term frequencies."""
    for term, _ in reader.iter_field(field):
        ids: list[int] = []
        weights: list[float] = []
        matcher = reader.postings(field, term)
        while matcher.is_active():
            ids.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
        text = term.decode() if isinstance(term, bytes) else term
        yield text, np.asarray(ids, np.int32), np.asarray(weights, np.float32)
