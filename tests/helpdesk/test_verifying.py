"""What citations do not bear out is dropped: altered facts, moved quotes, turned sentences."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpdesk.replies import Citation, Claim, cite
from helpdesk.services.answers.draft import Draft
from helpdesk.services.verifying import is_borne_out, stands, verified
from knowledge.documents import Document, Kind, Trust

TEXT = (
    "List as of 05 Mar 2024. Norway: ratified C138 on 25 Oct 1965; denounced 19 Apr 1979."
    " No person under fifteen shall be employed at night in a mine of Norway."
    " Inspectors may visit Convention (No. 138) workplaces without notice."
    " GB.347/INS/8 allows States to give 12.5 per cent of the costs."
)
HELD = Document("made", Kind.GUIDANCE, "Made title of 2024", TEXT, ())


def documents(document: str) -> Document | None:
    return HELD if document == HELD.id else None


def quoting(sentence: str) -> Citation:
    start = TEXT.index(sentence)
    return cite(HELD, start, start + len(sentence), "para. 1")


LINE = quoting("Norway: ratified C138 on 25 Oct 1965; denounced 19 Apr 1979.")
NIGHT = quoting("No person under fifteen shall be employed at night in a mine of Norway.")
VISITS = quoting("Inspectors may visit Convention (No. 138) workplaces without notice.")
COSTS = quoting("GB.347/INS/8 allows States to give 12.5 per cent of the costs.")


def borne_out(text: str, *citations: Citation, verbatim: bool = False) -> bool:
    return is_borne_out(Claim(text, citations, verbatim), documents)


def test_what_the_quote_says_stands() -> None:
    assert borne_out("Norway ratified C138 on 25 Oct 1965 and denounced it on 19 Apr 1979.", LINE)
    assert borne_out("Norvège : 25 octobre 1965.", LINE, verbatim=True)
    assert borne_out("Noruega: 25 de octubre de 1965.", LINE, verbatim=True)
    assert borne_out("No person under 15 shall be employed at night in a mine.", NIGHT)


@given(st.integers(0, 2100))
def test_an_altered_number_is_rejected(number: int) -> None:
    assume(str(number) not in {"25", "1965", "19", "1979", "138", "2024", "1", "10", "4", "0"})
    for altered in (
        f"Norway ratified C138 on {number} Oct 1965.",
        f"Norway ratified C138 on 25 Oct {number}.",
        f"Norway ratified C138 {number} times.",
    ):
        assert not borne_out(altered, LINE, verbatim=True)


@given(
    st.integers(1, 28),
    st.sampled_from(["Jan", "February", "mars", "abril", "Oct", "avril", "octubre"]),
    st.sampled_from([1965, 1979]),
)
def test_a_date_counts_as_a_whole(day: int, month: str, year: int) -> None:
    real = {(25, "Oct", 1965), (25, "octubre", 1965), (19, "abril", 1979), (19, "avril", 1979)}
    text = f"Norway: {day} {month} {year}."
    assert borne_out(text, LINE, verbatim=True) == ((day, month, year) in real)


@pytest.mark.parametrize(
    "text", ["Norway did so on 19 Oct 1965.", "Norway did so on April 25, 1979."]
)
def test_parts_of_two_dates_make_none(text: str) -> None:
    assert not borne_out(text, LINE, verbatim=True)


@given(st.from_regex(r"[CPR]\d{3}", fullmatch=True))
def test_an_altered_identifier_is_rejected(code: str) -> None:
    assert borne_out(f"Norway ratified {code}.", LINE, verbatim=True) == (code == "C138")


@pytest.mark.parametrize("paper", ["GB.347/INS/9", "GB.346/INS/8", "GB.347/POL/8"])
def test_an_altered_document_number_is_rejected(paper: str) -> None:
    assert not borne_out(f"{paper} allows States to give 12.5 per cent of the costs.", COSTS)


@pytest.mark.parametrize("name", ["Sweden", "Nigeria", "Denmark", "Acme", "Niger"])
def test_an_altered_name_is_rejected_wherever_it_stands(name: str) -> None:
    assert not borne_out(f"{name} ratified C138 on 25 Oct 1965; denounced 19 Apr 1979.", LINE)
    assert not borne_out(f"C138 was ratified by {name} on 25 Oct 1965.", LINE)


@pytest.mark.parametrize(
    ("turned", "citation"),
    [
        ("A person under fifteen shall be employed at night in a mine of Norway.", NIGHT),
        ("No person under fifteen shall not be employed at night in a mine of Norway.", NIGHT),
        ("Inspectors may not visit Convention (No. 138) workplaces without notice.", VISITS),
        ("Inspectors may visit Convention (No. 138) workplaces with notice.", VISITS),
        ("GB.347/INS/8 forbids States to give 12.5 per cent of the costs.", COSTS),
        ("GB.347/INS/8 never allows States to give 12.5 per cent of the costs.", COSTS),
        ("GB.347/INS/8 doesn't allow States to give 12.5 per cent of the costs.", COSTS),
        ("No person under sixteen shall be employed at night in a mine of Norway.", NIGHT),
    ],
)
def test_a_turned_sentence_of_a_model_is_rejected(turned: str, citation: Citation) -> None:
    assert borne_out(citation.quote, citation)
    assert not borne_out(turned, citation)


def test_a_negation_elsewhere_in_the_quote_does_not_cover_for_a_turned_sentence() -> None:
    both = cite(HELD, NIGHT.start, VISITS.end, "paras 1-2")
    assert borne_out("Inspectors may visit Convention (No. 138) workplaces without notice.", both)
    assert not borne_out("Inspectors may visit Convention (No. 138) workplaces with notice.", both)


def test_a_sentence_of_other_substance_is_rejected() -> None:
    assert not borne_out("Employers praise flexible contracts and lower taxes.", NIGHT)


@given(st.integers(-3, 3).filter(bool))
def test_a_moved_quote_is_rejected(by: int) -> None:
    for citation in (LINE, NIGHT, VISITS):
        moved = replace(citation, start=citation.start + by, end=citation.end + by)
        assert not stands(moved, HELD)
        assert not borne_out("Norway.", moved, verbatim=True)


@given(st.data())
def test_a_quote_with_one_character_changed_is_rejected(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(NIGHT.quote) - 1))
    char = data.draw(st.characters().filter(lambda char: char != NIGHT.quote[at]))
    altered = replace(NIGHT, quote=NIGHT.quote[:at] + char + NIGHT.quote[at + 1 :])
    assert not stands(altered, HELD)


def test_what_may_not_be_cited_bears_nothing_out() -> None:
    assert not stands(NIGHT, None)
    assert not stands(NIGHT, replace(HELD, trust=Trust.LOW))
    assert not stands(replace(NIGHT, quote="", end=NIGHT.start), HELD)
    assert not is_borne_out(Claim("Norway.", ()), documents)
    unknown = replace(NIGHT, document="other")
    assert not borne_out("Norway.", NIGHT, unknown, verbatim=True)


def test_only_what_is_borne_out_stays_and_notices_stay() -> None:
    good = Claim(NIGHT.quote, (NIGHT,), verbatim=False)
    bad = Claim(re.sub("fifteen", "nine", NIGHT.quote), (NIGHT,), verbatim=False)
    assert verified(Draft((bad, good), ("Mind.",)), documents) == Draft((good,), ("Mind.",))
