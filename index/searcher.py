"""Hybrid search over one generation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from index.building import KEYWORD, POSTINGS
from index.embedding import Embedder
from index.generations import manifest_of
from index.postings import Postings
from index.ranking import best, fuse, keyword_scores, weights
from index.request import Filters, Found, Hit, SearchRequest
from index.vector import Vectors
from knowledge.errors import EmbedderUnavailable
from knowledge.store.schema import open_for_reading

DEFAULT_LANGUAGES = ("en", "fr", "es")
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Searcher:
    """One open generation. `embedder` is called for once, when the first question comes."""

    folder: Path
    embedder: Callable[[], Embedder]

    @cached_property
    def db(self) -> Database:
        """The generation's knowledge, read-only."""
        return open_for_reading(self.folder / "knowledge.db")

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the generation was built with."""
        return manifest_of(self.folder)

    @cached_property
    def postings(self) -> Postings:
        """The generation's posting lists, memory-mapped."""
        return Postings.load(self.folder / POSTINGS)

    @property
    def keyword_folder(self) -> Path:
        """The Whoosh index, for its query language."""
        return self.folder / KEYWORD

    @cached_property
    def vectors(self) -> Vectors | None:
        """The generation's vectors, None where it was built without an embedder."""
        if self.manifest.get("embedder") is None:
            return None
        return Vectors.load(self.folder, len(self.postings.passages))

    @cached_property
    def _documents(self) -> tuple[dict[str, int], NDArray[np.int64]]:
        """Number the documents, and give each slot its document's number (-1: deleted)."""
        numbers: dict[str, int] = {}
        slots = {passage: slot for slot, passage in enumerate(self.postings.passages.tolist())}
        of_slot = np.full(len(self.postings.passages), -1, np.int64)
        for passage, document in self.db.conn.execute("select id, document from passages"):
            number = numbers.setdefault(document, len(numbers))
            if passage in slots:
                of_slot[slots[passage]] = number
        return numbers, of_slot

    def search(self, request: SearchRequest) -> Found:
        """Return the best passages for a request; by words alone where vectors fail."""
        weigh = weights()
        allowed = self.allowed(request.filters)
        keyword = keyword_scores(self.postings, request, weigh)
        words = best(keyword, allowed, weigh.candidates)
        query, notice = self._embedded(request.text)
        near = np.empty(0, np.int64)
        if query is not None and self.vectors is not None:
            near, _ = self.vectors.nearest(query, weigh.candidates, allowed)
        slots = np.union1d(words, near).astype(np.int64)
        cosine = np.zeros(len(slots), np.float32)
        if query is not None and self.vectors is not None:
            cosine = self.vectors.cosines(query, slots)
        fused = fuse(keyword[slots], cosine, weigh)
        order = np.lexsort((slots, -fused))[: request.limit]
        hits = tuple(
            Hit(
                int(self.postings.passages[slots[at]]),
                float(fused[at]),
                float(keyword[slots[at]]),
                float(cosine[at]),
            )
            for at in order
        )
        total = int(np.count_nonzero((keyword > 0) & allowed))
        return Found(hits, max(total, len(hits)), query is not None, notice)

    def _embedded(self, text: str) -> tuple[NDArray[np.float32] | None, str]:
        if self.vectors is None:
            return None, "Search went by words only: this knowledge was built without vectors."
        try:
            model = self.embedder()
            if model.identity != self.manifest["embedder"]:
                return None, (
                    "Search went by words only: this knowledge was built with another model;"
                    " `helpdesk setup` makes it anew."
                )
            return model.embed([text])[0], ""
        except EmbedderUnavailable as unavailable:
            return None, f"Search went by words only: {unavailable}"

    def allowed(self, filters: Filters) -> Mask:
        """Return which slots may be found."""
        wheres, values = _conditions(filters)
        query = f"select d.id from documents d where {' and '.join(wheres)}"  # noqa: S608 (values are bound)
        numbers, of_slot = self._documents
        # One more than there are documents: number -1, of deleted slots, is never allowed.
        wanted = np.zeros(len(numbers) + 1, np.bool_)
        for (document,) in self.db.conn.execute(query, values):
            if document in numbers:
                wanted[numbers[document]] = True
        mask: Mask = wanted[of_slot]
        return mask


def _conditions(filters: Filters) -> tuple[list[str], list[object]]:
    """Return SQL conditions on documents `d` for the filters, with their values."""
    wheres: list[str] = []
    values: list[object] = []

    def one_of(column: str, wanted: tuple[str, ...]) -> str:
        values.extend(wanted)
        return f"{column} in ({','.join('?' * len(wanted))})"

    wheres.append(one_of("d.language", filters.languages or DEFAULT_LANGUAGES))
    if filters.kinds:
        wheres.append(one_of("d.kind", filters.kinds))
    if filters.documents:
        wheres.append(one_of("d.id", filters.documents))
    for table, column, wanted in (
        ("document_countries", "country", filters.countries),
        ("document_instruments", "instrument", filters.instruments),
        ("document_topics", "topic", filters.topics),
    ):
        if wanted:
            condition = one_of(column, wanted)
            wheres.append(f"d.id in (select document from {table} where {condition})")  # noqa: S608
    if filters.since is not None:
        wheres.append("substr(d.date, 1, 4) >= ?")
        values.append(f"{filters.since:04d}")
    if filters.until is not None:
        wheres.append("substr(d.date, 1, 4) <= ?")
        values.append(f"{filters.until:04d}")
    return wheres, values
