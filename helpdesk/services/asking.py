"""The answering path: understand, facts, retrieve, draft, verify, answer or refer, keep.

The steps are plain functions over frozen values; `explain` shows each of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from sqlite_utils import Database

from helpdesk.questions import Question
from helpdesk.replies import Citation, Reply, Status, numbered
from helpdesk.services.answers.draft import Draft
from helpdesk.services.answers.findings import answer_findings
from helpdesk.services.answers.fitting import naming, on_paragraphs
from helpdesk.services.answers.passages import answer_from_passages, find_evidence
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
from helpdesk.services.frames import say
from helpdesk.services.intents import RATIFIES, Intent
from helpdesk.services.understanding import Understood, Unknown, understand
from helpdesk.services.verifying import verified
from helpdesk.services.wording import wording
from index.request import Filters
from index.searcher import Searcher
from ingest.ratification_lists import full_title
from knowledge.countries import look_alikes
from knowledge.documents import Document
from knowledge.store.documents import documents_about, get_document

FRESH_DAYS = 365  # older facts are stated with their date and an address to check


class Library(Protocol):
    """Gives the searcher of the live generation."""

    def searcher(self) -> Searcher:
        """Return it; raises KnowledgeMissing before the first generation."""
        ...


class Keeper(Protocol):
    """Keeps questions and replies, and makes their ids."""

    def new_id(self) -> str:
        """Return a new unguessable id."""
        ...

    def keep(
        self, reply: Reply, question: Question, *, channel: str, email: str, generation: str
    ) -> None:
        """Store a question with its reply."""
        ...


# Drafts from passages alone, in place of quoting: see model_drafting.
Drafter = Callable[[Understood, Searcher, Filters], Draft]


@dataclass(frozen=True, slots=True)
class Asking:
    """Answers questions from the live generation and keeps what it replied."""

    library: Library
    keeper: Keeper
    drafter: Drafter = answer_from_passages
    today: Callable[[], date] = field(default=date.today)

    def ask(self, question: Question, *, channel: str = "web", email: str = "") -> Reply:
        """Answer a question, or refer it to a person, and keep both.

        Raises KnowledgeMissing where there is no generation yet.
        """
        started = time.perf_counter()
        searcher = self.library.searcher()
        asked = understand(question)
        draft = self._checked(asked, searcher)
        took = (time.perf_counter() - started) * 1000
        reply = self._reply(question, asked, draft, searcher, took)
        self.keeper.keep(
            reply, question, channel=channel, email=email, generation=searcher.folder.name
        )
        return reply

    def explain(self, question: Question) -> list[tuple[str, str]]:
        """Return the steps of the path with what each gave, without keeping anything."""
        searcher = self.library.searcher()
        asked = understand(question)
        raw = draft_answer(asked, searcher, self.drafter, self.today())
        checked = self._checked(asked, searcher)
        evidence = find_evidence(asked, searcher, filters_of(asked)).evidence
        return [
            ("understand", repr(asked)),
            *(
                (
                    "retrieve",
                    f"{each.document.id} {each.passage.locator}: keyword {each.keyword:.2f},"
                    f" cosine {each.cosine:.3f}, coverage {each.coverage:.2f}",
                )
                for each in evidence[:10]
            ),
            *(("draft", claim.text) for claim in raw.claims),
            ("verify", f"{len(checked.claims)} of {len(raw.claims)} claims borne out"),
            *(("notice", notice) for notice in checked.notices),
            ("decide", "answered" if checked.claims else "referred"),
        ]

    def _checked(self, asked: Understood, searcher: Searcher) -> Draft:
        documents: dict[str, Document | None] = {}

        def document_of(document: str) -> Document | None:
            if document not in documents:
                documents[document] = get_document(searcher.db, document)
            return documents[document]

        return verified(draft_answer(asked, searcher, self.drafter, self.today()), document_of)

    def _reply(
        self, question: Question, asked: Understood, draft: Draft, searcher: Searcher, took: float
    ) -> Reply:
        statements, sources = numbered(draft.claims)
        notices = list(dict.fromkeys(draft.notices))
        if statements:
            notices += _reminders(asked, sources, self.today())
        else:
            if set(notices) <= {say(asked.language, "words_only")}:
                total = searcher.db.conn.execute("select count(*) from documents").fetchone()[0]
                notices.append(say(asked.language, "no_evidence", documents=total))
            notices.append(say(asked.language, "referred"))
        return Reply(
            id=self.keeper.new_id(),
            question=question.text.strip(),
            language=asked.language,
            status=Status.ANSWERED if statements else Status.REFERRED,
            understood=asked.meant(),
            statements=statements,
            sources=sources,
            notice=" ".join(notices) or None,
            took_ms=took,
        )


def draft_answer(asked: Understood, searcher: Searcher, drafter: Drafter, today: date) -> Draft:
    """Draft an answer by the question's intent: facts from tables, places exactly, else search."""
    unknown = tuple(_unknown_notice(asked.language, each) for each in asked.unknown)
    if asked.intent is Intent.ENTERPRISE:
        return Draft(notices=(say(asked.language, "enterprise"),))
    if unknown and not (asked.countries or asked.instruments or _only_ambiguous(asked)):
        return Draft(notices=unknown)
    if unknown and _blocks(asked):
        return Draft(notices=unknown)
    return Draft(notices=unknown) + _by_intent(asked, searcher, drafter, today)


