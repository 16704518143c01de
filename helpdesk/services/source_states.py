"""How the sources of a reply stand today, and what our own notes among them rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from helpdesk.replies import Citation
from helpdesk.services.grounds import Grounds, GroundShown
from helpdesk.services.guidance.markers import MARKER, cited_parts
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


@dataclass(frozen=True, slots=True)
class StatementPiece:
    """A stretch of a statement: words, or a marker with what it cites."""

    text: str
    grounds: tuple[GroundShown, ...] = ()


def statement_pieces(text: str, states: Sequence[SourceState]) -> tuple[StatementPiece, ...]:
    """Split a statement at the markers that its sources' grounds explain; the rest is words."""
    known = {ground.cited: ground for state in states for ground in state.grounds}
    pieces, at = [], 0
    for marker in MARKER.finditer(text):
        parts = cited_parts(marker[1])
        if all(part in known for part in parts):
            pieces.append(StatementPiece(text[at : marker.start()]))
            pieces.append(StatementPiece(marker[0], tuple(known[part] for part in parts)))
            at = marker.end()
    return (*pieces, StatementPiece(text[at:]))


def language_of(states: Sequence[SourceState], otherwise: str) -> str:
    """Return the language of a statement: our own notes speak theirs, the rest the reply's."""
    return next((state.language for state in states if state.grounds), otherwise)


def _state(db: Database, document: Document | None, source: Citation) -> SourceState:
    if document is None:
        return SourceState(False, False, "")
    stands = document.text[source.start : source.end] == source.quote
    grounds = Grounds(db, document).of_text(source.quote) if document.grounds else ()
    return SourceState(True, stands, document.language, grounds)
