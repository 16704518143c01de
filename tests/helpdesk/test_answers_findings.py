"""Answers on what the supervisory bodies found, over made items."""

from __future__ import annotations

from sqlite_utils import Database

from helpdesk.services.answers.draft import Draft
from helpdesk.services.answers.findings import _NOT_A_TYPE, answer_findings
from helpdesk.services.verifying import verified
from knowledge.store.documents import get_document
from tests.helpdesk.made import asked


def answer(db: Database, text: str) -> Draft:
    draft = answer_findings(asked(text), db)
    assert verified(draft, lambda id: get_document(db, id)) == draft
    return draft


def test_items_come_newest_first_with_date_and_address(db: Database) -> None:
    draft = answer(db, "What did the supervisory bodies say about Uzbekistan?")
    assert [claim.citations[0].date for claim in draft.claims] == ["2021", "2014"]
    assert draft.claims[0].text.startswith(
        "Observation, adopted or discussed 2021, Uzbekistan, C182"
    )
    assert draft.claims[0].citations[0].url == "https://example.org/1"


def test_items_match_by_instrument_topic_and_period(db: Database) -> None:
    def years(text: str) -> list[str | None]:
        return [claim.citations[0].date for claim in answer(db, text).claims]

    assert years("What did the CEACR say about C105 in Uzbekistan?") == ["2014"]
    assert years("What did the CEACR say about child labour in Uzbekistan?") == ["2021"]
    assert years("What did the CEACR say about Uzbekistan since 2020?") == ["2021"]
    assert years("What did the CEACR say about Uzbekistan in 2014?") == ["2014"]
    assert years("What did the CEACR say about Uzbekistan in 1995?") == []


def test_nothing_held_says_nothing_of_the_situation(db: Database) -> None:
    draft = answer(db, "What did the CEACR say about wages in Uzbekistan?")
    assert draft.claims == ()
    assert "only 3 items are held, of which for Uzbekistan: 2" in draft.notices[0]


def test_one_state_with_and_one_without_items(db: Database) -> None:
    draft = answer(db, "What did the CEACR say about Bangladesh and Norway?")
    assert len(draft.claims) == 1
    assert "Norway" in draft.notices[0]


def test_cases_are_found_by_their_number(db: Database) -> None:
    assert "3203" in answer(db, "What did the CFA say in Case No. 3203?").claims[0].text
    assert "3203" in answer(db, "Cas n° 3203").claims[0].text
    missing = answer(db, "What did the CFA say in Case No. 320?")
    assert missing.claims == ()
    assert "320" in missing.notices[0]


def test_more_states_than_a_reply_holds_are_said_to_be(db: Database) -> None:
    text = "What did the CEACR say about Chad, Mali, Peru, Togo, Benin and Uzbekistan?"
    assert "more than one reply holds" in answer(db, text).notices[-1]


def test_a_type_that_its_page_did_not_show_is_left_out() -> None:
    assert _NOT_A_TYPE.sub("", "Report (heading not in excerpt)") == "Report"
    assert _NOT_A_TYPE.sub("", "type hidden: made placeholder") == ""
    assert _NOT_A_TYPE.sub("", "Observation (CEACR)") == "Observation (CEACR)"
