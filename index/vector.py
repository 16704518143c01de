"""Vectors in FAISS: inner product over normalised embeddings, i.e. cosine.

Flat while there are few, then one byte a number (SQ8); the size at which it changes was
measured: see DECISIONS.md. Rows are only ever added; those of passages that are gone are passed
over until they are so many that the index is made anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]

FLAT_UP_TO = 50_000  # vectors; a flat search of so many takes 5 ms
MOST_DEAD = 0.25  # share of rows of passages that are gone
_FEW = 20_000  # allowed vectors up to which each is compared exactly
INDEX, PASSAGES, MODEL = "vectors.faiss", "vector_passages.npy", "vector_model.txt"
FILES = (INDEX, PASSAGES, MODEL)


def kind_for(count: int) -> str:
    """Return which index serves so many vectors best: "flat" or "sq8"."""
    return "flat" if count <= FLAT_UP_TO else "sq8"


class Permitted:
    """Which rows of an index may be found. Made once for a filter, used by many searches."""

    def __init__(self, rows: Mask) -> None:
        self.count = int(np.count_nonzero(rows))
        self.rows = np.flatnonzero(rows) if self.count <= min(_FEW, len(rows) // 4) else None
        self.bits = None if self.count == len(rows) else np.packbits(rows, bitorder="little")


@dataclass(frozen=True)
class Vectors:
    """The embedded passages. `slots[row]` is the keyword slot of a FAISS row, -1 where its
    passage is gone; `rows[slot]` is the way back, -1 where a slot has no vector.
    """

    index: faiss.Index
    slots: Ids
    rows: Ids

    @classmethod
    def load(cls, folder: Path, passages: Ids) -> Vectors:
        """Open the index in `folder`, memory-mapped; `passages` are the passage ids by slot."""
        index = faiss.read_index(str(folder / INDEX), faiss.IO_FLAG_MMAP_IFC)
        slots = _slots(np.load(folder / PASSAGES), passages)
        rows = np.full(len(passages), -1, np.int64)
        held = np.flatnonzero(slots >= 0)
        rows[slots[held]] = held
        return cls(index, slots, rows)

    @property
    def count(self) -> int:
        """How many passages have a vector."""
        return int(np.count_nonzero(self.slots >= 0))

    def permitted(self, allowed: Mask) -> Permitted:
        """Return which rows may be found where `allowed` are the slots that may."""
        return Permitted((self.slots >= 0) & allowed[self.slots])

    def nearest(self, query: Floats, count: int, permitted: Permitted) -> Ids:
        """Return the slots of the `count` nearest permitted passages, the nearest first."""
        count = min(count, permitted.count)
        if not count:
            return np.empty(0, np.int64)
        if permitted.rows is not None:
            cosines = self.index.reconstruct_batch(permitted.rows) @ query
            best = np.argsort(-cosines, kind="stable")[:count]
            found: Ids = self.slots[permitted.rows[best]]
            return found
        parameters = None
        if permitted.bits is not None:
            selector = faiss.IDSelectorBitmap(permitted.bits)
            parameters = faiss.SearchParameters(sel=selector)
        _, rows = self.index.search(query.reshape(1, -1), count, params=parameters)
        nearest: Ids = self.slots[rows[0][rows[0] >= 0]]
        return nearest

    def cosines(self, query: Floats, slots: Ids) -> Floats:
        """Return the cosine of each slot to the query, 0 where a slot has no vector."""
        result = np.zeros(len(slots), np.float32)
        rows = self.rows[slots]
        held = rows >= 0
        if held.any():
            result[held] = self.index.reconstruct_batch(rows[held]) @ query
        return result


def _slots(of_rows: Ids, passages: Ids) -> Ids:
    """Return the slot of each row's passage, -1 where it is gone."""
    live = np.flatnonzero(passages >= 0)
    if not len(live):
        return np.full(len(of_rows), -1, np.int64)
    order = live[np.argsort(passages[live], kind="stable")]
    at = np.searchsorted(passages[order], of_rows)
    at[at == len(order)] = 0
    found: Ids = np.where(passages[order[at]] == of_rows, order[at], -1)
    return found


def held_in(folder: Path, model: str) -> Ids:
    """Return the passage ids of the rows in `folder`; none where they are not of this model."""
    try:
        made_with = (folder / MODEL).read_text("utf-8")
        held: Ids = np.load(folder / PASSAGES)
    except FileNotFoundError:
        return np.empty(0, np.int64)
    return held if made_with == model else held[:0]


def pays_to_extend(held: Ids, live: Ids) -> bool:
    """Whether an index over `held` passages is better extended than made anew for `live` ones."""
    dead = len(held) - int(np.count_nonzero(np.isin(held, live)))
    return (
        len(held) > 0
        and dead <= MOST_DEAD * len(held)
        and kind_for(len(held)) == kind_for(len(live) + dead)
    )


def make(folder: Path, model: str, embeddings: Floats, passages: Ids) -> None:
    """Write a new index of `embeddings` (n, dimension), whose rows belong to `passages` (n,)."""
    index = _new_index(kind_for(len(embeddings)), embeddings.shape[1])
    if not index.is_trained:
        index.train(np.ascontiguousarray(embeddings, np.float32))
    _write(folder, index, embeddings, passages)
    (folder / MODEL).unlink(missing_ok=True)
    (folder / MODEL).write_text(model, "utf-8")


def _new_index(kind: str, dimension: int) -> faiss.Index:
    if kind == "flat":
        return faiss.IndexFlatIP(dimension)
    return faiss.IndexScalarQuantizer(
        dimension, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )


def extend(folder: Path, held: Ids, embeddings: Floats, passages: Ids) -> None:
    """Add rows to the index in `folder`, whose files may be linked from an older generation."""
    if len(passages):
        index = faiss.read_index(str(folder / INDEX))
        _write(folder, index, embeddings, np.concatenate((held, passages)))


def _write(folder: Path, index: faiss.Index, embeddings: Floats, passages: Ids) -> None:
    if len(embeddings):
        index.add(np.ascontiguousarray(embeddings, np.float32))
    for name in (INDEX, PASSAGES):
        (folder / name).unlink(missing_ok=True)
    faiss.write_index(index, str(folder / INDEX))
    np.save(folder / PASSAGES, passages)


def remove(folder: Path) -> None:
    """Remove an index, where the model it needs cannot be had."""
    for name in FILES:
        (folder / name).unlink(missing_ok=True)
