"""The sentences of a question that ask, and the questions that one sentence joins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.services.clauses import asking_sentences, focus_of, parts_of

STORY = "We buy shirts. We saw a girl at work. What should we do? Is it legal?"


def test_of_a_story_the_sentences_that_ask_are_kept() -> None:
    assert asking_sentences(STORY) == ("What should we do?", "Is it legal?")
    assert focus_of(STORY) == "What should we do? Is it legal?"
    assert focus_of("Is it legal?") == "Is it legal?"
    assert focus_of("Tell me about wages.") == "Tell me about wages."


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Has Peru ever ratified C169, and what does it say on consultation?",
            ("Has Peru ever ratified C169", "what does it say on consultation?"),
        ),
        (
            "¿Ha ratificado Perú el Convenio 169 y qué dice sobre la consulta?",
            ("¿Ha ratificado Perú el Convenio 169", "qué dice sobre la consulta?"),
        ),
        (
            "Le Mali a-t-il ratifié la C087 et que dit-elle des syndicats ?",
            ("Le Mali a-t-il ratifié la C087", "que dit-elle des syndicats ?"),
        ),
        ("May workers form and join unions?", ()),
        ("Wages and hours in Chad?", ()),
    ],
)
def test_joined_questions_are_taken_apart(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text) == parts


@given(st.text(max_size=200))
def test_any_text_is_taken_apart(text: str) -> None:
    assert len(parts_of(text)) != 1
    assert all(part in text for part in asking_sentences(text))
