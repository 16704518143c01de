"""What is done with the best candidates only: recent findings first, and nothing said twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from index.vector import Vectors

Floats = NDArray[np.float32]
Slots = NDArray[np.int64]
_OLD, _RECENT = 2000, 2025  # years between which a finding gains
_SAME = 0.995  # cosine of two passages that say the same


def recency(db: Database, documents: Sequence[int], weight: float) -> Floats:
    """Return a factor for each document's row number: of a finding, higher the later it is."""
    marks = ",".join("?" * len(documents))
    query = (
        "select d.rowid, substr(d.date, 1, 4) from documents d"  # noqa: S608 (marks)
        f" where d.kind = 'finding' and d.date is not null and d.rowid in ({marks})"
    )
    years = {number: int(year) for number, year in db.conn.execute(query, documents)}
    shares = ((years.get(number, 0) - _OLD) / (_RECENT - _OLD) for number in documents)
    return np.asarray([1 + weight * min(max(share, 0.0), 1.0) for share in shares], np.float32)


def spoken(db: Database, documents: Sequence[int], language: str, other: float) -> Floats:
    """Return a factor for each document's row number: `other` for guidance in another language.

    Most of it is there in the reader's own; findings and texts are not.
    """
    marks = ",".join("?" * len(documents))
    query = (
        "select d.rowid from documents d where d.kind = 'guidance' and d.language != ?"  # noqa: S608 (marks)
        f" and d.rowid in ({marks})"
    )
    foreign = {number for (number,) in db.conn.execute(query, [language, *documents])}
    return np.asarray([other if each in foreign else 1.0 for each in documents], np.float32)


def apart(vectors: Vectors | None, slots: Slots, documents: Sequence[int], order: Slots) -> Slots:
    """Return an order of slots without those that say the same as a better one of their document.

    `order` are places in `slots`, best first. Passages without a vector stay.
    """
    if vectors is None or not len(order):
        return order
    rows = vectors.rows[slots]
    held = np.flatnonzero(rows >= 0)
    if not len(held):
        return order
    embeddings = np.zeros((len(slots), vectors.index.d), np.float32)
    embeddings[held] = vectors.index.reconstruct_batch(rows[held])
    kept: list[int] = []
    of_document: dict[int, list[int]] = {}
    for at in order.tolist():
        better = of_document.setdefault(documents[at], [])
        if not better or float((embeddings[better] @ embeddings[at]).max()) < _SAME:
            kept.append(at)
            better.append(at)
    return np.asarray(kept, np.int64)
