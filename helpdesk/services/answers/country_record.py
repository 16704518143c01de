"""Answers on one State: what it has ratified, over all the lists held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from helpdesk.replies import MAX_QUOTE, Claim, cite
from helpdesk.services.answers.draft import Draft
from helpdesk.services.answers.rows import local_name
from helpdesk.services.deriving import lists_held
from helpdesk.services.frames import day, say
from helpdesk.services.intents import DENOUNCES, NOT_RATIFIED
from helpdesk.services.understanding import Understood
from ingest.ratification_lists import ListHeld
from knowledge.countries import Country
from knowledge.documents import Section
from knowledge.facts import Ratification, RatificationStatus
from knowledge.store.documents import get_document
from knowledge.store.facts import ratifications


def country_record(
    asked: Understood, country: Country, db: Database, codes: frozenset[str] | None = None
) -> Draft:
    """Answer what one State has ratified, of these instruments or of all whose lists are held."""
    document = get_document(db, f"ratifications-of-{country.iso3.lower()}")
    language = asked.language
    if document is None:
        named = country.named(language)
        return Draft(
            notices=() if country.member else (say(language, "not_member", country=named),)
        )
    facts = ratifications(db, country=country.iso3)
    held = lists_held(db)
    head = document.sections[0]
    opening = say(
        language,
        "country_coverage",
        country=country.named(language),
        named=len({fact.instrument for fact in facts}),
        lists=len(held),
        as_of=day(language, min(entry.snapshot for entry in held)),
    )
    locator = local_name(country, language)
    heading = cite(document, head.start, head.end, locator)
    if DENOUNCES.search(asked.text) and not any(_is_denounced(fact) for fact in facts):
        return Draft((Claim(_none_denounced(asked, country, held), (heading,)),))
    claims = [Claim(opening, (heading,))]
    by_code: dict[str, list[Ratification]] = defaultdict(list)
    for fact in facts:
        by_code[fact.instrument].append(fact)
    lines = [
        section
        for section in document.sections[1:]
        if (codes is None or section.part.upper() in codes)
        and _is_asked_for(asked.text, by_code.get(section.part.upper(), []))
        and _is_in_period(asked, by_code.get(section.part.upper(), []))
    ]
    for rows in _runs(lines):
        items = [_item(section.part.upper(), by_code, language) for section in rows]
        text = say(
            language, "country_line", country=country.named(language), items="; ".join(items)
        )
        claims.append(Claim(text, (cite(document, rows[0].start, rows[-1].end, locator),)))
    return Draft(tuple(claims))


def _is_asked_for(text: str, facts: Sequence[Ratification]) -> bool:
    """Whether the question is after such a line: "not ratified" after absence, and so on."""
    if NOT_RATIFIED.search(text):
        return not facts
    if DENOUNCES.search(text):
        return any(_is_denounced(fact) for fact in facts)
    return True


def _is_in_period(asked: Understood, facts: Sequence[Ratification]) -> bool:
    """Whether a line has its ratification, or denunciation, in the period asked for, if any."""
    since, until = asked.references.period
    if (since is None and until is None) or NOT_RATIFIED.search(asked.text):
        return True
    ending = bool(DENOUNCES.search(asked.text))
    dates = (fact.ends if ending else fact.ratified for fact in facts)
    return any((since or 0) <= on.year <= (until or 9999) for on in dates if on)


def _is_denounced(fact: Ratification) -> bool:
    return fact.status is RatificationStatus.DENOUNCED


def _none_denounced(asked: Understood, country: Country, held: Sequence[ListHeld]) -> str:
    return say(
        asked.language,
        "country_none_denounced",
        country=country.named(asked.language),
        lists=len(held),
        as_of=day(asked.language, min(entry.snapshot for entry in held)),
    )


def _runs(sections: Sequence[Section]) -> Iterator[list[Section]]:
    """Cut lines into runs that fit one quote."""
    run: list[Section] = []
    for section in sections:
        if run and section.end - run[0].start > MAX_QUOTE:
            yield run
            run = []
        run.append(section)
    if run:
        yield run


def _item(code: str, by_code: dict[str, list[Ratification]], language: str) -> str:
    if code not in by_code:
        return say(language, "country_item_absent", code=code)
    fact = by_code[code][0]
    in_force = fact.status is RatificationStatus.IN_FORCE
    frame = "country_item" if in_force else "country_item_not_in_force"
    return say(language, frame, code=code, ratified=day(language, fact.ratified))
