"""What the citation markers of guidance notes name, and whether it is there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.finding import find_files
from ingest.readers import READERS
from ingest.records import Entry
from knowledge import instruments
from knowledge.documents import Document

_INSTRUMENT = re.compile(r"([CPR]\d{3}|MLC|Constitution)\b")
_ARTICLE = re.compile(
    r"(?:Art\.|Arts) (?P<first>[\dIVX]+)(?:\((?P<part>\w+)\))?(?:-(?P<last>\d+))?"
)
_PLACE = re.compile(r"(?P<kind>Std\.|Reg\.|para\.) (?P<name>[A-Z]?[\d.]+)(?:\((?P<part>\w+)\))?")
_MNE = re.compile(r"MNE(?: paras?\.? (?P<first>\d+)(?:-(?P<last>\d+))?| Annex [IV]+)?")
_UNGP = re.compile(r"UNGP(?: (?P<first>\d+)(?:-(?P<last>\d+))?)?")
_PAPER = re.compile(
    r"(?P<code>GB\.\d+/\S+)(?: (?P<appendix>Appendix )?para\. (?P<number>\d+)| \".+\")?"
)
_MNE_PARAGRAPHS, _UNGP_PRINCIPLES = 68, 31
_PLACES = {"Std.": "Standard", "Reg.": "Regulation", "para.": "Paragraph"}


@dataclass(frozen=True)
class AtHand:
    """The texts at hand, by document id, and the ids of the supervisory items."""

    documents: dict[str, Document]
    items: frozenset[str]

    @classmethod
    def read(cls, shared: Path | None, items: Path) -> AtHand:
        """Read the texts below the shared folder, none where it is absent."""
        documents: dict[str, Document] = {}
        if shared is not None:
            wanted = {"convention-texts": "data/instruments", "governing-body": "seeds"}
            for reader, folder in wanted.items():
                documents.update(_read(READERS[reader], shared / folder))
        rows = (json.loads(line) for line in items.read_text("utf-8").splitlines() if line)
        return cls(documents, frozenset(str(row["item"]) for row in rows if row.get("item")))

    def has(self, document: str, *locators: str) -> bool | None:
        """Whether a text has a place, by any of these names; None where it is not at hand."""
        held = self.documents.get(document)
        if held is None:
            return None
        return any(
            section.locator == locator or section.locator.startswith(f"{locator}(")
            for section in held.sections
            for locator in locators
        )


def _read(reader: object, folder: Path) -> Iterator[tuple[str, Document]]:
    for file in find_files([folder]):
        if hasattr(file, "text") and reader.recognises(file):  # type: ignore[attr-defined]
            for item in reader.read(file):  # type: ignore[attr-defined]
                if isinstance(item, Entry):
                    yield item.document.id, item.document


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation: what is wrong with it, and whether the text that it names is at hand."""

    fault: str = ""
    confirmed: bool = False


def resolve(cited: str, at_hand: AtHand) -> Citation | None:
    """Look a citation up; None where its first word is no scheme known here but a source's key."""
    for matches, check in _SCHEMES:
        if matches(cited):
            return check(cited, at_hand)
    return None


def _instrument(cited: str, at_hand: AtHand) -> Citation:
    name, _, place = cited.partition(" ")
    code = "CONSTITUTION" if name == "Constitution" else name
    if instruments.by_code(code) is None:
        return Citation(f"no instrument {name} in the catalogue")
    document = code.lower()
    if not place:
        return Citation(confirmed=document in at_hand.documents)
    names = _named_places(place)
    if names is None:
        return Citation(f"{cited!r} names no article, paragraph, Regulation or Standard")
    missing = [each for each in names if at_hand.has(document, *each) is False]
    if missing:
        return Citation(f"{missing[0][0]} is not in the stored text of {name}")
    return Citation(confirmed=document in at_hand.documents)


def _named_places(place: str) -> list[tuple[str, ...]] | None:
    """Return for each place the names under which a text may have it."""
    if article := _ARTICLE.fullmatch(place):
        if article["last"]:
            numbers = range(int(article["first"]), int(article["last"]) + 1)
            return [(f"Article {number}",) for number in numbers]
        whole = f"Article {article['first']}"
        # A lettered point may stand within an article that has no numbered paragraphs.
        return [(f"{whole}({article['part']})", whole)] if article["part"] else [(whole,)]
    if other := _PLACE.fullmatch(place):
        whole = f"{_PLACES[other['kind']]} {other['name']}"
        return [(f"{whole}({other['part']})", whole)] if other["part"] else [(whole,)]
    return None


def _mne(cited: str, _at_hand: AtHand) -> Citation:
    found = _MNE.fullmatch(cited)
    numbers = [int(n) for n in (found["first"], found["last"]) if n] if found else []
    if not found or any(not 1 <= number <= _MNE_PARAGRAPHS for number in numbers):
        return Citation(f"{cited!r} is no paragraph of the MNE Declaration (1 to 68)")
    return Citation(confirmed=bool(numbers) and {*numbers} <= {65, 66})


def _ungp(cited: str, _at_hand: AtHand) -> Citation:
    found = _UNGP.fullmatch(cited)
    numbers = [int(n) for n in (found["first"], found["last"]) if n] if found else []
    if not found or any(not 1 <= number <= _UNGP_PRINCIPLES for number in numbers):
        return Citation(f"{cited!r} is none of the 31 Guiding Principles")
    return Citation()


def _paper(cited: str, at_hand: AtHand) -> Citation:
    found = _PAPER.fullmatch(cited)
    if not found:
        return Citation(f"{cited!r} names no paragraph")
    document = found["code"].lower().replace("/", "-")
    if document not in at_hand.documents:
        return Citation("" if not at_hand.documents else f"{found['code']} is not at hand")
    if found["number"]:
        locator = f"para. {found['number']}"
        locator = f"Appendix, {locator}" if found["appendix"] else locator
        places = {section.locator for section in at_hand.documents[document].sections}
        if not any(place == locator or place.endswith(f", {locator}") for place in places):
            return Citation(f"{found['code']} has no {locator}")
    return Citation(confirmed=True)


def _item(cited: str, at_hand: AtHand) -> Citation:
    item = cited.removeprefix("item ").strip()
    known = item in at_hand.items or item.removeprefix("finding-") in at_hand.items
    return Citation("" if known else f"no supervisory item {item}")


_SCHEMES: tuple[tuple[Callable[[str], object], Callable[[str, AtHand], Citation]], ...] = (
    (_INSTRUMENT.match, _instrument),
    (lambda cited: cited.startswith("MNE"), _mne),
    (lambda cited: cited.startswith("UNGP"), _ungp),
    (lambda cited: cited.startswith("GB."), _paper),
    (lambda cited: cited.startswith("item "), _item),
)
