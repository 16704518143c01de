"""Takes the fields of a supervisory item out of a JSON row, in either of its two forms.

Every function raises ValueError where a field cannot be what it should be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from knowledge import countries, instruments

# Pages on which the id in the address is the item's own.
_ITEM_PAGES = frozenset({"13100", "50002", "50012"})
_ADDRESS = re.compile(r"[?&]p=\w+:(\d+):.*?_ID(?:,[A-Z0-9_]+)*:(\d{5,})")
_ISO = re.compile(r"(?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_CASES = re.compile(r"\bCases? (\d{3,4})(?: and (\d{3,4}))?")
_PAPER = re.compile(r"\bGB\.\d+(?:/\w+)+(?:\(Rev\.?\))?")
_SAR = re.compile(r"\s*(?:SAR|Special Administrative Region)$")
_NOT_SHOWN = "Comment, type not shown"
# Controls other than white space, and halves of surrogate pairs, are no characters of a text.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_LIMIT = 20_000  # characters of one field

_REBUILT = "The address may have been rebuilt from a pattern."
_COPY = "The address is that of a copy kept by another site."


@dataclass(frozen=True, slots=True)
class Item:
    """One item as read. `country` and `conventions` are as shown, the tuples as understood."""

    item: str
    page: str
    body: str
    type: str
    title: str
    summary: str
    adopted: str
    published: str
    country: str
    countries: tuple[str, ...]
    conventions: str
    instruments: tuple[str, ...]
    unratified: tuple[str, ...]
    language: str
    url: str | None
    note: str

    @property
    def type_hidden(self) -> bool:
        """Whether the page as collected did not show what type of comment it is."""
        return self.type.startswith(("type hidden", "heading not", _NOT_SHOWN))

    @property
    def date(self) -> str | None:
        """The date or year of adoption; failing that the year the item was published."""
        if _ISO.fullmatch(self.adopted):
            return self.adopted
        years = _YEAR.findall(self.published)
        return years[-1] if years else None

    @property
    def year(self) -> int | None:
        """The year of adoption or discussion, only where that is what the source gives."""
        return int(self.adopted[:4]) if _ISO.fullmatch(self.adopted) else None

    @property
    def identifiers(self) -> tuple[str, ...]:
        """Exact names: the item id, papers of the Governing Body, cases of the CFA."""
        own = (self.item,) if self.item else ()
        papers = tuple(_PAPER.findall(self.type))
        numbers = [n for pair in _CASES.findall(self.summary) for n in pair if n]
        cases = tuple(f"Case No. {n}" for n in numbers) if self.body == "CFA" else ()
        return tuple(dict.fromkeys((*own, *papers, *cases)))


def collected_item(row: Mapping[str, object]) -> Item:
    """Read a row of the collected form, whose `summary` gives the item's opening."""
    url = _url(row)
    item, page = _identity(_text(row, "item_id"), _text(row, "page_id"), url)
    country, adopted = _text(row, "country"), _text(row, "adopted")
    conventions = _texts(row, "conventions")
    named, unratified = _instruments(conventions, adopted)
    return Item(
        item=item,
        page=page,
        body=_required(row, "body"),
        type=_required(row, "comment_type"),
        title=_required(row, "title"),
        summary=_required(row, "summary"),
        adopted=adopted,
        published=_text(row, "published"),
        country=country,
        countries=countries_shown(country),
        conventions=_with_misplaced(conventions, named),
        instruments=named,
        unratified=unratified,
        language=_text(row, "language"),
        url=url,
        note=f"A digest of the item's opening, not its text. {_address_note(url)}",
    )


def own_item(row: Mapping[str, object]) -> Item:
    """Read a row of the project's own form, whose `digest` is in the project's words."""
    url = _url(row)
    item, page = _identity(_text(row, "item"), _text(row, "page"), url)
    codes = _texts(row, "countries")
    states = [_by_code(code) for code in codes]
    names = ", ".join(state.name for state in states)
    kind = " - ".join(filter(None, (_required(row, "type"), _text(row, "report"))))
    conventions = _texts(row, "instruments")
    adopted, published = _text(row, "adopted"), _text(row, "published")
    named, unratified = _instruments(conventions, adopted)
    return Item(
        item=item,
        page=page,
        body=_required(row, "body"),
        type=kind,
        title=_own_title(kind, adopted, published, ", ".join(named), names),
        summary=_required(row, "digest"),
        adopted=adopted,
        published=published,
        country=names,
        countries=tuple(state.iso3 for state in states),
        conventions=", ".join(conventions),
        instruments=named,
        unratified=unratified,
        language=_text(row, "language"),
        url=url,
        note=f"{_required(row, 'text_state').capitalize()}, not its text. {_address_note(url)}",
    )


