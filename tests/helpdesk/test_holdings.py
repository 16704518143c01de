"""What the store holds under one key."""

from __future__ import annotations

from sqlite_utils import Database

from helpdesk.services.holdings import facts_on_country, facts_on_instrument, stored_document


def test_a_document_or_none(db: Database) -> None:
    held = stored_document(db, "c138")
    assert held is not None
    assert held.title.startswith("C138")
    assert stored_document(db, "c999") is None


def test_facts_on_a_country(db: Database) -> None:
    held = facts_on_country(db, "UZB")
    assert {fact.instrument for fact in held.ratifications} == {"C182"}
    assert {finding.item for finding in held.findings} == {"1", "2"}
    assert {held.titles[finding.document] for finding in held.findings} == {
        "Observation, Uzbekistan, C182",
        "Observation, Uzbekistan, C105",
    }


def test_a_country_has_its_headline_figures_alone(db: Database) -> None:
    values = facts_on_country(db, "FRA").statistics
    assert {value.value for value in values} == {"8.01", "7.90"}


def test_facts_on_an_instrument(db: Database) -> None:
    held = facts_on_instrument(db, "C087")
    assert held.ratifications == ()
    assert [finding.countries for finding in held.findings] == [("BGD",)]
    assert held.statistics == ()


def test_nothing_is_held_under_an_unknown_key(db: Database) -> None:
    assert facts_on_country(db, "XXX").ratifications == ()
    assert facts_on_instrument(db, "C999").titles == {}
