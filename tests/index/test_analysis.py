"""How words become terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import LANGUAGES, OTHER, analysed_as, analyser, pairs, terms


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "labor organizations", "Labour organisation"),
        ("en", "programs", "programme"),
        ("es", "trabajo infantil en el algodón", "TRABAJOS infantiles en el algodon"),
        ("fr", "l'égalité des salaires", "egalité salaire"),
    ],
)
def test_spellings_of_one_word_meet(language: str, one: str, other: str) -> None:
    assert terms(language, one) == terms(language, other)


def test_words_that_only_join_are_left_out() -> None:
    assert terms("en", "the age of the child") == terms("en", "age child")
    assert terms("fr", "l'âge de l'enfant") == terms("fr", "âge enfant")


def test_another_language_keeps_its_words() -> None:
    assert analysed_as("ms") == OTHER
    assert terms(OTHER, "Buruh Paksa") == ["buruh", "paksa"]


def test_pairs_are_neighbouring_terms() -> None:
    assert pairs("en", "forced or compulsory labour") == ["forc compulsori", "compulsori labour"]
    assert pairs("en", "labour") == []


@given(st.sampled_from((*LANGUAGES, OTHER)), st.text(max_size=200))
def test_terms_are_those_that_whoosh_indexes(language: str, text: str) -> None:
    assert terms(language, text) == [token.text for token in analyser(language)(text)]


def test_a_word_that_only_looks_american_stays() -> None:
    assert terms("en", "size") != terms("en", "sise")


@pytest.mark.parametrize("language", [*LANGUAGES, OTHER])
def test_numbers_and_codes_are_terms(language: str) -> None:
    assert terms(language, "C138, 2021!") == ["c138", "2021"]
    assert terms(language, " – … ! ") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_with_an_analyser_is_its_own(language: str) -> None:
    assert analysed_as(language) == language


@given(st.sampled_from((*LANGUAGES, OTHER)), st.text(max_size=200))
def test_there_is_a_pair_for_each_two_neighbours(language: str, text: str) -> None:
    found = terms(language, text)
    assert pairs(language, text) == [f"{a} {b}" for a, b in zip(found, found[1:], strict=False)]
