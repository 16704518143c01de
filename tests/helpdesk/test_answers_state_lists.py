"""Which States ratified, denounced, or have not ratified one instrument, over made lists."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from helpdesk.services.answers.draft import Draft
from helpdesk.services.answers.ratifications import answer_ratifications
from helpdesk.services.answers.state_lists import JOINS, first_or_last, instrument_list
from helpdesk.services.verifying import verified
from knowledge.store.documents import get_document
from tests.helpdesk.made import TODAY, asked


def listed(db: Database, text: str, code: str = "C138") -> Draft:
    draft = instrument_list(asked(text), code, db, TODAY)
    assert verified(draft, lambda id: get_document(db, id)) == draft
    return draft


def texts(draft: Draft) -> list[str]:
    return [claim.text for claim in draft.claims]


def test_what_is_not_in_force_comes_before_the_long_list(db: Database) -> None:
    found = texts(listed(db, "Which countries have ratified C138?"))
    assert "6 States" in found[0]
    assert "not yet in force for 2 States: China, Mexico" in found[1]
    assert "in force for 2 States: Niger, Nigeria" in found[-1]


def test_how_many_gives_numbers_without_all_names(db: Database) -> None:
    found = texts(listed(db, "How many countries have ratified C138?"))
    assert "6 States" in found[0]
    assert "Nigeria" not in "\n".join(found)


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("Which was the first country to ratify C138?", "first"),
        ("Which States most recently ratified C138?", "last"),
        ("Quel est le dernier pays à ratifier la C138 ?", "last"),
        ("Which countries ratified C138?", ""),
    ],
)
def test_first_or_last_is_read(text: str, which: str) -> None:
    assert first_or_last(text) == which


def test_the_first_and_the_last_come_by_date(db: Database) -> None:
    first = texts(listed(db, "Which was the first country to ratify C138?"))
    assert [text.split(" ratified")[0] for text in first] == ["Niger", "France", "Singapore"]
    last = listed(db, "Which country most recently ratified C138?")
    assert texts(last)[0].startswith("China ratified")
    assert "order of date" in last.notices[0]


def test_the_first_to_denounce_is_told_by_the_end(db: Database) -> None:
    (only,) = texts(listed(db, "Who was the first to denounce C138?"))
    assert only.startswith("Singapore")
    (none,) = texts(listed(db, "Who was the first to denounce C182?", "C182"))
    assert "shows no State as having denounced" in none


def test_whether_everyone_has_is_answered_by_who_has_not(db: Database) -> None:
    (text,) = texts(listed(db, "Has every country ratified C182?", "C182"))
    assert text.startswith("None: all")


@pytest.mark.parametrize(
    "text",
    [
        "Which countries have ratified both C138 and C182?",
        "Which countries have ratified C138 but not C182?",
        "How many have ratified neither C138 nor C182?",
    ],
)
def test_two_lists_are_not_joined(db: Database, text: str) -> None:
    assert JOINS.search(text)
    draft = answer_ratifications(asked(text), db, TODAY)
    assert draft.claims == ()
    assert "does not join them" in draft.notices[0]


def test_what_does_not_fit_a_reply_is_said(db: Database) -> None:
    draft = answer_ratifications(asked("Which States ratified C182 and C138?"), db, TODAY)
    assert any("Not all of the list fits" in notice for notice in draft.notices)
