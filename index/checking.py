"""Checks a generation: its store, Whoosh index, posting lists and vectors must agree row by row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database
from whoosh.util.numeric import byte_to_length, length_to_byte

from index import keyword, vector
from index.analysis import analysed_as, terms
from index.building import DOCUMENTS, KEYWORD, POSTINGS, meaning_text
from index.embedding import EmbeddingCache
from index.generations import damaged, manifest_of
from index.postings import Postings, field_lengths
from knowledge.store.schema import open_for_reading

Progress = Callable[[str, int, int], None]
MOST_NAMED = 5  # rows named of each fault
# Of a stored vector to the text's own: a flat index keeps it, one byte a number rounds it.
_LEAST_COSINE = 0.99
_BATCH = 1000


def check(generation: Path, cache: EmbeddingCache, progress: Progress) -> tuple[str, ...]:
    """Return every disagreement in a generation, as sentences; none where it is sound."""
    problems = [f"{name} is missing or differs from its checksum" for name in damaged(generation)]
    if problems:
        return tuple(problems)
    db = open_for_reading(generation / "knowledge.db")
    try:
        postings = Postings.load(generation / POSTINGS)
        problems += _same_passages(generation, db, postings)
        problems += _same_words(generation, db, progress)
        problems += _same_vectors(generation, db, postings, cache, progress)
    finally:
        db.close()
    return tuple(problems)


def _same_passages(generation: Path, db: Database, postings: Postings) -> Iterator[str]:
    """Compare which passages the store, Whoosh and the lists have, and whose they are."""
    stored = dict(
        db.conn.execute(
            "select p.id, d.rowid from passages p join documents d on d.id = p.document"
        ).fetchall()
    )
    with keyword.reading(generation / KEYWORD) as reader:
        in_whoosh = [fields["passage"] for _, fields in reader.iter_docs()]
    slots = postings.passages
    live = slots[slots >= 0].tolist()
    for name, held in (("the Whoosh index", in_whoosh), ("the posting lists", live)):
        if len(held) != len(set(held)):
            yield f"{name}: {len(held) - len(set(held)):,} passages are there more than once"
        yield from _named(f"passages of the store are not in {name}", set(stored) - set(held))
        yield from _named(f"passages in {name} are not in the store", set(held) - set(stored))
    numbers = np.load(generation / DOCUMENTS)
    wrong = {
        passage
        for passage, number in zip(slots.tolist(), numbers.tolist(), strict=True)
        if passage in stored and stored[passage] != number
    }
    yield from _named("passages are filed under another document", wrong)


def _same_words(generation: Path, db: Database, progress: Progress) -> Iterator[str]:
    """Compare how many terms each passage's text has with what Whoosh, rounding, counted."""
    texts = (
        "select p.id, d.language, substr(d.text, p.start + 1, p.end - p.start)"
        " from passages p join documents d on d.id = p.document"
    )
    counted = _counted(generation)
    total, wrong = len(counted), set()
    for done, (passage, language, text) in enumerate(db.conn.execute(texts)):
        if done % _BATCH == 0:
            progress("words", done, total)
        size = len(terms(analysed_as(language), text))
        known = counted.get(passage, -1)
        if byte_to_length(length_to_byte(size)) != known:
            wrong.add(passage)
    progress("words", total, total)
    yield from _named("passages have other words in the Whoosh index than in the store", wrong)


def _counted(generation: Path) -> dict[int, int]:
    """Return the number of terms of each passage's body, as Whoosh keeps it."""
    counted: dict[int, int] = {}
    with keyword.reading(generation / KEYWORD) as reader:
        for segment, _ in reader.leaf_readers():
            fields = [name for name in segment.schema.names() if name.startswith("body_")]
            lengths = sum(field_lengths(segment, field) for field in fields)
            for slot, stored in segment.iter_docs():
                counted[stored["passage"]] = int(np.asarray(lengths)[slot])
    return counted


def _same_vectors(
    generation: Path, db: Database, postings: Postings, cache: EmbeddingCache, progress: Progress
) -> Iterator[str]:
    """Compare which passages have a vector, and each vector with the one its text was given."""
    model = manifest_of(generation).get("embedder")
    if model is None:
        return
    rows = db.conn.execute(
        "select p.id, d.title, p.headings, substr(d.text, p.start + 1, p.end - p.start)"
        " from passages p join documents d on d.id = p.document where d.by_meaning order by p.id"
    ).fetchall()
    vectors = vector.Vectors.load(generation, postings.passages)
    held = {int(p) for p in postings.passages[vectors.slots[vectors.slots >= 0]]}
    due = {row[0] for row in rows}
    yield from _named("passages of the store have no vector", due - held)
    yield from _named("vectors belong to no passage of the store", held - due)
    slot_of = {int(passage): slot for slot, passage in enumerate(postings.passages) if passage >= 0}
    wrong = set()
    for first in range(0, len(rows), _BATCH):
        progress("vectors", first, len(rows))
        batch = [row for row in rows[first : first + _BATCH] if row[0] in held]
        wrong |= _differing(vectors, batch, slot_of, model, cache)
    progress("vectors", len(rows), len(rows))
    yield from _named("passages have another vector than their text was given", wrong)


def _differing(
    vectors: vector.Vectors,
    batch: list[Any],
    slot_of: dict[int, int],
    model: str,
    cache: EmbeddingCache,
) -> set[int]:
    texts = [meaning_text(title, json.loads(headings), text) for _, title, headings, text in batch]
    known = cache.held(texts, model)
    compared = [
        (row[0], own)
        for row, text in zip(batch, texts, strict=True)
        if (own := known.get(text)) is not None
    ]
    if not compared:
        return set()
    at: NDArray[np.int64] = vectors.rows[[slot_of[passage] for passage, _ in compared]]
    stored = vectors.index.reconstruct_batch(at)
    cosines = np.einsum("ij,ij->i", stored, np.stack([own for _, own in compared]))
    return {compared[place][0] for place in np.flatnonzero(cosines < _LEAST_COSINE)}


def _named(fault: str, passages: set[int]) -> Iterator[str]:
    if passages:
        some = ", ".join(str(passage) for passage in sorted(passages)[:MOST_NAMED])
        more = ", ..." if len(passages) > MOST_NAMED else ""
        yield f"{len(passages):,} {fault}: {some}{more}"
