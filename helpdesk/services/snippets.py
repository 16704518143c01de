"""The stretch of a passage that shows why it was found."""

from __future__ import annotations

import re

from index.analysis import terms
from knowledge.sentences import sentences

MAX_SNIPPET = 300
_WORD = re.compile(r"\w+")


def snippet(text: str, wanted: frozenset[str], language: str) -> str:
    """Return at most 300 characters of plain text around the wanted terms.

    Whole sentences, from the one with the most wanted terms on; a longer sentence is cut at
    words, marked with an ellipsis, and starts near the first wanted term.
    """
    spans = sentences(text)
    if not spans:
        return ""
    scores = [len(wanted.intersection(terms(language, text[start:end]))) for start, end in spans]
    at = scores.index(max(scores))
    start, end = spans[at]
    if end - start > MAX_SNIPPET:
        return _cut(text[start:end], wanted, language)
    for _, following in spans[at + 1 :]:
        if following - start > MAX_SNIPPET:
            break
        end = following
    return " ".join(text[start:end].split())


def _cut(sentence: str, wanted: frozenset[str], language: str) -> str:
    sentence = " ".join(sentence.split())
    room = MAX_SNIPPET - 4  # two ellipses with their spaces
    first = next(
        (word.start() for word in _WORD.finditer(sentence)
         if wanted.intersection(terms(language, word.group()))),
        0,
    )  # fmt: skip
    start = 0 if first < room // 2 else sentence.rfind(" ", 0, first - room // 4) + 1
    end = len(sentence)
    if end - start > room:
        cut = sentence.rfind(" ", start, start + room)
        end = cut if cut > start else start + room
    before, after = "… " if start else "", " …" if end < len(sentence) else ""
    return before + sentence[start:end].strip() + after
