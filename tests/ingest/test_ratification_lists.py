"""Lists of ratifications as documents: what their lines claim, and where their facts point."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ratification_lists import (
    ListHeld,
    country_ratifications,
    ratification_list,
)
from ingest.ratification_rows import RatificationRow, doubt, read_date, settled, written_date
from ingest.records import Entry
from knowledge import countries
from knowledge.documents import Document
from knowledge.facts import Ratification, RatificationStatus

SNAPSHOT = date(2024, 3, 5)


def row(code: str, status: RatificationStatus = RatificationStatus.IN_FORCE) -> RatificationRow:
    country = countries.by_code(code)
    assert country
    return RatificationRow(country, date(2001, 2, 3), status)


def listed(*rows: RatificationRow, refused: int = 0) -> Entry:
    return ratification_list(
        "C138", SNAPSHOT, rows, None, countries.member_states(), refused=refused
    )


def line(document: Document, part: str) -> str:
    (section,) = [s for s in document.sections if s.part == part]
    return document.text[section.start : section.end]


def test_a_complete_list_says_so_and_names_the_absent() -> None:
    document = listed(row("NER"), row("SGP", RatificationStatus.DENOUNCED)).document
    assert document.id == "ratifications-c138"
    assert document.title.endswith(", as of 05 Mar 2024")
    assert line(document, "coverage").startswith("This list names the 2 States that had ratified")
    assert "had not ratified it by that date" in line(document, "coverage")
    absent = [s for s in document.sections if s.part.startswith("not-listed-")]
    names = " ".join(document.text[s.start : s.end] for s in absent)
    assert "(185; 1 of" in names and "Nigeria" in names
    assert "Singapore" not in names


def test_where_all_are_listed_none_is_absent() -> None:
    everyone = [row(member.iso3) for member in countries.member_states()]
    document = listed(*everyone).document
    assert line(document, "not-listed-1") == (
        "C138, list of 05 Mar 2024: member States of the ILO not named in it: none of the 187."
    )


def test_an_incomplete_list_claims_nothing_about_the_absent() -> None:
    document = listed(row("NER"), refused=2).document
    assert "2 rows could not be read" in line(document, "coverage")
    assert "had not ratified" not in document.text
    assert not [s for s in document.sections if s.part.startswith("not-listed")]
    assert not ListHeld.of(document).complete


@given(st.sets(st.sampled_from([c.iso3 for c in countries.all_countries()]), min_size=1))
def test_every_fact_points_at_its_line_and_every_summary_fits_a_quote(codes: set[str]) -> None:
    entry = listed(*map(row, sorted(codes)))
    document = entry.document
    assert len(entry.facts) == len(codes)
    for fact in entry.facts:
        assert isinstance(fact, Ratification)
        quote = document.text[fact.start : fact.end]
        country = countries.by_code(fact.country)
        assert country and quote == f"{country.name}: ratified 03 Feb 2001; in force."
    for section in document.sections:
        quote = document.text[section.start : section.end]
        assert quote == quote.strip() and len(quote) <= 550
        if not section.part.startswith(("row-", "coverage")):
            assert quote.startswith("C138, list of 05 Mar 2024:")


@given(st.dates())
def test_written_dates_are_read_back(day: date) -> None:
    if day.year >= 1000:
        assert read_date(written_date(day)) == day


@pytest.mark.parametrize("text", ["", "31 Feb 2001", "1.2.2001", "12 Abc 2001", "=1+1", "2001"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


@given(st.text(max_size=40))
def test_reading_a_date_never_fails(text: str) -> None:
    read_date(text)


def test_rows_that_contradict_one_another_are_both_refused() -> None:
    in_force, denounced = row("NER"), row("NER", RatificationStatus.DENOUNCED)
    kept, clashes = settled([("line 2", in_force), ("line 3", row("TCD")), ("line 4", denounced)])
    assert [r.country.iso3 for r in kept] == ["TCD"]
    assert [name for name, _ in clashes] == ["line 2", "line 4"]


def test_a_row_repeated_counts_once_and_a_territory_beside_its_state() -> None:
    tanzania = countries.by_code("TZA")
    assert tanzania
    state = RatificationRow(tanzania, date(2001, 2, 3), RatificationStatus.IN_FORCE)
    part = RatificationRow(
        tanzania, date(2001, 2, 3), RatificationStatus.IN_FORCE, territory="Tanganyika"
    )
    kept, clashes = settled([("2", state), ("3", part), ("4", state)])
    assert kept == (state, part) and not clashes
    document = listed(*kept).document
    assert "United Republic of Tanzania (Tanganyika): ratified 03 Feb 2001" in document.text
    assert "names the 1 State that" in document.text


def test_a_ratification_after_the_list_is_doubted() -> None:
    assert not doubt(row("NER"), SNAPSHOT)
    assert "after the list" in doubt(row("NER"), date(2000, 1, 1))


def test_a_country_is_told_of_every_list() -> None:
    first = listed(row("NER"), row("SGP"))
    second = ratification_list(
        "C029", date(2023, 1, 1), [row("SGP")], None, countries.member_states()
    )
    niger = countries.by_code("NER")
    assert niger
    facts = [f for f in (*first.facts, *second.facts) if isinstance(f, Ratification)]
    held = [ListHeld.of(first.document), ListHeld.of(second.document)]
    document = country_ratifications(niger, facts, held)
    assert document.id == "ratifications-of-ner"
    assert document.as_of == "2023-01-01"
    assert document.instruments == ("C138",)
    assert "complete lists of ratifying States for 2 instruments" in line(document, "coverage")
    assert line(document, "c138").endswith("ratified 03 Feb 2001; in force (list of 05 Mar 2024).")
    assert line(document, "c029").endswith(": not in the list of 01 Jan 2023.")


def test_a_country_is_not_called_absent_from_an_incomplete_list() -> None:
    niger = countries.by_code("NER")
    assert niger
    document = country_ratifications(niger, [], [ListHeld("C138", SNAPSHOT, complete=False)])
    assert "not among the rows that could be read" in line(document, "c138")
    assert "incomplete ones for 1 more" in line(document, "coverage")
