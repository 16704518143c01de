"""Whoosh's query language over a generation: phrases, AND OR NOT, field:value, wildcards.

A query in it selects passages; what selects is exact, the order is that of search by words. A
text that uses none of its signs is a plain question and does not come here.
"""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query as whoosh_query
from whoosh.qparser import QueryParser
from whoosh.qparser.plugins import (
    FieldsPlugin,
    GroupPlugin,
    OperatorsPlugin,
    PhrasePlugin,
    PrefixPlugin,
    WhitespacePlugin,
    WildcardPlugin,
)

from index.analysis import LANGUAGES, OTHER, terms
from index.keyword import opened
from knowledge.errors import BadInput

MOST_EXPANDED = 500  # words that one wildcard may stand for
MOST_PARTS = 60  # words, phrases and signs of one query
FIELDS = ("title", "heading", "text", "id")
_SIGNS = re.compile(r"(?<=\w)\*|\b(?:AND|OR|NOT)\b|(?<!\w)(?:" + "|".join(FIELDS) + r"):\S|\w\?\w")
_QUOTES = re.compile(r"[“”„«»]")
_PHRASE = re.compile(r'"\s*([^"]+?)\s*"')
_MOST_AROUND = 4  # words around a phrase; a text with more is a sentence that quotes
_OF = {"title": "title", "heading": "headings", "text": "body"}


def uses_signs(text: str) -> bool:
    """Return whether a text is written in the query language, rather than as a question."""
    if _SIGNS.search(text):
        return True
    plain = _QUOTES.sub('"', text)
    around = _PHRASE.sub(" ", plain).split()
    return (
        '"' in plain
        and plain.count('"') % 2 == 0
        and not plain.rstrip().endswith("?")
        and len(around) <= _MOST_AROUND
    )


def quoted(text: str) -> str:
    """Return the phrases of two words or more that a question quotes, as a query; "" for none."""
    phrases = (match[1] for match in _PHRASE.finditer(_QUOTES.sub('"', text)))
    return " AND ".join(f'"{phrase}"' for phrase in phrases if len(phrase.split()) > 1)


def looked_for(text: str) -> str:
    """Return the plain words that a query looks for; raises BadInput where it cannot be read."""
    return _plain_words(_parsed(text))


def select(folder: Path, text: str) -> NDArray[np.int64]:
    """Return the slots that a query selects in the Whoosh index in `folder`; raises BadInput."""
    parsed = _parsed(text)
    searcher = _searcher(folder)
    with _one_at_a_time:
        expanded = _in_all_languages(parsed, searcher.reader())
        slots = np.fromiter(expanded.docs(searcher), np.int64)
    selected: NDArray[np.int64] = np.unique(slots)
    return selected


_one_at_a_time = threading.Lock()  # an open index reads by one file handle


@lru_cache(4)
def _searcher(folder: Path) -> Any:
    """Open an index for selecting. Generations never change, so it stays open."""
    return opened(folder).searcher()


def _parsed(text: str) -> whoosh_query.Query:
    text = _QUOTES.sub('"', text)
    if text.count('"') % 2:
        raise BadInput('a phrase is not closed: put " at both ends')
    if len(re.findall(r"\S+", text)) > MOST_PARTS:
        raise BadInput(f"a query has at most {MOST_PARTS} words and signs")
    parser = QueryParser("text", schema=None, plugins=_plugins())
    parsed = parser.parse(text)
    if parsed == whoosh_query.NullQuery:
        raise BadInput("say what is looked for: the query has no word")
    unknown = {leaf.fieldname for leaf in parsed.leaves() if leaf.fieldname} - set(FIELDS)
    if unknown:
        raise BadInput(f"no field {', '.join(sorted(unknown))}; there are: {', '.join(FIELDS)}")
    if _matches_all_but(parsed):
        raise BadInput("say also what is looked for, not only what is left out (NOT)")
    return parsed


