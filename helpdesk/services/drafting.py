"""What a question is answered from, by its intent: facts, exact places, short answers, passages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sqlite_utils import Database

from helpdesk.questions import Question
from helpdesk.services.answers.draft import Draft
from helpdesk.services.answers.findings import answer_findings
from helpdesk.services.answers.fitting import is_of_the_future, naming, on_paragraphs
from helpdesk.services.answers.passages import like_questions
from helpdesk.services.answers.places import (
    OUTLINE,
    answer_article,
    answer_declaration_paragraph,
    answer_opening,
    answer_paragraph,
    papers_named,
)
from helpdesk.services.answers.ratifications import answer_ratifications
from helpdesk.services.answers.statistics import answer_statistics
from helpdesk.services.clauses import focus_of, parts_of
from helpdesk.services.frames import say
from helpdesk.services.intents import FINDS, RATIFIES, Intent
from helpdesk.services.understanding import Understood, Unknown, understand
from helpdesk.services.wording import wording
from index.request import Filters
from index.searcher import Searcher
from ingest.ratification_lists import full_title
from knowledge.store.documents import documents_about, get_document
from knowledge.topics import FRAME

# Drafts from passages alone, in place of quoting: see model_drafting.
Drafter = Callable[[Understood, Searcher, Filters], Draft]


def draft_answer(asked: Understood, searcher: Searcher, drafter: Drafter, today: date) -> Draft:
    """Draft an answer by the question's intent: facts from tables, places exactly, else search."""
    unknown = tuple(_unknown_notice(asked.language, each) for each in asked.unknown)
    if is_of_the_future(asked):
        return Draft(notices=(say(asked.language, "future"),))
    if asked.intent is Intent.ENTERPRISE:
        return Draft(notices=(say(asked.language, "enterprise"),))
    if unknown and not (asked.countries or asked.instruments or _only_ambiguous(asked)):
        return Draft(notices=unknown)
    if unknown and _blocks(asked):
        return Draft(notices=unknown)
    draft = _by_intent(asked, searcher, drafter, today)
    return Draft(notices=unknown) + draft + _other_parts(asked, searcher, drafter, today)


def _only_ambiguous(asked: Understood) -> bool:
    return asked.intent not in _FACTUAL and all(
        each.what == "ambiguous-country" for each in asked.unknown
    )


def _blocks(asked: Understood) -> bool:
    """Whether what is unknown is what the question turns on."""
    kinds = {each.what for each in asked.unknown}
    if ("country" in kinds and not asked.countries) or (
        kinds & {"instrument", "instrument-not-held", "text"} and not asked.instruments
    ):
        return True
    return "ambiguous-country" in kinds and not asked.countries


def _by_intent(asked: Understood, searcher: Searcher, drafter: Drafter, today: date) -> Draft:
    db = searcher.db
    if asked.intent in {Intent.RATIFICATION, Intent.COUNTRY_LIST, Intent.INSTRUMENT_LIST}:
        draft = answer_ratifications(asked, db, today)
        return draft if draft.claims or draft.notices else drafter(asked, searcher, Filters())
    if asked.intent is Intent.ARTICLE:
        draft = Draft() if asked.instruments else _like(asked, searcher)
        draft = draft if draft.claims else answer_article(asked, db)
        if draft.claims or draft.notices:
            return draft
        return _from_passages(replace(asked, intent=Intent.INSTRUMENT), searcher, drafter)
    if asked.intent is Intent.FINDINGS:
        return _on_a_country(asked, searcher, drafter, today)
    if asked.intent is Intent.STATISTIC:
        return answer_statistics(asked, db)
    if asked.intent is Intent.DOCUMENT:
        return _from_papers(asked, searcher, drafter)
    if asked.intent is Intent.QUESTION:
        return _from_question(asked, searcher, drafter)
    draft = _from_passages(asked, searcher, drafter)
    if asked.intent is Intent.MNE and not (draft.claims or draft.notices):
        return _like(asked, searcher)
    return draft


def _like(asked: Understood, searcher: Searcher) -> Draft:
    """Answer from questions like this one, whatever it names."""
    anywhere = replace(asked, intent=Intent.QUESTION, countries=(), instruments=())
    return like_questions(anywhere, searcher)


