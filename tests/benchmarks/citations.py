"""Asks questions made from what is held, and checks every citation from outside.

    python -m tests.benchmarks.citations --home HOME [--answers 200] [--seed 1]

Each cited document is fetched through `GET /api/v1/documents`; the quote must stand at its
offsets, and every date, number and name in a statement must stand in one of its quotes, locators
or titles, or be the country asked about. Nothing of the product's own checking is used.
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from helpdesk.app import create_app
from helpdesk.settings import Settings
from helpdesk.wiring import Parts
from knowledge import countries

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
}
_MONTH = {
    word.casefold()[:size]: number
    for names in MONTHS.values()
    for number, word in enumerate(names.split(), 1)
    for size in (3, 4, 5, 9, 10)
}
_DATE = re.compile(
    r"\b(\d{1,2})(?:er|st|nd|rd|th)? (?:de )?([A-Za-zéûà]{3,10})\.? (?:de )?(\d{4})\b"
)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_NUMBER = re.compile(r"\d[\d.,\u00a0\u202f ]*\d|\d")
_NAME = re.compile(r"(?<![.:!?“«\"] )(?<!^)\b[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*")
_TEMPLATES = {
    "ratification": (
        ("en", "Has {en} ratified {code}?"),
        ("en", "Is {en} bound by Convention No. {number}?"),
        ("en", "When did {en} ratify {code}?"),
        ("fr", "Est-ce que {fr} a ratifié la convention n° {number} ?"),
        ("es", "¿Ha ratificado {es} el Convenio núm. {number}?"),
    ),
    "country": (
        ("en", "Which Conventions has {en} ratified?"),
        ("fr", "Quelles conventions ont été ratifiées par {fr} ?"),
        ("es", "¿Qué convenios ha ratificado {es}?"),
    ),
    "instrument": (
        ("en", "Which States have denounced {code}?"),
        ("en", "Which member States have not ratified {code}?"),
    ),
    "article": (
        ("en", "What does {locator} of {code} say?"),
        ("es", "¿Qué dice el {articulo} del Convenio núm. {number}?"),
    ),
    "finding": (
        ("en", "What did the supervisory bodies say about {en}?"),
        ("en", "What did the supervisory bodies say about {code} in {en}?"),
        ("fr", "Qu'ont dit les organes de contrôle sur la convention n° {number} : {fr} ?"),
    ),
    "statistic": (
        ("en", "What is the SDG 8.8.2 score of {en}?"),
        ("en", "How did SDG 8.8.2 change in {en} between 2015 and 2020?"),
        ("en", "What is the trade union density of {en}?"),
    ),
    "paper": (("en", "What does paragraph {para} of {code} say?"),),
    "topic": (
        ("en", "What does the MNE Declaration expect of companies on {topic}?"),
        ("en", "What should a company do about {topic} in its supply chain?"),
    ),
}
_TOPICS = (
    "child labour", "forced labour", "freedom of association", "collective bargaining", "wages",
    "safety and health", "training", "discrimination", "grievances", "social security",
)  # fmt: skip


@dataclass
class Outcome:
    """What was asked, answered and found wrong."""

    asked: int = 0
    answered: int = 0
    right: int = 0  # answers all of whose citations and statements hold
    citations: int = 0
    statements: int = 0
    by_kind: dict[str, list[int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def check(parts: Parts, answers: int, seed: int = 1) -> Outcome:
    """Ask until `answers` questions were answered, and check each answer."""
    client = create_app(parts=parts).test_client()
    outcome = Outcome()
    held: dict[str, dict[str, Any]] = {}
    for kind, language, question in made_questions(parts, seed):
        if outcome.answered == answers:
            break
        reply = client.post("/api/v1/ask", json={"question": question, "language": language}).json
        assert reply is not None
        outcome.asked += 1
        tally = outcome.by_kind.setdefault(kind, [0, 0])
        tally[0] += 1
        if reply["status"] == "referred":
            if reply["sources"]:
                outcome.faults.append(f"{question}: referred, yet with sources")
            continue
        outcome.answered += 1
        tally[1] += 1
        faults = [f"{question}: {fault}" for fault in _faults(client, reply, held)]
        outcome.right += not faults
        outcome.faults += faults
        outcome.citations += len(reply["sources"])
        outcome.statements += len(reply["statements"])
    return outcome


def made_questions(parts: Parts, seed: int) -> Iterator[tuple[str, str, str]]:
    """Give kind, language and text of questions without end, kinds in turn."""
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    db = parts.library.searcher().db.conn
    pools = {
        "ratification": db.execute("select country, instrument from ratifications").fetchall(),
        "country": db.execute("select distinct country from ratifications").fetchall(),
        "instrument": db.execute("select distinct instrument from ratifications").fetchall(),
        "article": db.execute(
            "select upper(s.document), s.locator from sections s join documents d"
            " on d.id = s.document where d.kind = 'instrument' and s.locator like 'Article %'"
        ).fetchall(),
        "finding": _found(db),
        "statistic": db.execute(
            "select distinct country from statistics where indicator like '%882%'"
        ).fetchall(),
        "paper": db.execute(
            "select i.identifier, s.locator from sections s"
            " join document_identifiers i on i.document = s.document"
            " where i.identifier like 'GB.%' and s.locator like 'para. %'"
        ).fetchall(),
        "topic": [(topic,) for topic in _TOPICS],
    }
    while True:
        for kind, pool in pools.items():
            if pool:
                language, template = chance.choice(_TEMPLATES[kind])
                yield kind, language, template.format(**_filled(kind, chance.choice(pool)))


def _found(db: sqlite3.Connection) -> list[tuple[str, str]]:
    query = (
        "select c.country, i.instrument from findings f"
        " join document_countries c on c.document = f.document"
        " join document_instruments i on i.document = f.document"
    )
    return db.execute(query).fetchall()


def _filled(kind: str, row: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    if kind in ("ratification", "country", "finding", "statistic"):
        named = countries.by_code(row[0])
        assert named is not None, row
        values |= {"en": named.name, "fr": named.name_fr, "es": named.name_es}
    if kind in ("ratification", "finding"):
        values |= {"code": row[1], "number": row[1].lstrip("CPR0")}
    if kind == "instrument":
        values["code"] = row[0]
    if kind == "article":
        values |= {"code": row[0], "number": row[0].lstrip("CPR0"), "locator": row[1]}
        values["articulo"] = row[1].replace("Article", "artículo")
    if kind == "paper":
        values |= {"code": row[0], "para": row[1].removeprefix("para. ")}
    if kind == "topic":
        values["topic"] = row[0]
    return values


def _faults(
    client: FlaskClient, reply: dict[str, Any], held: dict[str, dict[str, Any]]
) -> Iterator[str]:
    sources = {source["n"]: source for source in reply["sources"]}
    if not reply["statements"] or not sources:
        yield "answered without a statement or a source"
    for source in sources.values():
        document = held.get(source["document"])
        if document is None:
            fetched = client.get(f"/api/v1/documents/{source['document']}")
            if fetched.status_code != 200:
                yield f"{source['document']} cannot be fetched"
                continue
            document = held[source["document"]] = fetched.json or {}
        if document["text"][source["start"] : source["end"]] != source["quote"]:
            yield f"the quote of source {source['n']} is not at its offsets"
        if not source["quote"].strip() or len(source["quote"]) > 600:
            yield f"the quote of source {source['n']} is empty or too long"
    cited = {number for statement in reply["statements"] for number in statement["citations"]}
    if cited != set(sources):
        yield f"cites {sorted(cited)}, lists {sorted(sources)}"
    for statement in reply["statements"]:
        if not statement["citations"]:
            yield f"without a citation: {statement['text']}"
        evidence = " ".join(
            f"{source['title']} {source['locator']} {source['quote']} {source['as_of'] or ''}"
            f" {source['date'] or ''}"
            for number in statement["citations"]
            if (source := sources.get(number)) is not None
        )
        for missing in sorted(unsupported(statement["text"], evidence)):
            yield f"{missing!r} of “{statement['text']}” is in no source of it"


def unsupported(statement: str, evidence: str) -> set[str]:
    """Return the dates, numbers and names of a statement that its evidence does not have."""
    missing = {f"{y}-{m}-{d}" for y, m, d in _dates(statement) - _dates(evidence)}
    rest, known = _without_dates(statement), _numbers(evidence)
    missing |= {number for number in _numbers(rest) if number not in known}
    borne_out = {country for found in countries.mentions(evidence) for country in found.candidates}
    for found in reversed(countries.mentions(rest)):
        if rest[found.start].islower():
            continue  # "la más antigua" names no country
        if borne_out.isdisjoint(found.candidates):
            missing.add(rest[found.start : found.end])
        rest = f"{rest[: found.start]}…{rest[found.end :]}"
    folded = _folded(evidence)
    missing |= {
        name for name in _NAME.findall(rest) if _folded(name) not in folded and not _formal(name)
    }
    return missing


def _dates(text: str) -> set[tuple[int, int, int]]:
    found = {(int(y), int(m), int(d)) for y, m, d in _ISO.findall(text)}
    for day, word, year in _DATE.findall(text):
        key = word.casefold()
        month = _MONTH.get(key) or _MONTH.get(key[:3])
        if month:
            found.add((int(year), month, int(day)))
    return found


def _without_dates(text: str) -> str:
    return _ISO.sub(" ", _DATE.sub(" ", text))


def _numbers(text: str) -> set[str]:
    """Return the numbers of a text without separators of thousands or trailing marks."""
    found = set()
    for number in _NUMBER.findall(text):
        for part in (number, *re.split(r"[ \u00a0\u202f,]", number)):
            plain = re.sub(r"[ \u00a0\u202f,]", "", part).strip(".")
            if plain:
                found.add(plain.lstrip("0") or "0")
                found.update(piece.lstrip("0") or "0" for piece in plain.split(".") if piece)
    return found


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


# Words of the frames that begin with a capital letter and name nothing that a source must bear.
_FRAME = frozenset(
    ("ILO", "OIT", "Convention", "Conventions", "Convenio", "Convenios", "Article", "Articles",
     "Member", "Members", "State", "States", "The", "Of", "None", "SDG", "MNE", "Declaration",
     "Observation", "CEACR", "Representation")
)  # fmt: skip


def _formal(name: str) -> bool:
    return all(word in _FRAME for word in name.split())


def main() -> None:
    """Print how many of the answers hold, and each fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--answers", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    outcome = check(
        Parts(Settings(home=options.home, rate_limit="")), options.answers, options.seed
    )
    for kind, (asked, answered) in outcome.by_kind.items():
        print(f"{kind:14} asked {asked:4} answered {answered:4}")
    print(
        f"{outcome.right} of {outcome.answered} answers hold;"
        f" {outcome.statements} statements, {outcome.citations} citations"
    )
    for fault in outcome.faults:
        print(f"- {fault}")


if __name__ == "__main__":
    main()
