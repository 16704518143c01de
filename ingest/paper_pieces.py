"""The parts of a Governing Body paper, the locator of each, and the text they are stored as."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.paper_signs import zone_of
from ingest.paper_text import Block, Shape, joined
from knowledge.documents import Section, slug


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above a part; ranks rise from 0 (the appendix) inwards."""

    rank: int
    text: str
    label: str = ""


@dataclass(slots=True)
class Piece:
    """A stretch of the paper under construction: its lines, where it stands, what it is.

    `kind` is "heading", "cover", "para", "text", "table" or "note".
    """

    kind: str
    lines: list[str]
    zone: str = ""
    headings: tuple[Heading, ...] = ()
    number: int = 0
    row: str = ""
    width: int = 0  # of the last line: a full one may end in mid-paragraph

    def add(self, block: Block, *, same_line: bool) -> None:
        """Add a block, to the sentence that stands open or as a line of its own."""
        if same_line and self.lines:
            self.lines[-1] = joined(self.lines[-1], block.text)
        else:
            self.lines.append(block.text)
        self.width = block.width


def note_pieces(blocks: Sequence[Block]) -> Iterator[Piece]:
    """Give the footnotes under a heading of their own, each with the appendix it stood in."""
    zone = ""
    first = True
    for block in blocks:
        zone = zone_of(block) or zone
        if block.shape is not Shape.NOTE:
            continue
        if first:
            yield Piece("heading", ["Notes"])
        first = False
        text = f"{block.note} {block.text}"
        yield Piece("note", [text], zone, (Heading(0, "Notes"),), block.note)


def _labels(piece: Piece) -> list[str]:
    """Name the headings above a part, as a locator does."""
    names: list[str] = []
    for heading in piece.headings:
        if heading.rank == 2:
            names.append(f"section {heading.label}")
        elif heading.rank == 1 and heading.label and len(heading.label) <= 5:
            names.append(f"Part {heading.label}")
        elif heading.rank and heading.label:
            names.append(heading.label)
    plain = [heading.text for heading in piece.headings if heading.rank and not heading.label]
    return names or [text for text in plain[-1:] if len(text) <= 60]


def _located(piece: Piece, restarts: frozenset[str]) -> tuple[str, str]:
    """Return a part's locator and the name it has for exact look-up."""
    zone = [piece.zone] if piece.zone else []
    if piece.kind == "cover":
        return "cover page", "cover-page"
    if piece.kind == "note":
        return ", ".join([*zone, f"footnote {piece.number}"]), _part(
            [*zone, f"note {piece.number}"]
        )
    if piece.kind == "para":
        above = _labels(piece) if piece.zone in restarts else []
        names = [*zone, *above, f"para. {piece.number}"]
        return ", ".join(names), _part(names)
    if piece.kind == "table":
        above = _labels(piece) if piece.zone else [f"para. {piece.number}"] * bool(piece.number)
        row = [piece.row] if piece.row else []
        return ", ".join(["table", *above, *row, *zone]), _part([*zone, "table", *above, *row])
    if piece.row:
        return f"text, block {piece.row}", f"block-{piece.row}"
    names = [*zone, *_labels(piece)]
    return ", ".join(names) or "text", _part(names)


def _part(names: list[str]) -> str:
    return slug("-".join(names).replace("para.", "para").replace("section ", ""))


def stored(pieces: list[Piece]) -> tuple[str, tuple[Section, ...]]:
    """Return the text the pieces make, a blank line between every two, and its sections."""
    counts = Counter((piece.zone, piece.number) for piece in pieces if piece.kind == "para")
    restarts = frozenset(zone for (zone, _), count in counts.items() if zone and count > 1)
    text: list[str] = []
    sections: list[Section] = []
    offset = 0
    for piece in pieces:
        body = "\n".join(line for line in piece.lines if line.strip()).strip()
        if not body:
            continue
        if piece.kind != "heading":
            locator, part = _located(piece, restarts)
            path = tuple(heading.text for heading in piece.headings)
            sections.append(Section(offset, offset + len(body), locator, path, part))
        text.append(body)
        offset += len(body) + 2
    return "\n\n".join(text), tuple(sections)
