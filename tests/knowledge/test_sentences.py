"""Sentences: offsets that lose nothing, abbreviations, and hostile runs of marks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import sentences

TEXTS = st.text(st.sampled_from("abé .!?…\"'”»)]\n\t\u00a0(«12") | st.characters(codec="utf-8"))


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@given(TEXTS)
def test_spans_are_ordered_trimmed_and_lose_nothing(text: str) -> None:
    spans = sentences(text)
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[at:start].strip()
        at = end
    assert not text[at:].strip()


@given(TEXTS, st.integers(0, 30), st.integers(0, 30))
def test_a_stretch_is_cut_within_its_bounds(text: str, low: int, high: int) -> None:
    low, high = sorted((min(low, len(text)), min(high, len(text))))
    spans = sentences(text, low, high)
    assert all(low <= start < end <= high for start, end in spans)
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text[low:high].split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wages are paid. Hours are set.", ["Wages are paid.", "Hours are set."]),
        ("See Art. 3 of the text. It binds.", ["See Art. 3 of the text.", "It binds."]),
        ("Convention No. 29 binds. Yes.", ["Convention No. 29 binds.", "Yes."]),
        ("El Convenio núm. 29 rige. Sí.", ["El Convenio núm. 29 rige.", "Sí."]),
        ("Voir p. ex. l'annexe. Merci !", ["Voir p. ex. l'annexe.", "Merci !"]),
        ("J. Doe wrote. A. Roe read.", ["J. Doe wrote.", "A. Roe read."]),
        ("Is it so?! “It is.” Good.", ["Is it so?!", "“It is.”", "Good."]),
        ("It ended in 2019. Then more.", ["It ended in 2019.", "Then more."]),
        ("It went on etc. and so forth.", ["It went on etc. and so forth."]),
        ("It rose. by little", ["It rose. by little"]),
        ("One line\nanother line", ["One line", "another line"]),
        ("Wait… Then go.", ["Wait…", "Then go."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize("run", ["." * 400_000, '."' * 200_000, "…)" * 200_000, "\n" * 400_000])
def test_leader_dots_by_the_thousand_take_no_time(run: str) -> None:
    started = time.perf_counter()
    sentences(f"Wages {run}12")
    assert time.perf_counter() - started < 5
