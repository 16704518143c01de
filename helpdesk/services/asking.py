"""The answering path: understand, facts, retrieve, draft, verify, answer or refer, keep.

The steps are plain functions over frozen values; `explain` shows each of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from helpdesk.questions import Question
from helpdesk.replies import Citation, Reply, Status, numbered
from helpdesk.services.answers.draft import Draft
from helpdesk.services.answers.passages import answer_from_passages, find_evidence
from helpdesk.services.drafting import Drafter, draft_answer, filters_of
from helpdesk.services.frames import say
from helpdesk.services.understanding import Understood, understand
from helpdesk.services.verifying import verified
from index.searcher import Searcher
from knowledge.countries import look_alikes
from knowledge.documents import Document
from knowledge.store.documents import get_document

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
