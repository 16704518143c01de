"""Answers on what the supervisory bodies found: dated items, newest first, with addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlite_utils import Database

from helpdesk.replies import MAX_STATEMENTS, Claim, cite
from helpdesk.services.answers.draft import Draft
from helpdesk.services.frames import say
from helpdesk.services.understanding import Understood
from knowledge import topics
from knowledge.countries import by_code
from knowledge.facts import Finding
from knowledge.references import parse_references
from knowledge.store.documents import get_document
from knowledge.store.facts import findings

_MOST_STATES = 5  # in one reply
# What stands in a type where the page of an item did not show it.
_NOT_A_TYPE = re.compile(r"\s*\([^)]*not in excerpt[^)]*\)|^type hidden.*|^heading not in.*")


def answer_findings(asked: Understood, db: Database) -> Draft:
    """Answer with the items that match the States and what the question is about."""
    if asked.references.cases:
        return _cases(asked, db)
    if not asked.countries:
        return _anywhere(asked, db)
    drafts = [_for_country(asked, country.iso3, db) for country in asked.countries[:_MOST_STATES]]
    share = max(1, MAX_STATEMENTS // max(1, len(drafts)))
    claims = tuple(claim for draft in drafts for claim in draft.claims[:share])
    notices = tuple(notice for draft in drafts for notice in draft.notices)
    if len(asked.countries) > _MOST_STATES:
        notices += (say(asked.language, "more_pairs"),)
    return Draft(claims, notices)


def _anywhere(asked: Understood, db: Database) -> Draft:
    """Answer on all States with the items held on a subject, and say that they are not all."""
    held = findings(db)
    subjects = [topic for topic in asked.topics if topic not in topics.FRAME]
    each = [replace(asked, topics=(topic,)) for topic in subjects] or [asked]
    chosen = [item for item in held if all(_matches(one, item, db) for one in each)]
    if not (asked.instruments or subjects):
        chosen = []
    notice = say(asked.language, "findings_held", held=len(held), found=len(chosen))
    return Draft(tuple(_claims(asked.language, chosen[:MAX_STATEMENTS], db)), (notice,))


def _for_country(asked: Understood, iso3: str, db: Database) -> Draft:
    held = findings(db, countries=(iso3,))
    chosen = [item for item in held if _matches(asked, item, db)]
    since, until = asked.references.period
    if since is not None:
        chosen = [item for item in chosen if item.adopted and item.adopted >= since]
    if until is not None:
        chosen = [item for item in chosen if item.adopted and item.adopted <= until]
    if not chosen:
        name = next(c.named(asked.language) for c in asked.countries if c.iso3 == iso3)
        total = db.conn.execute("select count(*) from findings").fetchone()[0]
        notice = say(asked.language, "no_findings", country=name, held=total, for_country=len(held))
        return Draft(notices=(notice,))
    return Draft(tuple(_claims(asked.language, chosen[:MAX_STATEMENTS], db)))


def _matches(asked: Understood, item: Finding, db: Database) -> bool:
    """Whether an item is on the instruments asked for, or on the topics, by instrument or word."""
    if asked.instruments:
        return bool(set(asked.instruments) & set(item.instruments))
    subjects = [topic for topic in asked.topics if topic not in topics.FRAME]
    if not subjects:
        return True
    for topic_id in subjects:
        topic = topics.by_id(topic_id)
        if topic and set(topic.instruments) & set(item.instruments):
            return True
    document = get_document(db, item.document)
    return document is not None and bool(set(subjects) & set(topics.mentions(document.text)))


def _claims(language: str, chosen: Sequence[Finding], db: Database) -> Iterator[Claim]:
    for item in chosen:
        document = get_document(db, item.document)
        if document is None:
            continue
        locator = document.sections[0].locator
        dated = (
            say(language, "adopted", year=item.adopted)
            if item.adopted
            else say(language, "undated")
        )
        names = [
            f"{code} ({say(language, 'unratified')})" if code in item.unratified else code
            for code in item.instruments
        ]
        citation = cite(document, item.start, item.end, locator)
        text = say(
            language,
            "finding",
            type=_NOT_A_TYPE.sub("", item.type) or item.body,
            dated=dated,
            about=_about(language, item, names),
            text=citation.quote,
        )
        yield Claim(text, (citation,))


def _about(language: str, item: Finding, names: Sequence[str]) -> str:
    """Return ", Uzbekistan, C182" for an item: the States and instruments it concerns."""
    states = [country.named(language) for code in item.countries if (country := by_code(code))]
    return "".join(f", {name}" for name in (*states, *names))


def _cases(asked: Understood, db: Database) -> Draft:
    chosen = []
    for item in findings(db):
        document = get_document(db, item.document)
        if document is None:
            continue
        named = parse_references(f"{document.title}\n{document.text}").cases
        if set(asked.references.cases) & {*named, *document.identifiers}:
            chosen.append(item)
    if not chosen:
        names = ", ".join(asked.references.cases)
        return Draft(notices=(say(asked.language, "no_case", name=names),))
    return Draft(tuple(_claims(asked.language, chosen[:MAX_STATEMENTS], db)))
