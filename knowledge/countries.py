"""Countries and territories: their codes, their names, and where a text names them.

The catalogue `catalogue/countries.csv` holds one row a country: the 187 member States of the
ILO under the names its ratification tables use, and other areas that its data name. Groups of
countries ("Sub-Saharan Africa", X01) are not countries.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

CATALOGUE = Path(__file__).parent / "catalogue" / "countries.csv"

# Phrases that hold a country's name, or spell like one, and mean something else.
NOT_COUNTRIES = CATALOGUE.with_name("not_countries.txt")

# Names often taken for one another, in any of the three languages.
_EASILY_CONFUSED = (
    ("NER", "NGA"),
    ("COG", "COD"),
    ("KOR", "PRK"),
    ("GIN", "GNB", "GNQ", "PNG"),
    ("GUY", "GUF"),
    ("DMA", "DOM"),
    ("SDN", "SSD"),
    ("SVK", "SVN"),
    ("AUT", "AUS"),
    ("MRT", "MUS"),
    ("MLI", "MWI"),
    ("GMB", "ZMB"),
    ("IRN", "IRQ"),
    ("IRL", "ISL"),
    ("LBR", "LBY"),
    ("PRY", "URY"),
    ("TJK", "TKM"),
    ("WSM", "ASM"),
    ("VGB", "VIR"),
    ("MAF", "SXM"),
)


@dataclass(frozen=True, slots=True)
class Country:
    """A State or territory. `iso3` is its ISO 3166 code (XKX, ANT and CHA as statistics use).

    `name` is written as the ILO's ratification tables write it; `iso2` is "" where there is
    none; `member` says whether it is one of the 187 member States; `aliases` are its common,
    former and abbreviated names.
    """

    iso3: str
    iso2: str
    name: str
    name_fr: str
    name_es: str
    member: bool
    aliases: tuple[str, ...] = field(default=(), repr=False)

    def named(self, language: str) -> str:
        """The name in "fr" or "es", and in English for any other language."""
        return {"fr": self.name_fr, "es": self.name_es}.get(language, self.name)


@dataclass(frozen=True, slots=True)
class CountryMention:
    """Where a text names a country: character offsets and whom the words can mean.

    There is more than one candidate where the words fit several ("Korea", "Congolese").
    """

    start: int
    end: int
    candidates: tuple[Country, ...]


def all_countries() -> tuple[Country, ...]:
    """Every country and territory of the catalogue, by ISO 3166 code."""
    return tuple(country for country, _ in _catalogue())


@cache
def member_states() -> tuple[Country, ...]:
    """The 187 member States of the ILO, by ISO 3166 code."""
    return tuple(country for country in all_countries() if country.member)


def by_code(code: str) -> Country | None:
    """The country of an ISO 3166 code of two or three letters, in any case."""
    return _codes().get(code.strip().upper())


def by_name(name: str) -> Country | None:
    """The country of that name; case, accents and punctuation do not matter.

    Official, common and former names and abbreviations count, in English, French and Spanish;
    "Congo" is the Congo, as in the ratification tables, and "Korea" alone is nobody's name.
    """
    return _names().get(_plain(name)) if len(name) <= _longest_name() else None


def split_name(cell: str) -> tuple[Country, str] | None:
    """Split a table cell that starts with a country's name into the country and the rest.

    The longest name wins, so that "NigeriaExcluding Part II" is Nigeria; the rest is given as
    it stands, to the character. None where no name starts the cell.
    """
    start = len(cell) - len(cell.lstrip())
    for end in range(min(len(cell), start + _longest_name()), start + 1, -1):
        if _can_end(cell, start, end) and (country := by_name(cell[start:end])):
            return country, cell[end:]
    return None


def look_alikes(country: Country) -> tuple[Country, ...]:
    """The countries easily confused with this one, so that a reply can say which it means."""
    groups = [group for group in _EASILY_CONFUSED if country.iso3 in group]
    others = dict.fromkeys(code for group in groups for code in group if code != country.iso3)
    return tuple(found for code in others if (found := by_code(code)))


def mentions(text: str) -> tuple[CountryMention, ...]:
    """The countries that a text names, in order, the longest name at each place.

    Names in three languages, abbreviations and the commonest demonyms count, whole words only.
    Spellings that are also ordinary words count only as the catalogue writes them: "US", not
    "us"; "Suède", not "suede".
    """
    words = _words(text)
    found: list[CountryMention] = []
    at = 0
    while at < len(words):
        length = _match(words, at)
        if length:
            mention = _mention(text, words, at, at + length)
            if mention:
                found.append(mention)
        at += length or 1
    return tuple(found)


# The catalogue ------------------------------------------------------------------------------


@cache
def _catalogue() -> tuple[tuple[Country, dict[str, str]], ...]:
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return tuple((_country(row), row) for row in csv.DictReader(file))


def _country(row: dict[str, str]) -> Country:
    return Country(
        iso3=row["iso3"],
        iso2=row["iso2"],
        name=row["name"],
        name_fr=row["name_fr"],
        name_es=row["name_es"],
        member=row["member"] == "yes",
        aliases=tuple(_listed(row["aliases"])),
    )


def _listed(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def _names_of(country: Country) -> tuple[str, ...]:
    return country.name, country.name_fr, country.name_es, *country.aliases


@cache
def _codes() -> dict[str, Country]:
    codes: dict[str, Country] = {}
    for country, row in _catalogue():
        for code in (country.iso3, country.iso2, *_listed(row["codes"])):
            if code:
                codes[code] = country
    return codes


@cache
def _names() -> dict[str, Country]:
    return {_plain(name): country for country, _ in _catalogue() for name in _names_of(country)}


@cache
def _longest_name() -> int:
    # A few characters more, for cells with wider spacing than the catalogue's.
    return 8 + max(len(name) for country in all_countries() for name in _names_of(country))


def _can_end(cell: str, start: int, end: int) -> bool:
    """Whether a name can end here: not within a word, as far as letter case can tell."""
    last, following = cell[end - 1], cell[end : end + 2]
    if last in ".)":  # part of the name only in "U.S." or "Iran (Islamic Republic of)"
        return {".": ".", ")": "("}[last] in cell[start : end - 1]
    if not last.isalnum() and not unicodedata.combining(last):
        return False
    if following[:1].islower() or unicodedata.combining(following[:1] or " "):
        return False
    within_capitals = last.isupper() and following[:1].isupper()
    return not within_capitals or following[1:].islower()


# Words --------------------------------------------------------------------------------------

# A word is a run of letters and digits with their combining accents; "&" is the word "and".
_WORD = re.compile(r"&|(?:[^\W_]|[\u0300-\u036f])+")
# What separates the items of a list or two sentences, and so never stands within a name that
# is not itself written with it ("Korea, Republic of"). A lone full stop may: "St. Lucia".
_BREAK = re.compile(r"[,;:()?!\[\]|/]|\n\s*\n")
_LONGEST_WORD = 40  # longer runs of letters are no part of a name, and not worth keeping


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    plain: str
    after_break: bool


@lru_cache(maxsize=4096)
def _fold(word: str) -> str:
    """The word without case and accents; "&" reads "and"."""
    if word == "&":
        return "and"
    letters = unicodedata.normalize("NFKD", word).casefold()
    return "".join(char for char in letters if not unicodedata.combining(char))


def _plain(name: str) -> str:
    return " ".join(_fold(word[:_LONGEST_WORD]) for word in _WORD.findall(name))


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    last = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        broken = _BREAK.search(text, last, start) is not None
        words.append(
            _Word(start, end, _fold(text[start : min(end, start + _LONGEST_WORD)]), broken)
        )
        last = end
    return words


# Mentions: names are kept in a tree of words, so that each text word costs one look-up ---------


@dataclass(slots=True)
class _Node:
    """A place in the tree of names: `ends` when a name ends here."""

    following: dict[tuple[str, bool], _Node] = field(default_factory=dict)
    ends: bool = False


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Names as texts write them: in any spelling, or (`exact`) only as written."""

    root: _Node
    names: dict[str, tuple[Country, ...]]
    exact: dict[str, tuple[Country, ...]]
    demonyms: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    any_spelling: list[tuple[str, Country]] = []
    exact: list[tuple[str, Country]] = []
    demonyms: list[str] = []
    for country, row in _catalogue():
        nationality = _listed(row["demonyms"])
        named = (*_names_of(country), *_listed(row["mentioned"]), *nationality)
        any_spelling += [(name, country) for name in named]
        exact += [(name, country) for name in _listed(row["exact"])]
        demonyms += nationality
    others = NOT_COUNTRIES.read_text(encoding="utf-8").split("\n")
    restricted = {_plain(name) for name in (*others, *(name for name, _ in exact))}
    root = _Node()
    for name in filter(None, (*others, *(name for name, _ in (*any_spelling, *exact)))):
        _plant(root, _words(name))
    return _Lexicon(
        root,
        _grouped((_plain(name), c) for name, c in any_spelling if _plain(name) not in restricted),
        _grouped(exact),
        frozenset(_plain(name) for name in demonyms) - set(_names()),
    )


