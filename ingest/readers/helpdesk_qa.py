"""Reads Helpdesk questions and answers: `question, answer_excerpt, url, topic, ...` a row.

Answers are paraphrased and most are cut off. A row whose answer is only a remark in brackets has
none: its question is stored and can be found, but there is nothing to cite.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.composing import Composition, short_id
from ingest.helpdesk_trust import publisher, trust
from ingest.json_rows import Row, address, cell, entries, has_keys, optional, texts
from ingest.records import Entry, InputFile, Refusal
from knowledge import topics
from knowledge.documents import Document, Kind, Trust
from knowledge.instruments import normalise_code

_KEYS = ("question", "answer_excerpt", "trust")
_REMARK = re.compile(r"\([^()]*\)")


class HelpdeskQuestions:
    """Gives one document per question, with its answer as far as the excerpt goes."""

    name = "helpdesk-qa"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """Say whether the first row carries the keys of a question and answer."""
        return has_keys(file, _KEYS)

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give an entry or a refusal per line; raises UnreadableSource for the whole file."""
        return entries(file, _document, "repeats a question at the same address")


def _document(row: Row) -> Document:
    question, answer, url = cell(row, "question"), cell(row, "answer_excerpt"), address(row)
    state, cited = cell(row, "trust"), texts(row, "instruments_cited")
    has_answer = not _REMARK.fullmatch(answer)
    composition = _composed(question, answer if has_answer else "", cited)
    return Document(
        id=short_id("helpdesk-qa", question, url),
        kind=Kind.GUIDANCE,
        title=question,
        text=composition.text,
        sections=tuple(composition.sections),
        url=url,
        instruments=_codes(cited),
        topics=topics.mentions(f"{optional(row, 'topic')}. {question}"),
        note=_note(row, state, has_answer),
        publisher=publisher(state),
        trust=trust(state) if has_answer else Trust.LOW,
    )


def _composed(question: str, answer: str, cited: tuple[str, ...]) -> Composition:
    lines = [f"Question: {question}"]
    if answer:
        lines.append(f"Answer: {answer}")
    if cited:
        lines.append(f"Instruments cited: {', '.join(cited)}.")
    composition = Composition()
    locator = "Question and answer" if answer else "Question"
    composition.add_section(lines, locator, (question,))
    return composition


def _codes(cited: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of the instruments named as "C138 Art. 2" or "R198 paras 9 and 13"."""
    codes = (normalise_code(text.split(" ", 1)[0]) for text in cited)
    return tuple(dict.fromkeys(code for code in codes if code))


def _note(row: Row, state: str, has_answer: bool) -> str:
    notes = ["Paraphrase of a published answer, not its text"]
    if not has_answer:
        notes.append("the answer is not in the excerpt")
    elif row.get("answer_cut_off_in_excerpt") is not False:
        notes.append("answer cut off in the excerpt")
    return "; ".join((*notes, state))


READER = HelpdeskQuestions()
