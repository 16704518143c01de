"""Answers quoted from the passages that search finds: the sentences nearest the question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from helpdesk.replies import MAX_STATEMENTS, Claim
from helpdesk.services.answers.draft import Draft
from helpdesk.services.answers.fitting import (
    gives_what_is_asked,
    is_formal,
    is_of_the_body_named,
    is_of_whom_asked,
    is_on_the_subject,
    is_out_of_reach,
    is_own,
    is_statement,
    text_not_named,
)
from helpdesk.services.answers.places import has_lapsed, quote_end
from helpdesk.services.answers.quoting import (
    Evidence,
    best_stretch,
    claims_of,
    is_letter_for_letter,
    is_same_question,
    is_short_answer,
    with_phrases,
)
from helpdesk.services.answers.short_answers import short_answers
from helpdesk.services.frames import say
from helpdesk.services.intents import Intent
from helpdesk.services.understanding import Understood
from helpdesk.services.wording import Wording, plain_terms, wording
from index.analysis import terms
from index.query_language import quoted
from index.ranking import weights
from index.request import Filters, SearchRequest
from index.searcher import Searcher
from knowledge import topics
from knowledge.documents import Document, Trust
from knowledge.store.documents import StoredPassage, get_document, get_passages

DEPTH = 30  # passages looked at
MOST = 4  # quoted in one reply
_LANGUAGES = ("en", "fr", "es")
_OWN_WORDS = 0.5  # of the asker's words beside the topics that a quote must have
_MOST_OF = 0.75  # of what its passage names, a quote that stands alone must name so much
_OF_THE_BEST = 0.7  # a passage that names much less of the question than the best one is left out


def search_request(asked: Understood, meant: Wording, filters: Filters) -> SearchRequest:
    """Return the search that a question makes: its words, its topics' words in other languages."""
    expansions = [
        (language, " ".join(topics.expansions(topic, language)[:6]))
        for topic in asked.topics
        for language in _LANGUAGES
        if language != asked.language  # in the asker's own language, the asker's words do
    ]
    return SearchRequest(
        text=meant.text or asked.text,
        words=meant.words,
        language=asked.language,
        filters=filters,
        limit=DEPTH,
        distinct=True,
        expansions=tuple(expansions),
        identifiers=tuple(
            name.casefold() for name in (*asked.instruments, *asked.references.documents)
        ),
    )


@dataclass(frozen=True, slots=True)
class Gathered:
    """The evidence found, nearest first, and a notice where search went by words only."""

    evidence: tuple[Evidence, ...] = ()
    notices: tuple[str, ...] = ()


def find_evidence(asked: Understood, searcher: Searcher, filters: Filters) -> Gathered:
    """Return citable passages that bear on the question; none if none does.

    Sources in the asker's language and in English come first; others only where those are
    silent, since a word quoted from another language weighs too much in its index.
    """
    meant = wording(asked, searcher.postings, "en")
    own = tuple(dict.fromkeys((asked.language, "en")))
    gathered = Gathered()
    for languages in (own, tuple(each for each in _LANGUAGES if each not in own)):
        chosen = filters if filters.languages else replace(filters, languages=languages)
        gathered = _near(asked, meant, searcher, chosen)
        if gathered.evidence or filters.languages:
            break
    return gathered


def _near(asked: Understood, meant: Wording, searcher: Searcher, filters: Filters) -> Gathered:
    request = search_request(asked, meant, filters)
    found = searcher.search(request)
    phrases = quoted(asked.text)
    if phrases:  # a quoted phrase is meant as it stands, where any passage has it
        exact = searcher.search(replace(request, query=phrases))
        found = exact if exact.hits else found
    passages = get_passages(searcher.db, [hit.passage for hit in found.hits])
    documents: dict[str, Document | None] = {}
    evidence = []
    for hit in found.hits:
        passage = passages[hit.passage]
        if passage.document not in documents:
            documents[passage.document] = get_document(searcher.db, passage.document)
        document = documents[passage.document]
        if document is None or document.trust is not Trust.CITABLE:
            continue
        covered = meant.coverage(_words(document, passage))
        evidence.append(Evidence(passage, document, hit.cosine, hit.keyword, covered))
    on_subject = asked.intent is Intent.MNE and bool(asked.topics) and bool(filters.documents)
    near = sorted(
        (each for each in evidence if bears_on(each, found.by_meaning, on_subject=on_subject)),
        key=_nearness(asked, evidence),
    )
    most = max((each.coverage for each in near), default=0.0)
    kept = tuple(each for each in near if each.coverage >= _OF_THE_BEST * most)
    words_only = () if found.by_meaning else (say(asked.language, "words_only"),)
    return Gathered(kept, words_only)


