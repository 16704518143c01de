"""Short answers to questions like the one asked: told by nearness in meaning, question to question.

A buyer's question is a story with a question in it. Its sentences that ask, and the whole, are
held against the questions that have been answered; the nearest is quoted where it is near enough.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from helpdesk.services.answers.quoting import SHORT_ANSWERS, Evidence
from helpdesk.services.understanding import Understood
from index.ranking import weights
from index.searcher import Searcher
from ingest.readers.guidance_notes import QUESTION
from knowledge.sentences import sentences
from knowledge.store.documents import get_document, get_passages

Floats = NDArray[np.float32]
_MOST_CLAUSES = 4
_ASKS = "?"
# Who answers is no part of the matter: every second question names the ILO.
_OF_THE_ILO = re.compile(
    r"\b(?:the |l['’]|la |el )?(?:ILO|OIT|International Labou?r Organi[sz]ation)(?:['’]s)?(?!\w)"
)


@dataclass(frozen=True, slots=True)
class _Answered:
    """The passages of one short answer: that of its question, and that of its answer."""

    document: str
    question: int
    answer: int


def short_answers(asked: Understood, searcher: Searcher) -> tuple[Evidence, ...]:
    """Return the short answers to questions like the one asked, nearest first; at most two.

    Empty where none is near enough, or where the knowledge has no vectors.
    """
    held = _held(searcher, asked.language)
    if not held:
        return ()
    near = _nearness(searcher, clauses(asked.text), held)
    weigh = weights()
    least = weigh.like_question if asked.language == "en" else weigh.like_question_translated
    best = float(near.max(initial=0.0))
    if best < least:
        return ()
    order = [int(at) for at in np.argsort(-near, kind="stable")[:2]]
    kept = [at for at in order if near[at] >= max(least, best - weigh.as_like)]
    return tuple(found for at in kept if (found := _evidence(searcher, held[at], float(near[at]))))


def clauses(text: str) -> tuple[str, ...]:
    """Return a question whole and sentence by sentence that asks, without naming the ILO."""
    spans = sentences(text)
    asking = [
        text[start:end] for start, end in spans if text[start:end].rstrip('"”») ').endswith("?")
    ]
    found = (_OF_THE_ILO.sub(" ", clause) for clause in (text, *asking))
    return tuple(dict.fromkeys(" ".join(clause.split()) for clause in found))[:_MOST_CLAUSES]


def _held(searcher: Searcher, language: str) -> tuple[_Answered, ...]:
    rows = searcher.db.conn.execute(
        "select q.document, q.id, min(a.id) from passages q"
        " join documents d on d.id = q.document"
        " join passages a on a.document = q.document and a.part != q.part"
        " where q.part = ? and d.language = ? and d.id >= ? and d.id < ?"
        " group by q.id order by q.document",
        (QUESTION, language, SHORT_ANSWERS, SHORT_ANSWERS + "~"),
    )
    return tuple(_Answered(*row) for row in rows)


def _nearness(searcher: Searcher, asking: Sequence[str], held: Sequence[_Answered]) -> Floats:
    """Return for each short answer how near it is: the mean of its question's and its answer's.

    Of the clauses, the nearest counts.
    """
    questions = searcher.cosines(asking, [each.question for each in held])
    answers = searcher.cosines(asking, [each.answer for each in held])
    if questions is None or answers is None:
        return np.zeros(len(held), np.float32)
    nearest: Floats = ((questions + answers) / 2).max(axis=0)
    return nearest


def _evidence(searcher: Searcher, answered: _Answered, near: float) -> Evidence | None:
    document = get_document(searcher.db, answered.document)
    passage = get_passages(searcher.db, [answered.answer]).get(answered.answer)
    if document is None or passage is None:
        return None
    return Evidence(passage, document, near, 0.0, 1.0)
