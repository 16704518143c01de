"""Helpdesk questions and answers, paraphrased."""

from __future__ import annotations

from pathlib import Path

from ingest.readers.helpdesk_pages import READER as PAGES
from ingest.readers.helpdesk_qa import READER
from ingest.records import Entry, InputFile, Refusal
from knowledge.documents import Kind, Trust

SOURCES = Path(__file__).resolve().parents[1] / "sources"


def test_questions_become_documents() -> None:
    file = InputFile(SOURCES / "helpdesk_qa.jsonl")
    assert READER.recognises(file) and not PAGES.recognises(file)
    answered, open_question, low, *refusals = READER.read(file)
    assert isinstance(answered, Entry)
    document = answered.document
    assert document.kind is Kind.GUIDANCE
    assert document.id.startswith("helpdesk-qa.who-carries-the-sacks-")
    assert document.text == (
        "Question: Who carries the sacks?\nAnswer: Grown-ups do.\n"
        "Instruments cited: C138 Art. 2, R198 paras 9 and 13, a rule."
    )
    (section,) = document.sections
    assert (section.start, section.end) == (0, len(document.text))
    assert (document.instruments, document.topics) == (("C138", "R198"), ("child-labour",))
    assert (document.trust, document.publisher) == (
        Trust.CITABLE,
        "International Labour Organization",
    )
    assert "answer cut off in the excerpt" in document.note

    assert isinstance(open_question, Entry)
    assert open_question.document.text == "Question: Who weighs the sacks?"
    assert open_question.document.trust is Trust.LOW
    assert "the answer is not in the excerpt" in open_question.document.note

    assert isinstance(low, Entry)
    assert "Answer: (Mostly) bakers." in low.document.text
    assert (low.document.trust, low.document.publisher) == (Trust.LOW, "")
    assert "cut off" not in low.document.note

    assert [r.reason for r in refusals if isinstance(r, Refusal)] == [
        "repeats a question at the same address",
        "question: missing or not a text",
        "instruments_cited: not a list of texts",
    ]


def test_the_shared_questions(shared: Path) -> None:
    found = list(READER.read(InputFile(shared / "data" / "guidance" / "helpdesk_qa.jsonl")))
    documents = [item.document for item in found if isinstance(item, Entry)]
    assert len(documents) == len(found) == len({d.id for d in documents}) == 18
    low = [d for d in documents if d.trust is Trust.LOW]
    assert len(low) == 6  # three poor copies and three questions without an answer
    assert sum("not in the excerpt" in d.note for d in documents) == 4
    assert {"C138", "C182", "C111"} <= {code for d in documents for code in d.instruments}
