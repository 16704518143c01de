"""Each check of the notes that ship: a note that keeps it, and one that breaks it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpdesk.cli import cli
from helpdesk.services.guidance.checking import GuidanceReport, check_guidance
from helpdesk.services.guidance.wording import copied, folded, reading_ease, shared_runs

FRONT = """---
id: {id}
kind: summary
title: Made note
language: en
topics: [child-labour]
instruments: [C138]
audience: [enterprises]
sources:
- {{title: Minimum Age Convention, key: C138, url: "https://example.org", state: {state}}}
- {{title: MNE Declaration, key: MNE, url: "https://example.org", state: unconfirmed}}
- {{title: Guiding Principles, key: UNGP, url: "https://example.org", state: unconfirmed}}
- {{title: ILO strategy, key: GB.347/INS/8, url: "https://example.org", state: confirmed}}
- {{title: Made source, key: made, url: "https://example.org", state: unconfirmed}}
date: '2026-01-02'
note: A summary
---

# Made note

## In short

{body}
"""


def checked(
    folder: Path, body: str, shared: Path | None = None, *, id: str = "guide.question.made",
    state: str = "unconfirmed",
) -> GuidanceReport:  # fmt: skip
    (folder / "made.md").write_text(FRONT.format(body=body, id=id, state=state), "utf-8")
    return check_guidance([folder], shared)


def faults(report: GuidanceReport) -> str:
    return "\n".join(str(problem) for problem in report.problems)


@pytest.mark.parametrize(
    "body",
    [
        "- A made sentence [C138 Art. 2(3)].",
        "A made sentence [C138 Arts 2-4; MNE para. 27]. Another of them [UNGP 17-21].",
        "A made sentence on the strategy [GB.347/INS/8 Appendix para. 26].",
        "A made sentence of a made source [made section 2].",
        "**“A belief”:** and its correction here [MNE paras 26-27].",
        "A made sentence [C138].\n\n## Read next\n\n- mne-note.child-labour: why",
    ],
)
def test_a_sound_note_is_clean(tmp_path: Path, body: str) -> None:
    assert faults(checked(tmp_path, body)) == ""


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("A made sentence without any source.", "made.md:23: no citation at its end"),
        ("One with [C138]. And one without a source.", "no citation at its end: And one without"),
        ("A made sentence [C999 Art. 1].", "no instrument C999"),
        ("A made sentence [C138 clause 2].", "names no article"),
        ("A made sentence [MNE para. 69].", "no paragraph of the MNE Declaration"),
        ("A made sentence [UNGP 32].", "none of the 31"),
        ("A made sentence [item finding-0].", "no supervisory item finding-0"),
        ("A made sentence [other].", "other is no source of this note"),
        ("See guide.topic.nothing for it [C138].", "there is no note guide.topic.nothing"),
        (
            "The Minimum Age Convention, 1974 (No. 138) is named [C138].",
            "the catalogue has no The Minimum Age Convention, 1974 (No. 138)",
        ),
    ],
)
def test_each_fault_is_named_with_its_line(tmp_path: Path, body: str, fault: str) -> None:
    assert fault in faults(checked(tmp_path, body))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("A made claim that cites nothing real [ ; ].", "no citation at its end"),
        ("A made claim that cites nobody [as everybody knows].", "as is no source of this note"),
        ("Hire children.", "no citation at its end"),
        ("A made claim [C138 Arts 9-2].", "names no article"),
        ("A made claim [C138 Arts 1-99999999].", "names no article"),
        ("A made claim [C138 Arts IV-9].", "names no article"),
        ("A made claim [MNE paras 60-2].", "no paragraph of the MNE Declaration"),
        ("A made claim [UNGP 31-1].", "none of the 31"),
        ("The made Happy Workers Convention, 1999 (No. 999) [C138].", "the catalogue has no"),
        ("Convention No. 138 of 1937 is named [C138].", "the catalogue has no Convention No. 138"),
        ("La convention (n° 138) sur l'âge, 1937 [C138].", "the catalogue has no convention"),
        ("El Convenio sobre la edad, 1937 (núm. 138) [C138].", "the catalogue has no Convenio"),
        ("See guide.topic.child-labour.de for it [C138].", "no note guide.topic.child-labour.de"),
        ("Made [C138].\n\n## Read next\n\n- Child labour is fine", "names no other note"),
        ("Made [C138].\n\n## A Minimum Age Convention, 1937 (No. 138)", "the catalogue has no"),
    ],
)
def test_what_looks_sound_and_is_not_is_named(tmp_path: Path, body: str, fault: str) -> None:
    assert fault in faults(checked(tmp_path, body))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("instruments: [C138]", "instruments: [C999]", "no instrument C999"),
        ("topics: [child-labour]", "topics: [no-such]", "no topic no-such"),
        ('key: made, url: "https://example.org"', "key: made", "source made has no address"),
        ("key: made,", "key: c138,", "key c138 is written C138"),
        ("title: Made source", "title: 'Minimum Age Convention, 1937 (No. 138)'", "catalogue has"),
    ],
)
def test_front_matter_agrees_with_the_catalogue(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    note = FRONT.format(body="Made [C138].", id="guide.question.made", state="unconfirmed")
    assert old in note
    (tmp_path / "made.md").write_text(note.replace(old, new), "utf-8")
    assert fault in faults(check_guidance([tmp_path], None))


def test_numbers_copies_and_sources_are_held_against_the_texts(
    tmp_path: Path, shared: Path
) -> None:
    part = checked(tmp_path, "One [C138 Art. 2(99)].", shared)
    assert "Article 2(99) is not in the stored text" in faults(part)
    heading = checked(tmp_path, 'One [GB.347/INS/8 "No such heading"].', shared)
    assert "has no 'No such heading'" in faults(heading)
    words = folded(sorted((shared / "seeds").glob("*.txt"))[0].read_text("utf-8"))[2000:2012]
    copy = checked(tmp_path, f"Made [C138].\n\n## {' '.join(words)}", shared)
    assert "12 words as in a source" in faults(copy)
    note = FRONT.format(body="Made [C138].", id="guide.question.made", state="confirmed")
    note = note.replace("key: made, url", "key: made, state: confirmed, url")
    claimed = r'(confirmed, url: )"[^"]+", state: unconfirmed'
    note = re.sub(claimed, r'\1"https://m.example/x"', note)
    (tmp_path / "made.md").write_text(note, "utf-8")
    assert "made is called confirmed" in faults(check_guidance([tmp_path], shared))


def test_front_matter_and_ids_are_checked(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("---\nid: x\n---\n# x\n")
    assert "bad.md:1: kind: missing" in faults(check_guidance([tmp_path], None))
    (tmp_path / "bad.md").unlink()
    assert "names no kind of note" in faults(checked(tmp_path, "Made [C138].", id="made.note"))
    (tmp_path / "twin.md").write_text((tmp_path / "made.md").read_text())
    assert "stands twice" in faults(check_guidance([tmp_path], None))


def test_what_needs_the_texts_is_skipped_without_them(tmp_path: Path) -> None:
    report = checked(tmp_path, "A made sentence [C138 Art. 40].")
    assert faults(report) == ""
    assert "not at hand" in report.skipped


def test_places_are_looked_up_in_the_texts_at_hand(tmp_path: Path, shared: Path) -> None:
    good = checked(
        tmp_path,
        "One [C138 Art. 2(3)]. Two [GB.347/INS/8 Appendix para. 26].",
        shared,
        state="confirmed",
    )
    assert faults(good) == ""
    assert good.sentences["confirmed"] == 1
    bad = checked(tmp_path, "One [C138 Art. 40]. Two [GB.347/INS/8 para. 400].", shared)
    assert "Article 40 is not in the stored text of C138" in faults(bad)
    assert "GB.347/INS/8 has no para. 400" in faults(bad)
    absent = checked(tmp_path, "One [C190 Art. 4].", shared)
    assert absent.sentences["unconfirmed"] == 1


def test_twelve_words_of_a_source_are_found_but_titles_are_not(shared: Path) -> None:
    runs = shared_runs(shared)
    paper = sorted((shared / "seeds").glob("*.txt"))[0].read_text("utf-8")
    words = folded(paper)[2000:2012]
    assert copied(f"They say {' '.join(words)} of it", runs) == " ".join(words)
    assert copied(f"They say {' '.join(words[:11])} of it all here", runs) == ""
    title = "Freedom of Association and Protection of the Right to Organise Convention"
    assert copied(f"the {title}, 1948 (No. 87)", runs) == ""


def test_plain_words_read_more_easily() -> None:
    plain = reading_ease("The cat sat on the mat. It was warm.", 2)
    hard = reading_ease(
        "Institutional considerations necessitate comprehensive reconsideration.", 1
    )
    assert plain > 90 > 0 > hard


def test_the_notes_that_ship_are_clean(shared: Path) -> None:
    report = check_guidance([], shared)
    assert faults(report) == ""
    assert report.kinds["question"] >= 60
    assert report.kinds["instrument"] >= 15


def test_the_readme_says_what_ships(shared: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    report = check_guidance([], shared)
    names = {
        "questions with short answers": "question",
        "topics": "topic",
        "directory of tools, training and networks": "directory",
        "instruments, article by article": "instrument",
        "the MNE Declaration by subject": "MNE Declaration",
        "frameworks: how the system works": "framework",
    }
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in readme.split("\n")]
    table = {row[0]: row[1:] for row in rows if len(row) > 1}
    assert {names[name]: int(table[name][0]) for name in names} == dict(report.kinds)
    assert [int(each) for each in table["all"][1:]] == [
        report.languages[language] for language in ("en", "fr", "es")
    ]
    for state in ("confirmed", "unconfirmed"):
        (row,) = (cells for name, cells in table.items() if name.startswith(f"{state}: "))
        assert int(row[0]) == report.sentences[state]


def test_the_command(tmp_path: Path, shared: Path) -> None:
    shown = CliRunner().invoke(cli, ["guidance", "check", "--shared", str(shared)])
    assert shown.exit_code == 0, shown.output
    assert shown.output.rstrip().endswith("clean")
    checked(tmp_path, "A made sentence without any source.")
    wrong = CliRunner().invoke(cli, ["guidance", "check", str(tmp_path)])
    assert wrong.exit_code == 1
    assert "1 problems" in wrong.output
