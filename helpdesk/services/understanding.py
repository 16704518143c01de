"""What a question is about: language, countries, instruments, places in texts, topics, intent.

Plain rules over exact names: nothing is guessed from likeness. What a question names and we do
not know is kept under `unknown`, so that the reply can say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from helpdesk.services.intents import Intent, intent_of
from helpdesk.services.language import detect
from helpdesk.services.replies import Meant
from index.request import MAX_QUESTION
from knowledge import countries, instruments, statistics, topics
from knowledge.countries import Country
from knowledge.errors import BadInput
from knowledge.references import References, parse_references

LANGUAGES = ("en", "fr", "es")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it came in; `country` (ISO-3), `instrument` and `topic` are the asker's own
    choices."""

    text: str
    language: str | None = None
    country: str | None = None
    instrument: str | None = None
    topic: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.text, str) or not self.text.strip():
            raise BadInput("the question is empty")
        if len(self.text) > MAX_QUESTION:
            raise BadInput(f"the question has {len(self.text):,} characters; at most 2,000")
        if self.language is not None and self.language not in LANGUAGES:
            raise BadInput(f"language {self.language!r} is not one of en, fr, es")
        for name in ("country", "instrument", "topic"):
            value = getattr(self, name)
            if value is not None and (not isinstance(value, str) or not 0 < len(value) <= 40):
                raise BadInput(f"{name} must be a short code")
        for name in ("text", "country", "instrument", "topic"):
            # JSON can write half a character; no database stores it.
            if any("\ud800" <= char <= "\udfff" for char in getattr(self, name) or ""):
                raise BadInput(f"the {name} is not valid Unicode text")


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
    named, unknown = _countries(question, text)
    codes, unheld = _instruments(question, text)
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
    if not named and intent in {Intent.RATIFICATION, Intent.INSTRUMENT_LIST, Intent.COUNTRY_LIST}:
        unknown += _strange_country(text)
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


def _countries(question: Question, text: str) -> tuple[tuple[Country, ...], tuple[Unknown, ...]]:
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
            names = " / ".join(country.name for country in mention.candidates)
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


# Where a ratification question has its subject: "Has X ratified", "¿Ha ratificado X", ...
_NAME = r"(?:the\s+|el\s+|la\s+|los\s+|le\s+|les\s+|l['’])?(?P<name>[\w.'’ -]{2,60}?)"
_SUBJECTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:has|have|did|had)\s+{_NAME}\s+(?:ever\s+|already\s+)?(?:ratif|denounc|sign|accept)",
        rf"\b(?:is|are|was)\s+{_NAME}\s+(?:still\s+|legally\s+)?(?:bound|a\s+party|party)\b",
        rf"\bha(?:n)?\s+(?:ratificado|denunciado)\s+{_NAME}\s+(?:el|la|los|las|C\d|Convenio)\b",
        rf"^\W*{_NAME}\s+(?:a|ont)(?:-t)?(?:-(?:il|elle|ils|elles))?\s+(?:ratifi|dénonc)",
        rf"\bratification\s+(?:by|of\s+\w+\s+by)\s+{_NAME}\s*[?.]?$",
    )
)
_GENERAL = re.compile(
    r"^(?:not|n['’]t|been|yet|ever|already|also|still|either|both|now|legally|no|pas|it|they|we|you|any|all|every|each|which|what|who|how|how many|states?|countries|country|"
    r"member states?|any (?:state|country)|(?:my|our|this|that|the) (?:country|state|government)|"
    r"qu[ei].*|quels?.*|combien.*|cuá.*|cua.*|[ée]tats?.*|pays.*|pa[ií]s.*|estados?.*|il|elle)\b",
    re.IGNORECASE,
)


def _strange_country(text: str) -> tuple[Unknown, ...]:
    """Return the name standing where a State should stand and that we do not know."""
    for pattern in _SUBJECTS:
        match = pattern.search(text)
        if match and not _GENERAL.match(match["name"]):
            name = match["name"].strip(" .'’-")
            if name and not countries.mentions(name) and not instruments.mentions(name):
                return (Unknown("country", name),)
    return ()