def _other_parts(asked: Understood, searcher: Searcher, drafter: Drafter, today: date) -> Draft:
    """Answer what is asked beside a fact: "and what does it say?", "can a union complain then?"."""
    total = Draft()
    if asked.intent not in _FACTUAL or _is_story(asked):
        return total
    for part in parts_of(asked.text):
        own = understand(_inheriting(part, asked))
        if RATIFIES.search(part) or (FINDS.search(part) and asked.intent is Intent.FINDINGS):
            continue  # that is the fact, which is answered already
        like = _like(own, searcher) if asked.language == "en" else Draft()
        if like.claims and not like.notices:
            total += like
        elif not FINDS.search(asked.text) and own.intent in _BESIDE:
            total += Draft(_by_intent(own, searcher, drafter, today).claims)
    return total


_FACTUAL = frozenset({
    Intent.RATIFICATION, Intent.COUNTRY_LIST, Intent.INSTRUMENT_LIST, Intent.STATISTIC,
    Intent.FINDINGS,
})  # fmt: skip
_BESIDE = frozenset({Intent.INSTRUMENT, Intent.FINDINGS})


def _inheriting(part: str, asked: Understood) -> Question:
    """Return one part of a question as a question: "it" and "there" are what the whole names."""
    own = understand(Question(part, asked.language))
    country = asked.countries[0].iso3 if asked.countries and not own.countries else None
    code = asked.instruments[0] if asked.instruments and not own.instruments else None
    return Question(part, asked.language, country, code)


def _on_a_country(asked: Understood, searcher: Searcher, drafter: Drafter, today: date) -> Draft:
    """Answer from what the supervisory bodies found on a State.

    A buyer's story names a country and asks what to do: the general answer comes first then, and
    where nothing is held on the country it still answers.
    """
    found = _facts_besides(asked, searcher.db, today)
    found += answer_findings(_on_findings(asked), searcher.db)
    if not found.claims:
        found += _country_context(asked, searcher, drafter)
    if not _is_story(asked):
        return found if FINDS.search(focus_of(asked.text)) else _like_first(asked, found, searcher)
    if not (set(asked.topics) - FRAME or asked.instruments or asked.references.cases):
        found = Draft(notices=found.notices)  # all that is held on a State is no answer to a story
    anywhere = replace(asked, intent=Intent.QUESTION, countries=())
    general = _from_question(anywhere, searcher, drafter)
    if not general.claims:
        return found
    claims = (*general.claims[:_MOST_GENERAL], *found.claims)
    return Draft(claims, (*general.notices, *found.notices))


def _like_first(asked: Understood, found: Draft, searcher: Searcher) -> Draft:
    """Put a question like the one asked before what is held on a State: "May a factory in ...?"."""
    like = _like(asked, searcher)
    if like.notices and found.claims:
        return found
    return Draft((*like.claims[:_MOST_GENERAL], *found.claims), (*like.notices, *found.notices))


def _is_story(asked: Understood) -> bool:
    return bool(_STORY.search(asked.text) and not FINDS.search(focus_of(asked.text)))


def _on_findings(asked: Understood) -> Understood:
    """Leave out the instrument that only the other part of a question, on ratification, names."""
    for part in parts_of(asked.text):
        own = understand(Question(part, asked.language))
        if FINDS.search(part) and not RATIFIES.search(part) and not own.instruments:
            return replace(asked, instruments=(), topics=own.topics or asked.topics)
    return asked


_MOST_GENERAL = 4  # statements before what is held on the country
_STORY = re.compile(
    r"\b(?:we|our|us|my|i|suppliers?|factor(?:y|ies)|subcontractors?|nous|notre|nos|mon|ma|je|"
    r"fournisseurs?|usines?|nosotros|nuestr[oa]s?|proveedor(?:es)?|fábricas?|compramos)\b",
    re.IGNORECASE,
)


def _from_question(asked: Understood, searcher: Searcher, drafter: Drafter) -> Draft:
    """Answer a general question; where a story hides it, its asking sentences alone."""
    draft = _from_passages(asked, searcher, drafter)
    focus = focus_of(asked.text)
    if draft.claims or focus == asked.text:
        return draft
    return draft + _from_passages(replace(asked, text=focus), searcher, drafter)


