"""Whose words notes use: runs shared with the sources, titles as catalogued, reading ease."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from knowledge.instruments import all_instruments

RUN = 12  # words in a row that count as copied
_YEAR_ON = re.compile(r", \d{4}\b.*$")
_WORD = re.compile(r"[^\W_]+")
_TITLE = re.compile(
    r"(?P<title>[A-Z][\w'’(),; -]{3,120}? (?:Convention|Recommendation|Protocol)(?: \(Revised\))?),"
    r" (?P<year>\d{4}) \(No\. (?P<number>\d+)\)"
)
# Without its title, and in French and Spanish: kind, number and year have to agree.
_DATED = re.compile(
    r"(?P<kind>Convention|Recommendation|Protocol) No\. (?P<number>\d+) of (?P<year>\d{4})"
    r"|(?P<kind_fr>[Cc]onvention|[Rr]ecommandation) \(n° ?(?P<number_fr>\d+)\)[^.;\[]{0,80}?,"
    r" (?P<year_fr>\d{4})"
    r"|(?P<kind_es>[Cc]onvenio|[Rr]ecomendación) [^.;\[]{3,80}?, (?P<year_es>\d{4})"
    r" \(núm\. ?(?P<number_es>\d+)\)"
)
_KINDS = {"convenio": "Convention", "recommandation": "Recommendation"}
_KINDS |= {"recomendación": "Recommendation"}


def folded(text: str) -> list[str]:
    """Return a text's words without case and punctuation."""
    return [word.casefold() for word in _WORD.findall(text)]


@lru_cache(maxsize=2)
def shared_runs(shared: Path) -> frozenset[int]:
    """Return the hash of every run of twelve words in the texts below the shared folder."""
    return frozenset(run for text in _texts(shared) for run in _runs(folded(text)))


def _texts(shared: Path) -> Iterator[str]:
    for paper in sorted((shared / "seeds").glob("*.txt")):
        yield paper.read_text("utf-8")
    for file in sorted((shared / "data").rglob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            if line.strip():
                yield from (value for value in json.loads(line).values() if isinstance(value, str))


def _runs(words: list[str]) -> Iterator[int]:
    return (hash(tuple(words[at : at + RUN])) for at in range(len(words) - RUN + 1))


def copied(text: str, runs: frozenset[int]) -> str:
    """Return the first run of twelve words that a source has too, "" for none.

    Titles of instruments do not count: they are taken out first.
    """
    words = folded(_without_titles(text))
    for at, run in enumerate(_runs(words)):
        if run in runs:
            return " ".join(words[at : at + RUN])
    return ""


def _without_titles(text: str) -> str:
    for title in _titles():
        if title in text:
            text = text.replace(title, " … ")
    return text


def _titles() -> Iterable[str]:
    return (_undated(each.title) for each in all_instruments())


def _undated(title: str) -> str:
    return _YEAR_ON.sub("", title)


def wrong_titles(text: str) -> list[str]:
    """Return instruments that a text names with another title or year than the catalogue's."""
    wrong = []
    for found in _TITLE.finditer(text):
        kind = next(k for k in ("Convention", "Recommendation", "Protocol") if k in found["title"])
        known = [
            each
            for each in all_instruments()
            if each.number == int(found["number"]) and each.kind == kind
        ]
        right = any(
            found["title"].endswith(_undated(each.title)) and each.year == int(found["year"])
            for each in known
        )
        if not right and (known or kind == "Convention"):
            wrong.append(found.group())
    return wrong + [found.group() for found in _DATED.finditer(text) if not _is_dated(found)]


def _is_dated(found: re.Match[str]) -> bool:
    kind, number, year = (each for each in found.groups() if each)
    if found["kind_es"]:  # in Spanish the year comes first
        number, year = year, number
    named = _KINDS.get(kind.casefold(), kind.capitalize())
    known = [each for each in all_instruments() if (each.number, each.kind) == (int(number), named)]
    return any(each.year == int(year) for each in known) or (not known and named != "Convention")


_VOWELS = re.compile(r"[aeiouy]+")


def reading_ease(text: str, sentence_count: int) -> float:
    """Return the Flesch reading ease of an English text: 60 to 70 is plain, below 30 hard.

    Source: R. Flesch, A new readability yardstick, Journal of Applied Psychology 32 (1948).
    """
    words = folded(text)
    if not words or not sentence_count:
        return 0.0
    syllables = sum(_syllables(word) for word in words)
    return 206.835 - 1.015 * len(words) / sentence_count - 84.6 * syllables / len(words)


def _syllables(word: str) -> int:
    found = len(_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and found > 1
    return max(1, found - silent)
