"""Answers on ratifications, read from the lists, never guessed from text.

Absence is a fact too: a complete list that does not name a State says that it had not ratified.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sqlite_utils import Database

from helpdesk.services.answers.draft import Draft
from helpdesk.services.deriving import lists_held
from helpdesk.services.frames import day, say, states
from helpdesk.services.intents import DENOUNCES, NOT_RATIFIED, Intent
from helpdesk.services.replies import MAX_QUOTE, MAX_STATEMENTS, Claim, cite
from helpdesk.services.understanding import Understood
from ingest.ratification_lists import full_title, list_id
from knowledge import topics
from knowledge.countries import Country, member_states
from knowledge.documents import Document, Section
from knowledge.facts import Ratification, RatificationStatus
from knowledge.store.documents import get_document
from knowledge.store.facts import ratifications

_STATES_BY_PART = {
    "in-force": "list_in_force",
    "denounced": "list_denounced",
    "not-yet-in-force": "list_not_yet",
    "not-in-force": "list_other",
    "not-listed": "list_absent",
}


def answer_ratifications(asked: Understood, db: Database, today: date) -> Draft:
    """Answer a question on ratifications, by what it names."""
    codes = asked.instruments or tuple(_codes_of_topics(asked, db))
    if asked.intent is Intent.RATIFICATION or (asked.countries and codes):
        return _each_pair(asked, codes, db, today)
    if asked.countries:
        return _sum(_country_list(asked, country, db) for country in asked.countries[:2])
    if codes:
        return _sum(_instrument_list(asked, code, db) for code in codes[:2])
    return Draft()


def _codes_of_topics(asked: Understood, db: Database) -> Iterator[str]:
    """Give the instruments of the topics named, those whose lists are held."""
    held = {entry.instrument for entry in lists_held(db)}
    for topic_id in asked.topics:
        topic = topics.by_id(topic_id)
        for code in topic.instruments if topic else ():
            if code in held:
                yield code


def _sum(drafts: Iterator[Draft]) -> Draft:
    total = Draft()
    for draft in drafts:
        total += draft
    return total


def _each_pair(asked: Understood, codes: Sequence[str], db: Database, today: date) -> Draft:
    pairs = [(country, code) for country in asked.countries for code in codes]
    return _sum(
        _one(asked, country, code, db, today) for country, code in pairs[:MAX_STATEMENTS]
    )


def _list_of(code: str, db: Database) -> Document | None:
    return get_document(db, list_id(code))


def _one(asked: Understood, country: Country, code: str, db: Database, today: date) -> Draft:
    """Answer for one State and one instrument."""
    document = _list_of(code, db)
    if document is None:
        return Draft(notices=(say(asked.language, "no_list", name=full_title(code)),))
    facts = ratifications(db, country=country.iso3, instrument=code)
    if not facts:
        return _absent(asked, country, code, document)
    claims = []
    for fact in facts:
        claims.extend(_row_claims(asked.language, country, fact, document, today))
    return Draft(tuple(claims))


def _row_claims(
    language: str, country: Country, fact: Ratification, document: Document, today: date
) -> Iterator[Claim]:
    name = _name(country, language)
    locator = say(language, "row", name=name)
    citation = cite(document, fact.start, fact.end, locator, country=country.iso3)
    text = say(
        language,
        _frame(fact, today),
        country=country.named(language),
        instrument=full_title(fact.instrument),
        ratified=day(language, fact.ratified),
        ends=day(language, fact.ends),
        begins=day(language, fact.begins),
        replaced_by=fact.replaced_by,
        as_of=day(language, fact.snapshot),
    )
    if fact.territory:
        text += " " + say(language, "territory", territory=fact.territory)
    yield Claim(text, (citation,))
    if fact.footnote and len(fact.footnote) < 400:
        said = say(
            language, "declaration", country=country.named(language), footnote=fact.footnote
        )
        yield Claim(said, (citation,))


def _frame(fact: Ratification, today: date) -> str:
    if fact.status is RatificationStatus.IN_FORCE:
        return "ratified"
    if fact.status is RatificationStatus.DENOUNCED:
        return "replaced" if fact.replaced_by else "denounced"
    if fact.status is RatificationStatus.NOT_YET_IN_FORCE:
        if fact.begins is None:
            return "not_yet"
        return "begins_past" if fact.begins <= today else "begins_ahead"
    return "not_in_force"


def _name(country: Country, language: str) -> str:
    """Return the country's name as asked and, where it differs, as the list writes it."""
    own = country.named(language)
    return own if own == country.name else f"{own} ({country.name})"


