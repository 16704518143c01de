"""Taking in: what is good goes live, what is bad is named, and nothing held is lost."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpdesk.cli import cli
from helpdesk.services.ingesting import Report
from helpdesk.settings import Settings
from helpdesk.wiring import Parts
from ingest.readers import READERS
from knowledge.errors import KnowledgeMissing
from knowledge.store.documents import get_document

SOURCES = Path(__file__).parent.parent / "sources"
TABLE = "C138_2024-03-05_made.csv"
HEAD = "Country;Date;Status;Note;ATTR_ENDPOINT\n"


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Parts:
    """Parts over a copy of the starter knowledge that may be changed."""
    shutil.copytree(home, tmp_path / "home")
    return Parts(Settings(home=tmp_path / "home"))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def run(parts: Parts, *paths: Path, reader: str | None = None) -> Report:
    return parts.ingest(lambda _stage, _done, _total: None).run(paths, reader)


def held(parts: Parts, instrument: str, country: str) -> list[str]:
    """The dates of a country's ratifications of an instrument."""
    db = parts.library.searcher().db
    query = "select ratified from ratifications where instrument = ? and country = ?"
    return [row[0] for row in db.conn.execute(query, (instrument, country))]


def test_a_newer_list_takes_the_place_of_the_older(own: Parts, inbox: Path) -> None:
    before = held(own, "C138", "KHM")
    (inbox / "C138_2025-01-01_x.csv").write_text(
        f"{HEAD}Cambodia;23 Aug 1999;In Force;Minimum age specified: 15 years;nan\n"
        "Niger;04 Dec 1978;In Force;;nan\n"
    )
    report = run(own, inbox)
    assert before == held(own, "C138", "KHM") == ["1999-08-23"]
    document = get_document(own.library.searcher().db, "ratifications-c138")
    assert document is not None
    assert document.as_of == "2025-01-01"
    assert held(own, "C138", "NGA") == []  # the newer list does not have it
    assert report.counts["ratified_instruments"] == 16


def test_an_older_list_changes_nothing(own: Parts, inbox: Path) -> None:
    (inbox / "C138_2020-01-01_x.csv").write_text(f"{HEAD}Cambodia;01 Jan 2000;In Force;;nan\n")
    report = run(own, inbox)
    assert held(own, "C138", "KHM") == ["1999-08-23"]
    (source,) = (source for source in report.sources if source.name.startswith("C138_2020"))
    assert (source.taken, source.superseded) == (0, 1)


def test_bad_rows_are_named_and_the_rest_goes_on(own: Parts, inbox: Path) -> None:
    (inbox / "C138_2025-01-01_x.csv").write_text(
        f"{HEAD}Cambodia;23 Aug 1999;In Force;;nan\nNowhereland;01 Jan 2000;In Force;;nan\n"
        "Niger;31 Feb 1978;In Force;;nan\n=cmd|' /C calc'!A0;01 Jan 2000;In Force;;nan\n"
    )
    report = run(own, inbox)
    assert held(own, "C138", "KHM") == ["1999-08-23"]
    named = {refusal.row: refusal.reason for refusal in report.refusals}
    assert len(named) == 3
    assert any("Nowhereland" in reason for reason in named.values())
    assert any("31 Feb 1978" in reason for reason in named.values())
    assert {refusal.file for refusal in report.refusals} == {"C138_2025-01-01_x.csv"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("cut.jsonl", (SOURCES / "guidance_pages.jsonl").read_bytes()[:150]),
        ("latin.csv", "Country;Date;Status;Note;ATTR_ENDPOINT\nC\u00f4te;".encode("latin-1")),
        ("binary.csv", bytes(range(256)) * 40),
        ("utf16.csv", "Country;Date".encode("utf-16")),
        ("long_line.jsonl", b'{"id": "' + b"x" * 50_000_000),
        ("columns.csv", b"Country;Date\nNiger;04 Dec 1978\n"),
        ("new\nline.txt", b"Dear all"),
        ("front.md", b"---\nid: [unclosed\n---\n# x\n"),
    ],
)
def test_hostile_files_are_refused_and_what_is_held_stays(
    own: Parts, inbox: Path, name: str, content: bytes
) -> None:
    (inbox / name).write_bytes(content)
    before = own.generations.live_name()
    report = run(own, inbox)
    assert not report.took_in
    assert report.refusals
    assert own.generations.live_name() == before


