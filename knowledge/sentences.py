"""Where sentences begin and end, by offsets, so that a quote is a slice of the stored text."""

from __future__ import annotations

import re

# A full stop after one of these does not end a sentence (EN, FR, ES).
_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        "no nos art arts para paras p pp vol ch sec fig e.g i.e cf vs etc al mr mrs ms dr prof st "
        "núm núms num n° nº ed eds u.s u.k jan feb mar apr jun jul aug sep sept oct nov dec "
        "inc ltd co corp approx dept gov c r gb rev ibid op cit",
    )
)
# A run of marks is tried once, at its first: leader dots by the thousand must not cost more.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)|\n+")
_LAST_WORD = re.compile(r"([\w.°º]+)$")


def _ends_sentence(text: str, end: int, mark: str) -> bool:
    if "\n" in mark:
        return True
    if mark[0] != ".":
        return True
    word = _LAST_WORD.search(text[max(0, end - 24) : end].rstrip(" "))
    if word is None:
        return True
    last = word.group(1).lower()
    if last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha()):
        return False
    following = text[end + len(mark) : end + len(mark) + 8].lstrip()
    return not following[:1].islower()


def sentences(text: str, start: int = 0, end: int | None = None) -> tuple[tuple[int, int], ...]:
    """Return (start, end) offsets of the sentences of text[start:end], trimmed of white space.

    A line break always ends a sentence: stored texts keep one paragraph per line.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(text, start, end):
        if not _ends_sentence(text, match.start(), match.group()):
            continue
        _append(spans, text, begin, match.end())
        begin = match.end()
    _append(spans, text, begin, end)
    return tuple(spans)


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