def _nearness(asked: Understood, evidence: Sequence[Evidence]) -> Callable[[Evidence], float]:
    """Return the sort key of evidence, nearest first."""
    most = max((each.keyword for each in evidence), default=0.0) or 1.0
    nearest = max((each.cosine for each in evidence), default=0.0) or 1.0
    weigh = weights()
    # A note's duties answer "what does the Declaration say" before its list of instruments does.
    to = addressee(asked) or (tuple(_ADDRESSEES) if asked.intent is Intent.MNE else ())

    words = plain_terms(asked)

    def key(each: Evidence) -> float:
        near = weigh.answer_keyword * each.keyword / most + each.cosine / nearest
        own = is_own(each.document)
        addressed = any(heading.casefold().endswith(to) for heading in each.passage.headings)
        if is_same_question(each.document, words):
            near *= weigh.same_question
        return -near * (1.0 if own else weigh.third_party) * (weigh.addressee if addressed else 1)

    return key


def addressee(asked: Understood) -> tuple[str, ...]:
    """Return how a note heads what it asks of those whom the question asks about."""
    words = asked.text.casefold()
    return tuple(
        heading for heading, names in _ADDRESSEES.items() if any(name in words for name in names)
    )


_ADDRESSEES = {
    "asks of enterprises": (
        "enterprise", "compan", "business", "investor", "entreprise", "investisseur", "empresa",
        "inversor",
    ),
    "asks of governments": ("government", "gouvernement", "gobierno"),
    "asks of employers' and workers' organizations": (
        "workers' org", "employers' org", "trade union", "syndicat", "sindicato",
        "organisations d", "organizaciones de",
    ),
}  # fmt: skip


def bears_on(evidence: Evidence, by_meaning: bool, *, on_subject: bool = False) -> bool:
    """Whether a passage is near enough to answer; thresholds in weights.toml.

    Among notes that were chosen for their subject (`on_subject`), half of the words will do.
    """
    weigh = weights()
    if on_subject and evidence.coverage >= weigh.least_coverage / 2:
        return True
    if not by_meaning or not evidence.document.by_meaning:
        return evidence.coverage >= weigh.words_alone
    if evidence.coverage >= weigh.least_coverage:
        return evidence.cosine >= weigh.least_cosine
    return evidence.coverage > 0 and evidence.cosine >= weigh.cosine_alone


def _words(document: Document, passage: StoredPassage) -> frozenset[str]:
    """Return what a passage names, headings included."""
    text = f"{document.title}\n{' '.join(passage.headings)}\n{passage.text}"
    return with_phrases(text, document.language)


def answer_from_passages(
    asked: Understood, searcher: Searcher, filters: Filters, *, most: int = MOST
) -> Draft:
    """Quote the best sentences of the nearest passages, at most two from one document."""
    if is_out_of_reach(asked):
        return Draft()
    strange = text_not_named(asked, lambda name: _is_held(name, searcher))
    if strange is not None:
        return Draft(notices=(say(asked.language, "nothing_names", name=strange),))
    gathered = find_evidence(asked, searcher, filters)
    same = any(is_letter_for_letter(each.document, asked) for each in gathered.evidence)
    like = Draft() if same else like_questions(asked, searcher)
    if like.notices and not any(_is_question_like(each) for each in gathered.evidence):
        return like
    meant = wording(asked, searcher.postings, "en")
    answered = bool(like.claims) and not like.notices
    found = tuple(_claims(asked, meant, gathered.evidence, most, answered=answered))
    if like.notices:
        return Draft(found, gathered.notices) if found else like
    return like + Draft(found, gathered.notices)


