"""Vectors in FAISS: inner product over normalised embeddings, i.e. cosine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Vectors:
    """The embedded passages. `slots[row]` is the keyword slot of a FAISS row, rising;
    `rows[slot]` is the way back, -1 where a slot has no vector (tables, deleted passages).
    """

    index: faiss.Index
    slots: NDArray[np.int64]
    rows: NDArray[np.int64]

    @classmethod
    def build(cls, embeddings: Floats, slots: NDArray[np.int64], slot_count: int) -> Vectors:
        """Index `embeddings` (n, dimension), whose rows belong to `slots` (n,)."""
        index = faiss.IndexFlatIP(embeddings.shape[1])
        if len(embeddings):
            index.add(np.ascontiguousarray(embeddings, np.float32))
        return cls(index, slots, _rows(slots, slot_count))

    @classmethod
    def load(cls, folder: Path, slot_count: int) -> Vectors:
        """Open the index in `folder`, memory-mapped."""
        index = faiss.read_index(str(folder / "vectors.faiss"), faiss.IO_FLAG_MMAP)
        slots = np.load(folder / "vector_slots.npy")
        return cls(index, slots, _rows(slots, slot_count))

    def save(self, folder: Path) -> None:
        """Write the index with FAISS's own format (never pickle) and the slots beside it."""
        faiss.write_index(self.index, str(folder / "vectors.faiss"))
        np.save(folder / "vector_slots.npy", self.slots)

    def nearest(
        self, query: Floats, count: int, allowed: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], Floats]:
        """Return slots and cosines of the `count` nearest passages among the allowed slots."""
        permitted = int(np.count_nonzero(allowed[self.slots]))
        count = min(count, permitted)
        if not count:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        parameters = None
        if permitted < len(self.slots):
            bits = np.packbits(allowed[self.slots], bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        cosines, rows = self.index.search(query.reshape(1, -1), count, params=parameters)
        found = rows[0] >= 0
        return self.slots[rows[0][found]], cosines[0][found]

    def cosines(self, query: Floats, slots: NDArray[np.int64]) -> Floats:
        """Return the cosine of each slot to the query, 0 where a slot has no vector."""
        result = np.zeros(len(slots), np.float32)
        rows = self.rows[slots]
        held = rows >= 0
        if held.any():
            result[held] = self.index.reconstruct_batch(rows[held]) @ query
        return result


def _rows(slots: NDArray[np.int64], slot_count: int) -> NDArray[np.int64]:
    rows = np.full(slot_count, -1, np.int64)
    rows[slots] = np.arange(len(slots))
    return rows
