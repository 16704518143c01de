"""What a question is about: language, countries, instruments, places in texts, topics, intent.

Plain rules over exact names: nothing is guessed from likeness. What a question names and we do
not know is kept under `unknown`, so that the reply can say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from helpdesk.questions import Question
from helpdesk.replies import Meant
from helpdesk.services.clauses import focus_of
from helpdesk.services.intents import FINDS, NAMES_MNE, RATIFIES, Intent, intent_of
from helpdesk.services.language import detect
from helpdesk.services.strange_names import NOT_STATES, strange_place, strange_subject
from knowledge import countries, instruments, statistics, topics
from knowledge.countries import Country
from knowledge.references import References, parse_references


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something the question names that does not exist or is not held: what, and its name."""

    what: str  # "country", "ambiguous-country", "instrument", "instrument-not-held", "text"
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
    focus = focus_of(text)
    references = _references(text, focus)
    named, unknown = _countries(question, focus, language)
    if not (named or unknown):
        named, unknown = _countries(question, text, language)
    codes, unheld = _instruments(question, focus)
    if not (codes or unheld):
        codes, unheld = _instruments(question, text)
    if named and not (codes or unheld) and _asks_minimum_age(focus):
        codes = ("C138",)  # a State declares its minimum age when it ratifies this Convention
    if references.articles and not (codes or unheld or named) and _CONSTITUTION.search(text):
        codes = ("CONSTITUTION",)
    found_topics = _topics(question, focus)
    if not set(found_topics) - topics.FRAME:  # the question's end may say "the supplier" alone
        found_topics = tuple(dict.fromkeys((*found_topics, *_topics(question, text))))
    indicators = statistics.mentions(focus)  # a story may tell of union density and ask of law
    intent = intent_of(
        text,
        countries=bool(named),
        instruments=bool(codes) or any(u.what.startswith("instrument") for u in unheld),
        topics=bool(found_topics),
        indicators=bool(indicators),
        references=references,
    )
    if not question.country:
        unknown += _strange(focus, bool(named), bool(indicators))
    if not (codes or unheld):
        unheld = _strange_text(focus, bool(found_topics))
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


def _references(text: str, focus: str) -> References:
    """Read what is referred to; years of a story are not the period of its question."""
    asking = parse_references(focus)
    return replace(
        parse_references(text), years=asking.years, since=asking.since, until=asking.until
    )


def _asks_minimum_age(text: str) -> bool:
    """Whether a text asks for the age declared for work in general, not for hazardous work."""
    return bool(_MINIMUM_AGE.search(text)) and not (FINDS.search(text) or _HAZARDS.search(text))


_HAZARDS = re.compile(r"\bhazard|\bdanger|\bpeligr", re.IGNORECASE)
_MINIMUM_AGE = re.compile(
    r"\bminimum (?:working )?age\b(?! (?:to|for|of) (?:marr|vot|driv|drink|retire|pension))"
    r"|\bâge minim(?:um|al)\b|\bedad mínima\b",
    re.IGNORECASE,
)

# On this helpdesk "the Constitution", with no State named, is that of the Organisation.
_CONSTITUTION = re.compile(r"\b(?:constitution|constitución)\b", re.IGNORECASE)


# Texts that are no Conventions of the ILO, or that are named in a way that is not understood.
_TEXT = re.compile(
    r"(?P<name>\b(?:[A-Z0-9][\w'’-]*\s(?:of\s|on\s|the\s|for\s)*)*"
    r"(?:Declaration|Covenant|Guidelines|Principles|Charter|Statute|Agreement|Treaty|Déclaration|"
    r"Pacte|Charte|Accord|Declaración|Pacto|Carta|Acuerdo|Tratado)\b[^?.,;]{0,60})"
    r"|(?i:\b(?:the|la|el)\s)(?P<titled>(?:Convention|Convenio|Convención|Protocol|Protocole|"
    r"Protocolo)\s(?:on|of|against|for|concerning|to|sur|relative|contre|de|sobre|contra|des)"
    r"\s[^?.,;]{3,80})"
    r"|(?P<numbered>\b[Cc]onven(?!tion\b|io\b)\w+\s(?:n\W{0,3}\s?)?\d{1,3}\b|\bKonvensi\s\d{1,3}\b)"
)


_LONG_TITLE = 45  # characters; "the Convention on child labour" names a topic, no more


def _strange_text(text: str, topics_named: bool) -> tuple[Unknown, ...]:
    """Return the text that a question on ratification names and that no catalogue has."""
    match = _TEXT.search(text) if RATIFIES.search(text) else None
    if (
        match is None
        or NAMES_MNE.search(match.group())
        or (match["titled"] and topics_named and len(match["titled"]) < _LONG_TITLE)
    ):
        return ()
    return (Unknown("text", match[match.lastgroup or 0].strip()),)


def _strange(text: str, named: bool, indicators: bool) -> tuple[Unknown, ...]:
    name = strange_subject(text) if RATIFIES.search(text) else None
    place = NOT_STATES.search(text)
    if not named and place and RATIFIES.search(text):
        name = place.group()
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
    titles += [match.span() for match in NOT_STATES.finditer(text)]
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
