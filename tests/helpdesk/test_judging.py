"""Judging replies: what counts as right, what is said of what is not, and the judged set itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpdesk.cli import cli
from helpdesk.services.judging import Judged, Verdict, judge, read_judged, scores
from helpdesk.wiring import Parts
from knowledge.errors import BadInput

JUDGED = Path(__file__).parent.parent / "benchmarks" / "judged" / "questions.jsonl"


def verdicts(parts: Parts, *judged: Judged) -> list[Verdict]:
    return judge(parts.asking, list(judged), lambda _done, _total: None)


def test_a_right_answer_and_a_right_referral(parts: Parts) -> None:
    right = verdicts(
        parts,
        Judged(
            "1",
            "Is Singapore bound by Convention 105?",
            True,
            documents=("ratifications-c105",),
            says=("19 Apr 1979",),
            exact=True,
        ),
        Judged("2", "Is factory X in Dhaka safe?", False),
    )
    found = scores(right)
    assert found["accuracy"] == found["borne_out"] == found["exact_first"] == 1.0
    assert found["no_answer_precision"] == found["no_answer_recall"] == 1.0
    assert found["faults"] == []


def test_each_kind_of_fault_is_named(parts: Parts) -> None:
    question = "Is Singapore bound by Convention 105?"
    wrong = verdicts(
        parts,
        Judged("1", question, False),
        Judged("2", question, True, documents=("c138",), exact=True),
        Judged("3", question, True, says=("20 Apr 1979",)),
        Judged("4", "Is factory X in Dhaka safe?", True),
    )
    assert [each.fault for each in wrong] == [
        "answered, but no source answers it",
        "cites ratifications-c105",
        "does not say 20 Apr 1979",
        "referred",
    ]
    found = scores(wrong)
    assert found["accuracy"] == 0.5
    assert found["borne_out"] == 0.0
    assert found["exact_first"] == 0.0
    assert found["no_answer_precision"] == found["no_answer_recall"] == 0.0


def test_nothing_is_kept(parts: Parts) -> None:
    before = parts.desk.counts()
    verdicts(parts, Judged("1", "Is factory Y in Dhaka safe?", False))
    assert parts.desk.counts() == before


def test_a_row_that_lacks_something_is_named(tmp_path: Path) -> None:
    file = tmp_path / "judged.jsonl"
    file.write_text('{"id": "1", "question": "x", "answer": true}\n{"id": "2"}\n')
    with pytest.raises(BadInput, match=r"judged\.jsonl, row 2: no question, answer"):
        read_judged([file])
    file.write_text('{"id": "1", "question": "x", "answer": true, "split": "tuning"}\n')
    with pytest.raises(BadInput, match="no judged question of the split 'holdout'"):
        read_judged([file], "holdout")


def test_the_judged_set_is_large_split_and_varied() -> None:
    judged = read_judged([JUDGED])
    assert len(judged) >= 150
    assert sum(not each.answer for each in judged) >= 30
    assert {each.language for each in judged} == {"en", "fr", "es"}
    assert len({each.question for each in judged}) == len(judged)
    for kind in {each.kind for each in judged}:
        assert {each.split for each in judged if each.kind == kind} == {"tuning", "holdout"}


def test_the_command_prints_scores(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_HOME", str(home))
    file = tmp_path / "judged.jsonl"
    file.write_text('{"id": "1", "question": "Niger C138", "answer": true, "kind": "fact"}\n')
    shown = CliRunner().invoke(cli, ["evaluate", "answers", str(file), "--json"])
    assert json.loads(shown.stdout)["accuracy"] == 1.0
    assert "fact" in CliRunner().invoke(cli, ["evaluate", "answers", str(file)]).stdout


@pytest.mark.slow
def test_most_questions_of_people_who_had_not_seen_the_answers_are_answered(parts: Parts) -> None:
    """Seven sets of 60, on the starter alone; the seventh was tried when all else was done."""
    judged = read_judged([JUDGED.with_name("asked_by_others.jsonl")])
    found = {
        split: scores(
            judge(parts.asking, [q for q in judged if q.split == split], lambda _done, _total: None)
        )
        for split in ("tuning", "holdout")
    }
    assert found["tuning"]["accuracy"] >= 0.94, found["tuning"]["faults"]
    assert found["tuning"]["borne_out"] >= 0.88, found["tuning"]["faults"]
    assert found["holdout"]["borne_out"] >= 0.75, found["holdout"]["faults"]


@pytest.mark.slow
def test_the_holdout_is_answered_or_referred_rightly(shared_parts: Parts) -> None:
    found = scores(
        judge(shared_parts.asking, read_judged([JUDGED], "holdout"), lambda _done, _total: None)
    )
    assert found["accuracy"] >= 0.9, found["faults"]
    assert found["exact_first"] >= 0.98, found["faults"]
    assert found["no_answer_precision"] >= 0.85
    assert found["no_answer_recall"] >= 0.85