def _facts_besides(asked: Understood, db: Database, today: date) -> Draft:
    """Answer whether it ratified, where a question on findings asks that too."""
    if asked.instruments and RATIFIES.search(asked.text):
        return answer_ratifications(asked, db, today)
    return Draft()


def _country_context(asked: Understood, searcher: Searcher, drafter: Drafter) -> Draft:
    """Where no finding is held, passages about that country may still answer."""
    countries = tuple(country.iso3 for country in asked.countries)
    filters = Filters(countries=countries, kinds=("document", "guidance"))
    return drafter(asked, searcher, filters) if countries else Draft()


def _from_papers(asked: Understood, searcher: Searcher, drafter: Drafter) -> Draft:
    papers = papers_named(asked, searcher.db)
    if not papers:
        names = ", ".join(asked.references.documents)
        return Draft(notices=(say(asked.language, "no_document", name=names),))
    if asked.references.paragraphs:
        total = Draft()
        for paper in papers:
            total += answer_paragraph(asked, paper)
        return total
    draft = drafter(asked, searcher, Filters(documents=tuple(paper.id for paper in papers)))
    if draft.claims:
        return draft
    names = ", ".join(asked.references.documents)
    return Draft(notices=(say(asked.language, "nothing_in_document", name=names),))


def _from_passages(asked: Understood, searcher: Searcher, drafter: Drafter) -> Draft:
    if asked.intent is Intent.INSTRUMENT:
        if not wording(asked, searcher.postings, "en").concepts:
            return answer_opening(asked, searcher.db)
        texts = tuple(code.lower() for code in asked.instruments)
        draft = drafter(asked, searcher, Filters(documents=texts))
        if draft.claims:
            return draft
        around = drafter(asked, searcher, filters_of(asked, searcher))
        return naming(asked.instruments, around) + _texts_lacking(asked, searcher)
    place = Draft()
    if asked.intent is Intent.MNE and asked.references.paragraphs:
        place = answer_declaration_paragraph(asked, searcher.db)
        if place.notices and not place.claims:
            return place
    draft = drafter(asked, searcher, filters_of(asked, searcher))
    return place + (on_paragraphs(asked, draft) if place.claims else draft)


def _texts_lacking(asked: Understood, searcher: Searcher) -> Draft:
    """Say which of the instruments asked about have no text here."""
    missing = [
        code for code in asked.instruments if get_document(searcher.db, code.lower()) is None
    ]
    return Draft(
        notices=tuple(say(asked.language, "no_text", name=full_title(code)) for code in missing)
    )


def filters_of(asked: Understood, searcher: Searcher | None = None) -> Filters:
    """Return the filters that a question's own words set."""
    kinds = ("instrument", "guidance", "document", "finding", "answer")
    if asked.intent is Intent.INSTRUMENT:
        return Filters(instruments=asked.instruments, kinds=("instrument", "guidance", "answer"))
    if asked.intent is Intent.MNE and searcher is not None:
        return Filters(documents=_mne_notes(asked, searcher))
    return Filters(countries=tuple(country.iso3 for country in asked.countries), kinds=kinds)


def _mne_notes(asked: Understood, searcher: Searcher) -> tuple[str, ...]:
    """Return the notes on the MNE Declaration, those on the topics asked about where there are."""
    notes = [
        document
        for document in documents_about(searcher.db, kind="guidance")
        if document.startswith("mne-")
    ]
    subjects = set(asked.topics) - {"aim-and-scope"}
    on_topic = [
        note
        for note in notes
        if note != OUTLINE
        and (held := get_document(searcher.db, note))
        and subjects & set(held.topics)
    ]
    return tuple(on_topic or notes)


def _unknown_notice(language: str, unknown: Unknown) -> str:
    frames = {
        "country": "no_country",
        "ambiguous-country": "ambiguous_country",
        "instrument": "no_instrument",
        "instrument-not-held": "instrument_not_held",
        "text": "no_such_text",
    }
    return say(language, frames[unknown.what], name=unknown.name)
