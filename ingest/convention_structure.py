"""The structure of a treaty text: its instruments, articles, annexes and paragraphs.

Pure functions from cleaned lines to text and sections.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.convention_lines import Line, Shape
from knowledge.documents import Section, slug

ROMAN = r"[IVXLC]+"
ARTICLE = re.compile(rf"(?:Article|Artikel|Art\.?)\s*(\d{{1,3}}|{ROMAN})\.?", re.I)
CODE = re.compile(r"(Regulation|Standard|Guideline)\s+([AB]?\d+(?:\.\d+)+)(?:\s*[–-]\s*(.+))?")
GROUPING = re.compile(rf"(Part|Title|Chapter|Deel)\s+({ROMAN}|\d{{1,3}})\.?|({ROMAN})\.?", re.I)
ANNEX = re.compile(r"(?:Supplementary )?(?:Annex|Schedule|Appendix)\b.{0,60}", re.I)
ATTESTATION = re.compile(r"\(?The foregoing is the authentic text")
RECOMMENDATION = re.compile(
    r"Recommendation (?:No\. )?(\d{1,3})|Recommendation concerning .+", re.I
)
PREAMBLE = re.compile(r"\s*preamble\b[.:]?\s*|\s*PREAMBLE(?=[A-Z])", re.I)
NUMBERED = re.compile(r"(\d{1,2})\.\s|\((\d{1,2})\)\.\s|(\d{1,2})\s(?=[A-Z])")
SECTION_OF_ANNEX = re.compile(r"([IVX]+)(?=[A-Z][a-z])")


def split_instruments(lines: Iterable[Line]) -> list[list[Line]]:
    """Divide the lines at each appended Recommendation; the first list is the instrument's own."""
    found: list[list[Line]] = [[]]
    for line in lines:
        heading = line.shape in (Shape.MAJOR, Shape.MINOR)
        starts = heading and RECOMMENDATION.fullmatch(line.text) is not None
        continues = len(found[-1]) == 1 and len(found) > 1
        if starts and not continues and found[-1]:
            found.append([])
        found[-1].append(line)
    return found


def arabic(numeral: str) -> str:
    """Give a Roman or Arabic numeral in Arabic digits."""
    if numeral.isdigit():
        return str(int(numeral))
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in numeral.upper()]
    pairs = pairwise([*values, 0])
    return str(sum(-value if value < after else value for value, after in pairs))


def sentence_case(title: str) -> str:
    """Give a title set in capitals as a sentence; leave other titles alone."""
    return title.capitalize() if title.isupper() and len(title) > 3 else title


def _numbering(word: str) -> bool:
    """Say whether a word of an annex's name is its number or letter: "II", "A5-I"."""
    return re.fullmatch(rf"{ROMAN}|[A-Z]|.*\d.*", word) is not None


@dataclass(frozen=True, slots=True)
class Unit:
    """An article, annex or the like: how it is cited, and whether its paragraphs count."""

    locator: str
    part: str
    heading: str
    numbered: bool = True
    brackets: bool = True  # "Article 2(1)"; otherwise "Title 5, para. 1"
    written: bool = True  # its heading is a line of the text
    lazy: bool = False  # ... from its first text on

    def paragraph(self, number: int) -> tuple[str, str]:
        """Give locator and part of one of its numbered paragraphs."""
        if self is PARAGRAPHS:
            return f"Paragraph {number}", f"para-{number}"
        locator = f"({number})" if self.brackets else f", para. {number}"
        return self.locator + locator, f"{self.part}-{number}"


OPENING = Unit("Preamble", "preamble", "Preamble", numbered=False, written=False)
CLOSING = Unit("Authentic text", "authentic-text", "Authentic text", False, written=False)
PARAGRAPHS = Unit("", "", "", written=False)


def _opens(line: Line) -> bool:
    """Say whether the title ends before this line."""
    if line.shape is Shape.MAJOR:
        return RECOMMENDATION.fullmatch(line.text) is None
    starts = line.text.startswith("The General Conference") or PREAMBLE.match(line.text)
    return line.shape is Shape.TEXT and bool(starts)