def _is_question_like(each: Evidence) -> bool:
    """Whether evidence is another publisher's answer to a question like the one asked."""
    asks = each.document.title.endswith("?") and not is_short_answer(each.document)
    return asks and each.cosine >= weights().like_question


_LIKE_OTHERS = frozenset({Intent.QUESTION, Intent.INSTRUMENT, Intent.MNE})


def like_questions(asked: Understood, searcher: Searcher) -> Draft:
    """Quote the short answers to questions like the one asked, whole; of two, the beginnings.

    Where only a question somewhat like it has been answered, a notice says so.
    """
    if asked.intent not in _LIKE_OTHERS or is_out_of_reach(asked):
        return Draft()
    like = short_answers(asked, searcher)
    fitting = [
        each
        for each in like.evidence
        if gives_what_is_asked(asked, each.passage.text) and is_of_whom_asked(asked, each.document)
    ]
    claims: list[Claim] = []
    for each in fitting:
        end = quote_end(each.document, each.passage.start, each.passage.end)[0]
        said = claims_of(each, each.passage.start, end, asked)
        claims += said if len(fitting) == 1 else said[: MAX_STATEMENTS // 2]
    loose = (say(asked.language, "loosely"),) if like.loose and claims else ()
    return Draft(tuple(claims), loose)


def _is_held(name: str, searcher: Searcher) -> bool:
    """Whether any passage names this."""
    words = [(f"text_{each}", word) for each in _LANGUAGES for word in terms(each, name)]
    return any(searcher.postings.rarity(field, word) for field, word in words)


def _claims(
    asked: Understood,
    meant: Wording,
    evidence: Sequence[Evidence],
    most: int,
    *,
    answered: bool,
) -> Iterator[Claim]:
    """Give statements; once `answered` by a short answer, other sources only add to it."""
    from_document: dict[str, int] = {}
    said: set[str] = set()
    one_document = len({each.document.id for each in evidence}) == 1
    for each in evidence:
        if len(said) == most:
            return
        by_likeness = answered or asked.language != "en"
        if by_likeness and is_short_answer(each.document):
            continue  # those come question to question, and were looked for so
        if answered and not is_own(each.document):
            continue
        if from_document.get(each.document.id, 0) >= 2 and not one_document:
            continue
        start, end = best_stretch(each, meant)
        text = " ".join(each.document.text[start:end].split())
        if text in said or not _fits(asked, each, meant, text):
            continue
        said.add(text)
        answered |= is_short_answer(each.document)
        from_document[each.document.id] = from_document.get(each.document.id, 0) + 1
        yield from claims_of(each, start, end, asked)


def _fits(asked: Understood, each: Evidence, meant: Wording, text: str) -> bool:
    """Whether words found near the question may stand as an answer to it."""
    return (
        is_statement(text)
        and _itself_bears(asked, each, meant, text)
        and is_of_whom_asked(asked, each.document)
        and is_of_the_body_named(asked, each.document, text)
        and is_on_the_subject(each.document, asked, meant)
        and not is_formal(asked, text)
        and not has_lapsed(each.document.id, each.passage.locator)
        and gives_what_is_asked(asked, text)
    )


def _itself_bears(asked: Understood, evidence: Evidence, meant: Wording, text: str) -> bool:
    """Whether the words to be quoted, below their title, name what the question is about.

    A passage can bear on a question as a whole and yet have no sentence that answers it.
    """
    under = f"{evidence.document.title}\n{' '.join(evidence.passage.headings)}\n{text}"
    named = with_phrases(under, evidence.document.language)
    # What the Declaration says on a subject is in its notes on that, whatever else is asked.
    on_subject = asked.intent is Intent.MNE and bool(set(asked.topics) - {"aim-and-scope"})
    in_its_words = evidence.document.language == asked.language and not on_subject
    if in_its_words and len(meant.own & named) < _OWN_WORDS * len(meant.own):
        return False  # on the topic, and little else of what was asked
    covered = meant.coverage(named)
    if asked.intent is Intent.MNE and set(asked.topics) <= {"aim-and-scope"}:
        # On no subject that the Declaration has, its notes are all about as near.
        return covered >= weights().least_coverage
    return covered >= weights().least_coverage or covered >= _MOST_OF * evidence.coverage
