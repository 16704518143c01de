"""Reads all postings of a field out of one Whoosh segment, as flat arrays.

Whoosh hands postings out one by one, which is slow for a whole index. Its matchers hold them in
blocks, so whole blocks are taken where they can be had, by the same fields the matcher itself
uses; any other matcher is asked posting by posting.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """The postings of one field: those of `terms[n]` are the next `counts[n]`, slots rising."""

    terms: list[str]
    counts: NDArray[np.int64]
    slots: Ints
    frequencies: Floats


def field_postings(segment: Any, field: str) -> FieldPostings:
    """Return a field's postings in an open segment, those of deleted slots too."""
    terms: list[str] = []
    counts = array("q")
    slots, weights = array("i"), array("f")
    for term, ids, found in _lists(segment, field):
        terms.append(term.decode())
        counts.append(len(ids))
        slots.extend(ids)
        weights.extend(found)
    flat = np.frombuffer(slots, np.int32) if slots else np.empty(0, np.int32)
    frequencies = np.frombuffer(weights, np.float32) if weights else np.empty(0, np.float32)
    return FieldPostings(
        terms,
        np.frombuffer(counts, np.int64) if counts else np.empty(0, np.int64),
        flat,
        frequencies,
    )


def _lists(segment: Any, field: str) -> Iterator[tuple[bytes, list[int], list[float]]]:
    """Give each term of a segment's field with its document numbers and term frequencies."""
    if field not in segment.schema:
        return
    for term, about in segment.iter_field(field):
        matcher = _matcher(segment, field, term, about)
        blocks = isinstance(matcher, W3LeafMatcher) and hasattr(matcher, "_read_weights")
        yield term, *(by_block(matcher) if blocks else one_by_one(matcher))


def _matcher(segment: Any, field: str, term: bytes, about: Any) -> Any:
    """Open a term's postings without looking the term up once more."""
    try:
        terms = segment._terms
        return terms._codec.postings_reader(
            terms._postfile, about, segment.schema[field].format, term=(field, term)
        )
    except AttributeError:
        return segment.postings(field, term)


def by_block(matcher: Any) -> tuple[list[int], list[float]]:
    """Return the postings of a fresh matcher of Whoosh's own codec, a block at a time."""
    ids: list[int] = []
    weights: list[float] = []
    while matcher.is_active():
        matcher._read_ids()
        matcher._read_weights()
        ids.extend(matcher._ids)
        weights.extend(matcher._weights)
        matcher._next_block()
    return ids, weights


def one_by_one(matcher: Any) -> tuple[list[int], list[float]]:
    """Return the postings of any fresh matcher."""
    ids: list[int] = []
    weights: list[float] = []
    while matcher.is_active():
        ids.append(matcher.id())
        weights.append(matcher.weight())
        matcher.next()
    return ids, weights
