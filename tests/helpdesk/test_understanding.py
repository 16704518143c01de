"""What a question names: countries, instruments, topics, and what nobody knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.questions import Question
from helpdesk.services.understanding import Unknown, understand
from knowledge.errors import BadInput
from tests.helpdesk.made import asked


def codes(text: str, **chosen: str) -> tuple[str, ...]:
    return tuple(country.iso3 for country in asked(text, **chosen).countries)


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Niger C138", ("NER",)),
        ("Nigeria C138", ("NGA",)),
        ("has swaziland ratified c182", ("SWZ",)),
        ("Is Burma bound by C029?", ("MMR",)),
        ("Has the Republic of the Congo ratified C138?", ("COG",)),
        ("Has the Democratic Republic of the Congo ratified C138?", ("COD",)),
        ("Has Guinea-Bissau ratified C029?", ("GNB",)),
        ("Has Equatorial Guinea ratified C029?", ("GNQ",)),
        ("Has Papua New Guinea ratified C029?", ("PNG",)),
        ("Did South Korea ratify C105?", ("KOR",)),
        ("La Guinée équatoriale a-t-elle ratifié la convention n° 29 ?", ("GNQ",)),
        ("¿Ha ratificado Níger el Convenio 138?", ("NER",)),
        ("Has Austria ratified C087? And Australia?", ("AUT", "AUS")),
        ("Has Sudan ratified C087?", ("SDN",)),
        ("Has South Sudan ratified C087?", ("SSD",)),
    ],
)
def test_look_alikes_are_told_apart(text: str, countries: tuple[str, ...]) -> None:
    assert codes(text) == countries
    assert asked(text).unknown == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Has Wakanda ratified C138?", "Wakanda"),
        ("has wakanda ratified c138", "wakanda"),
        ("Has Cambdia ratified C138?", "Cambdia"),
        ("¿Ha ratificado Wakanda el Convenio 138?", "Wakanda"),
        ("Le Wakanda a-t-il ratifié la convention 138 ?", "Wakanda"),
        ("Which conventions has Atlantis ratified?", "Atlantis"),
        ("Has the European Union ratified C190?", "European Union"),
        ("Has Kenya or Wakanda ratified C087?", "Wakanda"),
        ("What is the unemployment rate in Atlantis?", "Atlantis"),
        ("What did the supervisory bodies say about child labour in Wakanda?", "Wakanda"),
    ],
)
def test_a_state_that_nobody_knows_is_named(text: str, name: str) -> None:
    assert Unknown("country", name) in asked(text).unknown


@pytest.mark.parametrize(
    "text",
    [
        "Has anyone denounced C182?",
        "Which States have not ratified C087?",
        "¿Quién ha denunciado el Convenio 105?",
        "¿Qué países no han ratificado el Convenio 87?",
        "¿Cuántos países han ratificado el Convenio núm. 182?",
        "Quels États ont dénoncé la convention n° 105 ?",
        "Is the employer bound by C087?",
        "Has my country ratified C138?",
        "Has the government of Kenya ratified C087?",
        "Has the United Kingdom or France ratified C087?",
        "Has Bosnia and Herzegovina ratified C087?",
        "What do the supervisory bodies say about child labour in Africa?",
        "What did the supervisory bodies say about Collective Bargaining?",
    ],
)
def test_what_names_no_state_is_not_taken_for_one(text: str) -> None:
    assert asked(text).unknown == ()


def test_an_ambiguous_name_is_asked_back_in_the_askers_language() -> None:
    assert codes("Has Korea ratified C087?") == ()
    (unknown,) = asked("Le Congo a-t-il ratifié la convention n° 182 ?").unknown
    assert unknown.what == "ambiguous-country"
    assert "République démocratique du Congo" in unknown.name


@pytest.mark.parametrize(
    ("text", "instruments"),
    [
        ("C29 Japan", ("C029",)),
        ("Has Japan ratified No. 87?", ("C087",)),
        ("Convenio núm. 98", ("C098",)),
        ("la convention n° 111", ("C111",)),
        ("the Minimum Age Convention", ("C138",)),
        ("P29", ("P029",)),
        ("C87, C98 and C29", ("C087", "C098", "C029")),
        ("What does Article 19 of the Constitution say?", ("CONSTITUTION",)),
        ("What does Article 2 of the Constitution of Kenya say?", ()),
    ],
)
def test_instruments(text: str, instruments: tuple[str, ...]) -> None:
    assert asked(text).instruments == instruments


def test_an_instrument_that_does_not_exist_is_named() -> None:
    question = asked("Has France ratified Convention 999?")
    assert question.instruments == ()
    assert Unknown("instrument", "C999") in question.unknown


def test_what_the_asker_chose_counts_over_the_text() -> None:
    assert codes("Has Norway ratified it?", country="KEN") == ("KEN",)
    assert codes("Has Norway ratified it?", country="XXX") == ()
    assert asked("Has it?", instrument="C29").instruments == ("C029",)
    assert "wages" in asked("What is expected?", topic="wages").topics
    assert asked("Has Niger ratified C138?", language="fr").language == "fr"


@pytest.mark.parametrize(
    "bad",
    [
        {"text": ""},
        {"text": " \n"},
        {"text": "x" * 2001},
        {"text": "ok", "language": "de"},
        {"text": "ok", "country": ""},
        {"text": "ok", "instrument": "C" * 41},
        {"text": "half \ud800"},
    ],
)
def test_what_cannot_be_a_question_is_refused(bad: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        Question(**bad)


@given(st.text(min_size=1, max_size=400).filter(str.strip))
def test_no_text_breaks_understanding(text: str) -> None:
    found = understand(Question(text))
    assert found.meant().intent == found.intent.value


def test_a_long_question_is_understood_in_time() -> None:
    understand(Question(("has " * 499)[:2000]))
    understand(Question(("is the a " * 300)[:2000]))


@pytest.mark.parametrize(
    ("text", "countries", "instruments"),
    [
        ("We buy in Chad. They say Niger left C105. Has Mali ratified C138?", "MLI", "C138"),
        ("Niger ratified C138 in 1978. What about Mali?", "MLI", "C138"),
        ("We buy in Niger. We buy in Mali. Have they ratified C138?", "NER MLI", "C138"),
    ],
)
def test_the_sentence_that_asks_counts_over_the_story(
    text: str, countries: str, instruments: str
) -> None:
    found = asked(text)
    assert tuple(each.iso3 for each in found.countries) == tuple(countries.split())
    assert found.instruments == (instruments,)


def test_years_of_a_story_are_not_the_period_of_its_question() -> None:
    found = asked("In 2019 I was in Mali. What did the CEACR say about Chad?")
    assert found.references.years == ()
    assert asked("What did the CEACR say about Chad in 2019?").references.years == (2019,)


@pytest.mark.parametrize(
    "text",
    [
        "What is the minimum age for work in Mali?",
        "Quel est l'âge minimum d'admission à l'emploi au Mali ?",
        "¿Cuál es la edad mínima para trabajar en Malí?",
    ],
)
def test_the_minimum_age_of_a_state_is_what_it_declared(text: str) -> None:
    found = asked(text)
    assert (found.instruments, found.intent.value) == (("C138",), "ratification")


@pytest.mark.parametrize(
    "text",
    [
        "What is the minimum age for hazardous work in Mali?",
        "What is the minimum age for marriage in Mali?",
        "What did the experts say about the minimum age in Mali?",
    ],
)
def test_another_minimum_age_is_not(text: str) -> None:
    assert asked(text).instruments == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Has Mali ratified the Convention on the Rights of the Child?", "Rights of the Child"),
        ("Did Mali ratify the Universal Declaration of Human Rights?", "Universal Declaration"),
        ("Has Mali ratified the OECD Guidelines?", "OECD Guidelines"),
        ("O Mali ratificou a Convenção 87?", "Convenção 87"),
    ],
)
def test_a_text_that_is_no_convention_known_is_named(text: str, name: str) -> None:
    (unknown,) = asked(text).unknown
    assert unknown.what == "text"
    assert name in unknown.name


def test_a_topic_in_place_of_a_title_is_no_strange_text() -> None:
    assert asked("Has Mali ratified the Convention on child labour?").unknown == ()
    assert asked("Has Mali ratified Conventions on child labour?").unknown == ()


def test_a_place_within_a_state_is_not_the_state_of_its_name() -> None:
    found = asked("Has the US state of Georgia ratified C111?")
    assert found.countries == ()
    assert [each.what for each in found.unknown] == ["country"]
    assert [c.iso3 for c in asked("Has Georgia ratified C111?").countries] == ["GEO"]