def _absent(asked: Understood, country: Country, code: str, document: Document) -> Draft:
    coverage = document.sections[0]
    if not any(section.part == "not-listed-1" for section in document.sections):
        return Draft(notices=(say(asked.language, "no_list", name=full_title(code)),))
    locator = say(asked.language, "coverage", name=_name(country, asked.language))
    text = say(
        asked.language,
        "absent",
        country=country.named(asked.language),
        instrument=full_title(code),
        as_of=_as_of(document, asked.language),
    )
    citation = cite(document, coverage.start, coverage.end, locator, country=country.iso3)
    return Draft((Claim(text, (citation,)),))


def _as_of(document: Document, language: str) -> str:
    return day(language, date.fromisoformat(document.as_of or ""))


def _instrument_list(asked: Understood, code: str, db: Database) -> Draft:
    """Answer who has ratified, denounced, or not ratified one instrument."""
    language = asked.language
    document = _list_of(code, db)
    if document is None:
        return Draft(notices=(say(language, "no_list", name=full_title(code)),))
    if NOT_RATIFIED.search(asked.text):
        return Draft(tuple(_absences(language, code, document)))
    if DENOUNCES.search(asked.text):
        claims = tuple(_names(language, code, document, "denounced"))
        return Draft(claims or (_coverage(language, code, document, "none_denounced"),))
    parts = ("in-force", "not-yet-in-force", "denounced", "not-in-force")
    named = [claim for part in parts for claim in _names(language, code, document, part)]
    return Draft((_coverage(language, code, document, "list_coverage"), *named))


def _coverage(language: str, code: str, document: Document, frame: str) -> Claim:
    section = document.sections[0]
    total = sum(1 for s in document.sections if s.part.startswith("row-"))
    listed = len({s.part for s in document.sections if s.part.startswith("row-")})
    text = say(
        language,
        frame,
        instrument=full_title(code),
        total=states(language, listed or total),
        as_of=_as_of(document, language),
    )
    return Claim(text, (cite(document, section.start, section.end, section.locator),))


def _absences(language: str, code: str, document: Document) -> Iterator[Claim]:
    lines = [s for s in document.sections if s.part.startswith("not-listed-")]
    if len(lines) == 1 and document.text[lines[0].start : lines[0].end].endswith(
        f"none of the {len(member_states())}."
    ):
        text = say(
            language,
            "list_absent_none",
            total=len(member_states()),
            instrument=full_title(code),
            as_of=_as_of(document, language),
        )
        yield Claim(text, (cite(document, lines[0].start, lines[0].end, lines[0].locator),))
        return
    yield from _names(language, code, document, "not-listed")


def _names(language: str, code: str, document: Document, part: str) -> Iterator[Claim]:
    """Give one claim per line of names that the list has under this part."""
    for section in document.sections:
        if section.part.rpartition("-")[0] == part:
            line = document.text[section.start : section.end]
            text = say(
                language,
                _STATES_BY_PART[part],
                instrument=full_title(code),
                as_of=_as_of(document, language),
                names=line.split("): ", 1)[-1].rstrip("."),
            )
            yield Claim(text, (cite(document, section.start, section.end, section.locator),))


def _country_list(asked: Understood, country: Country, db: Database) -> Draft:
    """Answer what one State has ratified, over all the lists held."""
    document = get_document(db, f"ratifications-of-{country.iso3.lower()}")
    if document is None:
        return Draft()
    language = asked.language
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
    locator = _name(country, language)
    claims = [Claim(opening, (cite(document, head.start, head.end, locator),))]
    by_code: dict[str, list[Ratification]] = defaultdict(list)
    for fact in facts:
        by_code[fact.instrument].append(fact)
    for rows in _runs(document.sections[1:]):
        items = [_item(section.part.upper(), by_code, language) for section in rows]
        text = say(
            language, "country_line", country=country.named(language), items="; ".join(items)
        )
        claims.append(Claim(text, (cite(document, rows[0].start, rows[-1].end, locator),)))
    return Draft(tuple(claims))


def _runs(sections: Sequence[Section]) -> Iterator[list[Section]]:
    """Cut lines that follow one another into runs that fit one quote."""
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
