"""Topics: the fundamental principles and rights at work, the MNE Declaration's subjects, and more.

Each topic has its names and the terms people use for it in English, French and Spanish. Terms are
found as whole words, whatever their case and accents, the longest first: "child labour inspection"
speaks of child labour, "discrimination antisyndicale" of freedom of association alone.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parent / "catalogue" / "topics.toml"
LANGUAGES = ("en", "fr", "es")
# Topics that name the procedure or the frame of a matter, not the matter.
FRAME = frozenset({"due-diligence", "supply-chains", "general-policies", "operational-tools"})
FREQUENT = 3  # a text that names a topic this often is about it

# A punctuation mark is a token too, so that no term is found across the end of a clause.
_TOKEN = re.compile(r"[a-z0-9]+|[.,;:!?()]")


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic.

    `names` and `terms` are by language. `instruments` are the codes of the main instruments on
    it. `mne_paragraphs` is its range in the MNE Declaration ("26-27"), "" where it has none of
    its own; show it as to be confirmed against the published text.
    """

    id: str
    names: dict[str, str]
    terms: dict[str, tuple[str, ...]]
    instruments: tuple[str, ...] = ()
    mne_paragraphs: str = ""
    fundamental: bool = False

    def named(self, language: str) -> str:
        """The topic's name in this language, or in English where it has none."""
        return self.names.get(language, self.names["en"])


@cache
def all_topics() -> tuple[Topic, ...]:
    """All topics, in the catalogue's order: fundamental principles first."""
    with CATALOGUE.open("rb") as file:
        return tuple(_topic(row) for row in tomllib.load(file)["topic"])


def by_id(id: str) -> Topic | None:
    """The topic of this id, or None."""
    return _by_id().get(id)


def by_instrument(code: str) -> tuple[str, ...]:
    """Ids of the topics that this instrument is a main instrument of."""
    return tuple(topic.id for topic in all_topics() if code in topic.instruments)


def mentions(text: str) -> tuple[str, ...]:
    """Ids of the topics named in the text in any language, in the order they are first named."""
    return tuple(_counts(text))


def about(title: str, text: str) -> tuple[str, ...]:
    """Ids of the topics a document is about: named in its title, or often in its text."""
    often = (topic for topic, count in _counts(text).most_common() if count >= FREQUENT)
    return tuple(dict.fromkeys((*mentions(title), *often)))


def expansions(topic_id: str, language: str) -> tuple[str, ...]:
    """The topic's name and terms in this language; empty for an unknown topic or language."""
    topic = by_id(topic_id)
    if topic is None or language not in topic.names:
        return ()
    return tuple(dict.fromkeys((topic.names[language], *topic.terms[language])))


def _topic(row: dict[str, Any]) -> Topic:
    return Topic(
        id=row["id"],
        names={language: row["names"][language] for language in LANGUAGES},
        terms={language: tuple(row["terms"][language]) for language in LANGUAGES},
        instruments=tuple(row["instruments"]),
        mne_paragraphs=row["mne_paragraphs"],
        fundamental=row.get("fundamental", False),
    )


@cache
def _by_id() -> dict[str, Topic]:
    return {topic.id: topic for topic in all_topics()}


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    return _TOKEN.findall("".join(c for c in plain if not unicodedata.combining(c)))


def _with_plural(term: str) -> Iterable[str]:
    yield term
    if not term.endswith("s"):
        yield term + "s"


_Terms = dict[str, list[tuple[list[str], tuple[str, ...]]]]


@cache
def _terms_by_first_word() -> _Terms:
    """For each first word, the terms that begin with it, longest first, and their topics.

    A look-up by word is faster by far than a regular expression of a thousand alternatives.
    """
    topics: dict[tuple[str, ...], dict[str, None]] = {}
    for topic in all_topics():
        for term in (*topic.names.values(), *(t for ts in topic.terms.values() for t in ts)):
            for form in _with_plural(term):
                words = tuple(word for word in _tokens(form) if word.isalnum())
                topics.setdefault(words, {})[topic.id] = None
    index: _Terms = {}
    for words, ids in sorted(topics.items(), key=lambda item: -len(item[0])):
        index.setdefault(words[0], []).append((list(words), tuple(ids)))
    return index


def _counts(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    tokens, terms, at = _tokens(text), _terms_by_first_word(), 0
    while at < len(tokens):
        length = 1
        for words, topics in terms.get(tokens[at], ()):
            if tokens[at : at + len(words)] == words:
                counts.update(topics)
                length = len(words)
                break
        at += length
    return counts
