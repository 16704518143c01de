"""Scores the asking path on judged questions; nothing of it is kept.

A judged question is a line {"id", "question", "language", "answer", "documents", "says",
"exact", "split", "kind"}: whether the sources answer it, which documents may bear it out, which
words the reply must have, and whether an exact name in it settles the first source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpdesk.questions import Question
from helpdesk.replies import Reply, Status
from helpdesk.services.asking import Asking
from index.evaluation import json_lines
from knowledge.errors import BadInput

_FIELDS = ("id", "question", "answer")


@dataclass(frozen=True, slots=True)
class Judged:
    """One judged question."""

    id: str
    question: str
    answer: bool
    language: str | None = None
    documents: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    exact: bool = False
    split: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a reply did: whether answering or referring was right, and what it answered with."""

    judged: Judged
    decided: bool
    borne_out: bool
    first: bool
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Unkept:
    """Keeps no reply, in place of the desk."""

    def new_id(self) -> str:
        """Return an id that names nothing."""
        return "not-kept"

    def keep(self, reply: Reply, question: Question, **more: Any) -> None:
        """Keep nothing."""


def read_judged(files: Iterable[Path], split: str | None = None) -> list[Judged]:
    """Read judged questions, of one split or all; raises BadInput naming file and line."""
    read = []
    for file in files:
        for number, row in enumerate(json_lines(file), 1):
            missing = [name for name in _FIELDS if name not in row]
            if missing:
                raise BadInput(f"{file.name}, row {number}: no {', '.join(missing)}")
            if split is None or row.get("split") == split:
                read.append(_judged(row))
    if not read:
        raise BadInput("no judged question" + (f" of the split {split!r}" if split else ""))
    return read


def _judged(row: dict[str, Any]) -> Judged:
    return Judged(
        id=str(row["id"]),
        question=str(row["question"]),
        answer=bool(row["answer"]),
        language=row.get("language"),
        documents=tuple(row.get("documents", ())),
        says=tuple(row.get("says", ())),
        exact=bool(row.get("exact", False)),
        split=str(row.get("split", "")),
        kind=str(row.get("kind", "")),
    )


def judge(
    asking: Asking, questions: list[Judged], progress: Callable[[int, int], None]
) -> list[Verdict]:
    """Ask each question and compare its reply with the judgement."""
    unkept = Asking(asking.library, Unkept(), asking.drafter, asking.today)
    verdicts = []
    for done, judged in enumerate(questions):
        progress(done, len(questions))
        verdicts.append(_verdict(judged, unkept.ask(Question(judged.question, judged.language))))
    progress(len(questions), len(questions))
    return verdicts


def _verdict(judged: Judged, reply: Reply) -> Verdict:
    answered = reply.status is not Status.REFERRED
    cited = [source.document for source in reply.sources]
    said = " ".join(
        [*(each.text for each in reply.statements), *(source.quote for source in reply.sources)]
    )
    unsaid = [words for words in judged.says if words not in said]
    right_source = not judged.documents or bool(set(cited) & set(judged.documents))
    first = not judged.documents or bool(cited and cited[0] in judged.documents)
    fault = ""
    if answered != judged.answer:
        fault = "answered, but no source answers it" if answered else "referred"
    elif judged.answer and not right_source:
        fault = f"cites {', '.join(dict.fromkeys(cited))}"
    elif judged.answer and unsaid:
        fault = f"does not say {', '.join(unsaid)}"
    return Verdict(judged, answered == judged.answer, not fault, first and answered, fault)


def scores(verdicts: list[Verdict]) -> dict[str, Any]:
    """Return the scores of some verdicts, and each fault.

    `accuracy` is the share rightly answered or referred; `borne_out` also asks for the right
    source and words. Precision and recall are those of saying that there is no answer.
    """
    without = [each for each in verdicts if not each.judged.answer]
    referred = [each for each in verdicts if each.decided != each.judged.answer]
    exact = [each for each in verdicts if each.judged.exact]
    rightly = sum(each.decided for each in without)
    return {
        "questions": len(verdicts),
        "accuracy": _share(sum(each.decided for each in verdicts), len(verdicts)),
        "borne_out": _share(sum(each.borne_out for each in verdicts), len(verdicts)),
        "exact_first": _share(sum(each.first for each in exact), len(exact)),
        "no_answer_precision": _share(rightly, len(referred)),
        "no_answer_recall": _share(rightly, len(without)),
        "by_kind": {
            kind: _share(sum(each.borne_out for each in of_kind), len(of_kind))
            for kind in sorted({each.judged.kind for each in verdicts})
            if (of_kind := [each for each in verdicts if each.judged.kind == kind])
        },
        "faults": [
            {"id": each.judged.id, "question": each.judged.question, "fault": each.fault}
            for each in verdicts
            if each.fault
        ],
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
