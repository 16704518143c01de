"""The citation markers of guidance notes: what they cite, and where it stands in a stored text."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARKER = re.compile(r"\[([^\[\]]{2,200})\](?!\()")
_INSTRUMENT = re.compile(r"([CPR]\d{3}|MLC|Constitution)(?: (?P<place>.+))?")
_ARTICLE = re.compile(r"Art\. (?P<name>\d{1,3}|[IVX]{1,6})(?:\((?P<part>\w{1,3})\))?")
_ARTICLES = re.compile(r"Arts (?P<first>\d{1,3})-(?P<last>\d{1,3})")
_ANNEXED = re.compile(r"(?P<annex>Annex [IVX]{1,4}) (?P<rest>Art.+)")
_PLACE = re.compile(
    r"(?P<kind>Std\.|Reg\.|para\.) (?P<name>[A-Z]?[\d.]+)(?:\((?P<part>\w{1,3})\))?"
)
_PAPER = re.compile(
    r"(?P<code>GB\.\d+/\S+)"
    r"(?: (?P<appendix>Appendix )?para\. (?P<number>\d+)| \"(?P<heading>[^\"]+)\")?"
)
_PLACES = {"Std.": "Standard", "Reg.": "Regulation", "para.": "Paragraph"}


@dataclass(frozen=True, slots=True)
class Named:
    """A place of a document. `places` gives for each the locators that a text may use for it.

    `places` is empty where the whole document is cited, or the part under a `heading`.
    """

    code: str
    document: str
    places: tuple[tuple[str, ...], ...] = ()
    heading: str = ""


def cited_parts(marker: str) -> list[str]:
    """Split what stands within a marker's brackets: "C138 Art. 2; MNE para. 27" cites two."""
    return [part for each in marker.split(";") if (part := each.strip())]


def key_of(cited: str) -> str:
    """Return the key under which a note names the source that is cited."""
    first, _, rest = cited.partition(" ")
    return rest.strip() if first == "item" else first


def named(cited: str) -> Named | None:
    """Return the stored document and places that a citation names; None where it names none."""
    if cited.startswith("item "):
        return Named(key_of(cited), key_of(cited))
    if cited.startswith("GB."):
        return named_in_paper(cited)
    return named_in_instrument(cited) if is_instrument(cited) else None


def is_instrument(cited: str) -> bool:
    """Say whether an ILO instrument is cited."""
    return bool(_INSTRUMENT.fullmatch(cited))


def named_in_instrument(cited: str) -> Named | None:
    """Return what is cited of an instrument; None where its place cannot be read."""
    found = _INSTRUMENT.fullmatch(cited)
    if not found:
        return None
    code = found[1].upper()
    places = _named_places(found["place"]) if found["place"] else ()
    return None if places is None else Named(code, code.lower(), places)


def named_in_paper(cited: str) -> Named | None:
    """Return what is cited of a Governing Body paper; None where it cannot be read."""
    found = _PAPER.fullmatch(cited)
    if not found:
        return None
    places: tuple[tuple[str, ...], ...] = ()
    if found["number"]:
        locator = f"para. {found['number']}"
        places = ((f"Appendix, {locator}" if found["appendix"] else locator,),)
    document = found["code"].lower().replace("/", "-")
    return Named(found["code"], document, places, found["heading"] or "")


def is_at(locator: str, place: str) -> bool:
    """Say whether a section's locator is this place, a part of it, or it under a heading."""
    if locator == place or locator.startswith(f"{place}("):
        return True
    # A paper's appendix numbers its paragraphs anew: it is named with them.
    return locator.endswith(f", {place}") and not locator.startswith("Appendix, ")


def _named_places(place: str) -> tuple[tuple[str, ...], ...] | None:
    if article := _ARTICLE.fullmatch(place):
        return (_with_part(f"Article {article['name']}", article["part"]),)
    if articles := _ARTICLES.fullmatch(place):
        numbers = range(int(articles["first"]), int(articles["last"]) + 1)
        return tuple((f"Article {number}",) for number in numbers) if len(numbers) > 1 else None
    if annexed := _ANNEXED.fullmatch(place):
        under = _named_places(annexed["rest"]) or ()
        named = (tuple(f"{annexed['annex']}, {name}" for name in names) for names in under)
        return tuple(named) or None
    if other := _PLACE.fullmatch(place):
        return (_with_part(f"{_PLACES[other['kind']]} {other['name']}", other["part"]),)
    return None


def _with_part(whole: str, part: str | None) -> tuple[str, ...]:
    if not part:
        return (whole,)
    # A lettered point may stand within an article that has no numbered paragraphs.
    return (f"{whole}({part})",) if part.isdigit() else (f"{whole}({part})", whole)
