"""Find titles in running text, whatever their case, accents, punctuation and spelling.

A title is compared word by word: words are folded, articles and prepositions are passed over on
both sides, so that "Convention on the Worst Forms of Child Labor" and "convention worst forms
child labour" are one title. The longest title wins at each place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
# What may stand between two words of one title; a full stop or an empty line may not.
_GAP = re.compile(r"(?:[^\S\n]|[(),'’‘\"“”«»/\[\]*_–—-]|\.(?=\))){0,6}(?:\n[^\S\n]{0,4}[(\"“«*]?)?")
_PASSED_OVER = frozenset(
    "the of on to for concerning l le la les d de des du au aux el los las al del"  # noqa: SIM905
    " sur concernant relative relatif relatives sobre relativo relativa".split()
)
_KINDS = ("conven", "recom", "protoc")
_AMERICAN = re.compile(r"labor(?=$|s$|er)|(?<=organ)iz|(?<=recogn)iz")
_BRITISH = {"labor": "labour", "iz": "is"}


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word of a text and where it stands."""

    start: int
    end: int
    folded: str


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A title found at text[start:end].

    `exact` are the keys that bear this very title, `related` those that bear it with
    "(Revised)" added.
    """

    start: int
    end: int
    exact: tuple[str, ...]
    related: tuple[str, ...]


def fold(text: str) -> str:
    """Lower-case ASCII-like form: no accents, British spelling."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _AMERICAN.sub(lambda match: _BRITISH[match.group()], plain)


def words(text: str) -> list[Word]:
    """All words of a text, folded, in order."""
    return [Word(m.start(), m.end(), fold(m.group())) for m in _WORD.finditer(text)]


def title_key(text: str) -> tuple[str, ...]:
    """The words of a title that count when titles are compared."""
    return tuple(w.folded for w in words(text) if w.folded not in _PASSED_OVER)


def _joined(text: str, left: Word, right: Word, first: bool) -> bool:
    """Whether two words may belong to one title; not "the Convention, forced labour"."""
    if first and left.folded.startswith(_KINDS) and "," in text[left.end : right.start]:
        return False
    return _GAP.fullmatch(text, left.end, right.start) is not None


@dataclass(slots=True)
class _Node:
    following: dict[str, _Node] = field(default_factory=dict)
    exact: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)


class TitleIndex:
    """Titles by their words, for look-up in time linear in the text."""

    def __init__(self, titles: Iterable[tuple[str, str, bool]]) -> None:
        """Take (title, key, exact) for every title and every key that bears it."""
        self._root = _Node()
        for title, key, exact in titles:
            self._add(title_key(title), key, exact)

    def _add(self, title: tuple[str, ...], key: str, exact: bool) -> None:
        node = self._root
        for word in title:
            node = node.following.setdefault(word, _Node())
        keys = node.exact if exact else node.related
        if title and key not in keys:
            keys.append(key)

    def find(self, text: str) -> Iterator[TitleMatch]:
        """All titles in a text, left to right, without overlap, the longest at each place."""
        all_words = words(text)
        at = 0
        while at < len(all_words):
            found = self._longest(text, all_words, at)
            if found is None:
                at += 1
                continue
            match, at = found
            yield match

    def _longest(self, text: str, found: list[Word], at: int) -> tuple[TitleMatch, int] | None:
        node, best = self._root, None
        for i in range(at, len(found)):
            word = found[i]
            if i > at and not _joined(text, found[i - 1], word, first=i == at + 1):
                break
            following = node.following.get(word.folded)
            if following is not None:
                node = following
                if node.exact or node.related:
                    exact, related = tuple(node.exact), tuple(node.related)
                    best = TitleMatch(found[at].start, word.end, exact, related), i + 1
            elif i == at or word.folded not in _PASSED_OVER:
                break
        return best

    def whole(self, title: str) -> TitleMatch | None:
        """The match where a text is one title and nothing else."""
        node = self._root
        for word in title_key(title):
            following = node.following.get(word)
            if following is None:
                return None
            node = following
        if not (node.exact or node.related):
            return None
        return TitleMatch(0, len(title), tuple(node.exact), tuple(node.related))
