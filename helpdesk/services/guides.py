"""Our own notes by subject: the pages of a topic, the directory, and the list of all notes.

A note in the reader's language stands before the English one; where only a summary has been
written in that language, the English note follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from helpdesk.services.counting import InstrumentRow, instrument_rows
from helpdesk.services.exploring import FindingShown, findings_shown
from helpdesk.services.guidance.notes import note_kind
from helpdesk.services.note_pages import NotePage, note_page
from knowledge import topics
from knowledge.documents import Kind
from knowledge.store import facts
from knowledge.store.documents import documents_about
from knowledge.store.heads import DocumentHead, document_heads
from knowledge.topics import Topic

MAX_FINDINGS = 10
MAX_PAGES = 15  # of other publishers; the search has them all
_LANGUAGES = tuple(f".{language}" for language in topics.LANGUAGES if language != "en")
_OF_TOPIC = "guide.topic."


@dataclass(frozen=True, slots=True)
class Related:
    """Documents on one subject by kind: our notes, and what others have written."""

    mne: tuple[DocumentHead, ...]
    questions: tuple[DocumentHead, ...]
    frameworks: tuple[DocumentHead, ...]
    instruments: tuple[DocumentHead, ...]
    directory: tuple[DocumentHead, ...]
    papers: tuple[DocumentHead, ...]
    others: tuple[DocumentHead, ...]
    others_in_all: int


@dataclass(frozen=True, slots=True)
class TopicPage:
    """All that is held on one topic.

    `summary` is the note in the reader's language where that is not English, `note` the English
    one; either may be missing. `findings_in_all` counts those on the topic's instruments.
    """

    topic: Topic
    summary: NotePage | None
    note: NotePage | None
    instruments: tuple[InstrumentRow, ...]
    findings: tuple[FindingShown, ...]
    findings_in_all: int
    related: Related


@dataclass(frozen=True, slots=True)
class GuidanceIndex:
    """The notes by kind, in the reader's language where there is one, and the topics."""

    topics: tuple[tuple[Topic, bool], ...]
    frameworks: tuple[DocumentHead, ...]
    instruments: tuple[DocumentHead, ...]
    mne: tuple[DocumentHead, ...]
    questions: tuple[tuple[Topic | None, tuple[DocumentHead, ...]], ...]
    directory: int


def topic_page(db: Database, topic: Topic, language: str) -> TopicPage:
    """Return what is held on a topic, for a reader of this language."""
    english = _topic_note(db, topic)
    local = note_page(db, f"{english.document.id}.{language}") if english else None
    named = english.document.instruments if english else ()
    codes = tuple(dict.fromkeys((*topic.instruments, *named)))
    found = facts.findings(db, instruments=codes) if codes else ()
    rows = {row.instrument.code: row for row in instrument_rows(db)}
    return TopicPage(
        topic=topic,
        summary=local,
        note=english,
        instruments=tuple(rows[code] for code in codes if code in rows),
        findings=findings_shown(db, found[:MAX_FINDINGS]),
        findings_in_all=len(found),
        related=_related(db, documents_about(db, kind=None, topic=topic.id), language),
    )


def related_to_instrument(db: Database, code: str, language: str) -> Related:
    """Return the notes and guidance that name an instrument."""
    return _related(db, documents_about(db, instrument=code), language)


def instrument_note(db: Database, code: str, language: str) -> NotePage | None:
    """Return the note that explains an instrument, None where there is none."""
    id = f"guide.instrument.{code.lower()}"
    return note_page(db, f"{id}.{language}") or note_page(db, id)


def directory(db: Database) -> tuple[NotePage, ...]:
    """Return the entries of the directory by name."""
    pages = (note_page(db, head.id) for head in _notes(db, "directory", "en"))
    return tuple(page for page in pages if page)


def guidance_index(db: Database, language: str) -> GuidanceIndex:
    """Return the list of all notes."""
    by_topic: dict[str, list[DocumentHead]] = {}
    questions = _notes(db, "question", language)
    subjects = _first_topics(db, [head.id for head in questions])
    for head in questions:
        by_topic.setdefault(subjects.get(head.id, ""), []).append(head)
    ordered = [topic for topic in topics.all_topics() if topic.id in by_topic]
    groups: list[tuple[Topic | None, tuple[DocumentHead, ...]]] = [
        (topic, tuple(by_topic[topic.id])) for topic in ordered
    ]
    if rest := by_topic.get(""):
        groups.append((None, tuple(rest)))
    return GuidanceIndex(
        topics=tuple((topic, bool(_topic_note_id(db, topic))) for topic in topics.all_topics()),
        frameworks=_notes(db, "framework", language),
        instruments=_notes(db, "instrument", language),
        mne=_notes(db, "MNE Declaration", language),
        questions=tuple(groups),
        directory=len(_notes(db, "directory", "en")),
    )


def _topic_note(db: Database, topic: Topic) -> NotePage | None:
    id = _topic_note_id(db, topic)
    return note_page(db, id) if id else None


def _topic_note_id(db: Database, topic: Topic) -> str:
    """Return the English note whose first topic this is, "" where there is none."""
    about = documents_about(db, kind=Kind.GUIDANCE.value, topic=topic.id)
    notes = [id for id in about if id.startswith(_OF_TOPIC) and not id.endswith(_LANGUAGES)]
    first = _first_topics(db, notes)
    return next((id for id in notes if first.get(id) == topic.id), "")


def _first_topics(db: Database, ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for id in ids:
        row = db.conn.execute(
            "select topic from document_topics where document = ? order by rowid limit 1", (id,)
        ).fetchone()
        found[id] = row[0] if row else ""
    return found


def _notes(db: Database, kind: str, language: str) -> tuple[DocumentHead, ...]:
    ids = documents_about(db, kind=Kind.GUIDANCE.value)
    heads = document_heads(db, [id for id in ids if note_kind(id) == kind])
    return tuple(sorted(in_language(heads.values(), language), key=lambda head: head.title))


def in_language(heads: Iterable[DocumentHead], language: str) -> tuple[DocumentHead, ...]:
    """Keep one of each note: in this language, else in English."""
    kept: dict[str, DocumentHead] = {}
    for head in heads:
        if not note_kind(head.id):
            kept[head.id] = head
        elif head.language in {language, "en"}:
            stem = head.id.removesuffix(f".{head.language}")
            if stem not in kept or head.language == language:
                kept[stem] = head
    return tuple(kept.values())


def _related(db: Database, ids: Sequence[str], language: str) -> Related:
    heads = in_language(document_heads(db, ids).values(), language)
    by_kind: dict[str, list[DocumentHead]] = {}
    for head in sorted(heads, key=lambda each: (each.language != language, each.title)):
        by_kind.setdefault(note_kind(head.id) or head.kind, []).append(head)

    def of(kind: str) -> tuple[DocumentHead, ...]:
        return tuple(by_kind.get(kind, ()))

    others = of(Kind.GUIDANCE.value)
    return Related(
        mne=of("MNE Declaration"),
        questions=of("question"),
        frameworks=of("framework"),
        instruments=of("instrument"),
        directory=of("directory"),
        papers=of(Kind.DOCUMENT.value),
        others=others[:MAX_PAGES],
        others_in_all=len(others),
    )
