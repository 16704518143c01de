"""What one State has ratified, over made lists."""

from __future__ import annotations

from sqlite_utils import Database

from helpdesk.services.answers.country_record import country_record
from helpdesk.services.answers.draft import Draft
from helpdesk.services.verifying import verified
from knowledge.store.documents import get_document
from tests.helpdesk.made import asked, country


def record(db: Database, text: str, code: str, only: frozenset[str] | None = None) -> Draft:
    draft = country_record(asked(text), country(code), db, only)
    assert verified(draft, lambda id: get_document(db, id)) == draft
    return draft


def said(draft: Draft) -> str:
    return "\n".join(claim.text for claim in draft.claims)


def test_every_list_held_has_its_line(db: Database) -> None:
    draft = record(db, "What has France ratified?", "FRA")
    assert "2 of the 3" in draft.claims[0].text
    assert "C138 (13 Jul 1990, not in force)" in said(draft)
    assert "C182 (03 Feb 2001)" in said(draft)


def test_only_the_instruments_asked_for(db: Database) -> None:
    draft = record(db, "What has France ratified?", "FRA", frozenset({"C182"}))
    assert "C182" in said(draft)
    assert "C138" not in said(draft)


def test_only_the_period_asked_for(db: Database) -> None:
    draft = record(db, "Which Conventions has Niger ratified since 1990?", "NER")
    assert "C182 (03 Feb 2001)" in said(draft)
    assert "C138" not in said(draft)
    left = record(db, "What did Singapore denounce before 2000?", "SGP")
    assert "C138" not in said(left)


def test_no_denunciation_is_said_to_be_none(db: Database) -> None:
    draft = record(db, "Which Conventions has Niger denounced?", "NER")
    (claim,) = draft.claims
    assert claim.text.startswith("None of the 3")
    assert claim.citations[0].country == "NER"


def test_who_is_no_member_is_said_to_be_none(db: Database) -> None:
    draft = record(db, "What has Monaco ratified?", "MCO")
    assert draft.claims == ()
    assert "Monaco is not catalogued here" in draft.notices[0]
