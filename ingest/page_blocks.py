"""Paragraphs and headings of a web page that was saved as lines of text.

Such a text breaks its lines where the page's source did: after so many characters, around every
link, and between paragraphs. What follows tells these breaks apart. A break inside a sentence is
undone; a short line that no sentence runs through, above a paragraph, is a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CLOSING = ".,;:!?)]}»”%…’"
_OPENING = "([{“«’'‘/—"
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_LONGEST_HEADING = 110
_LONGEST_FRAGMENT = 60
_LONGEST_ENDING = 12  # a full stop, and quotes, brackets after it
_LONG_PARAGRAPH = 100
_LONGEST_RUN = 3  # more headings in a row are a list
_WIDEST_WRAP = 140  # lines longer than this are not broken by width
_NEARLY = 0.9  # of the width: indented source breaks its lines earlier
_NEAR = 5  # lines each way that show the width
# No heading ends with one of these; a line that does goes on (EN, FR, ES, MS).
_GOES_ON_WORDS = """
    a an and as at by for from in into is of on or than that the their to under with which à au
    aux avec ce ces dans de des du en et est la le les leur l’ ou par pour que qui sa ses son
    sur un une al como con del el entre es las los lo o para por se su sus una y e dan di dalam
    ke oleh pada untuk yang dari daripada dengan atau bagi
"""
_GOES_ON = frozenset(_GOES_ON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a heading above paragraphs, on one line."""

    text: str
    heading: bool


def blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    """Put a page's lines together as paragraphs and headings. The lines are trimmed."""
    lines = [line for line in lines if line]
    return tuple(_without_stray_headings(list(_marked(list(_joined(lines))))))


def _joined(lines: list[str]) -> Iterator[str]:
    if not lines:
        return
    block, is_first = lines[0], True
    for at in range(1, len(lines)):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        width = _wrap_width(lines[max(0, at - _NEAR) : at + _NEAR])
        title_ends = is_first and _opens_with_capital(lines[at]) and _may_be_heading(block)
        if title_ends or _breaks(block, lines[at - 1], lines[at], following, width):
            yield block
            block, is_first = lines[at], False
        else:
            block += _between(block, lines[at]) + lines[at]
    yield block


def _wrap_width(lines: list[str]) -> int:
    """The width at which these neighbouring lines were broken; 0 where they were not."""
    width = max(map(len, lines))
    return width if width <= _WIDEST_WRAP else 0


def _opens_with_capital(line: str) -> bool:
    return line.lstrip("¿¡«“\"' ")[:1].isupper()


def _between(block: str, line: str) -> str:
    closes = line[0] in _CLOSING and not line.startswith("...")
    return "" if closes or block[-1] in _OPENING else " "


def _breaks(block: str, last: str, line: str, following: str, width: int) -> bool:
    """Say whether a new block begins with `line`."""
    if line[0] in _CLOSING or block[-1] in _OPENING:
        return False
    if _ends_sentence(block):
        return not (block[-1] in ":;" and _ADDRESS.fullmatch(line)) and not (
            block[-1] in ";:." and line[0].islower() and _is_wrapped(last, line, width)
        )
    if line[0].islower() or line[0].isdigit() or line[0] == "(":
        return False
    if _is_wrapped(last, line, width) or _is_fragment(line, following, width):
        return False
    return _may_be_heading(block)


def _is_wrapped(last: str, line: str, width: int) -> bool:
    """Say whether the line was broken because its next word did not fit."""
    return bool(width) and len(last) + 1 + len(line.split(" ", 1)[0]) > width * _NEARLY


def _is_fragment(line: str, following: str, width: int) -> bool:
    """Say whether the line looks like a link's text inside a sentence that goes on after it."""
    if _ends_sentence(line) or not following:
        return False
    if following[0] in _CLOSING + "(":
        return True
    is_short = len(line) < _LONGEST_FRAGMENT and not _is_wrapped(line, following, width)
    return following[0].islower() and is_short


def _ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text[-_LONGEST_ENDING:]) is not None


def _may_be_heading(block: str) -> bool:
    if len(block) > _LONGEST_HEADING or not (block[0].isupper() or block[0] in "¿¡«“1234567890"):
        return False
    last_word = block.rsplit(" ", 1)[-1].lower()
    return last_word not in _GOES_ON and block[-1] not in ",–-" and not _ADDRESS.search(block)


def _marked(paragraphs: list[str]) -> Iterator[Block]:
    for at, text in enumerate(paragraphs):
        following = paragraphs[at + 1] if at + 1 < len(paragraphs) else ""
        asks = text.endswith("?") and len(following) > _LONG_PARAGRAPH
        heading = bool(following) and _may_be_heading(text) and (asks or not _ends_sentence(text))
        yield Block(text, heading)


def _without_stray_headings(found: list[Block]) -> Iterator[Block]:
    """Turn long runs of headings into paragraphs: they are lists. The title stays."""
    at = 0
    while at < len(found):
        run = at
        while run < len(found) and found[run].heading:
            run += 1
        stray = run - at > _LONGEST_RUN
        for block in found[at:run]:
            yield Block(block.text, block is found[0] or not stray)
        if run < len(found):
            yield found[run]
        at = run + 1