def _plugins() -> list[Any]:
    return [
        WhitespacePlugin(),
        PhrasePlugin(),
        WildcardPlugin(),
        PrefixPlugin(),
        FieldsPlugin(),
        OperatorsPlugin(AndMaybe=None, AndNot=None, Require=None),
        GroupPlugin(),
    ]


def _matches_all_but(parsed: whoosh_query.Query) -> bool:
    if isinstance(parsed, whoosh_query.And | whoosh_query.Or):
        return all(_matches_all_but(part) for part in parsed)
    return isinstance(parsed, whoosh_query.Not) or parsed == whoosh_query.NullQuery


def _in_all_languages(parsed: whoosh_query.Query, reader: Any) -> whoosh_query.Query:
    """Return the query with each word analysed as each language has it."""
    if isinstance(parsed, whoosh_query.Not):
        return whoosh_query.Not(_in_all_languages(parsed.query, reader))
    if isinstance(parsed, whoosh_query.And | whoosh_query.Or):
        parts = [_in_all_languages(part, reader) for part in parsed]
        return type(parsed)([part for part in parts if part != whoosh_query.NullQuery])
    if parsed.fieldname == "id":
        name = " ".join(parsed.words) if isinstance(parsed, whoosh_query.Phrase) else parsed.text
        return whoosh_query.Term("ids", name.casefold())
    if isinstance(parsed, whoosh_query.Term) and _only_joins(parsed.text):
        return whoosh_query.NullQuery
    family = _OF[parsed.fieldname or "text"]
    each = [_leaf(parsed, f"{family}_{language}", reader) for language in (*LANGUAGES, OTHER)]
    return whoosh_query.Or([leaf for leaf in each if leaf is not None])


def _leaf(leaf: whoosh_query.Query, field: str, reader: Any) -> whoosh_query.Query | None:
    """Return a word, phrase or wildcard in one field, None where it has nothing there."""
    analysis = reader.schema[field].analyzer
    if isinstance(leaf, whoosh_query.Phrase):
        words = [token.text for word in leaf.words for token in analysis(word)]
        if field.startswith("body") and len(words) > 1:
            return whoosh_query.Phrase(field, words)
        return whoosh_query.And([whoosh_query.Term(field, word) for word in words]) or None
    if isinstance(leaf, whoosh_query.Prefix | whoosh_query.Wildcard):
        return _expanded(leaf, field, reader)
    words = [token.text for token in analysis(leaf.text)]
    return whoosh_query.And([whoosh_query.Term(field, word) for word in words]) or None


def _only_joins(word: str) -> bool:
    """Whether a word is left out of the index of some language: it cannot select there."""
    return any(not terms(language, word) for language in LANGUAGES)


def _expanded(leaf: Any, field: str, reader: Any) -> whoosh_query.Query | None:
    written = leaf.text.casefold()
    if written[:1] in "*?" or len(written.replace("*", "").replace("?", "")) < 2:
        raise BadInput(f"the wildcard {leaf.text!r} must begin with two letters or more")
    kind = type(leaf)(field, written)
    found = list(islice(kind._btexts(reader), MOST_EXPANDED + 1))
    if len(found) > MOST_EXPANDED:
        raise BadInput(
            f"{leaf.text!r} stands for more than {MOST_EXPANDED} words: write more letters of it"
        )
    return whoosh_query.Or([whoosh_query.Term(field, word.decode()) for word in found]) or None


def _plain_words(parsed: whoosh_query.Query) -> str:
    """Return the words that are looked for, without those left out."""
    if isinstance(parsed, whoosh_query.Not):
        return ""
    if isinstance(parsed, whoosh_query.And | whoosh_query.Or):
        return " ".join(filter(None, (_plain_words(part) for part in parsed)))
    if isinstance(parsed, whoosh_query.Phrase):
        return " ".join(parsed.words)
    return str(getattr(parsed, "text", "")).replace("*", " ").replace("?", " ").strip()
