"""What one row of a ratification list says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlite_utils import Database

from helpdesk.services.answers.rows import list_of, local_name, on_list, row_claims
from knowledge.documents import Document
from knowledge.facts import Ratification, RatificationStatus
from knowledge.store.facts import ratifications
from tests.helpdesk.made import TODAY, country


@pytest.fixture
def document(db: Database) -> Document:
    found = list_of("C138", db)
    assert found is not None
    return found


@pytest.fixture
def niger(db: Database) -> Ratification:
    (fact,) = ratifications(db, country="NER", instrument="C138")
    return fact


def row(fact: Ratification, document: Document, language: str = "en") -> list[str]:
    claims = row_claims(language, country(fact.country), fact, document, TODAY)
    return [claim.text for claim in claims]


def test_a_list_has_a_date_or_is_not_held(db: Database, document: Document) -> None:
    assert on_list(document, "en") == "05 Mar 2024"
    assert on_list(document, "fr") == "5 mars 2024"
    assert list_of("C190", db) is None


def test_a_name_in_another_language_keeps_that_of_the_list() -> None:
    assert local_name(country("NER"), "fr") == "Niger"
    assert local_name(country("DEU"), "fr") == "Allemagne (Germany)"


def test_a_declaration_is_quoted_unless_it_is_long(document: Document, niger: Ratification) -> None:
    assert "14 years" in row(niger, document)[1]
    assert len(row(replace(niger, footnote="long " * 100), document)) == 1


def test_a_territory_is_named(document: Document, niger: Ratification) -> None:
    (text,) = row(replace(niger, territory="Made Island", footnote=""), document)
    assert "Made Island" in text


def test_an_end_by_another_instrument_is_no_denunciation_of_its_own(
    document: Document, niger: Ratification
) -> None:
    ended = replace(
        niger,
        status=RatificationStatus.DENOUNCED,
        ends=date(1991, 9, 5),
        replaced_by="C169",
        footnote="",
    )
    (text,) = row(ended, document)
    assert "automatic denunciation on 05 Sep 1991, when C169" in text
    (own,) = row(replace(ended, replaced_by=""), document)
    assert "denounced it on 05 Sep 1991" in own


@pytest.mark.parametrize(
    ("begins", "words"),
    [
        (None, "not yet in force"),
        (date(2025, 1, 1), "a day that has passed"),
        (TODAY, "a day that has passed"),
        (date(2027, 1, 1), "enters into force on 01 Jan 2027"),
    ],
)
def test_what_was_to_begin_is_told_by_today(
    document: Document, niger: Ratification, begins: date | None, words: str
) -> None:
    waiting = replace(niger, status=RatificationStatus.NOT_YET_IN_FORCE, begins=begins)
    assert words in row(waiting, document)[0]
