"""The sentences that replies are framed in: the same in all languages, all of them used."""

from __future__ import annotations

import re
import string
import tomllib
from datetime import date
from pathlib import Path

import pytest

import helpdesk.services
from helpdesk.services.frames import day, say, states

SERVICES = Path(helpdesk.services.__file__).parent
FRAMES = tomllib.loads((SERVICES / "frames.toml").read_text("utf-8"))


def placeholders(frame: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(frame) if name}


def test_all_languages_have_the_same_frames() -> None:
    assert set(FRAMES) == {"en", "fr", "es"}
    assert set(FRAMES["fr"]) == set(FRAMES["en"]) == set(FRAMES["es"])


@pytest.mark.parametrize("frame", FRAMES["en"])
def test_a_frame_has_the_same_placeholders_in_all_languages(frame: str) -> None:
    english = placeholders(FRAMES["en"][frame])
    assert placeholders(FRAMES["fr"][frame]) == english
    assert placeholders(FRAMES["es"][frame]) == english


def code() -> str:
    sources = (path.read_text("utf-8") for path in SERVICES.parent.rglob("*.py"))
    return "\n".join(sources)


def test_every_frame_is_used() -> None:
    # Groups of people are named by knowledge.statistic_codes and said by their names.
    written = code() + '"women" "men" "young"'
    assert [frame for frame in FRAMES["en"] if f'"{frame}"' not in written] == []


def test_every_frame_that_is_said_exists() -> None:
    said = set(re.findall(r'say\(\s*[\w.]+,\s*"(\w+)"', code()))
    assert said <= set(FRAMES["en"])


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "25 Oct 1965"), ("fr", "25 octobre 1965"), ("es", "25 de octubre de 1965")],
)
def test_days_are_written_in_words(language: str, written: str) -> None:
    assert day(language, date(1965, 10, 25)) == written
    assert day(language, None) == ""


def test_states_are_counted() -> None:
    assert states("en", 1) == "1 State"
    assert states("fr", 2) == "2 États"
    assert say("es", "or") == "o"
