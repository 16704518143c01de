"""The sentences that replies are framed in, in English, French and Spanish."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from babel.dates import format_date

_DAY = {"en": "dd MMM y", "fr": "d MMMM y", "es": "d 'de' MMMM 'de' y"}


@cache
def _frames() -> dict[str, dict[str, str]]:
    text = files("helpdesk.services").joinpath("frames.toml").read_text("utf-8")
    return tomllib.loads(text)


def say(language: str, frame: str, **values: object) -> str:
    """Fill a frame of frames.toml with values."""
    return _frames()[language][frame].format(**values)


def day(language: str, on: date | None) -> str:
    """Write a date in words ("25 Oct 1965", "25 octobre 1965", "25 de octubre de 1965")."""
    return format_date(on, _DAY[language], locale=language) if on else ""


def states(language: str, number: int) -> str:
    """Write a number of States."""
    return say(language, "state") if number == 1 else say(language, "states", number=number)