def _grouped(pairs: Iterable[tuple[str, Country]]) -> dict[str, tuple[Country, ...]]:
    grouped: dict[str, dict[Country, None]] = {}
    for name, country in pairs:
        grouped.setdefault(name, {})[country] = None
    return {name: tuple(countries) for name, countries in grouped.items()}


def _plant(root: _Node, words: list[_Word]) -> None:
    node = root
    for word in words:
        node = node.following.setdefault((word.plain, word.after_break), _Node())
    node.ends = True


# Last words of inverted names ("Congo, Democratic Republic of the"): they close a name only
# where the text breaks off after them, for in a list the next name may begin with them.
_HANGING = {"of", "the", "de", "del", "du", "d", "rep", "dem", "dr", "north", "south", "equatorial"}


def _match(words: list[_Word], at: int) -> int:
    """How many words the longest name that starts at this word has; 0 for none."""
    node = _lexicon().root.following.get((words[at].plain, False))
    length, reach = 0, at + 1
    while node:
        if node.ends and _is_complete(words, at, reach):
            length = reach - at
        if reach == len(words):
            break
        node = node.following.get((words[reach].plain, words[reach].after_break))
        reach += 1
    return length


def _is_complete(words: list[_Word], first: int, end: int) -> bool:
    """Whether a name can stop here; "Korea, South" cannot when "Africa" follows."""
    inverted = any(word.after_break for word in words[first + 1 : end])
    hangs = inverted and words[end - 1].plain in _HANGING
    return not hangs or end == len(words) or words[end].after_break


