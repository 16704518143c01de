"""Composing a document's text piece by piece, so that its sections' offsets are right."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from knowledge.documents import Section, slug


@dataclass(slots=True)
class Composition:
    """A text that grows by lines; a section covers the lines added by one call."""

    sections: list[Section] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    def add(self, line: str, before: str = "\n") -> tuple[int, int]:
        """Add a line, `before` between it and the text so far; give its offsets."""
        start = self._length + (len(before) if self._pieces else 0)
        self._pieces.extend((before, line) if self._pieces else (line,))
        self._length = start + len(line)
        return start, self._length

    def add_section(
        self, lines: list[str], locator: str, headings: tuple[str, ...] = (), part: str = ""
    ) -> None:
        """Add lines as one section. No line may be empty or begin or end with white space."""
        start, end = self.add(lines[0])
        for line in lines[1:]:
            _, end = self.add(line)
        self.sections.append(Section(start, end, locator, headings, part or slug(locator)))


def short_id(prefix: str, name: str, *identity: str) -> str:
    """A document id that can be read and stays the same: a name, and a mark of what it is."""
    mark = hashlib.sha256("\n".join((name, *identity)).encode()).hexdigest()[:6]
    readable = slug(name)[:60].strip("-.")
    return slug(f"{prefix}.{readable}-{mark}" if readable else f"{prefix}.{mark}")
