"""From the extracted text of a Governing Body paper to clean blocks, in reading order.

Two extractions are met. *Wrapped* text keeps the page's line breaks (some with a blank line
between every two lines) and begins a page with a space. *Flowed* text has one paragraph a line,
Markdown marks, and table rows with tabs. Both scatter page furniture among the sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

CODE = r"GB\.?\d{3}/[A-Z]{2,5}(?:/\w+)*(?:\((?:Rev|Add|Corr)\.?\d*\))*"

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_URL_LINE = re.compile(r"\s*<?(?:https?://|www\.)\S+\s*")
_WORD = re.compile(r"\w")
_TAG = re.compile(
    r"</?(?:p|ol|ul|li|br|table|thead|tbody|tr|td|th|div|span|b|i|em|strong|su[bp])\b[^<>]{0,200}>",
    re.IGNORECASE,
)
_CELL_BREAK = re.compile(r"</(?:p|li)>|<br ?/?>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]\n]{1,400})\]\([^()\s]{0,600}\)")
_STRONG = re.compile(r"\*\*([^*\n]+)\*\*")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])")
_ESCAPED = re.compile(r"\\([()\[\]$*_#.\-])")
_MARK = re.compile(r"(?:[▶►]|#{1,6}(?= ))\s*")
_ITEM = re.compile(r"(?:[•■▪●◦]|[–-](?= ))\s*|(?=\((?:[a-z]|[ivx]{1,5})\) )")
_LETTERED = re.compile(r"(?=\((?:[a-z]|[ivx]{1,5})\) )")
_HARD_BULLET = re.compile(r"\s*[•■▪●]")
_MATRIX = re.compile(r"(?:[Xx✓](?:\s+|$))+")
_CALENDAR = re.compile(r"(?:(?:Q[1-4]|20\d\d)(?:\s+|$)){4,}")
_NOTE = re.compile(r"(\d{1,2}) (?=[A-Z“\"(])")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED_NOTE = re.compile(r"([⁰¹²³⁴-⁹]{1,2})\s+")
_RAISED_MARK = re.compile(r" ?([⁰¹²³⁴-⁹]{1,2})(?=\s|$|[.,;:)])")
_NUMBERING_WORD = re.compile(
    r"\b(?:para|paras|paragraph|paragraphs|part|article|section|phase|volume|output|outputs|goal|"
    r"outcome|table|box|figure|chapter|item|no|nos|numéro|números?|párrafos?|paragraphes?)\.?$",
    re.IGNORECASE,
)

_NOTES_A_PAGE = 40
_PAGE = 400  # blocks: as far back as a footnote's mark is looked for
LONGEST = 6_000  # characters: no sentence is joined to more than this, so work stays linear


class Shape(StrEnum):
    """What a block looked like in the extraction."""

    TEXT = "text"
    MARKED = "marked"  # a heading by its mark
    ITEM = "item"  # a bullet or a lettered sub-item
    ROW = "row"  # a table row with tabs
    MATRIX = "matrix"  # the crosses or the calendar of a table
    NOTE = "note"  # a footnote


@dataclass(frozen=True, slots=True)
class Block:
    """One physical paragraph, its line breaks joined.

    `width` is the length of its last line, `cells` are those of a row, `note` is the number of a
    footnote, `raised` says that the number was a raised one.
    """

    text: str
    shape: Shape = Shape.TEXT
    width: int = 0
    cells: tuple[str, ...] = ()
    note: int = 0
    raised: bool = False

    @property
    def open(self) -> bool:
        """Whether the text stops in mid-sentence, or is a heading: no closing punctuation."""
        return not self.text[-9:].rstrip("\"'”’»)]").endswith((".", "!", "?", ";", ":", "…"))

    @property
    def lower(self) -> bool:
        """Whether the block begins with a small letter, as the rest of a sentence does."""
        return self.shape is Shape.TEXT and self.text[:1].islower()


@dataclass(frozen=True, slots=True)
class Paper:
    """The blocks of one paper; `wrapped` says that it kept the page's line breaks."""

    blocks: tuple[Block, ...]
    wrapped: bool


