"""The English lines of a treaty text, cleaned.

Input is the text form of the Dutch treaty database: headings marked "###" and "####", the
English body first, then a Dutch translation, Dutch notes in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import accumulate, dropwhile

# Words of one language that the other does not have ("in", "of", "over" are in both).
DUTCH = re.compile(
    r"\b(?:aan|alle|als|betreffende|bij|dat|de|den|der|deze|dit|door|een|haar|heeft|het|hun|kan"
    r"|leden|niet|nader|om|onder|ook|te|ter|tot|uit|van|verdrag|voor|welke|wordt|worden|zal|zich"
    r"|zijn|zoals|zullen)\b",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    r"\b(?:a|all|and|any|are|as|at|be|been|by|concerning|each|for|from|has|have|if|its|may"
    r"|members?|not|on|or|shall|should|such|than|that|the|their|this|to|under|which|with)\b",
    re.IGNORECASE,
)
# What the database notes on an article: in force later, amends another treaty, lapsed.
NOTE = re.compile(r"\s*(?:\d+\.\s*)?(?:Treedt in werking|Wijzigt|Vervallen)\b")

HEADING = re.compile(r"\s*(#{1,6})\s*(.*)")
EMPHASIS = re.compile(r"\*{1,3}([^*\n]+?)\*{1,3}")
LEADERS = re.compile(r"(?:\s?\.){4,}")
MARKER = re.compile(
    r"^(\(\w{1,5}\)\.?|\d{1,2}\.(?!\d)|\d{1,2}(?=[A-Z][a-z])|\d\)|[a-z]\)|[a-z]\.(?![a-z]\.)"
    r"|[IVX]+\.)\s*(?=\S)"
)
BREAK = re.compile(
    r"(?<=and)(?=[A-Z][a-z]+)|(?<=[a-z])(?=The [a-z])"
    r"|(?<=[A-Za-z)”][.;:,])(?=[A-Z][a-z]|IN FAITH)"
    r"|(?<=\S)\s*(?=\(?The foregoing is the authentic text)"
    r"|(?<=\S)\s*(?=The General Conference of the International Labour Organi[sz]ation, ?)"
    r"|(?<=[.”]) (?=IN FAITH WHEREOF)"
    r"|(?<=\band|..[,;]) (?=(?:Having|Considering|Noting|Recalling|Recogni[sz]ing|Mindful|Aware"
    r"|Desiring|Desirous|Reaffirming|Bearing|Taking|Emphasi[sz]ing|Adopts)\b)"
)
REPEATED = re.compile(r"^(\d{1,2}\.) \1 ")


class Shape(Enum):
    """What a cleaned line is."""

    MAJOR = auto()  # "### Article 2", "### PART I"
    MINOR = auto()  # "#### General provisions"
    TEXT = auto()
    ROW = auto()  # a row of a table


@dataclass(frozen=True, slots=True)
class Line:
    """One cleaned line of the English text."""

    shape: Shape
    text: str


def language_balance(line: str) -> int:
    """English words minus Dutch words; negative for Dutch, 0 for the database's notes."""
    if NOTE.match(line):
        return 0
    return len(ENGLISH.findall(line)) - len(DUTCH.findall(line))


def english_body(text: str) -> list[str]:
    """Give the raw lines of the English body: all up to where the Dutch translation begins.

    The cut is where English words before and Dutch words after are most, so that single Dutch
    notes in the English body do not end it. A Dutch title before the English is left out.
    """
    lines = list(dropwhile(_before_body, text.split("\n")))
    totals = list(accumulate(map(language_balance, lines)))
    best = max(totals, default=0)
    return lines[: totals.index(best) + 1] if best > 0 else []


def _before_body(line: str) -> bool:
    return not line.strip() or re.match(r"\s*##(?!#)", line) is not None


def is_dutch(line: str) -> bool:
    """Say whether a line is a Dutch note."""
    return NOTE.match(line) is not None or language_balance(line) < -1


def clean_text(line: str) -> Iterator[str]:
    """Give the paragraphs of one raw line, without marks, with sane spaces."""
    line = re.sub(r"\*{2,}", " ", EMPHASIS.sub(_plain, line))
    line = re.sub(r"\s+", " ", LEADERS.sub(" ... ", line)).strip()
    line = re.sub(r"(?<=[,;:])(?=\()|(?<=[a-z][,;])(?=[a-z])|(?<=\d:)(?=[A-Z])", " ", line)
    line = REPEATED.sub(r"\1 ", MARKER.sub(r"\1 ", line))
    yield from (part for part in map(str.strip, BREAK.split(line)) if part)


def _plain(match: re.Match[str]) -> str:
    """Give emphasised text without its marks, kept apart from the words around it."""
    start, end = match.span()
    before, after = match.string[max(start - 1, 0) : start], match.string[end : end + 1]
    left = " " if before.isalnum() or before in {",", ".", ";", ")"} else ""
    right = " " if after.isalnum() or after == "(" else ""
    return f"{left}{match[1]}{right}"


def clean(raw: Iterable[str]) -> Iterator[Line]:
    """Give the cleaned lines; Dutch notes, empty lines and table rules are left out."""
    for line in raw:
        heading = HEADING.fullmatch(line)
        if heading:
            title = " ".join(clean_text(heading[2])).strip("*# ")
            if title and not is_dutch(title):
                yield Line(Shape.MAJOR if len(heading[1]) < 4 else Shape.MINOR, title)
        elif line.strip().startswith("|"):
            cells = [" ".join(clean_text(cell)) for cell in line.strip().strip("|").split("|")]
            row = " | ".join(cell for cell in cells if cell.strip(":-. "))
            if row:
                yield Line(Shape.ROW, row)
        elif line.strip() and not is_dutch(line):
            yield from (Line(Shape.TEXT, text) for text in clean_text(line))