def test_a_good_file_beside_bad_ones_is_taken_in(own: Parts, inbox: Path) -> None:
    (inbox / "a_binary.csv").write_bytes(bytes(range(256)))
    shutil.copy(SOURCES / "guidance_note.md", inbox / "note.md")
    (inbox / "z_loop").symlink_to(inbox)
    report = run(own, inbox)
    assert report.took_in
    assert [refusal.file for refusal in report.refusals] == ["a_binary.csv"]
    assert run(own, inbox).generation is None


def test_markup_in_a_title_is_text(own: Parts, inbox: Path) -> None:
    row = '{"id": "made/x", "language": "en", "publisher": "P", "source": "s", "text": "%s"}\n'
    title = "<script>alert(1)</script> & more"
    (inbox / "pages.jsonl").write_text(row % f"{title}\\nA made sentence on wages.")
    run(own, inbox)
    (found,) = own.library.searcher().db.conn.execute(
        "select title from documents where title like '%script%'"
    )
    assert found[0].startswith(title)


def test_a_damaged_new_copy_leaves_what_the_file_gave_before(own: Parts, inbox: Path) -> None:
    table = inbox / "C138_2025-01-01_x.csv"
    table.write_text(f"{HEAD}Cambodia;23 Aug 1999;In Force;;nan\nNiger;04 Dec 1978;In Force;;nan\n")
    run(own, inbox)
    table.write_bytes(b"\xff\xfe broken")
    report = run(own, inbox)
    assert report.refusals
    assert held(own, "C138", "NER") == ["1978-12-04"]


def test_a_changed_reader_reads_its_files_again(
    own: Parts, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(SOURCES / "guidance_note.md", inbox / "note.md")
    run(own, inbox)
    (inbox / "note.md").unlink()
    reader = READERS["guidance-notes"]
    monkeypatch.setattr(reader, "version", reader.version + 1)
    report = run(own)
    assert report.generation is not None
    (again,) = (source for source in report.sources if source.name == "note.md")
    assert again.version == reader.version


def test_a_lost_raw_copy_is_named(own: Parts, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(SOURCES / "guidance_note.md", inbox / "note.md")
    run(own, inbox)
    shutil.rmtree(own.settings.home / "raw")
    reader = READERS["guidance-notes"]
    monkeypatch.setattr(reader, "version", reader.version + 1)
    report = run(own)
    assert any("raw copy is missing" in refusal.reason for refusal in report.refusals)
    db = own.library.searcher().db
    assert db.conn.execute("select count(*) from documents where origin = 'ingested'").fetchone()[0]


def test_a_reader_may_be_forced(own: Parts, inbox: Path) -> None:
    shutil.copy(SOURCES / "governing_body" / "mini_paper.txt", inbox / "paper.txt")
    assert run(own, inbox / "paper.txt", reader="governing-body").took_in
    refused = run(own, SOURCES / "guidance_note.md", reader="unsdg")
    assert not refused.took_in


def test_unchanged_text_is_not_embedded_again(own: Parts, inbox: Path) -> None:
    shutil.copy(SOURCES / "guidance_note.md", inbox / "note.md")
    first = run(own, inbox)
    assert first.built is not None
    assert first.built.embedded > 0
    (inbox / "C138_2025-01-01_x.csv").write_text(f"{HEAD}Niger;04 Dec 1978;In Force;;nan\n")
    second = run(own, inbox)
    assert second.built is not None
    assert second.built.embedded == 0
    assert second.built.vectors == first.built.vectors


def test_exit_status(own: Parts, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_HOME", str(own.settings.home))
    (inbox / "empty.csv").write_bytes(b"")

    def status(*arguments: str) -> int:
        return CliRunner().invoke(cli, ["ingest", *arguments]).exit_code

    assert status(str(inbox)) == 1
    shutil.copy(SOURCES / "guidance_note.md", inbox / "note.md")
    assert status(str(inbox)) == 0
    assert status(str(inbox)) == 0
    assert status(os.fspath(inbox / "never.csv")) == 1
    assert status() == 2


def test_a_lost_live_generation_is_not_built_over_while_others_are_kept(
    own: Parts, inbox: Path
) -> None:
    shutil.copy(SOURCES / "guidance_note.md", inbox / "note.md")
    run(own, inbox)
    first, live = own.generations.names()[-2:]
    shutil.rmtree(own.generations.folder / live)
    with pytest.raises(KnowledgeMissing, match="go back to another"):
        run(own)
    own.generations.roll_back(first)
    assert run(own).counts["documents"] > 0