def paper_blocks(text: str) -> Paper:
    """Clean the extraction: page furniture and links dropped, line breaks joined."""
    lines = _without_rotated(_lines(text))
    length = sum(map(len, lines))
    wrapped = sum(len(line) for line in lines if len(line) > 200) * 2 < length
    groups = _groups(lines) if wrapped else [[line] for line in lines if line.strip()]
    words = frozenset(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))
    blocks: list[Block] = []
    last_note = 0
    for group in groups:
        for part in _split_group(group, last_note):
            block = _block(part, words, last_note)
            if block is not None:
                last_note = block.note or last_note
                blocks.append(block)
    return Paper(_without_marks(blocks), wrapped)


def _lines(text: str) -> list[str]:
    pages = [_INVISIBLE.sub("", page).split("\n") for page in text.split("\f")]
    furniture = _furniture(pages)
    lines: list[str] = []
    for page in pages:
        edge = {index for index, _ in _edges(page)} if len(pages) > 1 else set()
        if lines:
            lines.append("")
        for index, line in enumerate(page):
            plain = line.strip()
            page_mark = index in edge and (_shape(plain) in furniture or plain.isdigit())
            nothing = _URL_LINE.fullmatch(line) or not _WORD.search(plain)
            lines.append("" if page_mark or nothing else line)
    return lines


def _edges(page: list[str]) -> list[tuple[int, str]]:
    filled = [(index, line.strip()) for index, line in enumerate(page) if line.strip()]
    return filled[:2] + filled[2:][-2:]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line) if len(line) <= 120 else ""


def _furniture(pages: list[list[str]]) -> frozenset[str]:
    """Return the lines (numbers aside) that stand at the edge of most pages, three at least."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_shape(line) for _, line in _edges(page)} - {""})
    least = max(3, len(pages) // 2)
    return frozenset(shape for shape, count in counts.items() if count >= least)


def _without_rotated(lines: list[str]) -> list[str]:
    """Drop a page header set on its side: the document's number in a column of letters."""
    kept: list[str] = []
    run: list[str] = []
    for line in [*lines, "end of text"]:
        if len(line.strip()) <= 3:
            run.append(line)
            continue
        letters = "".join(piece.strip() for piece in run)
        rotated = len(letters) > 8 and re.search(r"GB\.?\d{3}[-/]", letters)
        kept += [""] if rotated else run
        kept.append(line)
        run = []
    return kept[:-1]


def _groups(lines: list[str]) -> list[list[str]]:
    """Group the lines of wrapped text; a blank line, a new page or a bullet parts them."""
    groups: list[list[str]] = []
    current: list[str] = []
    for line in lines:
        fresh = line[:1] == " " and not line.isspace()
        if not line.strip() or fresh or _HARD_BULLET.match(line) or "\t" in line:
            groups.append(current)
            current = []
        if line.strip():
            current.append(line)
    groups.append(current)
    return [group for group in groups if group]


def _split_group(group: list[str], last_note: int) -> list[list[str]]:
    """Split at footnotes that follow one another and after a line far short of the margin."""
    width = max(len(line) for line in group)
    parts: list[list[str]] = [[]]
    note = last_note
    for line in group:
        number = _note_number(line.strip(), note)
        previous = parts[-1][-1].strip() if parts[-1] else ""
        short = width > 90 and len(previous) * 2 < width and line.strip()[:1].isupper()
        if parts[-1] and (number or short):
            parts.append([])
        note = number or note
        parts[-1].append(line)
    return parts


def _note_number(line: str, last: int) -> int:
    match = _RAISED_NOTE.match(line) or _NOTE.match(line)
    number = int(match.group(1).translate(_RAISED)) if match else 0
    return number if number in (1, last + 1) else 0


def _block(lines: list[str], words: frozenset[str], last_note: int) -> Block | None:
    if len(lines) == 1 and "\t" in lines[0].strip("\n"):
        return _row(lines[0])
    text = _plain(_unwrapped([_SPACES.sub(" ", line).strip() for line in lines], words))
    if not text:
        return None
    if _MATRIX.fullmatch(text) or _CALENDAR.fullmatch(text):
        return Block(text, Shape.MATRIX)
    if number := _note_number(text, last_note):
        raised = text[0] not in "0123456789"
        return Block(text.split(" ", 1)[1].strip(), Shape.NOTE, note=number, raised=raised)
    if mark := _MARK.match(text):
        return Block(text[mark.end() :], Shape.MARKED) if text[mark.end() :] else None
    if mark := _ITEM.match(text):
        rest = text[mark.end() :]
        bare = not mark.group() or _LETTERED.match(rest)
        item = Block(rest if bare else f"• {rest}", Shape.ITEM, width=len(lines[-1].strip()))
        return item if rest else None
    return Block(text, width=len(lines[-1].strip()))


