"""What a question is about: language, countries, instruments, places in texts, topics, intent.

Plain rules over exact names: nothing is guessed from likeness. What a question names and we do
not know is kept under `unknown`, so that the reply can say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from helpdesk.questions import Question
from helpdesk.replies import Meant
from helpdesk.services.intents import FINDS, RATIFIES, Intent, intent_of
from helpdesk.services.language import detect
from helpdesk.services.strange_names import strange_place, strange_subject
from knowledge import countries, instruments, statistics, topics
from knowledge.countries import Country
from knowledge.references import References, parse_references


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something the question names that does not exist or is not held: what, and its name."""

    what: str  # "country", "instrument", "instrument-not-held", "ambiguous-country"
    name: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, understood."""

    text: str
    language: str
    intent: Intent
    countries: tuple[Country, ...] = ()
    instruments: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    references: References = field(default_factory=References)
    unknown: tuple[Unknown, ...] = ()

    def meant(self) -> Meant:
        """Return what was understood in codes, as replies show it."""
        return Meant(
            tuple(country.iso3 for country in self.countries),
            self.instruments,
            self.topics,
            self.intent.value,
        )


def understand(question: Question) -> Understood:
    """Understand a question; never fails on any text."""
    text = " ".join(question.text.replace("\0", " ").split())
    language = question.language or detect(text)
    references = parse_references(text)
    named, unknown = _countries(question, text, language)
    codes, unheld = _instruments(question, text)
    if references.articles and not (codes or unheld or named) and _CONSTITUTION.search(text):
        codes = ("CONSTITUTION",)
    found_topics = _topics(question, text)
    indicators = statistics.mentions(text)
    intent = intent_of(
        text,
        countries=bool(named),
        instruments=bool(codes) or any(u.what.startswith("instrument") for u in unheld),
        topics=bool(found_topics),
        indicators=bool(indicators),
        references=references,
    )
    if not question.country:
        unknown += _strange(text, bool(named), bool(indicators))
    return Understood(
        text,
        language,
        intent,
        named,
        codes,
        found_topics,
        indicators,
        references,
        unknown + unheld,
    )


# On this helpdesk "the Constitution", with no State named, is that of the Organisation.
_CONSTITUTION = re.compile(r"\b(?:constitution|constitución)\b", re.IGNORECASE)


def _strange(text: str, named: bool, indicators: bool) -> tuple[Unknown, ...]:
    name = strange_subject(text) if RATIFIES.search(text) else None
    if not named and name is None and (indicators or FINDS.search(text)):
        name = strange_place(text)
    return (Unknown("country", name),) if name else ()


def _countries(
    question: Question, text: str, language: str
) -> tuple[tuple[Country, ...], tuple[Unknown, ...]]:
    if question.country:
        chosen = countries.by_code(question.country) if len(question.country) == 3 else None
        if chosen is None:
            return (), (Unknown("country", question.country),)
        return (chosen,), ()
    found: dict[str, Country] = {}
    unknown: list[Unknown] = []
    titles = [(m.start, m.end) for m in instruments.mentions(text)]
    for mention in countries.mentions(text):
        if any(start <= mention.start < end for start, end in titles):
            continue
        if len(mention.candidates) == 1:
            found[mention.candidates[0].iso3] = mention.candidates[0]
        else:
            names = " / ".join(country.named(language) for country in mention.candidates)
            unknown.append(Unknown("ambiguous-country", names))
    return tuple(found.values()), tuple(unknown)


def _instruments(question: Question, text: str) -> tuple[tuple[str, ...], tuple[Unknown, ...]]:
    codes = [mention.code for mention in instruments.mentions(text)]
    if question.instrument:
        code = instruments.normalise_code(question.instrument)
        if code is None:
            return (), (Unknown("instrument", question.instrument),)
        codes = [code]
    known, unknown = [], []
    for code in dict.fromkeys(codes):
        exists = instruments.exists(code)
        if exists:
            known.append(code)
        else:
            unknown.append(Unknown("instrument-not-held" if exists is None else "instrument", code))
    return tuple(known), tuple(unknown)


def _topics(question: Question, text: str) -> tuple[str, ...]:
    chosen = (question.topic,) if question.topic and topics.by_id(question.topic) else ()
    return tuple(dict.fromkeys((*chosen, *topics.mentions(text))))
