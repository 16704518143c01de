"""Which answered question is like the one asked, over the notes that ship."""

from __future__ import annotations

import pytest

from helpdesk.replies import MAX_STATEMENTS
from helpdesk.services.answers.passages import like_questions
from helpdesk.services.answers.short_answers import clauses, short_answers
from helpdesk.wiring import Parts
from index.searcher import Searcher
from tests.helpdesk.made import asked


@pytest.fixture(scope="module")
def starter(parts: Parts) -> Searcher:
    return parts.library.searcher()


def slugs(searcher: Searcher, text: str) -> list[str]:
    found = short_answers(asked(text), searcher).evidence
    return [each.document.id.removeprefix("guide.question.") for each in found]


def test_who_answers_is_no_part_of_the_matter() -> None:
    assert clauses("What does the ILO say about night work?") == (
        "What does say about night work?",
    )
    assert clauses("What is the ILO?") == ("What is the ILO?",)  # nothing else would be left
    whole, asking = clauses("We buy tea. May pickers be paid by the basket?")
    assert whole.startswith("We buy tea.") and asking == "May pickers be paid by the basket?"
    assert len(clauses(" ".join(f"Is it {n}?" for n in range(9)))) == 4


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Can workers walk away from a dangerous machine?", "stop-dangerous-work"),
        (
            "Our shrimp supplier holds the passports of its crew in a locked drawer. They signed"
            " that this is fine. Is it forced labour?",
            "passports-kept",
        ),
        ("how long is matternity leave", "maternity-leave"),  # as it was typed
        ("Un fournisseur garde les passeports des ouvriers, est-ce permis ?", "passports-kept.fr"),
        ("¿Cuál es la edad mínima para trabajar en una fábrica?", "minimum-age.es"),
    ],
)
def test_a_question_like_it_is_found(starter: Searcher, text: str, slug: str) -> None:
    assert slug in slugs(starter, text)


@pytest.mark.parametrize(
    "text",
    [
        "What is the best recipe for onion soup?",
        "Quelle est la capitale de la Mongolie ?",
        "Which visa do I need to go to Geneva?",
    ],
)
def test_nothing_is_like_another_matter(starter: Searcher, text: str) -> None:
    assert slugs(starter, text) == []


def test_what_names_an_instrument_is_answered_on_that_alone(starter: Searcher) -> None:
    found = short_answers(asked("Is prison labour forced labour under C029?"), starter).evidence
    assert found
    assert all("C029" in each.document.instruments for each in found)


def test_what_names_the_declaration_is_answered_on_that_alone(starter: Searcher) -> None:
    text = "What does the MNE Declaration say on training and skills of local workers?"
    found = short_answers(asked(text), starter).evidence
    assert [each.document.id for each in found] == ["guide.question.mne-training-skills"]


def test_two_questions_get_two_answers_that_fit_one_reply(starter: Searcher) -> None:
    text = (
        "How many hours may people work in a week, and is a factory allowed to keep the passports"
        " of its workers?"
    )
    draft = like_questions(asked(text), starter)
    documents = {claim.citations[0].document for claim in draft.claims}
    assert len(documents) == 2 and len(draft.claims) <= MAX_STATEMENTS
    assert [claim.text[0] for claim in draft.claims].count("“") == 2  # each names its question


def test_an_answer_to_a_less_like_question_is_said_to_be_that(starter: Searcher) -> None:
    text = "How should an auditor tell wanted overtime from forced overtime in interviews?"
    like = short_answers(asked(text), starter)
    draft = like_questions(asked(text), starter)
    assert bool(draft.notices) is like.loose


@pytest.mark.parametrize(
    "text",
    [
        "Is it OK if workers work seven days a week without rest?",
        "Can we refuse a weekly day of rest?",
        "Is hazardous work under 18 allowed?",
        "Are unions banned in export processing zones?",
        "Must the employer pay for protective equipment?",
        "Is it prohibited to require a pregnancy test before hiring?",
        "Is it forbidden to pay wages in vouchers?",
        "Is a working week of sixty hours against the standards?",
        "Is it true that ILO Conventions do not bind companies?",
        "¿Se puede negar el descanso semanal?",
    ],
)
def test_yes_and_no_never_stand_without_the_question_they_answer(
    starter: Searcher, text: str
) -> None:
    """A question that is turned round must not be answered with the other one's yes."""
    for claim in like_questions(asked(text), starter).claims:
        assert not claim.text.startswith(("Yes", "No", "Sí", "Oui", "Non")), claim.text
