"""Rows of a JSON lines file, and their cells, each refused with its reason where it is bad."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from ingest.records import MAX_LINE, Entry, InputFile, Refusal
from knowledge.documents import Document
from knowledge.errors import UnreadableSource

Row = dict[str, Any]
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def has_keys(file: InputFile, keys: tuple[str, ...]) -> bool:
    """Whether a file begins with an object and its head names all these keys."""
    head = file.head.lstrip()
    return head.startswith("{") and all(f'"{key}"' in head for key in keys)


def entries(
    file: InputFile, document_of: Callable[[Row], Document], repeats: str
) -> Iterator[Entry | Refusal]:
    """Give one document per line, or the line's refusal.

    `repeats` says why a second one of an id is refused; "{id}" in it stands for the id.
    """
    seen: set[str] = set()
    for number, row in rows(file):
        try:
            if isinstance(row, str):
                raise ValueError(row)
            document = document_of(row)
            if document.id in seen:
                raise ValueError(repeats.format(id=document.id))
            seen.add(document.id)
            yield Entry(document)
        except ValueError as error:
            yield Refusal(file.name, f"line {number}", str(error))


def rows(file: InputFile) -> Iterator[tuple[int, Row | str]]:
    """Give each line's number and its object, or the reason why it has none.

    Raises UnreadableSource where the file has no line to read.
    """
    if not file.text.strip():
        raise UnreadableSource(f"{file.name}: no line to read")
    for number, line in enumerate(file.text.split("\n"), start=1):
        if line.strip():
            yield number, row_of(line)


def row_of(line: str) -> Row | str:
    """Give a line's object, or the reason why it has none."""
    if len(line) > MAX_LINE:
        return f"{len(line):,} characters, the limit is {MAX_LINE:,}"
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        return f"not JSON: {error.msg} at character {error.pos}"
    except (ValueError, RecursionError):
        return "not JSON that can be read: a number too long or brackets too deep"
    return row if isinstance(row, dict) else "not a JSON object"


def one_line(text: str) -> str:
    """The text on one line, white space runs as one space, control characters dropped."""
    # json.loads lets lone surrogates through; no database or page takes them.
    text = text.encode("utf-8", "replace").decode()
    return " ".join(_CONTROL.sub("", text).split())


def cell(row: Row, key: str) -> str:
    """The row's text under `key` on one line; raises ValueError where there is none."""
    value = row.get(key)
    if not isinstance(value, str) or not one_line(value):
        raise ValueError(f"{key}: missing or not a text")
    return one_line(value)


def optional(row: Row, key: str) -> str:
    """The row's text under `key` on one line, "" where it is missing or null."""
    return "" if row.get(key) is None else cell(row, key)


def texts(row: Row, key: str) -> tuple[str, ...]:
    """The row's list of texts under `key`, () where missing; raises ValueError for another type."""
    value = row.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{key}: not a list of texts")
    return tuple(line for line in map(one_line, value) if line)


def language(row: Row) -> str:
    """The row's language code; raises ValueError where it is none."""
    code = cell(row, "language")
    if not _LANGUAGE.fullmatch(code):
        raise ValueError(f"language: {code[:40]!r} is not a language code")
    return code


def address(row: Row, key: str = "url") -> str:
    """The row's web address; raises ValueError for anything else, such as a script."""
    text = cell(row, key)
    if not _ADDRESS.fullmatch(text):
        raise ValueError(f"{key}: {text[:60]!r} is not a web address")
    return text
