"""The words that passages are written with, for "did you mean" by Whoosh's spell checker."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from whoosh.spelling import ListCorrector
from whoosh.support.levenshtein import damerau_levenshtein

from index.analysis import LANGUAGES, terms
from index.postings import Postings

WORDS = "words.txt"
# Bump on any change that can alter the words of an unchanged text.
VERSION = 1
_WORD = re.compile(r"[^\W\d_]{3,40}")
_FURTHEST = 2  # letters that may be wrong
_LEAST_LETTERS = 4  # of a word that is corrected


def words_of(text: str) -> set[str]:
    """Return the words a text is written with, in small letters."""
    return set(_WORD.findall(text.casefold()))


def keep(folder: Path, words: set[str]) -> None:
    """Add words to those in `folder`, whose file may be linked from an older generation.

    Words whose last passage went stay: a suggestion is made only of words that are found.
    """
    file = folder / WORDS
    if file.exists():
        held = set(file.read_text("utf-8").split("\n"))
        if words <= held:
            return
        words |= held
        file.unlink()
    file.write_text("\n".join(sorted(filter(None, words))), "utf-8")


_LEAST_SLIP, _LONG_SLIP = 5, 9  # letters


def did_you_mean(folder: Path, postings: Postings, text: str) -> str | None:
    """Return a text with the words that no passage has replaced by near ones that many have.

    None where every word is known, or none of the strange ones is near a known one.
    """
    corrected = _WORD.sub(lambda match: _nearest(folder, postings, match.group()), text)
    return corrected if corrected != text else None


def corrected(folder: Path, postings: Postings, text: str, knows: Callable[[str], bool]) -> str:
    """Return a text with its slips of the pen put right, and all else as it is.

    A slip is a lower-case word that no passage has and that is no word by `knows`; it becomes a
    known word that passages have, one letter off, or two in a long one.
    """

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        if len(word) < _LEAST_SLIP or word != word.casefold() or knows(word):
            return word
        if knows(word.removesuffix("s")) or _found(postings, word):
            return word
        furthest = 1 if len(word) < _LONG_SLIP else 2
        near = _corrector(folder).suggest(word, limit=20, maxdist=furthest, prefix=1)
        ranked = [
            (damerau_levenshtein(word, each, furthest), -share, each)
            for each in near
            if knows(each) and (share := _found(postings, each))
        ]
        return min(ranked)[2] if ranked else word

    return _WORD.sub(mended, text)


def _nearest(folder: Path, postings: Postings, written: str) -> str:
    word = written.casefold()
    if len(word) < _LEAST_LETTERS or _found(postings, word):
        return written
    near = _corrector(folder).suggest(word, limit=20, maxdist=_FURTHEST, prefix=1)
    ranked = [
        (damerau_levenshtein(word, each, _FURTHEST), -share, each)
        for each in near
        if (share := _found(postings, each))
    ]
    return min(ranked)[2] if ranked else written


def _found(postings: Postings, word: str) -> int:
    """Return how many passages have a word, in any language; 1 for a word that only joins."""
    most = 0
    for language in LANGUAGES:
        wanted = [(f"text_{language}", term) for term in terms(language, word)]
        most = max(most, *postings.holding(wanted)) if wanted else max(most, 1)
    return most


@lru_cache(2)
def _corrector(folder: Path) -> ListCorrector:
    return ListCorrector((folder / WORDS).read_text("utf-8").split("\n"))
