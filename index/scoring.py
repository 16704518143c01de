"""The best passages for a weighted list of terms: exact BM25.

Short lists are added to the scores of the slots they name, rows of bytes to those of all slots
in whole numbers; what rounding leaves out is made up for the slots within reach of the best.
(Leaving out lists by MaxScore's bound was tried: reckoning the bound cost more than it saved.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.postings import Postings
from index.segments import Segment, scratch

Floats = NDArray[np.float32]
Slots = NDArray[np.int64]
_LENGTH = 32  # slots are compared in strands of this length for a bound on the best scores
_ABOVE_NOTHING = 1e-9
_FEW = 8  # one slot in so many, or fewer, is looked up rather than scored


class Term(NamedTuple):
    """One term to look for: its group, itself, and what its impact counts."""

    group: str
    term: str
    weight: float


class Allowed:
    """Which slots may be found. Made once for a filter, used by many searches."""

    def __init__(self, mask: NDArray[np.bool_]) -> None:
        self.mask = mask
        self.count = int(np.count_nonzero(mask))
        self.all = self.count == len(mask)
        self.few = self.count * _FEW < len(mask)
        # Whichever are fewer are kept by number.
        self.slots = np.flatnonzero(mask) if self.few else None
        self.excluded = None if self.few or self.all else np.flatnonzero(~mask)

    def part(self, low: int, high: int) -> Allowed:
        """Return the same for the slots from `low` to `high`."""
        return self if (low, high) == (0, len(self.mask)) else Allowed(self.mask[low:high])


class _List(NamedTuple):
    number: int
    boost: float
    is_row: bool  # of bytes


class Scores:
    """The scores of one question over one generation."""

    def __init__(
        self, postings: Postings, terms: Sequence[Term], rarities: Sequence[float] | None = None
    ) -> None:
        """Look up the terms; `rarities`, one for each of distinct terms, stand for their own."""
        self._postings = postings
        weights: dict[tuple[str, str], float] = {}
        for group, term, weight in terms:
            weights[group, term] = weights.get((group, term), 0.0) + weight
        wanted = list(weights)
        numbers = postings.lists(wanted)
        own = postings.rarities(wanted, numbers) if rarities is None else np.asarray(rarities)
        boosts = np.asarray([*weights.values()]) * own
        self._lists = [
            _lists_of(segment, found, boosts)
            for segment, found in zip(postings.segments, numbers, strict=True)
        ]

    def best(self, count: int, allowed: Allowed) -> tuple[Slots, Floats]:
        """Return the `count` best slots with a score above 0, best first, and their scores."""
        if len(self._lists) == 1:
            return _best(self._postings.segments[0], self._lists[0], count, allowed)
        slots, scores = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for segment, lists, base in zip(
            self._postings.segments, self._lists, self._postings.bases, strict=True
        ):
            size = len(segment.passages)
            found, of_found = _best(segment, lists, count, allowed.part(base, base + size))
            slots.append(found + base)
            scores.append(of_found)
        return _top(np.concatenate(slots), np.concatenate(scores), count)

    def at(self, slots: Slots) -> Floats:
        """Return the scores of some slots."""
        scores = np.zeros(len(slots), np.float32)
        for segment, lists, base in zip(
            self._postings.segments, self._lists, self._postings.bases, strict=True
        ):
            here = (slots >= base) & (slots < base + len(segment.passages))
            if here.any():
                scores[here] = _exact(segment, lists, slots[here] - base)
        return scores

    def count(self, allowed: Allowed) -> int:
        """Return how many allowed slots hold any of the terms."""
        total = 0
        for segment, lists, base in zip(
            self._postings.segments, self._lists, self._postings.bases, strict=True
        ):
            holds = np.zeros(len(segment.passages), np.bool_)
            for one in lists:
                holds[segment.holders(one.number)] = True
            total += int(np.count_nonzero(holds & allowed.mask[base : base + len(holds)]))
        return total


def _lists_of(
    segment: Segment, numbers: NDArray[np.int64], boosts: NDArray[np.float64]
) -> list[_List]:
    """Return a segment's lists for the terms it holds, those that are rows of bytes last."""
    held = (numbers >= 0) & (boosts > 0)
    numbers, boosts = numbers[held], boosts[held]
    in_rows = (segment.rows[numbers] >= 0).tolist()
    lists = list(zip(in_rows, numbers.tolist(), boosts.tolist(), strict=True))
    lists.sort(key=lambda one: one[0])
    return [_List(number, boost, is_row) for is_row, number, boost in lists]


def _best(
    segment: Segment, lists: Sequence[_List], count: int, allowed: Allowed
) -> tuple[Slots, Floats]:
    if not lists or not allowed.count:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    if allowed.slots is not None:
        return _top(allowed.slots, _exact(segment, lists, allowed.slots), count)
    scores = scratch("scores", len(segment.passages), np.float32)
    scores.fill(0)
    rows = [one for one in lists if one.is_row]
    for one in lists[: len(lists) - len(rows)]:
        segment.add(scores, one.number, one.boost)
    missing: NDArray[np.float64] | None = None
    margin = 0.0
    if rows:
        boosts = [one.boost for one in rows]
        missing, margin = segment.add_rows(scores, [one.number for one in rows], boosts)
    if allowed.excluded is not None:
        scores[allowed.excluded] = 0  # they are never wanted, and must not raise the bound
    slots = _reaching(scores, count, 2 * margin)
    found = scores[slots]
    if missing is not None and margin:
        for one, each in zip(rows, missing.tolist(), strict=True):
            found += segment.bytes_at(one.number, slots) * np.float32(each)
    return _top(slots, found, count)


def _exact(segment: Segment, lists: Sequence[_List], slots: Slots) -> Floats:
    scores = np.zeros(len(slots), np.float32)
    for one in lists:
        scores += np.float32(one.boost) * segment.impacts_at(one.number, slots)
    return scores


def _reaching(scores: Floats, count: int, margin: float) -> Slots:
    """Return all slots that may be among the best `count` if scores are wrong by half `margin`.

    At least `count` slots reach what `count` strands have as their highest score.
    """
    strands = len(scores) // _LENGTH
    if strands < count:
        return np.flatnonzero(scores > 0)
    highest = scores[: strands * _LENGTH].reshape(_LENGTH, strands).max(axis=0)
    least = float(np.partition(highest, strands - count)[strands - count])
    least = max(least - margin, _ABOVE_NOTHING)
    near = np.flatnonzero(highest >= least)
    if len(near) * _LENGTH * 4 > len(scores):
        return np.flatnonzero(scores >= least)
    within = (near + strands * np.arange(_LENGTH)[:, None]).ravel()
    slots = np.concatenate((within, np.arange(strands * _LENGTH, len(scores))))
    reaching: Slots = slots[scores[slots] >= least]
    return reaching


def _top(slots: Slots, scores: Floats, count: int) -> tuple[Slots, Floats]:
    """Return the best with a score above 0, best first; of equals the first slot."""
    held = scores > 0
    slots, scores = slots[held], scores[held]
    if len(slots) > count:
        least = np.partition(scores, len(scores) - count)[len(scores) - count]
        held = scores >= least
        slots, scores = slots[held], scores[held]
    order = np.lexsort((slots, -scores))[:count]
    return slots[order], scores[order]