def _only_ambiguous(asked: Understood) -> bool:
    factual = asked.intent in {
        Intent.RATIFICATION, Intent.COUNTRY_LIST, Intent.INSTRUMENT_LIST, Intent.STATISTIC,
        Intent.FINDINGS,
    }  # fmt: skip
    return not factual and all(each.what == "ambiguous-country" for each in asked.unknown)


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
        draft = answer_article(asked, db)
        if draft.claims or draft.notices:
            return draft
        return _from_passages(replace(asked, intent=Intent.INSTRUMENT), searcher, drafter)
    if asked.intent is Intent.FINDINGS:
        facts = _facts_besides(asked, db, today)
        draft = facts + answer_findings(asked, db)
        return draft if draft.claims else draft + _country_context(asked, searcher, drafter)
    if asked.intent is Intent.STATISTIC:
        return answer_statistics(asked, db)
    if asked.intent is Intent.DOCUMENT:
        return _from_papers(asked, searcher, drafter)
    return _from_passages(asked, searcher, drafter)


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


def _reminders(asked: Understood, sources: tuple[Citation, ...], today: date) -> list[str]:
    """Return what a reader must bear in mind: old facts, look-alikes, unconfirmed numbers."""
    notices = []
    stale = {
        source.url
        for source in sources
        if source.kind in {"ratification", "statistic"} and source.url and _is_old(source, today)
    }
    if stale:
        addresses = ", ".join(sorted(stale)[:3])
        notices.append(say(asked.language, "stale", addresses=addresses))
    for country in asked.countries:
        others = look_alikes(country)
        if others:
            names = _one_of([other.named(asked.language) for other in others], asked.language)
            named = country.named(asked.language)
            notices.append(say(asked.language, "look_alike", country=named, others=names))
    if any("confirmed" in source.note and "MNE" in source.evidence for source in sources):
        notices.append(say(asked.language, "unconfirmed"))
    return notices


def _one_of(names: list[str], language: str) -> str:
    """Write "A, B or C"."""
    if len(names) == 1:
        return names[0]
    between = say(language, "or")
    return f"{', '.join(names[:-1])} {between} {names[-1]}"


def _is_old(source: Citation, today: date) -> bool:
    stated = source.as_of or source.date or ""
    try:
        return (today - date.fromisoformat(f"{stated}-01-01"[:10])).days > FRESH_DAYS
    except ValueError:
        return True
