"""What may stand as an answer among words found near a question."""

from __future__ import annotations

import pytest

from helpdesk.replies import Claim, cite
from helpdesk.services.answers.draft import Draft
from helpdesk.services.answers.fitting import (
    gives_what_is_asked,
    is_formal,
    is_of_whom_asked,
    is_on_the_subject,
    is_out_of_reach,
    is_statement,
    naming,
    on_paragraphs,
    text_not_named,
)
from helpdesk.services.answers.passages import answer_from_passages
from helpdesk.services.answers.quoting import framed
from helpdesk.services.wording import wording
from index.request import Filters
from index.searcher import Searcher
from knowledge.documents import Document, Kind
from tests.helpdesk.made import asked, composed


def instrument(title: str) -> Document:
    return composed("made", Kind.INSTRUMENT, title, [("Made words.", "Article 1", "article-1")])


@pytest.mark.parametrize(
    "text",
    [
        "Are any workers kept from leaving the site at night?",
        "Body: CFA. Type: made report. Country: Norway. Instruments: C087. Item: 12.",
        "R103: one made text; to be confirmed R104: another R105: a third R106: a fourth",
        "The benefits that are owed during leave should -",
        "See https://example.org for more words on this",
        "too short a line",
    ],
)
def test_what_says_nothing_is_no_statement(text: str) -> None:
    assert not is_statement(text)


def test_a_question_with_its_answer_is_a_statement() -> None:
    assert is_statement("Question: May wages be late? Answer: No, they are paid monthly.")


@pytest.mark.parametrize(
    ("question", "title", "fits"),
    [
        ("Can a 14-year-old work in a shop?", "C010 Minimum Age (Agriculture) Convention", False),
        ("May a child of 13 work on a farm in agriculture?", "C010 Child (Agriculture)", True),
        ("What is the weekly rest?", "C014 Weekly Rest (Industry) Convention", True),
        ("Can wages be paid in food?", "C029 Forced Labour Convention, 1930 (No. 29)", False),
        ("Who pays for safety equipment?", "C162 Asbestos Convention, 1986 (No. 162)", False),
        ("What about asbestos?", "C162 Asbestos Convention, 1986 (No. 162)", True),
        ("What are the hours of rest for seafarers?", "C180 Seafarers' Hours of Work", True),
        ("What are the hours of work?", "C180 Seafarers' Hours of Work Convention", False),
        ("Are Conventions binding on firms?", "C100 Equal Remuneration Convention", True),
    ],
)
def test_a_convention_answers_on_its_own_subject(
    searcher: Searcher, question: str, title: str, fits: bool
) -> None:
    understood = asked(question)
    meant = wording(understood, searcher.postings, "en")
    assert is_on_the_subject(instrument(title), understood, meant) is fits


def test_formal_clauses_answer_only_questions_on_form() -> None:
    clause = "This Convention shall be binding only upon those Members that ratified it."
    assert is_formal(asked("May children work in shops?"), clause)
    assert not is_formal(asked("Is the Convention binding?"), clause)
    assert not is_formal(asked("May children work in shops?"), "No child shall work in shops.")


def test_others_do_not_speak_for_the_ilo() -> None:
    theirs = composed("x", Kind.GUIDANCE, "Made guide", [("Words.", "1", "1")], publisher="A bank")
    own = composed("y", Kind.GUIDANCE, "Made note", [("Words.", "1", "1")], publisher="ILO made")
    for text in ("What does the ILO say about heat?", "Que dit l'OIT sur la chaleur ?"):
        assert not is_of_whom_asked(asked(text), theirs)
        assert is_of_whom_asked(asked(text), own)
    assert is_of_whom_asked(asked("How hot may a mill be?"), theirs)


def test_others_are_named_before_their_words() -> None:
    theirs = composed("x", Kind.GUIDANCE, "Made guide", [("Words.", "1", "1")], publisher="A bank")
    assert framed("en", theirs, "1", "Pay on time.") == "A bank, Made guide: “Pay on time.”"
    own = composed("y", Kind.GUIDANCE, "Made note", [("Words.", "1", "1")], publisher="ILO made")
    assert framed("en", own, "1", "Pay on time.") == "Pay on time."


def test_when_wants_a_year_and_how_many_a_number() -> None:
    when, how_many = asked("When was the body founded?"), asked("How many members are there?")
    assert gives_what_is_asked(when, "It was founded in 1919.")
    assert not gives_what_is_asked(when, "A broad consensus was found.")
    assert gives_what_is_asked(how_many, "There are 187 members.")
    assert not gives_what_is_asked(how_many, "2. Members under Article 3 on 1 November 1945.")
    assert gives_what_is_asked(asked("What is a member?"), "A State that has joined.")
    price = asked("How much does an inspection cost?")
    assert gives_what_is_asked(price, "It costs 500 dollars.")
    assert not gives_what_is_asked(price, "An inspection is a look at a site.")


@pytest.mark.parametrize(
    "text",
    [
        "Which country has the worst labour rights?",
        "Who is the Director-General of the ILO?",
        "When will our complaint be decided?",
        "Quel pays a le plus de grèves ?",
    ],
)
def test_no_quotation_answers_these(searcher: Searcher, text: str) -> None:
    assert is_out_of_reach(asked(text))
    assert answer_from_passages(asked(text), searcher, Filters()) == Draft()


def test_a_text_that_no_source_names_is_named_back(searcher: Searcher) -> None:
    draft = answer_from_passages(
        asked("What does the CSDDD say about grievance channels?"), searcher, Filters()
    )
    assert draft.claims == ()
    assert "CSDDD" in draft.notices[0]
    assert text_not_named(asked("What does the ILO say on pay?"), lambda _: False) is None
    assert text_not_named(asked("WHAT DOES THE CODE SAY?"), lambda _: False) is None
    assert text_not_named(asked("What does SA8000 say?"), lambda _: True) is None


def test_what_names_the_instrument_or_the_paragraph_is_kept() -> None:
    note = composed(
        "n",
        Kind.GUIDANCE,
        "Made note",
        [("Convention No. 138 sets it.", "1", "1"), ("Paragraph 27 asks for more.", "2", "2")],
    )
    first, second = (
        Claim(note.text[s.start : s.end], (cite(note, s.start, s.end, s.locator),))
        for s in note.sections
    )
    assert naming(("C138",), Draft((first, second))).claims == (first,)
    assert on_paragraphs(asked("What is in paragraph 27?"), Draft((first, second))).claims == (
        second,
    )