@dataclass
class Composer:
    """Builds one instrument's text and sections from its cleaned lines, in order."""

    recommendation: bool = False
    blocks: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    length: int = 0
    grouping: str = ""
    group: str = ""
    groupings: int = 0
    annex: Unit | None = None
    unit: Unit = OPENING
    pending: str = ""
    number: int = 0
    bare: str = ""

    def compose(self, lines: list[Line]) -> tuple[str, tuple[Section, ...]]:
        """Give the text and its sections."""
        rest = self._title(lines)
        index = 0
        while index < len(rest):
            line = rest[index]
            index += 1
            if line.shape is Shape.MAJOR:
                index += self._major(line.text, rest[index : index + 2])
            elif line.shape is Shape.MINOR:
                self._minor(line.text)
            else:
                self._text(line)
        return "".join(self.blocks), tuple(self.sections)

    def _title(self, lines: list[Line]) -> list[Line]:
        """Write the title lines; give the lines from the preamble on."""
        opening = next((i for i, line in enumerate(lines) if _opens(line)), None)
        if opening is None:
            opening = next((i for i, line in enumerate(lines) if line.shape is Shape.TEXT), 0)
        for line in lines[:opening]:
            self._write(line.text)
        rest = lines[opening:]
        word = PREAMBLE.match(rest[0].text) if rest else None
        if not word:
            return rest
        self._write("Preamble")
        text = rest[0].text[word.end() :]
        return [Line(Shape.TEXT, text), *rest[1:]] if text else rest[1:]

    def _write(self, text: str, *, row: bool = False) -> tuple[int, int]:
        """Append one paragraph, heading or table row; give its offsets."""
        gap = "" if not self.blocks else "\n" if row else "\n\n"
        start = self.length + len(gap)
        self.blocks.append(gap + text)
        self.length = start + len(text)
        return start, self.length

    def _enter(self, unit: Unit) -> None:
        """Begin a unit; an article's heading waits for text, so that none stands empty."""
        self.unit, self.number, self.bare, self.pending = unit, 0, "", ""
        if unit.lazy:
            self.pending = unit.heading
        elif unit.written:
            self._write(unit.heading)

    def _major(self, title: str, after: list[Line]) -> int:
        """Take in a "###" heading; gives 1 where it took the "####" heading after it too."""
        subtitle = after[0].text if after and after[0].shape is Shape.MINOR else ""
        article, code, grouping = (
            pattern.fullmatch(title) for pattern in (ARTICLE, CODE, GROUPING)
        )
        if article:
            # A "####" heading between two articles begins a group; before text it is a title.
            own = subtitle if after[-1:] and after[-1].shape is Shape.TEXT else ""
            return self._article(article[1], own)
        if code:
            return self._code(code, subtitle)
        if self.recommendation and title.rstrip(".").isdigit():
            self.bare = title.rstrip(".") + "."
        elif ANNEX.fullmatch(title):
            return self._annex(title, subtitle)
        elif grouping:
            return self._grouping(grouping, subtitle)
        else:
            self._minor(title)
        return 0

    def _article(self, numeral: str, title: str) -> int:
        number = arabic(numeral)
        shown = numeral.upper() if not numeral.isdigit() else number
        locator, part = f"Article {shown}", f"article-{number}"
        heading = f"{locator}. {sentence_case(title)}" if title else locator
        if self.annex is not None:
            locator, part = f"{self.annex.locator}, {locator}", f"{self.annex.part}-{part}"
        self._enter(Unit(locator, part, heading, lazy=True))
        return 1 if title else 0

    def _code(self, code: re.Match[str], subtitle: str) -> int:
        title = code[3] or (subtitle.lstrip("–- ") if subtitle.startswith(("–", "-")) else "")
        locator = f"{code[1]} {code[2]}"
        heading = f"{locator} – {title}" if title else locator
        self._enter(Unit(locator, locator.lower().replace(" ", "-"), heading))
        return 0 if code[3] or not title else 1

    def _annex(self, title: str, subtitle: str) -> int:
        words = title.rstrip(": ").split()
        locator = " ".join(word if _numbering(word) else word.capitalize() for word in words)
        locator = locator.replace(" To ", " to ")
        numeral = re.fullmatch(rf"(.+) ({ROMAN})", locator)
        part = slug(f"{numeral[1]}-{arabic(numeral[2])}" if numeral else locator)
        heading = f"{locator}. {sentence_case(subtitle)}" if subtitle else locator
        self.annex = Unit(locator, part, heading, numbered=False)
        self.group = ""
        self._enter(self.annex)
        return 1 if subtitle else 0

    def _grouping(self, match: re.Match[str], subtitle: str) -> int:
        name = {"Deel": "Part"}.get((match[1] or "").capitalize(), (match[1] or "").capitalize())
        numeral = (match[2] or match[3]).upper()
        number = int(arabic(numeral))
        if self.annex is not None and number != self.groupings + 1:
            self._minor(f"{name} {numeral}".strip())
            return 0
        # A Part that carries on the body's count ends a schedule set between two Parts.
        self.annex, self.groupings, self.group = None, number, ""
        label = f"{name} {numeral}".strip()
        self.grouping = f"{label}. {sentence_case(subtitle)}" if subtitle else label
        self._write(self.grouping)
        self._enter(self._loose(label, slug(f"{name}-{number}" if name else label)))
        return 1 if subtitle else 0

    def _loose(self, locator: str, part: str) -> Unit:
        """The unit of text that stands under a heading and in no article."""
        if self.recommendation:
            return PARAGRAPHS
        return Unit(locator, part, "", brackets=False, written=False)

    def _minor(self, title: str) -> None:
        self.group = sentence_case(title)
        self._write(self.group)
        if self.annex is not None:
            self._enter(Unit(self.annex.locator, self.annex.part, "", False, written=False))
        else:
            name = "Explanatory Note" if title.startswith("Explanatory Note") else self.group
            self._enter(self._loose(name, slug(name) or "text"))

    def _flush(self) -> None:
        if self.pending:
            self._write(self.pending)
            self.pending = ""

    def _text(self, line: Line) -> None:
        """Take in a paragraph or table row: a section of its own, or more of the last one."""
        text = line.text
        if ATTESTATION.match(text):
            self._enter(CLOSING)
        numeral = None if self.unit.numbered else SECTION_OF_ANNEX.match(text)
        if self.annex is not None and numeral:
            self._annex_section(self.annex, numeral[1])
            text = text[numeral.end() :]
        if self.bare:
            text, self.bare = f"{self.bare} {text}", ""
        elif self._counts() and re.fullmatch(r"\d{1,2}\.", text):
            self.bare = text
            return
        if self.unit is OPENING and self._counts() and NUMBERED.match(text):
            self._enter(PARAGRAPHS)
        for piece in self._run_on(text):
            self._place(piece, row=line.shape is Shape.ROW)

    def _counts(self) -> bool:
        """Say whether a number may begin a paragraph here."""
        return self.unit.numbered or (self.recommendation and self.unit is OPENING)

    def _annex_section(self, annex: Unit, numeral: str) -> None:
        locator, part = f"{annex.locator}, {numeral}", f"{annex.part}-part-{arabic(numeral)}"
        self._enter(Unit(locator, part, numeral, numbered=False))

    def _run_on(self, text: str) -> list[str]:
        """Divide a paragraph where the next one's number stands within it."""
        number = self._numbers(text) or self.number
        if not number:
            return [text]
        return re.split(rf"(?<=[.;:]) (?={number + 1}\. [A-Z])", text, maxsplit=1)

    def _numbers(self, text: str) -> int:
        """Give the number of the paragraph that this text begins, or 0."""
        match = NUMBERED.match(text) if self.unit.numbered else None
        if not match:
            return 0
        number = int(match[1] or match[2] or match[3])
        follows = number == self.number + 1 if match[3] else number > self.number
        return number if follows else 0

    def _place(self, text: str, *, row: bool) -> None:
        self._flush()
        number = self._numbers(text)
        locator, part = self.unit.locator, self.unit.part
        if number:
            self.number = number
            locator, part = self.unit.paragraph(number)
        last = self.sections[-1] if self.sections else None
        start, end = self._write(text, row=row and last is not None and last.end == self.length)
        path = self._path()
        if last and not number and last.headings == path and self._same(last):
            self.sections[-1] = Section(last.start, end, last.locator, path, last.part)
        else:
            locator, part = locator or self.group or "Text", part or "text"
            self.sections.append(Section(start, end, locator, path, part))

    def _same(self, last: Section) -> bool:
        """Say whether the unit's text so far ends in this section."""
        if self.number:
            return last.part == self.unit.paragraph(self.number)[1]
        return last.part == (self.unit.part or "text")

    def _path(self) -> tuple[str, ...]:
        annex = self.annex
        outer = annex.heading if annex is not None else self.grouping
        own = self.unit.heading if self.unit is not annex else ""
        if self.unit in (OPENING, CLOSING):
            outer, group = "", ""
        else:
            group = self.group
        return tuple(heading for heading in (outer, group, own) if heading)


def compose(lines: list[Line], *, recommendation: bool = False) -> tuple[str, tuple[Section, ...]]:
    """Give the text of one instrument and its sections."""
    return Composer(recommendation=recommendation).compose(lines)
