"""Answers on ratifications, read from the lists, never guessed from text.

Absence is a fact too: a complete list that does not name a State says that it had not ratified.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlite_utils import Database

from helpdesk.replies import MAX_STATEMENTS, Claim, cite
from helpdesk.services.answers.country_record import country_record
from helpdesk.services.answers.draft import Draft
from helpdesk.services.answers.rows import list_of, local_name, on_list, row_claims
from helpdesk.services.answers.state_lists import JOINS, instrument_list
from helpdesk.services.deriving import lists_held
from helpdesk.services.frames import say
from helpdesk.services.strange_names import names_region
from helpdesk.services.understanding import Understood
from ingest.ratification_lists import full_title
from knowledge import topics
from knowledge.countries import Country
from knowledge.documents import Document
from knowledge.store.facts import ratifications

_MOST_BY_PAIR = 3  # instruments of one State answered in full; more are answered from its record


def answer_ratifications(asked: Understood, db: Database, today: date) -> Draft:
    """Answer a question on ratifications, by what it names."""
    held = {entry.instrument for entry in lists_held(db)}
    codes = asked.instruments or tuple(c for c in _codes_of_topics(asked) if c in held)
    if len(asked.countries) == 1 and not asked.instruments and len(codes) > _MOST_BY_PAIR:
        return country_record(asked, asked.countries[0], db, frozenset(codes))
    if not codes and (lacking := _codes_of_topics(asked)):
        names = [full_title(code) for code in lacking[:_MOST_BY_PAIR]]
        return Draft(notices=tuple(say(asked.language, "no_list", name=name) for name in names))
    if asked.countries and codes:
        return _each_pair(asked, codes, db, today)
    if asked.countries:
        return _sum(country_record(asked, country, db) for country in asked.countries[:2])
    if len(asked.instruments) > 1 and JOINS.search(asked.text):
        return Draft(notices=(say(asked.language, "not_joined"),))
    found = _sum(instrument_list(asked, code, db, today) for code in codes[:2])
    if len(found.claims) > MAX_STATEMENTS:
        found += Draft(notices=(say(asked.language, "cut"),))
    if found.claims and names_region(asked.text):
        found += Draft(notices=(say(asked.language, "all_regions"),))
    return found


def _codes_of_topics(asked: Understood) -> tuple[str, ...]:
    """Return the Conventions and Protocols of the topics named."""
    named = (topic for topic_id in asked.topics if (topic := topics.by_id(topic_id)))
    codes = dict.fromkeys(code for topic in named for code in topic.instruments)
    return tuple(code for code in codes if not code.startswith("R"))


def _sum(drafts: Iterable[Draft]) -> Draft:
    total = Draft()
    for draft in drafts:
        total += draft
    return total


def _each_pair(asked: Understood, codes: Sequence[str], db: Database, today: date) -> Draft:
    pairs = [(country, code) for country in asked.countries for code in codes]
    drafts = [_one(asked, country, code, db, today) for country, code in pairs[:MAX_STATEMENTS]]
    claims = [claim for draft in drafts for claim in draft.claims]
    if len(drafts) > MAX_STATEMENTS // 2:
        # Where there are many, what the lists say of each comes before what they add in footnotes.
        claims = list({claim.citations: claim for claim in reversed(claims)}.values())[::-1]
    notices = tuple(notice for draft in drafts for notice in draft.notices)
    if len(pairs) > MAX_STATEMENTS:
        notices += (say(asked.language, "more_pairs"),)
    return Draft(tuple(claims), notices)


def _one(asked: Understood, country: Country, code: str, db: Database, today: date) -> Draft:
    """Answer for one State and one instrument."""
    document = list_of(code, db)
    if document is None and code.startswith("R"):
        name = full_title(code)
        return Draft(notices=(say(asked.language, "not_ratifiable", name=name),))
    if document is None:
        return Draft(notices=(say(asked.language, "no_list", name=full_title(code)),))
    facts = ratifications(db, country=country.iso3, instrument=code)
    if not facts:
        return _absent(asked, country, code, document)
    claims: list[Claim] = []
    for fact in facts:
        claims.extend(row_claims(asked.language, country, fact, document, today))
    return Draft(tuple(claims))


def _absent(asked: Understood, country: Country, code: str, document: Document) -> Draft:
    coverage = document.sections[0]
    if not any(section.part == "not-listed-1" for section in document.sections):
        return Draft(notices=(say(asked.language, "no_list", name=full_title(code)),))
    named = country.named(asked.language)
    locator = say(asked.language, "coverage", name=local_name(country, asked.language))
    text = say(
        asked.language,
        "absent",
        country=named,
        instrument=full_title(code),
        as_of=on_list(document, asked.language),
    )
    citation = cite(document, coverage.start, coverage.end, locator, country=country.iso3)
    if country.member:
        return Draft((Claim(text, (citation,)),))
    return Draft((Claim(text, (citation,)),), (say(asked.language, "not_member", country=named),))
