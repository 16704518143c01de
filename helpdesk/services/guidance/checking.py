"""`helpdesk guidance check`: every sentence cited, every citation there, all words our own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from helpdesk.services.guidance.citations import AtHand, resolve, texts_at_hand
from helpdesk.services.guidance.markers import is_instrument
from helpdesk.services.guidance.notes import Line, Note, Problem, read_note
from helpdesk.services.guidance.wording import (
    RUN,
    copied,
    reading_ease,
    shared_runs,
    wrong_titles,
)
from helpdesk.services.source_files import KNOWLEDGE
from knowledge import instruments, topics

SHIPPED_NOTES = KNOWLEDGE / "starter" / "guidance"
_REFERENCE = re.compile(r"\b(?:guide|mne-note)\.[^\s:;,()\[\]]*[^\s:;,.()\[\]]", re.IGNORECASE)
_ID = re.compile(r"^id: (\S+)$", re.MULTILINE)
_READ_NEXT = re.compile(rf"(?:{_REFERENCE.pattern})(?:: .{{2,160}})?", re.IGNORECASE)


@dataclass
class GuidanceReport:
    """What a check found: faults, and counts of what is there.

    `sentences` counts lines by state: "confirmed" where all that they cite is in a text at
    hand, else "unconfirmed". `ease` is the median Flesch reading ease of English notes by kind.
    """

    problems: list[Problem] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    sentences: Counter[str] = field(default_factory=Counter)
    ease: dict[str, float] = field(default_factory=dict)
    skipped: str = ""


def check_guidance(paths: Sequence[Path], shared: Path | None) -> GuidanceReport:
    """Check the notes at or below paths; without the shared texts, what needs them is skipped."""
    folder = SHIPPED_NOTES
    report = GuidanceReport()
    if shared is None:
        report.skipped = (
            "texts are not at hand: articles, paragraphs and copied words are unchecked"
        )
    at_hand = texts_at_hand(shared, KNOWLEDGE / "starter" / "findings.jsonl")
    runs = shared_runs(shared) if shared else frozenset[int]()
    ids = _ids(folder)
    chosen = [read_note(path, folder) for path in _files(paths or [folder])]
    seen: set[str] = set()
    ease: dict[str, list[float]] = {}
    for note in chosen:
        if isinstance(note, Problem):
            report.problems.append(note)
            continue
        if note.front.id in seen:
            report.problems.append(Problem(note.name, 1, f"id {note.front.id} stands twice"))
        seen.add(note.front.id)
        report.kinds[note.kind] += 1
        report.languages[note.front.language] += 1
        report.problems += _problems(note, at_hand, runs, ids | seen, report.sentences)
        if note.front.language == "en":
            ease.setdefault(note.kind, []).append(_ease(note))
    report.ease = {kind: round(median(values), 1) for kind, values in sorted(ease.items())}
    return report


def _ids(folder: Path) -> set[str]:
    """Return the ids of the notes in a folder, from the first line that gives one."""
    found = (_ID.search(path.read_text("utf-8")) for path in sorted(folder.rglob("*.md")))
    return {match[1] for match in found if match}


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.md")) if path.is_dir() else [path]


def _problems(
    note: Note, at_hand: AtHand, runs: frozenset[int], ids: set[str], states: Counter[str]
) -> Iterator[Problem]:
    if not note.kind:
        yield Problem(note.name, 1, f"id {note.front.id} names no kind of note")
    yield from _front_problems(note)
    worded = ((1, text) for text in note.front.asked)
    for number, heading in ((1, note.front.title), *worded, *note.headings):
        if run := copied(heading, runs):
            yield Problem(note.name, number, f"{RUN} words as in a source: {run}")
        for title in wrong_titles(heading):
            yield Problem(note.name, number, f"the catalogue has no {title}")
    for line in note.lines:
        for reference in _REFERENCE.findall(line.text):
            if reference not in ids:
                yield Problem(note.name, line.number, f"there is no note {reference}")
        if line.is_reference:
            if not _READ_NEXT.fullmatch(line.text):
                yield Problem(note.name, line.number, f"names no other note: {line.text[:80]}")
            continue
        for fault in _faults(note, line, at_hand, runs, states):
            yield Problem(note.name, line.number, fault)
    if at_hand.documents:
        yield from _claimed(note, at_hand)


def _faults(
    note: Note, line: Line, at_hand: AtHand, runs: frozenset[int], states: Counter[str]
) -> Iterator[str]:
    for sentence in line.uncited():
        yield f"no citation at its end: {sentence[:80]}"
    confirmed = bool(line.citations)
    for cited in line.citations:
        key = cited.split(" ")[0]
        if not cited.startswith("item ") and key not in note.states:
            yield f"{key} is no source of this note"
        found = resolve(cited, at_hand)
        if found is None:
            confirmed &= note.states.get(key) == "confirmed"
        else:
            confirmed &= found.confirmed
            if found.fault:
                yield found.fault
    states["confirmed" if confirmed else "unconfirmed"] += 1
    if not line.quoted and (run := copied(line.words, runs)):
        yield f"{len(run.split())} words as in a source: {run}"
    for title in wrong_titles(line.text):
        yield f"the catalogue has no {title}"


def _front_problems(note: Note) -> Iterator[Problem]:
    """Find in the front matter what the catalogue does not have, and sources without address."""
    for code in note.front.instruments:
        if instruments.by_code(code) is None:
            yield Problem(note.name, 1, f"no instrument {code} in the catalogue")
    for topic in note.front.topics:
        if topics.by_id(topic) is None:
            yield Problem(note.name, 1, f"no topic {topic} in the catalogue")
    for source in note.front.sources:
        if not source.url:
            yield Problem(note.name, 1, f"source {source.key or source.title} has no address")
        if not is_instrument(source.key) and instruments.by_code(source.key.upper()):
            yield Problem(note.name, 1, f"key {source.key} is written {source.key.upper()}")
        for title in wrong_titles(source.title):
            yield Problem(note.name, 1, f"the catalogue has no {title}")


def _claimed(note: Note, at_hand: AtHand) -> Iterator[Problem]:
    """Find sources that are called confirmed and are not at hand, by text or by address."""
    for source in note.front.sources:
        found = resolve(source.key, at_hand)
        held = at_hand.names_address(source.url or "") if found is None else found.confirmed
        if source.confirmed and not held and source.key != "MNE":
            yield Problem(note.name, 1, f"{source.key} is called confirmed, and is not at hand")


def _ease(note: Note) -> float:
    lines = [line for line in note.lines if not line.is_reference]
    sentences = sum(max(1, len(line.words.split(". "))) for line in lines)
    return reading_ease(" ".join(line.words for line in lines), sentences)
