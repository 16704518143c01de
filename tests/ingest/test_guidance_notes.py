"""Guidance notes: Markdown with front matter, and the notes that ship with the project."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.front_matter import parse, split
from ingest.readers.guidance_notes import READER
from ingest.records import Entry, InputFile
from knowledge.documents import Document, Kind
from knowledge.errors import UnreadableSource
from knowledge.topics import by_id

ROOT = Path(__file__).resolve().parents[2]
MADE = ROOT / "tests" / "sources" / "guidance_note.md"
NOTES = sorted((ROOT / "knowledge" / "starter" / "guidance" / "mne").glob("*.md"))


def read(path: Path) -> Document:
    (entry,) = READER.read(InputFile(path))
    assert isinstance(entry, Entry)
    return entry.document


def test_a_note_becomes_a_document() -> None:
    assert READER.recognises(InputFile(MADE))
    note = read(MADE)
    assert (note.id, note.kind, note.date) == ("note.night-shifts", Kind.GUIDANCE, "2026-01-31")
    assert note.url == "https://example.org/handbook"
    assert (note.topics, note.instruments) == (("working-time",), ("C171",))
    assert note.note == (
        "A made-up note; paragraphs 4-5: "
        "paragraph numbers to be confirmed against the published text"
    )
    assert [(s.locator, note.text[s.start : s.end]) for s in note.sections] == [
        (
            "Note (Handbook para. 1)",
            "A first paragraph that runs over two lines [Handbook para. 1].",
        ),
        (
            "What it asks of bakers (Handbook para. 4, Handbook para. 5)",
            "The handbook asks bakers to rest by day [Handbook para. 4].\n"
            "The handbook asks bakers to drink water, also on short nights [Handbook para. 5].",
        ),
        ("Sources", "See the handbook (https://example.org/handbook) for more."),
    ]
    assert note.sections[1].headings == (note.title, "What it asks of bakers")
    assert "\n\nWhat it asks of bakers\nThe handbook" in note.text


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("id: note.night-shifts", "id: Night Shifts", "id"),
        ("id: note.night-shifts", "", "id"),
        ("kind: question", "kind: poem", "kind"),
        ("title: May a bakery plan night shifts?", "title: 12", "title"),
        ("language: en", "language: English", "language"),
        ("language: en", "language: zz", "language"),
        ("id: note.night-shifts", "id: note.night.txt", "id"),
        ("https://example.org/handbook\n    loc", "https://[bad\n    loc", "url"),
        ("language: en", "language: en\nasked: many", "asked"),
        ("language: en", "language: en\nasked: ['']", "asked"),
        ("language: en", "language: en\nasked: [" + "a, " * 13 + "a]", "asked"),
        ("[working-time]", "working-time", "topics"),
        ("[C171]", "[171]", "instruments"),
        ("state: unconfirmed", "state: maybe", "state"),
        ("https://example.org/handbook\n    loc", "javascript:alert(1)\n    loc", "url"),
        ("date: 2026-01-31", "date: soon", "date"),
        ("date: 2026-01-31", "date: 2026-13-31", "front matter"),
        ("note: A made-up note", "note: [", "front matter"),
        ("---\nid", "id", "front matter"),
        ("kind: question", "kind: " + "[" * 5000, "front matter"),
        ("kind: question", "kind: " + "x" * 30_000, "front matter"),
        ("kind: question", "kind: !!python/object/apply:os.getcwd []", "front matter"),
    ],
)
def test_bad_front_matter_is_refused_by_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    path = tmp_path / "note.md"
    text = MADE.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UnreadableSource, match=f"note.md: .*{key}"):
        read(path)


def test_other_wordings_of_a_question_are_read_and_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    text = MADE.read_text(encoding="utf-8")
    path.write_text(
        text.replace("language: en", 'language: en\nasked: ["May ovens  run late?"]', 1)
    )
    note = read(path)
    assert note.wordings == ("May ovens run late?",)
    assert "ovens" not in note.text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe---", b"---\n", b"---\nid: a\n---\n"])
def test_a_broken_file_is_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "note.md"
    path.write_bytes(content)
    with pytest.raises(UnreadableSource):
        read(path)


def test_a_note_without_a_body_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    matter, _ = split(MADE.read_text(encoding="utf-8"))
    path.write_text(f"---\n{matter}\n---\n\n# May a bakery plan night shifts?\n## Empty\n")
    with pytest.raises(UnreadableSource, match="body: empty"):
        read(path)


def test_other_files_are_not_recognised(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("# Not a note\n")
    assert not READER.recognises(InputFile(path))


@given(st.text(alphabet="ab#-* [].1\n>|\t", max_size=300))
def test_any_body_gives_trimmed_sections_or_is_refused(body: str) -> None:
    from ingest.readers.guidance_notes import _document

    matter, _ = split(MADE.read_text(encoding="utf-8"))
    try:
        note = _document(parse(matter), body)
    except ValueError as error:
        assert str(error) == "body: empty"
        return
    for section in note.sections:
        quote = note.text[section.start : section.end]
        assert quote and quote == quote.strip()


def test_the_shipped_notes_are_whole() -> None:
    notes = [read(path) for path in NOTES]
    assert len(notes) == 23
    assert len({note.id for note in notes}) == len(notes)
    for path, note in zip(NOTES, notes, strict=True):
        assert note.id == f"mne-note.{path.stem}"
        assert note.note.startswith("A summary by this project, not an official ILO text")
        assert "to be confirmed against the published text" in note.note
        assert note.date == "2026-11-20"
        assert all(by_id(topic) for topic in note.topics) and note.topics
        assert [s.headings[-1] for s in note.sections][-2:] == [
            "Instruments",
            "Paragraphs and their state",
        ]


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_each_shipped_statement_ends_with_its_citation(path: Path) -> None:
    body = split(path.read_text(encoding="utf-8"))[1]
    bullets = [line for line in body.split("\n") if line.startswith("- ")]
    for bullet in bullets[:-1]:
        assert re.search(r" \[[^\[\]]+\]\.$", bullet), bullet
    assert bullets[-1].startswith("- This note is a summary")


def test_the_shipped_notes_follow_the_outline(shared: Path) -> None:
    outline = shared / "data" / "guidance" / "mne_declaration_outline.csv"
    with outline.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    fronts = [parse(split(path.read_text(encoding="utf-8"))[0]) for path in NOTES]
    places: dict[str, set[str]] = {}
    for front in fronts:
        for source in front.sources:
            places.setdefault(source.locator.split(" ", 1)[-1], set()).update(front.instruments)
    for row in rows:
        if row["confirmed"]:
            assert {"65-66", "64"} <= places.keys()
            continue
        key = row["paragraphs"].removeprefix("Annex ")
        assert set(filter(None, row["instruments"].split(";"))) <= places[key], row
    sources = [source for front in fronts for source in front.sources]
    confirmed = [s.locator for s in sources if s.confirmed and s.locator]
    assert confirmed == ["paragraphs 65-66"]
