"""Answers on one instrument: which States ratified, denounced, or have not ratified it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sqlite_utils import Database

from helpdesk.replies import MAX_STATEMENTS, Claim, cite
from helpdesk.services.answers.draft import Draft
from helpdesk.services.answers.rows import list_of, on_list, row_claims
from helpdesk.services.frames import say, states
from helpdesk.services.intents import DENOUNCES, NOT_RATIFIED
from helpdesk.services.understanding import Understood
from ingest.ratification_lists import full_title
from knowledge.countries import by_code, member_states
from knowledge.documents import Document, Section
from knowledge.store.facts import ratifications

_STATES_BY_PART = {
    "in-force": "list_in_force",
    "denounced": "list_denounced",
    "not-yet-in-force": "list_not_yet",
    "not-in-force": "list_other",
    "not-listed": "list_absent",
}
# The head of a line of names: "... denounced by 2 States (1 of 1)", "... in it (29; 1 of 1)".
_HEAD = re.compile(r"(?P<total>\d+)(?: States? \(|; )(?P<part>\d+) of (?P<parts>\d+)\): ")
_HOW_MANY = re.compile(r"\bhow many\b|\bcombien\b|\bcuánt[oa]s\b", re.IGNORECASE)
_EXTREMES = 3  # rows given where the first or last ratification is asked for
_EXTREME = re.compile(
    r"(?P<first>\b(?:the first|earliest|les? premiers?|el primer|los primeros)\b)"
    r"|(?P<last>\b(?:the last|latest|(?:most )?recently|most recent|les? derniers?|el último|"
    r"los últimos|más reciente\w*|récemment)\b)",
    re.IGNORECASE,
)
_EVERYONE = re.compile(
    r"\b(?:has|have) (?:every|all|each)\b|\ball (?:member )?(?:states|countries|members) ratif"
    r"|\btous les (?:pays|états)\b|\btodos los (?:países|estados)\b",
    re.IGNORECASE,
)
# "both C087 and C098", "C087 but not C098": a question on two lists at once.
JOINS = re.compile(
    r"\b(?:both|but (?:not|have not|has not)|neither|nor|either|only one|mais pas|ni|pero no|"
    r"ambos|les deux|à la fois)\b",
    re.IGNORECASE,
)
_AS_OF = re.compile(r"\bas (?:of|at|on)\b|\bà la date\b|\ba fecha\b", re.IGNORECASE)


def instrument_list(asked: Understood, code: str, db: Database, today: date) -> Draft:
    """Answer who has ratified, denounced, or not ratified one instrument."""
    language = asked.language
    document = list_of(code, db)
    if document is None:
        return Draft(notices=(say(language, "no_list", name=full_title(code)),))
    if NOT_RATIFIED.search(asked.text) or _EVERYONE.search(asked.text):
        return Draft(tuple(_absences(language, code, document)))
    period = _period(asked, document)
    if period is not None:
        return _in_period(asked, code, document, period, db, today)
    if first_or_last(asked.text):
        return _extremes(asked, code, document, db, today)
    if DENOUNCES.search(asked.text):
        claims = tuple(_names(language, code, document, "denounced"))
        return Draft(claims or (_coverage(language, code, document, "none_denounced"),))
    # What is not in force comes first: a reply is too short for the longest lists.
    parts = ["not-yet-in-force", "denounced", "not-in-force"]
    if not _HOW_MANY.search(asked.text):
        parts.append("in-force")
    named = [claim for part in parts for claim in _names(language, code, document, part)]
    if len(named) == MAX_STATEMENTS:  # each gives its number, so the total may go
        return Draft(tuple(named))
    return Draft((_coverage(language, code, document, "list_coverage"), *named))


def first_or_last(text: str) -> str:
    """Return "first" or "last" where a question asks which State ratified so; else ""."""
    match = _EXTREME.search(text)
    return (match.lastgroup or "") if match else ""


def _extremes(asked: Understood, code: str, document: Document, db: Database, today: date) -> Draft:
    """Answer with the rows of the earliest, or latest, dates."""
    ending = bool(DENOUNCES.search(asked.text))
    rows = sorted(
        (on, fact.start, fact)
        for fact in ratifications(db, instrument=code)
        if (on := fact.ends if ending else fact.ratified)
    )
    if not rows:
        return Draft((_coverage(asked.language, code, document, "none_denounced"),))
    if first_or_last(asked.text) == "last":
        rows.reverse()
    claims = [
        next(row_claims(asked.language, country, fact, document, today))
        for _, _, fact in rows[:_EXTREMES]
        if (country := by_code(fact.country))
    ]
    return Draft(tuple(claims), (say(asked.language, "in_order"),))


def _period(asked: Understood, document: Document) -> tuple[int, int] | None:
    """Return the first and last year asked for; None where no period is, or "as of" a year."""
    first, last = asked.references.period
    if (first is None and last is None) or _AS_OF.search(asked.text):
        return None
    return first or 0, last or int((document.as_of or "9999")[:4])


def _in_period(
    asked: Understood,
    code: str,
    document: Document,
    period: tuple[int, int],
    db: Database,
    today: date,
) -> Draft:
    """Answer which rows have their ratification, or denunciation, in a period."""
    language = asked.language
    ending = bool(DENOUNCES.search(asked.text))
    rows = sorted(
        (on, fact.start, fact)
        for fact in ratifications(db, instrument=code)
        if (on := fact.ends if ending else fact.ratified) and period[0] <= on.year <= period[1]
    )
    if not rows:
        years = str(period[1]) if period[0] == period[1] else f"{period[0] or ''}–{period[1]}"
        return Draft((_coverage(language, code, document, "none_in_period", years),))
    claims = [
        next(row_claims(language, country, fact, document, today))
        for _, _, fact in rows[:MAX_STATEMENTS]
        if (country := by_code(fact.country))
    ]
    if len(rows) <= MAX_STATEMENTS:
        return Draft(tuple(claims))
    more = say(language, "more_rows", number=len(rows), shown=MAX_STATEMENTS)
    return Draft(tuple(claims), (more,))


def _coverage(language: str, code: str, document: Document, frame: str, period: str = "") -> Claim:
    section = document.sections[0]
    listed = len({s.part for s in document.sections if s.part.startswith("row-")})
    text = say(
        language,
        frame,
        instrument=full_title(code),
        total=states(language, listed),
        as_of=on_list(document, language),
        period=period,
    )
    locator = say(language, "coverage", name=period) if period else section.locator
    return Claim(text, (cite(document, section.start, section.end, locator),))


def _absences(language: str, code: str, document: Document) -> Iterator[Claim]:
    lines = [s for s in document.sections if s.part.startswith("not-listed-")]
    total = len(member_states())
    if len(lines) == 1 and _line(document, lines[0]).endswith(f"none of the {total}."):
        text = say(
            language,
            "list_absent_none",
            total=total,
            instrument=full_title(code),
            as_of=on_list(document, language),
        )
        yield Claim(text, (cite(document, lines[0].start, lines[0].end, lines[0].locator),))
        return
    yield from _names(language, code, document, "not-listed")


def _line(document: Document, section: Section) -> str:
    return document.text[section.start : section.end]


def _names(language: str, code: str, document: Document, part: str) -> Iterator[Claim]:
    """Give one claim per line of names that the list has under this part."""
    for section in document.sections:
        if section.part.rpartition("-")[0] != part:
            continue
        line = _line(document, section)
        head = _HEAD.search(line)
        if head is None:
            continue
        text = say(
            language,
            _STATES_BY_PART[part],
            instrument=full_title(code),
            as_of=on_list(document, language),
            total=states(language, int(head["total"])),
            part="" if head["parts"] == "1" else say(language, "part", **head.groupdict()),
            names=line[head.end() :].rstrip("."),
        )
        yield Claim(text, (cite(document, section.start, section.end, section.locator),))
