"""How the sources of a reply stand today, and what our own notes among them rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from helpdesk.replies import Citation
from helpdesk.services.grounds import Grounds, GroundShown
from knowledge.documents import Document
from knowledge.store.documents import get_document


@dataclass(frozen=True, slots=True)
class SourceState:
    """Whether a source is held, and its quote still in its place.

    `grounds` are what the quoted words of one of our own notes cite, each with its state of
    confirmation; empty for any other source.
    """

    held: bool
    stands: bool
    language: str
    grounds: tuple[GroundShown, ...] = ()


def source_states(db: Database, sources: Sequence[Citation]) -> tuple[SourceState, ...]:
    """Say for each source of a reply whether it can still be opened at its quote."""
    documents = {name: get_document(db, name) for name in {each.document for each in sources}}
    return tuple(_state(db, documents[source.document], source) for source in sources)


def _state(db: Database, document: Document | None, source: Citation) -> SourceState:
    if document is None:
        return SourceState(False, False, "")
    stands = document.text[source.start : source.end] == source.quote
    grounds = Grounds(db, document).of_text(source.quote) if document.grounds else ()
    return SourceState(True, stands, document.language, grounds)
