"""What the citation markers of guidance notes name, and whether it is there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from helpdesk.services.guidance.markers import (
    is_at,
    is_instrument,
    named_in_instrument,
    named_in_paper,
)
from ingest.finding import find_files
from ingest.readers import READERS
from ingest.records import Entry
from knowledge import instruments
from knowledge.documents import Document

_MNE = re.compile(r"MNE(?: paras?\.? (?P<first>\d+)(?:-(?P<last>\d+))?| Annex [IV]+)?")
_UNGP = re.compile(r"UNGP(?: (?P<first>\d+)(?:-(?P<last>\d+))?)?")
_NUMBERED = re.compile(r"(?:row|item|output|section|Part) (\S+)")  # of a table or a paper
_MNE_PARAGRAPHS, _UNGP_PRINCIPLES = 68, 31


@dataclass(frozen=True)
class AtHand:
    """The texts at hand, by document id, the ids of the supervisory items, and all the words."""

    documents: dict[str, Document]
    items: frozenset[str]
    words: str = ""

    @classmethod
    def read(cls, shared: Path | None, items: Path) -> AtHand:
        """Read the texts below the shared folder, none where it is absent."""
        documents: dict[str, Document] = {}
        if shared is not None:
            wanted = {"convention-texts": "data/instruments", "governing-body": "seeds"}
            for reader, folder in wanted.items():
                documents.update(_read(READERS[reader], shared / folder))
        rows = (json.loads(line) for line in items.read_text("utf-8").splitlines() if line)
        found = frozenset(str(row["item"]) for row in rows if row.get("item"))
        folders = (items.parent, *((shared / "seeds", shared / "data") if shared else ()))
        return cls(documents, found, "\n".join(_words(folders)))

    def names_address(self, url: str) -> bool:
        """Whether a file at hand names this address."""
        return url.partition("://")[2].removeprefix("www.").rstrip("/") in self.words

    def has(self, document: str, *locators: str) -> bool | None:
        """Whether a text has a place, by any of these names; None where it is not at hand."""
        held = self.documents.get(document)
        if held is None:
            return None
        return any(
            is_at(section.locator, locator) for section in held.sections for locator in locators
        )

    def has_heading(self, document: str, heading: str) -> bool:
        """Whether a text at hand has this heading, or each part of it: "Appendix I, row 1.1"."""
        held = self.documents[document]
        if heading in held.text or any(heading == each.locator for each in held.sections):
            return True
        return all(_has_part(held.text, part) for part in heading.split(", "))


@lru_cache(maxsize=2)
def texts_at_hand(shared: Path | None, items: Path) -> AtHand:
    """Read the texts at hand, once a process."""
    return AtHand.read(shared, items)


def _words(folders: Sequence[Path]) -> Iterator[str]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".jsonl", ".csv", ".md", ".txt"} and "guidance" not in path.parts:
                yield path.read_text("utf-8", errors="replace")
        for path in sorted((folder / "guidance").glob("*.jsonl")):
            yield path.read_text("utf-8", errors="replace")


def _has_part(text: str, part: str) -> bool:
    numbered = _NUMBERED.fullmatch(part)
    if not numbered:
        return part in text
    return re.search(rf"(?<![\w.]){re.escape(numbered[1])}(?![\w])", text) is not None


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
    name = cited.partition(" ")[0]
    named = named_in_instrument(cited)
    if named is None:
        return Citation(f"{cited!r} names no article, paragraph, Regulation or Standard")
    if instruments.by_code(named.code) is None:
        return Citation(f"no instrument {name} in the catalogue")
    missing = [each for each in named.places if at_hand.has(named.document, *each) is False]
    if missing:
        return Citation(f"{missing[0][0]} is not in the stored text of {name}")
    return Citation(confirmed=named.document in at_hand.documents)


def _mne(cited: str, _at_hand: AtHand) -> Citation:
    found = _MNE.fullmatch(cited)
    numbers = _numbers(found)
    if not found or not _is_rising(numbers, _MNE_PARAGRAPHS):
        return Citation(f"{cited!r} is no paragraph of the MNE Declaration (1 to 68)")
    return Citation(confirmed=bool(numbers) and {*numbers} <= {65, 66})


def _ungp(cited: str, _at_hand: AtHand) -> Citation:
    found = _UNGP.fullmatch(cited)
    if not found or not _is_rising(_numbers(found), _UNGP_PRINCIPLES):
        return Citation(f"{cited!r} is none of the 31 Guiding Principles")
    return Citation()


def _numbers(found: re.Match[str] | None) -> list[int]:
    return [int(each) for each in (found["first"], found["last"]) if each] if found else []


def _is_rising(numbers: list[int], most: int) -> bool:
    return numbers == sorted(set(numbers)) and all(1 <= number <= most for number in numbers)


def _paper(cited: str, at_hand: AtHand) -> Citation:
    named = named_in_paper(cited)
    if named is None:
        return Citation(f"{cited!r} names no paragraph")
    if named.document not in at_hand.documents:
        return Citation("" if not at_hand.documents else f"{named.code} is not at hand")
    if any(at_hand.has(named.document, *each) is False for each in named.places):
        return Citation(f"{named.code} has no {named.places[0][0]}")
    if named.heading and not at_hand.has_heading(named.document, named.heading):
        return Citation(f"{named.code} has no {named.heading!r}")
    return Citation(confirmed=True)


def _item(cited: str, at_hand: AtHand) -> Citation:
    item = cited.removeprefix("item ").strip()
    known = item in at_hand.items or item.removeprefix("finding-") in at_hand.items
    return Citation("" if known else f"no supervisory item {item}")


_SCHEMES: tuple[tuple[Callable[[str], object], Callable[[str, AtHand], Citation]], ...] = (
    (is_instrument, _instrument),
    (lambda cited: cited.startswith("MNE"), _mne),
    (lambda cited: cited.startswith("UNGP"), _ungp),
    (lambda cited: cited.startswith("GB."), _paper),
    (lambda cited: cited.startswith("item "), _item),
)
