"""Answers on statistics, over made tables."""

from __future__ import annotations

from sqlite_utils import Database

from helpdesk.services.answers.draft import Draft
from helpdesk.services.answers.statistics import answer_statistics
from helpdesk.services.verifying import verified
from knowledge.store.documents import get_document
from tests.helpdesk.made import asked


def answer(db: Database, text: str) -> Draft:
    draft = answer_statistics(asked(text), db)
    assert verified(draft, lambda id: get_document(db, id)) == draft
    return draft


def said(db: Database, text: str) -> list[str]:
    return [claim.text for claim in answer(db, text).claims]


def test_the_latest_value_as_published(db: Database) -> None:
    (text,) = said(db, "What is the unemployment rate in France?")
    assert text.endswith("France, 2021: 7.90 %.")


def test_the_year_asked_for_or_none(db: Database) -> None:
    (text,) = said(db, "What was the unemployment rate in France in 2020?")
    assert text.endswith("2020: 8.01 %.")
    missing = answer(db, "What was the unemployment rate in France in 1999?")
    assert missing.claims == ()
    assert "years held: 2020–2021" in missing.notices[0]


def test_the_group_asked_for(db: Database) -> None:
    (text,) = said(db, "What is the unemployment rate of women in France?")
    assert "France (women), 2021: 7.60 %" in text
    men = answer(db, "What is the unemployment rate of men in France?")
    assert "7.90" in men.claims[0].text
    assert "totals" in men.notices[0]


def test_change_is_told_within_one_series(db: Database) -> None:
    texts = said(db, "How has the unemployment rate in France changed over the years?")
    assert texts[0].endswith("France: from 8.01 % in 2020 to 7.90 % in 2021.")
    assert len(texts) == 3
    ghana = said(db, "How has the child labour rate in Ghana changed over the years?")
    assert len(ghana) == 2
    assert "Ghana (ages 5-17), 2018: 25.3 %" in ghana[0]
    assert not any("from" in text for text in ghana)


def test_what_one_of_two_states_lacks_is_said(db: Database) -> None:
    draft = answer(db, "What is the unemployment rate in France and Norway?")
    assert len(draft.claims) == 1
    assert "Norway" in draft.notices[0]


def test_figures_are_by_country(db: Database) -> None:
    draft = answer(db, "SDG indicator 8.5.2 in Europe")
    assert draft.claims == ()
    assert "Which country" in draft.notices[0]


def test_a_far_year_is_not_answered_with_another(db: Database) -> None:
    for year in ("1850", "2150"):
        draft = answer(db, f"What was the unemployment rate in France in {year}?")
        assert draft.claims == ()
        assert year in draft.notices[0]
