"""Documents and their sections: the text that every citation points into."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

SLUG = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


class Kind(StrEnum):
    """What a document is; the `kind` of a source in the JSON contract."""

    RATIFICATION = "ratification"
    FINDING = "finding"
    INSTRUMENT = "instrument"
    GUIDANCE = "guidance"
    STATISTIC = "statistic"
    DOCUMENT = "document"
    ANSWER = "answer"


class Trust(StrEnum):
    """How far a document may be used in an answer."""

    CITABLE = "citable"
    LOW = "low"  # a poor copy: found and shown, never cited


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document that no passage crosses: an article's paragraph, a table row.

    `start` and `end` are character offsets into the document's text. `locator` is what a
    reader would cite ("Article 2(1)", "para. 25"). `headings` is the path above it, outermost
    first. `part` names the same place for exact look-up ("article-2", "article-2-1",
    "para-25"); a part may recur where the source numbers twice.
    """

    start: int
    end: int
    locator: str
    headings: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """A source that a note rests on; its sentences cite it by `key` ("C138", "MNE").

    `locator` says where in it, "" for all of it. `confirmed`: its text was at hand and was read
    for this; otherwise what is said of it is general knowledge, still to be checked.
    """

    key: str
    title: str
    url: str | None
    locator: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Document:
    """One source text as stored, with what is known of it.

    `date` and `as_of` are ISO dates or their beginnings ("2021", "2021-06"). `date` is the
    document's own date; `as_of` is when its content was retrieved or held true. `identifiers`
    are exact names it answers to ("GB.347/INS/8", "C138", an item id). `note` says what kind of
    text it is where it is not the original ("summary in own words ...").
    `grounds` are the sources of a note in our own words, empty for an original text. `wordings`
    are other ways to ask the question that a note answers: they help to find it, no more.
    `by_meaning` is false for tables, which are found by words and facts only.
    """

    id: str
    kind: Kind
    title: str
    text: str
    sections: tuple[Section, ...]
    language: str = "en"
    url: str | None = None
    date: str | None = None
    as_of: str | None = None
    countries: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    note: str = ""
    publisher: str = ""
    trust: Trust = Trust.CITABLE
    by_meaning: bool = True
    grounds: tuple[Ground, ...] = ()
    wordings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not SLUG.fullmatch(self.id):
            raise ValueError(f"document id {self.id!r} is not a slug")
        for section in self.sections:
            if not 0 <= section.start < section.end <= len(self.text):
                raise ValueError(f"{self.id}: section {section.locator!r} is outside the text")


def slug(text: str) -> str:
    """Turn any text into a document id: lower-case ASCII letters, digits, dots, hyphens."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[-.]*-[-.]*|\.{2,}", "-", re.sub(r"[^a-z0-9.]+", "-", plain)).strip("-.")
