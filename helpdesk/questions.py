"""A question as it came in."""

from __future__ import annotations

from dataclasses import dataclass

from index.request import MAX_QUESTION as MAX_QUESTION
from knowledge.errors import BadInput

LANGUAGES = ("en", "fr", "es")  # that questions are understood and answered in


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it came in; `country` (ISO-3), `instrument` and `topic` are the asker's own
    choices."""

    text: str
    language: str | None = None
    country: str | None = None
    instrument: str | None = None
    topic: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.text, str) or not self.text.strip():
            raise BadInput("the question is empty")
        if len(self.text) > MAX_QUESTION:
            raise BadInput(f"the question has {len(self.text):,} characters; at most 2,000")
        if self.language is not None and self.language not in LANGUAGES:
            raise BadInput(f"language {self.language!r} is not one of en, fr, es")
        for name in ("country", "instrument", "topic"):
            value = getattr(self, name)
            if value is not None and (not isinstance(value, str) or not 0 < len(value) <= 40):
                raise BadInput(f"{name} must be a short code")
        for name in ("text", "country", "instrument", "topic"):
            # JSON can write half a character; no database stores it.
            if any("\ud800" <= char <= "\udfff" for char in getattr(self, name) or ""):
                raise BadInput(f"the {name} is not valid Unicode text")
