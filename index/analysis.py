"""How words become terms: one Whoosh analyser per language, the same for passages and questions.

Accents are folded before stemming, so that "trabajo infantil en el algodon" finds "algodón".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import pairwise

from whoosh.analysis import (
    Analyzer,
    CharsetFilter,
    LowercaseFilter,
    RegexTokenizer,
    ShingleFilter,
    StemFilter,
    StopFilter,
    SubstitutionFilter,
)
from whoosh.lang import stemmer_for_language, stopwords_for_language
from whoosh.support.charset import accent_map

# Bump on any change that can alter the terms of an unchanged text.
VERSION = 2
LANGUAGES = ("en", "fr", "es")
OTHER = "xx"  # every other language: words as they are, no stemming

# One spelling for both shores: "labor", "organization" are stored as "labour", "organisation".
_AMERICAN = re.compile(
    r"^(labor|behavior|favor|color|honor)|(?<=\w{3})(iz)(?=e|i|a)|^(program)(?=s?$)"
)
_BRITISH = {"iz": "is", "program": "programme"}


def _british(match: re.Match[str]) -> str:
    found = match.group()
    return _BRITISH.get(found) or f"{found[:-2]}our"


_ELIDED = frozenset(("l", "d", "qu", "n", "s", "j", "m", "t", "c"))


def analysed_as(language: str) -> str:
    """Return the language whose analyser serves `language`."""
    return language if language in LANGUAGES else OTHER


@cache
def analyser(language: str) -> Analyzer:
    """Return the Whoosh analyser of a language ("en", "fr", "es" or "xx")."""
    chain = RegexTokenizer(r"\w+") | LowercaseFilter() | CharsetFilter(accent_map)
    if language == "en":
        chain = chain | SubstitutionFilter(_AMERICAN, _british)
    if language not in LANGUAGES:
        return chain
    stops = StopFilter(stoplist=_stop_words(language), minsize=1)
    return chain | stops | _stemmer(language)


def _stemmer(language: str) -> StemFilter:
    return StemFilter(lang=language, cachesize=200_000)


def _folding() -> dict[str, str]:
    return {chr(code): to for code, to in accent_map.items() if isinstance(to, str)}


_WORD = re.compile(r"\w+")  # as the analysers' tokenizer has it


def terms(language: str, text: str) -> list[str]:
    """Return the terms of a text, in order."""
    return [term for word in _WORD.findall(text) for term in _of_word(language, word)]


@lru_cache(200_000)
def _of_word(language: str, word: str) -> tuple[str, ...]:
    """Return a word's term, or none for a stop word: the analysers look at each word alone.

    It does what the analyser's filters do one after another, without a token for each: a
    question's words are new to a process, and Whoosh takes longer over them than search does.
    """
    word = word.lower().translate(accent_map)
    if language == "en":
        word = _AMERICAN.sub(_british, word)
    if language not in LANGUAGES:
        return (word,) if word else ()
    return () if not word or word in _stop_words(language) else (_stem(language)(word),)


@cache
def _stop_words(language: str) -> frozenset[str]:
    fold = {ord(char): to for char, to in _folding().items()}
    stops = {word.translate(fold) for word in stopwords_for_language(language)}
    return frozenset(stops | _ELIDED if language == "fr" else stops)


@cache
def _stem(language: str) -> Callable[[str], str]:
    stem: Callable[[str], str] = stemmer_for_language(language)
    return stem


@cache
def pair_analyser(language: str) -> Analyzer:
    """Return the analyser that gives neighbouring pairs of terms as single terms."""
    return analyser(language) | ShingleFilter(2, sep=" ")


def pairs(language: str, text: str) -> list[str]:
    """Return the neighbouring pairs of a text's terms, in order."""
    return [" ".join(pair) for pair in pairwise(terms(language, text))]
