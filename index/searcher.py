"""Hybrid search over one generation."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from index.building import DOCUMENTS, KEYWORD, POSTINGS, WORDINGS
from index.embedding import Embedder
from index.generations import manifest_of, unreadable
from index.postings import Postings
from index.query_language import select
from index.ranking import Weights, fuse, sought, weights
from index.request import Filters, Found, Hit, SearchRequest
from index.reranking import apart, recency, spoken
from index.scoring import Allowed, Scores
from index.vector import Permitted, Vectors
from knowledge.errors import EmbedderUnavailable
from knowledge.store.schema import open_for_reading

_KEPT_FILTERS = 64
_LEAST_DEPTH = 60  # candidates whose neighbours are looked at
DEFAULT_LANGUAGES = ("en", "fr", "es")
Mask = NDArray[np.bool_]
Slots = NDArray[np.int64]
Floats = NDArray[np.float32]


@contextmanager
def _opening(generation: Path) -> Iterator[None]:
    """Raise KnowledgeMissing, naming the generation, where a file is missing or cut short."""
    try:
        yield
    except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
        raise unreadable(generation, error) from error


@dataclass(frozen=True, slots=True)
class _Permit:
    """What a filter lets be found: slots, and rows of the vectors where there are any."""

    slots: Allowed
    rows: Permitted | None


@dataclass(frozen=True)
class Searcher:
    """One open generation. `embedder` is called for once, when the first question comes."""

    folder: Path
    embedder: Callable[[], Embedder]
    weigh: Weights = field(default_factory=weights)

    @cached_property
    def db(self) -> Database:
        """The generation's knowledge, read-only."""
        with _opening(self.folder):
            return open_for_reading(self.folder / "knowledge.db")

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the generation was built with."""
        return manifest_of(self.folder)

    @cached_property
    def postings(self) -> Postings:
        """The generation's posting lists, memory-mapped."""
        with _opening(self.folder):
            return Postings.load(self.folder / POSTINGS)

    @cached_property
    def _held(self) -> frozenset[str]:
        """The groups of terms that any passage has."""
        return frozenset(group for group, size in self.postings.sizes.items() if size)

    @property
    def keyword_folder(self) -> Path:
        """The Whoosh index, for its query language."""
        return self.folder / KEYWORD

    @cached_property
    def vectors(self) -> Vectors | None:
        """The generation's vectors, None where it was built without an embedder."""
        if self.manifest.get("embedder") is None:
            return None
        with _opening(self.folder):
            return Vectors.load(self.folder, self.postings.passages)

    @cached_property
    def documents(self) -> NDArray[np.int32]:
        """The row number of each slot's document, 0 where the slot was deleted."""
        with _opening(self.folder):
            numbers: NDArray[np.int32] = np.load(self.folder / DOCUMENTS, mmap_mode="r")
        return numbers

    @cached_property
    def _permits(self) -> Callable[[Filters], _Permit]:
        return lru_cache(_KEPT_FILTERS)(self._permit)

    def _permit(self, filters: Filters) -> _Permit:
        mask = self.allowed(filters)
        return _Permit(Allowed(mask), self.vectors.permitted(mask) if self.vectors else None)

    def search(self, request: SearchRequest) -> Found:
        """Return the best passages for a request; by words alone where vectors fail."""
        weigh = self.weigh
        permit = self._permits(request.filters)
        selected = np.empty(0, np.int64)
        if request.query:
            permit, selected = self._selected(request.query, permit)
        scores = Scores(self.postings, sought(request, self._held, weigh))
        words, _ = scores.best(weigh.candidates, permit.slots)
        query, notice = self._embedded(request.text)
        near = np.empty(0, np.int64)
        if query is not None and self.vectors is not None and permit.rows is not None:
            near = self.vectors.nearest(query, weigh.candidates, permit.rows)
        candidates = np.unique(np.concatenate((words, near, selected[: weigh.candidates])))
        ranked = self._ranked(candidates, scores, query, request, weigh)
        hits = tuple(
            Hit(int(self.postings.passages[slot]), fused, keyword, cosine)
            for slot, fused, keyword, cosine in ranked
        )
        if request.query:
            total = permit.slots.count
        else:
            total = scores.count(permit.slots) if request.counted else len(hits)
        return Found(hits, max(total, len(hits)), query is not None, notice)

    def _selected(self, query: str, permit: _Permit) -> tuple[_Permit, Slots]:
        """Return what a query of the query language leaves of a permit; raises BadInput."""
        slots = select(self.keyword_folder, query)
        mask = np.zeros(len(self.documents), np.bool_)
        mask[slots] = permit.slots.mask[slots]
        rows = self.vectors.permitted(mask) if self.vectors else None
        return _Permit(Allowed(mask), rows), slots[mask[slots]]

    def _ranked(
        self,
        slots: Slots,
        scores: Scores,
        query: Floats | None,
        request: SearchRequest,
        weigh: Weights,
    ) -> list[tuple[int, float, float, float]]:
        """Return slot, fused, keyword and cosine score of the best candidates, best first."""
        keyword, cosine = self._scored(slots, scores, query)
        top = float(keyword.max(initial=0)), float(cosine.max(initial=0))
        fused = fuse(keyword, cosine, top, weigh)
        depth = max(_LEAST_DEPTH, 2 * request.limit)
        order = np.lexsort((slots, -fused))[:depth]
        slots, fused, keyword, cosine = slots[order], fused[order], keyword[order], cosine[order]
        if weigh.neighbour:
            fused = fused + weigh.neighbour * self._beside(slots, scores, query, top, weigh)
        documents = self.documents[slots].tolist()
        if weigh.recency and request.recent:
            fused = fused * recency(self.db, documents, weigh.recency)
        fused = fused * spoken(self.db, documents, request.language, weigh.other_guidance)
        order = np.lexsort((slots, -fused))
        if request.distinct:
            order = apart(self.vectors, slots, documents, order)
        order = order[: request.limit]
        columns = (column[order].tolist() for column in (slots, fused, keyword, cosine))
        return list(zip(*columns, strict=True))

    def _scored(self, slots: Slots, scores: Scores, query: Floats | None) -> tuple[Floats, Floats]:
        if query is None or self.vectors is None:
            return scores.at(slots), np.zeros(len(slots), np.float32)
        return scores.at(slots), self.vectors.cosines(query, slots)

    def _beside(
        self,
        slots: Slots,
        scores: Scores,
        query: Floats | None,
        top: tuple[float, float],
        weigh: Weights,
    ) -> Floats:
        """Return what the passages before and after each slot, of its document, score together."""
        last = len(self.documents) - 1
        beside = np.concatenate((np.maximum(slots - 1, 0), np.minimum(slots + 1, last)))
        twice = np.concatenate((slots, slots))
        belongs = (self.documents[beside] == self.documents[twice]) & (beside != twice)
        asked, places = np.unique(beside[belongs], return_inverse=True)
        fused = fuse(*self._scored(asked, scores, query), top, weigh)
        found = np.zeros(len(beside), np.float32)
        found[belongs] = fused[places]
        together: Floats = found[: len(slots)] + found[len(slots) :]
        return together

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

    def cosines(self, texts: Sequence[str], passages: Sequence[int]) -> Floats | None:
        """Return how near each text is to each passage in meaning, a row a text.

        None where vectors or the model are missing. Raises KeyError for a passage not held.
        """
        queries = self._queries(texts)
        if queries is None or self.vectors is None:
            return None
        slots = self._slots_of(np.asarray(passages, np.int64))
        rows: Floats = np.stack([self.vectors.cosines(query, slots) for query in queries])
        return rows

    def wording_cosines(self, texts: Sequence[str]) -> Floats | None:
        """Return how near each text is to each of the store's English wordings, a row a text.

        None where vectors or the model are missing.
        """
        queries = self._queries(texts)
        if queries is None:
            return None
        with _opening(self.folder):
            rows: Floats = queries @ np.load(self.folder / WORDINGS, mmap_mode="r").T
        return rows

    def knows(self, word: str) -> bool:
        """Say whether the model takes a lower-case word whole, as it does common English words.

        True where there is no such model: nothing is known to be a slip of the pen then.
        """
        try:
            known = getattr(self.embedder(), "knows", None)
        except EmbedderUnavailable:
            known = None
        return known is None or bool(known(word))

    def _queries(self, texts: Sequence[str]) -> Floats | None:
        if self.vectors is None:
            return None
        try:
            model = self.embedder()
            same = model.identity == self.manifest["embedder"]
            return model.embed(list(texts)) if same else None
        except EmbedderUnavailable:
            return None

    @cached_property
    def _by_passage(self) -> Slots:
        """The slots in order of their passages' ids."""
        order: Slots = np.argsort(self.postings.passages, kind="stable")
        return order

    def _slots_of(self, passages: Slots) -> Slots:
        held = self.postings.passages
        places = np.searchsorted(held, passages, sorter=self._by_passage)
        slots: Slots = self._by_passage[np.minimum(places, len(held) - 1)]
        if not np.array_equal(held[slots], passages):
            raise KeyError("a passage is not held")
        return slots

    def allowed(self, filters: Filters) -> Mask:
        """Return which slots may be found."""
        wheres, values = _conditions(filters)
        query = f"select d.rowid from documents d where {' and '.join(wheres)}"  # noqa: S608 (values are bound)
        numbers = np.fromiter((row[0] for row in self.db.conn.execute(query, values)), np.int64)
        wanted = np.zeros(int(self.documents.max(initial=0)) + 1, np.bool_)
        wanted[numbers[numbers < len(wanted)]] = True
        wanted[0] = False  # of deleted slots
        mask: Mask = wanted[self.documents]
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
