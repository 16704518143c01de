"""Answers on ratifications, over made lists."""

from __future__ import annotations

from sqlite_utils import Database

from helpdesk.services.answers.draft import Draft
from helpdesk.services.answers.ratifications import answer_ratifications
from helpdesk.services.verifying import verified
from knowledge.store.documents import get_document
from tests.helpdesk.made import TODAY, asked


def answer(db: Database, text: str, **chosen: str) -> Draft:
    draft = answer_ratifications(asked(text, **chosen), db, TODAY)
    assert verified(draft, lambda id: get_document(db, id)) == draft
    return draft


def said(draft: Draft) -> str:
    return "\n".join(claim.text for claim in draft.claims)


def test_a_ratification_in_force_with_its_declaration(db: Database) -> None:
    draft = answer(db, "Has Niger ratified C138?")
    assert "Niger ratified C138" in draft.claims[0].text
    assert "04 Dec 1978" in draft.claims[0].text
    assert "05 Mar 2024 shows it in force" in draft.claims[0].text
    assert "14 years" in draft.claims[1].text
    (citation,) = draft.claims[0].citations
    assert citation.quote.startswith("Niger: ratified 04 Dec 1978")
    assert (citation.country, citation.as_of) == ("NER", "2024-03-05")


def test_look_alikes_have_their_own_rows(db: Database) -> None:
    assert "1978" in said(answer(db, "Niger C138"))
    assert "2002" in said(answer(db, "Nigeria C138"))


def test_a_denunciation(db: Database) -> None:
    text = said(answer(db, "Is Singapore bound by C138?"))
    assert "25 Oct 1995" in text
    assert "denounced it on 19 Apr 2009" in text
    assert "not bound" in text


def test_what_was_to_enter_into_force_is_told_by_today(db: Database) -> None:
    assert "10 Jun 2024" in said(answer(db, "Mexico C138"))
    assert "a day that has passed" in said(answer(db, "Mexico C138"))
    assert "enters into force on 01 Feb 2027" in said(answer(db, "China C138"))


def test_not_in_force_without_a_reason(db: Database) -> None:
    assert "gives no reason" in said(answer(db, "France C138"))


def test_absence_is_a_fact_of_a_complete_list(db: Database) -> None:
    draft = answer(db, "Has Kenya ratified C138?")
    (claim,) = draft.claims
    assert claim.text.startswith("Kenya does not appear")
    (citation,) = claim.citations
    assert citation.country == "KEN"
    assert "Kenya" in citation.locator
    assert citation.quote.startswith("This list names the 6 States")


def test_a_list_with_refused_rows_claims_no_absence(db: Database) -> None:
    draft = answer(db, "Has Kenya ratified C029?")
    assert draft.claims == ()
    assert "no list" in draft.notices[0]


def test_what_is_no_member_state_is_said_to_be_none(db: Database) -> None:
    draft = answer(db, "Has Kosovo ratified C138?")
    assert "does not appear" in said(draft)
    assert "not catalogued here as a member State" in draft.notices[0]


def test_an_instrument_without_a_list(db: Database) -> None:
    draft = answer(db, "Has Kenya ratified C190?")
    assert draft.claims == ()
    assert "C190" in draft.notices[0]


def test_in_french_and_spanish(db: Database) -> None:
    french = answer(db, "Le Niger a-t-il ratifié la convention n° 138 ?")
    assert "4 décembre 1978" in said(french)
    spanish = answer(db, "¿Ha ratificado México el Convenio núm. 138?")
    assert "10 de junio de 2023" in said(spanish)
    assert spanish.claims[0].citations[0].locator == "fila: México (Mexico)"


def test_many_pairs_are_bounded_and_said_to_be(db: Database) -> None:
    draft = answer(db, "Niger, Nigeria, Kenya and Norway: C138 and C182")
    assert len({claim.citations for claim in draft.claims}) == 6
    assert "first are answered" in draft.notices[-1]


def test_who_has_ratified(db: Database) -> None:
    text = said(answer(db, "Which States have ratified C138?"))
    assert "names 6 States" in text
    assert "in force for 2 States: Niger, Nigeria." in text
    assert "denounced by 1 State: Singapore." in text
    assert "not yet in force for 2 States: China, Mexico." in text


def test_who_has_denounced(db: Database) -> None:
    assert said(answer(db, "Who has denounced C138?")).endswith("by 1 State: Singapore.")
    assert "shows no State as having denounced" in said(answer(db, "Has anyone denounced C182?"))


def test_who_has_not_ratified(db: Database) -> None:
    assert said(answer(db, "Which States have not ratified C182?")).startswith("None: all 187")
    missing = answer(db, "How many States have not ratified C138?")
    assert "(181 States, part 1 of" in missing.claims[0].text
    assert "Kenya" in said(missing)
    assert "Nigeria" not in said(missing)


def test_who_ratified_in_a_period(db: Database) -> None:
    assert [
        c.text.split(" ratified")[0] for c in answer(db, "Who ratified C138 in 2023?").claims
    ] == ["Mexico"]
    after = answer(db, "Which States ratified C138 after 2000?")
    assert [c.text.split(" ratified")[0] for c in after.claims] == ["Nigeria", "Mexico", "China"]
    none = answer(db, "Which States ratified C138 in 1999?")
    assert "no State with such a date in 1999" in said(none)
    left = answer(db, "Which States denounced C138 since 2005?")
    assert "Singapore" in said(left)
    many = answer(db, "Which States ratified C182 in 2001?")
    assert len(many.claims) == 6
    assert many.notices == ("187 rows of the list match; the first 6 are given.",)
    whole = answer(db, "Which States have ratified C138 as of 2024?")
    assert "names 6 States" in said(whole)


def test_lists_know_no_regions_and_say_so(db: Database) -> None:
    draft = answer(db, "Which African States have ratified C138?")
    assert "not divided by region" in draft.notices[0]


def test_what_a_state_has_ratified(db: Database) -> None:
    draft = answer(db, "What has Niger ratified?")
    assert "Niger is named in 2 of the 3" in draft.claims[0].text
    assert "C138 (04 Dec 1978); C182 (03 Feb 2001)" in said(draft)
    missing = answer(db, "Which Conventions has Kenya not ratified?")
    assert "C138 (not in the list)" in said(missing)
    assert "C182" not in said(missing)
    left = answer(db, "What has Singapore denounced?")
    assert "C138 (25 Oct 1995, not in force)" in said(left)
    assert "C182" not in said(left)
