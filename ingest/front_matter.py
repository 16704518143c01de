"""The front matter of a guidance note: YAML between two lines of three hyphens, then the body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import yaml

from ingest.json_rows import one_line
from knowledge.documents import SLUG, Ground

MARK = "---"
KINDS = ("summary", "question")
STATES = ("confirmed", "unconfirmed")
_LONGEST = 20_000
_LONGEST_BODY = 500_000
_MOST_WORDINGS, _LONGEST_WORDING = 12, 500
_CODE = re.compile(r"[CPR]\d{3}|MLC|CONSTITUTION")
_LANGUAGES = ("en", "fr", "es")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a note says of itself before its body."""

    id: str
    kind: str
    title: str
    language: str
    topics: tuple[str, ...]
    instruments: tuple[str, ...]
    audience: tuple[str, ...]
    sources: tuple[Ground, ...]
    date: str | None
    note: str
    asked: tuple[str, ...] = ()


def split(text: str) -> tuple[str, str]:
    """Split a file into front matter and body; raises ValueError where there is no front matter."""
    head, _, rest = text.partition("\n")
    matter, end, body = rest.partition(f"\n{MARK}\n")
    if head.strip() != MARK or not end:
        raise ValueError("front matter: no lines of --- around it at the top of the file")
    if len(matter) > _LONGEST:
        raise ValueError(f"front matter: {len(matter):,} characters, the limit is {_LONGEST:,}")
    if len(body) > _LONGEST_BODY:
        raise ValueError(f"body: {len(body):,} characters, the limit is {_LONGEST_BODY:,}")
    return matter, body


def parse(matter: str) -> FrontMatter:
    """Read front matter; raises ValueError that names the key which is missing or wrong."""
    try:
        row = yaml.safe_load(matter)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ValueError(f"front matter: not YAML: {one_line(str(error))[:200]}") from error
    if not isinstance(row, dict):
        raise ValueError("front matter: not a list of keys and values")
    return FrontMatter(
        id=_id(row),
        kind=_one_of(row, "kind", KINDS),
        title=_text(row, "title"),
        language=_one_of(row, "language", _LANGUAGES),
        topics=tuple(_each(row, "topics", SLUG)),
        instruments=tuple(_each(row, "instruments", _CODE)),
        audience=tuple(_each(row, "audience", None)),
        sources=_sources(row),
        date=_date(row),
        note=_text(row, "note"),
        asked=tuple(_wordings(row)),
    )


def _wordings(row: dict[Any, Any]) -> list[str]:
    """Read other ways to ask a note's question; raises ValueError for too many or too long."""
    values = [one_line(value) for value in _each(row, "asked", None)]
    if len(values) > _MOST_WORDINGS or any(not 0 < len(v) <= _LONGEST_WORDING for v in values):
        raise ValueError(
            f"asked: at most {_MOST_WORDINGS} texts of 1 to {_LONGEST_WORDING} characters"
        )
    return values


def _id(row: dict[Any, Any]) -> str:
    id = _matching(row, "id", SLUG)
    if id.endswith(".txt"):
        raise ValueError(f"id: {id[:60]!r} ends like the address of a download")
    return id


def _text(row: dict[Any, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not one_line(value):
        raise ValueError(f"{key}: missing or not a text")
    return one_line(value)


def _matching(row: dict[Any, Any], key: str, pattern: re.Pattern[str]) -> str:
    text = _text(row, key)
    if not pattern.fullmatch(text):
        raise ValueError(f"{key}: {text[:60]!r} has not the form it needs")
    return text


def _one_of(row: dict[Any, Any], key: str, allowed: tuple[str, ...]) -> str:
    text = _text(row, key)
    if text not in allowed:
        raise ValueError(f"{key}: {text[:60]!r} is none of {', '.join(allowed)}")
    return text


def _each(row: dict[Any, Any], key: str, pattern: re.Pattern[str] | None) -> list[str]:
    values = row.get(key) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{key}: not a list of texts")
    for value in values:
        if pattern and not pattern.fullmatch(value):
            raise ValueError(f"{key}: {value[:60]!r} has not the form it needs")
    return values


def _sources(row: dict[Any, Any]) -> tuple[Ground, ...]:
    values = row.get("sources")
    if not isinstance(values, list) or not values:
        raise ValueError("sources: missing or not a list")
    try:
        return tuple(_source(value) for value in values)
    except ValueError as error:
        raise ValueError(f"sources: {error}") from error


def _source(value: Any) -> Ground:
    if not isinstance(value, dict):
        raise ValueError("not a list of keys and values")
    url = None if value.get("url") is None else _address(value)
    locator = "" if value.get("locator") is None else _text(value, "locator")
    state = _one_of(value, "state", STATES)
    key = "" if value.get("key") is None else _text(value, "key")
    return Ground(key, _text(value, "title"), url, locator, state == "confirmed")


def _address(row: dict[Any, Any]) -> str:
    url = _matching(row, "url", _ADDRESS)
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host:
        raise ValueError(f"url: {url[:60]!r} is no address on the web")
    return url


def _date(row: dict[Any, Any]) -> str | None:
    value = row.get("date")
    if value is None:
        return None
    text = value.isoformat() if isinstance(value, date) else str(value)
    if not _DATE.fullmatch(text):
        raise ValueError(f"date: {text[:40]!r} is not a date such as 2026-11-20")
    return text
