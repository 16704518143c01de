"""How a quote becomes statements: a note's lines stand each for itself."""

from __future__ import annotations

import pytest

from helpdesk.replies import MAX_QUOTE, Claim
from helpdesk.services.answers.quoting import (
    Evidence,
    best_stretch,
    claims_of,
    is_same_question,
)
from helpdesk.services.wording import plain_terms, wording
from helpdesk.wiring import Parts
from index.analysis import terms
from knowledge.documents import Document, Ground, Kind, Section
from knowledge.store.documents import StoredPassage
from tests.helpdesk.made import asked

TITLE = "May a bakery plan night shifts?"
LINES = (
    "Yes, where the law allows it [C171 Art. 1].",
    "Night workers get a health check before they begin and at intervals [C171 Art. 4].",
    "Young bakers do not work at night [C171 Art. 2].",
)


def note(id: str, lines: tuple[str, ...]) -> Evidence:
    text = "\n".join(lines)
    document = Document(
        id=id,
        kind=Kind.GUIDANCE,
        title=TITLE,
        text=text,
        sections=(Section(0, len(text), "Short answer"),),
        publisher="ILO Helpdesk project",
        grounds=(Ground("C171", "Night Work Convention, 1990", None, "", False),),
    )
    passage = StoredPassage(1, id, 0, 0, len(text), "Short answer", (), "short-answer", text)
    return Evidence(passage, document, 0.5, 1.0, 1.0)


def claims(parts: Parts, found: Evidence, question: str) -> tuple[Claim, ...]:
    meaning = asked(question)
    meant = wording(meaning, parts.library.searcher().postings, "en")
    return claims_of(found, *best_stretch(found, meant), meaning)


def test_each_line_of_a_short_answer_is_a_statement(parts: Parts) -> None:
    made = claims(parts, note("guide.question.night", LINES), TITLE.lower())
    assert [claim.text for claim in made] == list(LINES)
    assert len({claim.citations for claim in made}) == 1


@pytest.mark.parametrize("turned", ["May a bakery not plan night shifts?", "May our bakery?"])
def test_yes_is_given_with_the_question_it_answers(parts: Parts, turned: str) -> None:
    made = claims(parts, note("guide.question.night", LINES), turned)
    assert made[0].text == f"“{TITLE}” {LINES[0]}"


def test_an_entry_of_the_directory_names_itself(parts: Parts) -> None:
    made = claims(parts, note("guide.directory.night", LINES), "Is a health check needed at night?")
    assert made[0].text == f"{TITLE}: {LINES[1]}"


def test_the_answer_to_another_question_is_given_with_that_question(parts: Parts) -> None:
    made = claims(parts, note("guide.question.night", LINES), "Who checks the health of bakers?")
    assert made[0].text == f"“{TITLE}” {LINES[0]}"
    assert made[1].text == LINES[1]


def test_a_long_short_answer_is_quoted_whole_in_several_quotes(parts: Parts) -> None:
    lines = tuple(f"Rule {n} is that a baker rests {n} hours at home [C171]." for n in range(20))
    made = claims(parts, note("guide.question.night", lines), TITLE.lower())
    assert [claim.text for claim in made] == list(lines)
    quotes = {citation.quote for claim in made for citation in claim.citations}
    assert len(quotes) > 1 and max(map(len, quotes)) <= MAX_QUOTE
    for claim in made:
        assert claim.text in claim.citations[0].quote


def test_of_another_note_only_the_nearest_lines_are_quoted(parts: Parts) -> None:
    made = claims(parts, note("guide.topic.night", LINES), "Is a health check needed at night?")
    assert [claim.text for claim in made] == [LINES[1]]


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("Our bakery wants to plan shifts at night, may it?", True),
        ("Who checks the health of bakers?", False),
    ],
)
def test_the_same_question_has_most_of_its_words(question: str, *, same: bool) -> None:
    document = note("guide.question.night", LINES).document
    assert is_same_question(document, plain_terms(asked(question))) is same
    assert not is_same_question(
        note("guide.topic.n", LINES).document, frozenset(terms("en", TITLE))
    )
