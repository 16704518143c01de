"""What a reader takes in and gives back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from knowledge.documents import Document
from knowledge.errors import UnreadableSource
from knowledge.facts import Fact

MAX_BYTES = 64 * 1024 * 1024
MAX_LINE = 4 * 1024 * 1024


@dataclass(frozen=True)
class InputFile:
    """One file offered for ingestion. `manifest` is its row in a manifest beside it, if any."""

    path: Path
    manifest: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The bare file name."""
        return self.path.name

    @cached_property
    def content(self) -> bytes:
        """The whole content; raises UnreadableSource where it is missing, empty or too large."""
        try:
            size = self.path.stat().st_size
            if size > MAX_BYTES:
                raise UnreadableSource(f"{self.name}: {size:,} bytes, the limit is {MAX_BYTES:,}")
            content = self.path.read_bytes()
        except OSError as error:
            raise UnreadableSource(f"{self.name}: {error.strerror}") from error
        if not content.strip():
            raise UnreadableSource(f"{self.name}: the file is empty")
        return content

    @cached_property
    def sha256(self) -> str:
        """Hex SHA-256 of the content and the manifest row, the file's identity."""
        row = repr(sorted(self.manifest.items())) if self.manifest else ""
        return hashlib.sha256(self.content + row.encode()).hexdigest()

    @cached_property
    def text(self) -> str:
        """The content as UTF-8 without BOM and with "\\n" line ends."""
        try:
            text = self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UnreadableSource(
                f"{self.name}: not UTF-8 at byte {error.start}; save it as UTF-8"
            ) from error
        if "\0" in text:
            raise UnreadableSource(f"{self.name}: contains NUL bytes, not a text file")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def head(self) -> str:
        """The first 8,000 characters, for recognising the file."""
        return self.text[:8000]


@dataclass(frozen=True, slots=True)
class Entry:
    """One document that a reader found, with the facts its lines state."""

    document: Document
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row (or whole file, row "") that was not taken in, and why."""

    file: str
    row: str
    reason: str


class Reader(Protocol):
    """Reads one kind of source.

    `name` names it for `--reader`; `version` rises with every change that can alter what it
    gives back, so that files are read again. `recognises` looks at name and head only.
    """

    name: str
    version: int

    def recognises(self, file: InputFile) -> bool:
        """Say whether this file is of the reader's kind."""
        ...

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give the file's documents and refusals; raises UnreadableSource for the whole file."""
        ...
