"""How much of a passage is quoted, and how a quote becomes statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from helpdesk.replies import MAX_QUOTE, Claim, cite
from helpdesk.services.answers.fitting import DIRECTORY, is_own, is_statement
from helpdesk.services.answers.places import quote_end, unnumbered
from helpdesk.services.frames import say
from helpdesk.services.understanding import Understood
from helpdesk.services.wording import Wording
from index.analysis import analysed_as, terms
from knowledge.documents import Document, Kind
from knowledge.sentences import sentences
from knowledge.store.documents import StoredPassage

SHORT_ANSWERS = "guide.question."  # ids of notes that are a question and its short answer
_SAME_QUESTION = 0.6  # of a short answer's question that the asker must have asked
_AS_NEAR = 0.7  # of the best line's worth, a neighbouring line of a note is quoted with it


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage that may answer, with how near it is to the question."""

    passage: StoredPassage
    document: Document
    cosine: float
    keyword: float
    coverage: float


def is_short_answer(document: Document) -> bool:
    """Whether a document is a question and its answer, in our own words."""
    return document.id.startswith(SHORT_ANSWERS)


def is_same_question(document: Document, words: frozenset[str]) -> bool:
    """Whether a short answer's own question has most of its words among the asker's."""
    own = frozenset(terms(analysed_as(document.language), document.title))
    return is_short_answer(document) and len(own & words) >= _SAME_QUESTION * len(own)


def is_letter_for_letter(document: Document, asked: Understood) -> bool:
    """Whether a document's title is the question, but for case and punctuation."""
    return _letters(document.title) == _letters(asked.text)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def claims_of(evidence: Evidence, start: int, end: int, asked: Understood) -> tuple[Claim, ...]:
    """Return the statements that quote text[start:end]: one, or one for each line of a note.

    A short answer is quoted to the passage's end, in as many quotes as that takes. The question
    that it answers is named first, unless it is the asker's to the letter: "yes" is a wrong answer
    to a question that was turned round.
    """
    language = asked.language
    claims = _claims_of(evidence, start, end, language)
    while is_short_answer(evidence.document) and end < evidence.passage.end:
        start = end + 1
        end = quote_end(evidence.document, start, evidence.passage.end)[0]
        claims += _claims_of(evidence, start, end, language)
    document = evidence.document
    if is_short_answer(document) and not is_letter_for_letter(document, asked):
        first = say(language, "answered_question", question=document.title, text=claims[0].text)
        return (replace(claims[0], text=first), *claims[1:])
    return claims


def _claims_of(evidence: Evidence, start: int, end: int, language: str) -> tuple[Claim, ...]:
    document, locator = evidence.document, evidence.passage.locator
    citation = cite(document, start, end, locator)
    if is_others_guidance(document):
        citation = replace(citation, title=with_publisher(document))
    quote = document.text[start:end]
    lines = quote.split("\n") if document.grounds else [quote]
    texts = (" ".join(line.split()) for line in lines)
    return tuple(Claim(framed(language, document, locator, t), (citation,)) for t in texts if t)


def with_phrases(text: str, language: str) -> frozenset[str]:
    """Return a text's terms and the phrases of two to four terms in it, as topics use them."""
    words = terms(analysed_as(language), text)
    phrases = (
        " ".join(words[at : at + size]) for size in (2, 3, 4) for at in range(len(words) - size + 1)
    )
    return frozenset((*words, *phrases))


def is_others_guidance(document: Document) -> bool:
    """Whether guidance is a third party's, which a statement and its source both name."""
    return document.kind is Kind.GUIDANCE and bool(document.publisher) and not is_own(document)


def with_publisher(document: Document) -> str:
    """Return a document's title after its publisher's name."""
    return f"{document.publisher}, {document.title}"


def framed(language: str, document: Document, locator: str, text: str) -> str:
    """Frame a quote: our own guidance speaks for itself, others are named before their words."""
    if is_others_guidance(document):
        return say(language, "place", place=with_publisher(document), text=text)
    if document.id.startswith(DIRECTORY):  # "It is a network": which one, its title says
        return say(language, "entry", name=document.title, text=text)
    if document.kind is Kind.GUIDANCE:
        return text
    titled = document.kind is Kind.INSTRUMENT or not document.identifiers
    name = document.title if titled else document.identifiers[0]
    return say(language, "place", place=f"{name}, {locator}", text=unnumbered(text, locator))


def best_stretch(evidence: Evidence, meant: Wording) -> tuple[int, int]:
    """Return the sentence nearest the question and what belongs to it, within one quote."""
    passage, document = evidence.passage, evidence.document
    if is_short_answer(document):  # it is written to be read from its beginning
        return passage.start, quote_end(document, passage.start, passage.end)[0]
    if document.grounds:
        return _best_lines(evidence, meant)
    spans = sentences(document.text, passage.start, passage.end)
    if not spans or passage.end - passage.start <= MAX_QUOTE // 2:
        return passage.start, quote_end(document, passage.start, passage.end)[0]
    worth = _worths(document, spans, meant)
    at = max(range(len(spans)), key=lambda index: (worth[index], -index))
    start, end = spans[at]
    for following in spans[at + 1 :]:
        if following[1] - start > MAX_QUOTE // 2:
            break
        end = following[1]
    return start, quote_end(document, start, end)[0]


def _best_lines(evidence: Evidence, meant: Wording) -> tuple[int, int]:
    """Return the nearest line of a note, with neighbours that are about as near.

    Each line of a note stands for itself: what follows the best one may be on something else.
    """
    document, at = evidence.document, evidence.passage.start
    spans = []
    for line in document.text[at : evidence.passage.end].split("\n"):
        spans.append((at, at + len(line)))
        at += len(line) + 1
    worth = _worths(document, spans, meant)
    first = last = max(range(len(spans)), key=lambda index: (worth[index], -index))
    least = _AS_NEAR * worth[first]
    while last + 1 < len(spans) and worth[last + 1] >= least:
        if spans[last + 1][1] - spans[first][0] > MAX_QUOTE:
            break
        last += 1
    while first > 0 and worth[first - 1] >= least:
        if spans[last][1] - spans[first - 1][0] > MAX_QUOTE:
            break
        first -= 1
    start, end = spans[first][0], spans[last][1]
    return start, quote_end(document, start, end)[0]


def _worths(document: Document, spans: Sequence[tuple[int, int]], meant: Wording) -> list[float]:
    return [
        meant.coverage(with_phrases(document.text[start:end], document.language))
        * (1.0 if is_statement(document.text[start:end]) else 0.1)
        for start, end in spans
    ]