def countries_shown(cell: str) -> tuple[str, ...]:
    """Countries of a cell such as "France, Netherlands, Poland" or "China - Hong Kong SAR".

    A region is itself alone: what is said of it is not said of the rest of its State. Raises
    ValueError where a name is not known.
    """
    if not cell:
        return ()
    if whole := countries.by_name(cell):
        return (whole.iso3,)
    plain = re.sub(r"\s*\([^()]*\)$", "", cell)
    if plain != cell:
        return countries_shown(plain)
    if " - " in cell:
        return _one(_SAR.sub("", cell.split(" - ", 1)[1]))
    if "," in cell:
        return tuple(code for name in cell.split(",") for code in _one(name))
    return _one(cell)


def _by_code(code: str) -> countries.Country:
    country = countries.by_code(code)
    if country is None:
        raise ValueError(f"{code[:40]!r} is no country's code")
    return country


def _one(name: str) -> tuple[str, ...]:
    country = countries.by_name(name.strip())
    if country is None:
        raise ValueError(f"{name.strip()[:60]!r} is no country's name")
    return (country.iso3,)


def _instruments(cells: Sequence[str], adopted: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes named, and those of them marked as not ratified.

    A page's heading names what the country has ratified by now: an instrument younger than the
    comment cannot be what the comment is about.
    """
    named: list[str] = []
    unratified: list[str] = []
    for cell in cells:
        code = instruments.normalise_code(re.sub(r"\s*\(.*\)$", "", cell))
        if code is None or _younger(code, adopted):
            continue
        named.append(code)
        if "not ratified" in cell.lower():
            unratified.append(code)
    return tuple(dict.fromkeys(named)), tuple(dict.fromkeys(unratified))


def _younger(code: str, adopted: str) -> bool:
    known = instruments.by_code(code)
    return bool(known and known.year and _ISO.fullmatch(adopted) and known.year > int(adopted[:4]))


def _with_misplaced(cells: Sequence[str], named: Sequence[str]) -> str:
    shown = []
    for cell in cells:
        code = instruments.normalise_code(re.sub(r"\s*\(.*\)$", "", cell))
        later = code is not None and code not in named
        shown.append(f"{cell} (in the page's heading, adopted after this item)" if later else cell)
    return ", ".join(shown)


def _own_title(kind: str, adopted: str, published: str, codes: str, names: str) -> str:
    when = f"adopted or discussed {adopted}" if adopted else ""
    issued = f"published {published}" if published else ""
    head = ", ".join(filter(None, (kind, when, issued)))
    return " | ".join(filter(None, (head, codes, names or "country not shown")))


def _identity(item: str, page: str, url: str | None) -> tuple[str, str]:
    found = _ADDRESS.search(unquote(url)) if url else None
    if found is None:
        return item, page
    own = found[2] if found[1] in _ITEM_PAGES else ""
    return item or own, page or found[1]


def _address_note(url: str | None) -> str:
    host = urlsplit(url or "").hostname or ""
    ilo = re.fullmatch(r"(?:.+\.)?(?:ilo\.(?:org|ch|int)|oit\.org)", host)
    return _REBUILT if ilo or not host else _COPY


def _url(row: Mapping[str, object]) -> str | None:
    url = _text(row, "url")
    return url if url.startswith(("https://", "http://")) else None


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"field {key} is neither text nor a number")
    text = " ".join(_UNPRINTABLE.sub("", str(value)).split())
    if len(text) > _LIMIT:
        raise ValueError(f"field {key} has {len(text):,} characters, the limit is {_LIMIT:,}")
    return text


def _required(row: Mapping[str, object], key: str) -> str:
    text = _text(row, key)
    if not text:
        raise ValueError(f"field {key} is missing")
    return text


def _texts(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = row.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise ValueError(f"field {key} is not a list of texts")
    return tuple(" ".join(_UNPRINTABLE.sub("", part).split()) for part in value)
