"""Scoring and fusion: pure functions over postings and vectors.

Fusion is a weighted sum of the two halves, each divided by its best score of this search.
Equal-weight reciprocal rank fusion measured worse on ObliQA (0.771/0.609 against 0.788/0.649).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from index.analysis import LANGUAGES, OTHER, analysed_as, pairs, terms
from index.postings import Bm25, Postings
from index.request import SearchRequest

Floats = NDArray[np.float32]
FIELDS = (
    *(
        f"{family}_{language}"
        for family in ("body", "pairs", "headings", "title")
        for language in (*LANGUAGES, OTHER)
    ),
    "ids",
)


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of weights.toml, as one value."""

    bm25: Bm25
    fields: dict[str, float]
    keyword: float
    cosine: float
    candidates: int
    expansion: float
    least_cosine: float
    least_coverage: float
    cosine_alone: float
    words_alone: float
    other_language: float
    answer_keyword: float
    third_party: float
    addressee: float


@cache
def weights() -> Weights:
    """Read weights.toml, where the reason stands beside each number."""
    read = tomllib.loads(files("index").joinpath("weights.toml").read_text("utf-8"))
    return Weights(
        bm25=Bm25(**read["bm25"]),
        fields=read["fields"],
        keyword=read["fusion"]["keyword"],
        cosine=read["fusion"]["cosine"],
        candidates=read["fusion"]["candidates"],
        expansion=read["expansion"]["weight"],
        least_cosine=read["abstention"]["cosine"],
        least_coverage=read["abstention"]["coverage"],
        cosine_alone=read["abstention"]["cosine_alone"],
        words_alone=read["abstention"]["words_alone"],
        other_language=read["language"]["other"],
        answer_keyword=read["answering"]["keyword"],
        third_party=read["answering"]["third_party"],
        addressee=read["answering"]["addressee"],
    )


def keyword_scores(postings: Postings, request: SearchRequest, weigh: Weights) -> Floats:
    """Return the BM25+ score of every slot: the asker's words, expansions, identifiers."""
    scores = np.zeros(len(postings.passages), np.float32)
    languages = (request.language, *(x for x in (*LANGUAGES, OTHER) if x != request.language))
    own = analysed_as(request.language)
    for language in dict.fromkeys(analysed_as(language) for language in languages):
        scale = 1.0 if language == own else weigh.other_language
        _add_text(scores, postings, language, request.words or request.text, scale, weigh)
    for language, words in request.expansions:
        _add_text(scores, postings, analysed_as(language), words, weigh.expansion, weigh)
    for identifier in request.identifiers:
        postings.add_scores(scores, "ids", identifier, weigh.fields["ids"])
    return scores


def _add_text(
    scores: Floats, postings: Postings, language: str, text: str, scale: float, weigh: Weights
) -> None:
    words = terms(language, text)
    for word in words:
        for family in ("body", "headings", "title"):
            weight = scale * weigh.fields[family]
            postings.add_scores(scores, f"{family}_{language}", word, weight)
    if len(words) > 1:
        for pair in pairs(language, text):
            weight = scale * weigh.fields["pairs"]
            postings.add_scores(scores, f"pairs_{language}", pair, weight)


def best(scores: Floats, allowed: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """Return the slots of the `count` best positive scores among the allowed, best first."""
    masked = np.where(allowed, scores, 0)
    count = min(count, len(masked))
    if not count:
        return np.empty(0, np.int64)
    top = np.argpartition(-masked, count - 1)[:count]
    top = top[masked[top] > 0]
    return top[np.lexsort((top, -masked[top]))]


def fuse(keyword: Floats, cosine: Floats, weigh: Weights) -> Floats:
    """Fuse the two halves' scores of the same candidates."""
    return (
        weigh.keyword * _by_best(keyword) + weigh.cosine * _by_best(np.maximum(cosine, 0))
    ).astype(np.float32)


def _by_best(scores: Floats) -> Floats:
    top = float(scores.max(initial=0))
    return scores / np.float32(top) if top > 0 else scores