def _mention(text: str, words: list[_Word], first: int, end: int) -> CountryMention | None:
    lexicon = _lexicon()
    start, stop = words[first].start, words[end - 1].end
    plain = " ".join(word.plain for word in words[first:end])
    candidates = lexicon.exact.get(unicodedata.normalize("NFC", text[start:stop]), ())
    if plain in {"us", "eau"} and len(words) > 1 and text.isupper():
        candidates = ()  # in a text all in capitals, "US" may be the pronoun
    candidates = candidates or lexicon.names.get(plain, ())
    if not candidates or (plain in lexicon.demonyms and _is_language(words, first, end)):
        return None
    if "(" in text[start:stop] and text[stop : stop + 1] == ")":
        stop += 1
    return CountryMention(start, stop, candidates)


def _is_language(words: list[_Word], first: int, end: int) -> bool:
    """Whether "French", "español" here is a language: "in French?", "the Spanish version"."""
    before = words[first - 1].plain if first else ""
    after = words[end].plain if end < len(words) else ""
    if after in {"version", "versions", "translation", "language", "speaking", "text"}:
        return True
    if before in {"en", "version", "langue", "traduction", "texte", "idioma", "traduccion"}:
        return True
    return before in {"in", "into"} and (not after or words[end].after_break or after == "please")
