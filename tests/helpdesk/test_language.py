"""The language of questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.services.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Has Niger ratified C138?", "en"),
        ("Convention No. 87, Kenya", "en"),
        ("Case No. 2096", "en"),
        ("C138", "en"),
        ("La France a-t-elle ratifié la convention n° 111 ?", "fr"),
        ("travail des enfants", "fr"),
        ("Taux de chômage en France", "fr"),
        ("¿Ha ratificado México el Convenio núm. 98?", "es"),
        ("Tasa de desempleo en México en 2020", "es"),
        ("trabajo infantil", "es"),
        ("", "en"),
        ("😀 ??? 138", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect(text) == language


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert detect(text) in {"en", "fr", "es"}
