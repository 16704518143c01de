"""What instrument and country pages show, over the starter knowledge."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from helpdesk.replies import cite
from helpdesk.services.counting import country_rows, holdings, instrument_rows
from helpdesk.services.exploring import (
    CountryPage,
    InstrumentPage,
    country_page,
    instrument_page,
)
from helpdesk.services.source_states import source_states
from helpdesk.wiring import Parts
from knowledge import countries, instruments
from knowledge.facts import RatificationStatus
from knowledge.store.documents import get_document


@pytest.fixture(scope="module")
def db(parts: Parts) -> Database:
    return parts.library.searcher().db


def on_instrument(db: Database, code: str) -> InstrumentPage:
    found = instruments.by_code(code)
    assert found is not None
    return instrument_page(db, found)


def on_country(db: Database, code: str) -> CountryPage:
    found = countries.by_code(code)
    assert found is not None
    return country_page(db, found)


def test_an_instrument_with_a_complete_list_accounts_for_every_member(db: Database) -> None:
    page = on_instrument(db, "C105")
    assert page.ratified is not None
    assert page.ratified.complete
    assert page.ratified.url
    named = {fact.country for fact in page.ratifications}
    members = {country.iso3 for country in countries.member_states()}
    assert named | {country.iso3 for country in page.absent} >= members
    assert not named & {country.iso3 for country in page.absent}
    singapore = next(fact for fact in page.ratifications if fact.country == "SGP")
    assert singapore.status is RatificationStatus.DENOUNCED
    assert str(singapore.ends) == "1979-04-19"
    assert page.counted(RatificationStatus.DENOUNCED) >= 1


def test_an_instrument_without_a_list_claims_no_absence(db: Database) -> None:
    page = on_instrument(db, "R203")
    assert page.ratified is None
    assert page.ratifications == ()
    assert page.absent == ()


def test_every_row_of_a_country_quotes_its_line(db: Database) -> None:
    page = on_country(db, "BGD")
    assert len(page.standings) == 16
    for standing in page.standings:
        for fact in standing.ratifications:
            source = get_document(db, fact.document)
            assert source is not None
            assert source.text[fact.start : fact.end].startswith("Bangladesh")
        assert standing.place is not None
        own = get_document(db, standing.place.document)
        assert own is not None
        line = own.text[standing.place.start : standing.place.end]
        assert line.startswith(standing.listed.instrument)
        assert bool(standing.ratifications) == ("not in the list" not in line)


def test_look_alikes_have_pages_of_their_own(db: Database) -> None:
    niger, nigeria = on_country(db, "NER"), on_country(db, "NGA")
    assert [country.iso3 for country in niger.look_alikes] == ["NGA"]
    dates = [
        next(f.ratified for s in page.standings for f in s.ratifications if f.instrument == "C138")
        for page in (niger, nigeria)
    ]
    assert dates[0] != dates[1]


def test_a_territory_is_not_called_absent(db: Database) -> None:
    assert on_country(db, "HKG").standings == ()


def test_findings_and_values_come_newest_first(db: Database) -> None:
    page = on_country(db, "UZB")
    years = [item.fact.adopted or 0 for item in page.findings]
    assert years == sorted(years, reverse=True)
    assert all(item.text and item.note for item in page.findings)
    values = page.statistics[0].values
    assert [value.year for value in values] == sorted((v.year for v in values), reverse=True)
    assert page.statistics[0].documents


def test_lists_count_what_is_held(db: Database) -> None:
    rows = {row.instrument.code: row for row in instrument_rows(db)}
    assert rows["C105"].ratifications == 178
    assert rows["C105"].as_of is not None
    assert rows["R203"].as_of is None
    members = [row for row in country_rows(db) if row.country.member]
    assert len(members) == 187


def test_holdings_tell_kinds_lists_and_sources(db: Database) -> None:
    held = holdings(db)
    assert sum(kind.documents for kind in held.kinds) == db["documents"].count
    assert len(held.lists) == 16
    assert {source.origin for source in held.sources} == {"starter"}


def test_a_source_stands_only_where_its_quote_does(db: Database) -> None:
    document = get_document(db, "ratifications-c105")
    assert document is not None
    good = cite(document, 0, 40, "coverage")
    moved = cite(document, 1, 41, "coverage")
    object.__setattr__(moved, "quote", good.quote)
    gone = cite(document, 0, 40, "coverage")
    object.__setattr__(gone, "document", "retired")
    states = source_states(db, (good, moved, gone))
    assert [(state.held, state.stands) for state in states] == [
        (True, True),
        (True, False),
        (False, False),
    ]
    assert states[0].language == "en"
