"""What the sentences of our own notes rest on: each citation marker, opened and with its state."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from helpdesk.services.exploring import Place
from helpdesk.services.guidance.markers import (
    MARKER,
    Named,
    cited_parts,
    is_at,
    is_instrument,
    key_of,
    named,
)
from knowledge.documents import Document, Ground, Section
from knowledge.store.documents import get_document

# The one place of the MNE Declaration that was read, whatever else a note takes from it.
_READ = {"MNE para. 65", "MNE para. 66", "MNE paras 65-66"}


@dataclass(frozen=True, slots=True)
class GroundShown:
    """One thing that a note cites: `cited` as its marker writes it ("C138 Art. 2(3)").

    `label` says it to a reader. `confirmed` is None where the note does not say. `place` is
    where it can be read here, `url` where it can be read elsewhere.
    """

    cited: str
    label: str
    title: str
    confirmed: bool | None
    place: Place | None
    url: str | None


class Grounds:
    """Looks up what one note cites; each text that it names is read once."""

    def __init__(self, db: Database, note: Document) -> None:
        """Take the sources that the note names."""
        self._db = db
        self._by_key = {ground.key: ground for ground in note.grounds if ground.key}
        self._texts: dict[str, Document | None] = {}
        self._shown: dict[str, GroundShown] = {}

    def of_marker(self, inside: str) -> tuple[GroundShown, ...]:
        """Return what a marker cites; empty where the brackets hold no citation."""
        parts = cited_parts(inside)
        if not all(key_of(part) in self._by_key or named(part) for part in parts):
            return ()
        return tuple(self._ground(part) for part in parts)

    def of_text(self, text: str) -> tuple[GroundShown, ...]:
        """Return what a stretch of the note cites, in order, each thing once."""
        found = (each for mark in MARKER.findall(text) for each in self.of_marker(mark))
        return tuple({each.label: each for each in found}.values())

    def _ground(self, cited: str) -> GroundShown:
        if cited not in self._shown:
            key = key_of(cited)
            ground, of = self._by_key.get(key), named(cited) or Named(key, key)
            self._shown[cited] = GroundShown(
                cited=cited,
                label=ground.title if ground and not _says_itself(cited) else cited,
                title=ground.title if ground else "",
                confirmed=_confirmed(cited, ground),
                place=self._place(of),
                url=ground.url if ground else None,
            )
        return self._shown[cited]

    def _place(self, cited: Named) -> Place | None:
        if cited.document not in self._texts:
            self._texts[cited.document] = get_document(self._db, cited.document)
        text = self._texts[cited.document]
        if text is None:
            return None
        if cited.heading:
            return _under(text, cited.heading)
        if not cited.places:
            return Place(text.id, 0, 0)
        first, last = _sections(text, cited.places[0]), _sections(text, cited.places[-1])
        return Place(text.id, first[0].start, last[-1].end) if first and last else None


def _under(text: Document, heading: str) -> Place:
    for section in text.sections:
        if section.locator == heading:
            return Place(text.id, section.start, section.end)
    at = text.text.find(heading)
    return Place(text.id, at, at + len(heading)) if at >= 0 else Place(text.id, 0, 0)


def _says_itself(cited: str) -> bool:
    """Whether a reader knows a source by how it is cited; a key of the note's own says nothing."""
    return cited.startswith(("MNE", "UNGP", "GB.")) or is_instrument(cited)


def _confirmed(cited: str, ground: Ground | None) -> bool | None:
    if ground is None:
        return None
    return ground.confirmed or cited in _READ


def _sections(text: Document, names: tuple[str, ...]) -> list[Section]:
    """Return the neighbouring sections at the first of these names that the text has."""
    for name in names:
        found = [each for each in text.sections if is_at(each.locator, name)]
        exact = [each for each in found if not each.locator.endswith(f", {name}")]
        if found:
            return exact or found[:1]
    return []