def _row(line: str) -> Block | None:
    cells = []
    for cell in line.split("\t"):
        pieces = (_plain(_SPACES.sub(" ", piece)) for piece in _CELL_BREAK.split(cell))
        cells.append("\n".join(piece for piece in pieces if piece))
    filled = [index for index, cell in enumerate(cells) if cell]
    if not filled:
        return None
    cells = cells[: filled[-1] + 1]
    text = _SPACES.sub(" ", " | ".join(cell.replace("\n", " ") for cell in cells)).strip()
    return Block(text, Shape.ROW, cells=tuple(cells))


def _plain(text: str) -> str:
    """Take Markdown marks and table tags away; any other markup stays as the text it is."""
    text = _TAG.sub(" ", text)
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", text))
    return _SPACES.sub(" ", _ESCAPED.sub(r"\1", text)).strip()


def _unwrapped(lines: list[str], words: frozenset[str]) -> str:
    pieces = [lines[0]]
    for line in lines[1:]:
        pieces[-1], between = _hyphenation(pieces[-1], line, words)
        pieces += [between, line]
    return "".join(pieces).replace("\u00ad", "")


def joined(first: str, second: str) -> str:
    """Join two stretches of one sentence; a hyphen at the seam stays, a soft one goes."""
    head, between = _hyphenation(first, second, frozenset())
    return head + between + second


def _hyphenation(first: str, second: str, words: frozenset[str]) -> tuple[str, str]:
    """Return the first line and what joins it to the second.

    A hyphen at the line's end stays ("cross-border") unless the text has the word whole
    elsewhere and never with the hyphen; a soft hyphen goes.
    """
    if first.endswith("\u00ad"):
        return first[:-1], ""
    head = re.search(r"([^\W\d_]{1,40})-$", first[-60:])
    tail = re.match(r"[^\W\d_]{1,40}", second)
    if not head or not tail or not tail.group().islower():
        return first, "" if head and tail else " "
    left, right = head.group(1).lower(), tail.group()
    if left + right in words and f"{left}-{right}" not in words:
        return first[:-1], ""
    return first, ""


def _without_marks(blocks: list[Block]) -> tuple[Block, ...]:
    """Take footnote marks out of the sentences where one stretch of text is surely the mark."""
    numbers = {block.note for block in blocks if block.note}
    kept = list(blocks)
    page = run = 0  # where the page's text and its footnotes begin
    for index, block in enumerate(blocks):
        if block.shape is not Shape.NOTE:
            kept[index] = _without_raised(block, numbers)
            continue
        if index and blocks[index - 1].shape is not Shape.NOTE:
            page, run = max(run, index - _PAGE), index
        if not block.raised and index - run < _NOTES_A_PAGE:
            _drop_mark(kept, range(page, run), block.note)
    return tuple(kept)


def _without_raised(block: Block, numbers: set[int]) -> Block:
    def drop(match: re.Match[str]) -> str:
        return "" if int(match.group(1).translate(_RAISED)) in numbers else match.group()

    text = _RAISED_MARK.sub(drop, block.text)
    return replace(block, text=text) if text and text != block.text else block


def _drop_mark(blocks: list[Block], page: range, number: int) -> None:
    mark = re.compile(rf"(?<=[^\W\d_]|[.,;:)”’\]]) {number}(?= ?[A-Za-z“(]| ?$| [A-Za-z“(])")
    found = [
        (index, match)
        for index in page
        if blocks[index].shape in (Shape.TEXT, Shape.ITEM)
        for match in mark.finditer(blocks[index].text)
        if not _NUMBERING_WORD.search(
            blocks[index].text[max(0, match.start() - 20) : match.start()]
        )
    ]
    if len(found) == 1:
        index, match = found[0]
        text = blocks[index].text
        rest = text[: match.start()] + text[match.end() :]
        blocks[index] = replace(blocks[index], text=_SPACES.sub(" ", rest).strip())
