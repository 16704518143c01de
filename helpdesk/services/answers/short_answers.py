"""Short answers to questions like the one asked: told by nearness in meaning and by words.

A buyer's question is a story with a question in it. Its sentences that ask, and the whole, are
held against the questions that have been answered; the nearest is quoted where it is near enough.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from helpdesk.services.answers.quoting import SHORT_ANSWERS, Evidence
from helpdesk.services.clauses import asking_sentences, parts_of
from helpdesk.services.intents import NAMES_MNE, Intent
from helpdesk.services.understanding import Understood
from index.analysis import analysed_as, terms
from index.building import MODEL_LANGUAGE
from index.ranking import weights
from index.searcher import Searcher
from index.spelling import corrected
from ingest.readers.guidance_notes import QUESTION
from knowledge.store.documents import get_document, get_passages, wordings_of
from knowledge.topics import FRAME

Floats = NDArray[np.float32]
_MOST_CLAUSES = 4
_LEAST_WORDS = 4
# Who answers, and that standards do, is no part of the matter: every second question says so.
_NO_MATTER = re.compile(
    r"\b(?:the |l['’]|la |el )?(?:ILO|OIT|International Labou?r Organi[sz]ation)(?:['’]s)?(?!\w)"
    r"|\binternational (?:labou?r )?standards?\b"
    r"|\bnormes internationales(?: du travail)?\b|\bnormas internacionales(?: del trabajo)?\b"
    r"|\b(?:the |la |l['’])?(?:MNE Declaration|Déclaration (?:sur les )?EMN|Declaración EMN)\b",
    re.IGNORECASE,
)


# "What is the Committee on ...?" is near to whatever names it; it answers who asks what it is.
_EXPLAINS = re.compile(
    r"(?:What is|How do the standards define|Qu['’]est-ce|¿Qué es)\b[^?]{0,60}\?$"
)
_ASKS_WHAT = re.compile(
    r"\bwhat(?:['’]s| is| are)\b|\bwhat (?:does|do)\b[^.?!]* mean|\bdefin|\bexplain|\bdifference\b"
    r"|\bqu['’]est-ce|\bque sont\b|\bveut dire\b|\bqué (?:es|son)\b|\bsignifi",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Answered:
    """One short answer: its question, and the passages of its question and of its answer."""

    document: str
    title: str
    question: int
    answer: int
    instruments: frozenset[str]
    topics: frozenset[str]
    words: frozenset[str]
    wordings: tuple[int, ...]  # where they stand among the store's


@dataclass(frozen=True, slots=True)
class ShortAnswers:
    """The short answers found, nearest first; `loose` where none is to the question asked."""

    evidence: tuple[Evidence, ...] = ()
    loose: bool = False


def short_answers(asked: Understood, searcher: Searcher) -> ShortAnswers:
    """Return the short answers to questions like the one asked; at most two.

    Empty where none is near enough, or where the knowledge has no vectors. A question on an
    instrument or on the MNE Declaration is answered by what is on that alone. Where a text asks
    two questions, the second answer is to the second; else it is one about as near as the first.
    """
    held = tuple(each for each in _held(searcher, asked.language) if _is_on_it(asked, each))
    if not held:
        return ShortAnswers()
    least, least_loose = _least(asked)
    near = _Nearness(searcher, held, asked)
    text = _respelled(asked, searcher)
    whole = near.of(clauses(text))
    best = int(np.argmax(whole))
    if whole[best] < least_loose:
        return ShortAnswers()
    chosen = [best]
    if whole[best] >= least and asked.language == "en":
        alone = least + weights().like_part
        parts = [near.of((_matter(part),)) for part in parts_of(text)]
        chosen += [at for each in parts if each[at := int(np.argmax(each))] >= alone]
    if whole[best] >= least:
        order = [int(at) for at in np.argsort(-whole, kind="stable")[:2]]
        chosen += [at for at in order if whole[at] >= max(least, whole[best] - weights().as_like)]
    found = [_evidence(searcher, held[at], float(whole[at])) for at in dict.fromkeys(chosen)]
    return ShortAnswers(tuple(each for each in found if each)[:2], bool(whole[best] < least))


def _respelled(asked: Understood, searcher: Searcher) -> str:
    """Return an English question with its slips of the pen put right."""
    if asked.language != "en":
        return asked.text
    return corrected(searcher.folder, searcher.postings, asked.text, searcher.knows)


def _least(asked: Understood) -> tuple[float, float]:
    """Return how near an answer must be to stand, and how near to be shown as the nearest."""
    weigh = weights()
    if asked.language == "en":
        least, loose = weigh.like_question, weigh.like_loosely
    else:
        least, loose = weigh.like_question_translated, weigh.like_loosely_translated
    named = asked.intent in {Intent.INSTRUMENT, Intent.MNE}
    return (least - weigh.like_named if named else least), loose


def _is_on_it(asked: Understood, answered: _Answered) -> bool:
    """Whether a short answer is on what the question names."""
    if asked.intent is Intent.MNE:
        subjects = set(asked.topics) - FRAME - {"aim-and-scope"}
        on_subject = not subjects or bool(subjects & answered.topics)
        return on_subject and bool(NAMES_MNE.search(answered.title))
    if asked.intent is Intent.INSTRUMENT:
        return bool(answered.instruments & set(asked.instruments))
    named, own = set(asked.topics) - FRAME, answered.topics - FRAME
    return not (named and own) or bool(named & own)


def clauses(text: str) -> tuple[str, ...]:
    """Return a question whole, then each sentence of it that asks, without what is no matter."""
    return tuple(dict.fromkeys(_matter(each) for each in (text, *asking_sentences(text))))[
        :_MOST_CLAUSES
    ]


def _matter(text: str) -> str:
    left = " ".join(_NO_MATTER.sub(" ", text).split())
    return left if len(left.split()) >= _LEAST_WORDS else text


def _held(searcher: Searcher, language: str) -> tuple[_Answered, ...]:
    rows = searcher.db.conn.execute(
        "select q.document, d.title, d.text, q.id, min(a.id),"
        " (select group_concat(instrument, ' ') from document_instruments where document = d.id),"
        " (select group_concat(topic, ' ') from document_topics where document = d.id)"
        " from passages q join documents d on d.id = q.document"
        " join passages a on a.document = q.document and a.part != q.part"
        " where q.part = ? and d.language = ? and d.id >= ? and d.id < ?"
        " group by q.id order by q.document",
        (QUESTION, language, SHORT_ANSWERS, SHORT_ANSWERS + "~"),
    )
    worded = _wordings(searcher, language)
    return tuple(
        _Answered(
            document,
            title,
            question,
            answer,
            frozenset((codes or "").split()),
            frozenset((on or "").split()),
            *_by_wordings(language, text, worded.get(document, ())),
        )
        for document, title, text, question, answer, codes, on in rows
    )


def _by_wordings(
    language: str, text: str, wordings: Sequence[tuple[int, str]]
) -> tuple[frozenset[str], tuple[int, ...]]:
    """Return the words that a short answer goes by, and the wordings it is near in meaning to.

    In French and Spanish, of which the model knows little, other wordings lend their words alone.
    """
    words = _words(language, text)
    if language == MODEL_LANGUAGE:
        return words, tuple(at for at, _ in wordings)
    return words.union(*(_words(language, wording) for _, wording in wordings)), ()


def _wordings(searcher: Searcher, language: str) -> dict[str, list[tuple[int, str]]]:
    """Return the wordings of each document, with where they stand among those of the language."""
    found: dict[str, list[tuple[int, str]]] = {}
    for at, (document, text) in enumerate(wordings_of(searcher.db, language=language)):
        found.setdefault(document, []).append((at, text))
    return found


@lru_cache(maxsize=4096)
def _words(language: str, text: str) -> frozenset[str]:
    return frozenset(terms(analysed_as(language), text))


class _Nearness:
    """How near texts are to short answers: in meaning, and by the words they share."""

    def __init__(self, searcher: Searcher, held: Sequence[_Answered], asked: Understood) -> None:
        self._searcher, self._held, self._language = searcher, held, asked.language
        self._spread = Counter(word for each in held for word in each.words)
        weigh = weights()
        english = asked.language == "en"
        self._by_words = weigh.like_words if english else weigh.like_words_translated
        subjects = set(asked.topics) - FRAME - {"aim-and-scope"}
        off = [bool(subjects) and not subjects & each.topics for each in held]
        self._off_topic = weigh.like_off_topic * np.asarray(off, np.float32)
        if not _ASKS_WHAT.search(asked.text):
            explains = [bool(_EXPLAINS.match(each.title)) for each in held]
            self._off_topic += weigh.like_explained * np.asarray(explains, np.float32)

    def of(self, clauses: Sequence[str]) -> Floats:
        """Return for each short answer how near the clauses are; the first is the whole.

        The nearest clause counts, with some of the whole: "is that allowed?" alone is near to any
        question that ends so.
        """
        questions = self._searcher.cosines(clauses, [each.question for each in self._held])
        answers = self._searcher.cosines(clauses, [each.answer for each in self._held])
        worded = self._searcher.wording_cosines(clauses)
        if questions is None or answers is None or worded is None:
            return np.zeros(len(self._held), np.float32)
        for column, each in enumerate(self._held):
            if each.wordings:
                best = worded[:, each.wordings].max(axis=1)
                questions[:, column] = np.maximum(questions[:, column], best)
        shares = np.stack([self._shares(clause) for clause in clauses])
        near = (questions + answers) / 2 + self._by_words * shares - self._off_topic
        whole = weights().like_whole
        nearest: Floats = np.maximum(near[0], (1 - whole) * near.max(axis=0) + whole * near[0])
        return nearest

    def _shares(self, clause: str) -> Floats:
        """Return which share of a clause's words each short answer has, rare words for more."""
        size = len(self._held)
        weight = {
            word: math.log1p(size / (self._spread[word] + 0.5))
            for word in _words(self._language, clause)
        }
        total = sum(weight.values()) or 1.0
        shares = (sum(weight[w] for w in weight.keys() & each.words) / total for each in self._held)
        return np.fromiter(shares, np.float32, size)


def _evidence(searcher: Searcher, answered: _Answered, near: float) -> Evidence | None:
    document = get_document(searcher.db, answered.document)
    passage = get_passages(searcher.db, [answered.answer]).get(answered.answer)
    if document is None or passage is None:
        return None
    return Evidence(passage, document, near, 0.0, 1.0)
