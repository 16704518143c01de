"""Topics and the words people use for them."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import SLUG
from knowledge.topics import (
    LANGUAGES,
    about,
    all_topics,
    by_id,
    by_instrument,
    expansions,
    mentions,
)

FUNDAMENTAL = {
    "freedom-of-association",
    "collective-bargaining",
    "forced-labour",
    "child-labour",
    "discrimination",
    "safety-and-health",
}


def test_the_catalogue_is_whole() -> None:
    topics = all_topics()
    assert len({topic.id for topic in topics}) == len(topics)
    assert {topic.id for topic in topics if topic.fundamental} == FUNDAMENTAL
    for topic in topics:
        assert SLUG.fullmatch(topic.id)
        assert all(topic.names[language] for language in LANGUAGES)
        assert all(len(topic.terms[language]) >= 3 for language in LANGUAGES), topic.id
        assert all(re.fullmatch(r"[CPR]\d{3}|MLC", code) for code in topic.instruments)


def test_every_name_and_term_is_found_alone_and_names_its_topic() -> None:
    for topic in all_topics():
        for language in LANGUAGES:
            for term in expansions(topic.id, language):
                assert topic.id in mentions(f"¿{term}?"), term
                assert topic.id in mentions(term.upper()), term


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        (
            "What does the MNE Declaration say about child labour?",
            ("aim-and-scope", "child-labour"),
        ),
        ("Underage workers found at a supplier", ("child-labour", "supply-chains")),
        ("¿Qué dice el convenio sobre el trabajo infantil?", ("child-labour",)),
        (
            "Le TRAVAIL DES ENFANTS et la liberte syndicale",
            ("child-labour", "freedom-of-association"),
        ),
        ("discrimination antisyndicale", ("freedom-of-association",)),
        (
            "wages, hours of work and labour inspectors",
            ("wages", "working-time", "labour-inspection"),
        ),
        ("workers’ organizations", ("freedom-of-association",)),
        ("migration de main-d’œuvre", ("migrant-workers",)),
        ("a grievance-mechanism", ("grievances-and-remedy",)),
        ("the formation of a committee in three stages", ()),
        ("He likes trade. Union Street is near.", ()),
        ("wagesand overworking", ()),
        ("", ()),
    ],
)
def test_mentions(text: str, topics: tuple[str, ...]) -> None:
    assert mentions(text) == topics


def test_a_document_is_about_what_its_title_or_its_text_often_names() -> None:
    text = "Wages once. Child labour, child labor, child labour and minimum age."
    assert about("Training of buyers", text) == ("training", "supply-chains", "child-labour")


def test_look_ups() -> None:
    topic = by_id("child-labour")
    assert topic is not None
    assert topic.named("es") == "Trabajo infantil"
    assert topic.named("ms") == "Child labour"
    assert topic.mne_paragraphs == "26-27"
    assert by_id("astrology") is None
    assert "child-labour" in by_instrument("C138")
    assert by_instrument("C999") == ()
    assert "travail des enfants" in [term.lower() for term in expansions("child-labour", "fr")]
    assert expansions("child-labour", "ms") == expansions("astrology", "en") == ()


def test_a_long_text_is_read_fast() -> None:
    text = "The enterprise and its suppliers respect children and their parents. " * 10_000
    mentions(text)
    start = time.perf_counter()
    assert mentions(text) == ("supply-chains",)
    assert time.perf_counter() - start < 3


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    known = {topic.id for topic in all_topics()}
    assert set(mentions(text)) <= known
