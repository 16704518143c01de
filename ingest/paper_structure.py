"""From the blocks of a Governing Body paper to its parts, each with the locator a reader cites.

Paragraph numbers are followed as they rise. A paper has a cover page, a body, and appendices
that begin a numbering of their own; an appendix may begin again at 1 under each of its headings,
and then the headings' labels go into the locator: "Appendix, Part 3, section A, para. 4".
"""

from __future__ import annotations

from dataclasses import replace

from ingest.paper_pieces import Heading, Piece, note_pieces, stored
from ingest.paper_signs import DECISION, is_heading, is_plain_heading, labelled, number_of, zone_of
from ingest.paper_tables import is_table_cell, table_rows, table_start
from ingest.paper_text import LONGEST, Block, Paper, Shape, joined
from knowledge.documents import Section

_UNLABELLED = 3  # the rank of a heading without a label, between "A." and "Output 1."
_TABLE_RUN = 4  # so many headings in a row are no headings but cells of a table
_NUMBER_GAP = 5  # numbers a damaged text may skip without the next being taken for a list


def paper_sections(paper: Paper) -> tuple[str, tuple[Section, ...]]:
    """Return the paper's stored text and its sections, in order, apart from each other."""
    blocks = [block for block in paper.blocks if block.shape is not Shape.NOTE]
    pieces = _Walk(paper.wrapped).pieces(blocks)
    if not any(piece.kind == "para" for piece in pieces):
        pieces = [Piece("text", [block.text], row=str(n)) for n, block in enumerate(blocks, 1)]
    return stored([*pieces, *note_pieces(paper.blocks)])


class _Walk:
    """One pass over the blocks, following headings and paragraph numbers."""

    def __init__(self, wrapped: bool) -> None:
        self.wrapped = wrapped
        self.done: list[Piece] = []
        self.stack: list[Heading] = []
        self.zone = ""
        self.last = 0  # the last paragraph number of this zone
        self.current: Piece | None = None
        self.fresh = True  # a heading stood between the last paragraph and here

    def pieces(self, blocks: list[Block]) -> list[Piece]:
        """Return headings, paragraphs, tables and other text in reading order."""
        bounds = [index for index, block in enumerate(blocks) if zone_of(block)]
        for start, end in zip([0, *bounds], [*bounds, len(blocks)], strict=True):
            self._zone(blocks[start:end])
        return self.done

    def _zone(self, blocks: list[Block]) -> None:
        zone = zone_of(blocks[0]) if blocks else ""
        if zone:
            self.zone, self.last, self.current = zone, 0, None
            self.stack = [Heading(0, blocks[0].text, zone)]
            self.done.append(Piece("heading", [blocks[0].text]))
            self.fresh = True
            blocks = blocks[1:]
        table = table_start(blocks) if zone else len(blocks)
        prose = self._merged(blocks[:table])
        if not zone:
            prose = self._cover(prose)
        self._prose(prose)
        if table < len(blocks):
            self._table(blocks[table:])

    def _merged(self, blocks: list[Block]) -> list[Block]:
        """Join what a page or line break cut: a small letter goes on an open block."""
        merged: list[Block] = []
        for block in blocks:
            before = merged[-1] if merged else None
            if before and _may_go_on(before):
                long_heading = (
                    self.wrapped
                    and len(before.text) >= 75
                    and labelled(before.text)
                    and is_heading(before)
                    and is_plain_heading(block)
                )
                if block.lower or long_heading:
                    text = joined(before.text, block.text)
                    merged[-1] = replace(before, text=text, width=block.width)
                    continue
            merged.append(block)
        return merged

    def _cover(self, blocks: list[Block]) -> list[Block]:
        """Take the cover page off: what stands before paragraph 1 and the headings above it."""
        first = next((index for index, block in enumerate(blocks) if number_of(block) == 1), 0)
        start = first
        while start and is_heading(blocks[start - 1]):
            start -= 1
        start = start or first
        if start:
            lines = [block.text for block in blocks[:start]]
            self.done.append(Piece("cover", lines))
        return blocks[start:]

    def _prose(self, blocks: list[Block]) -> None:
        index = 0
        while index < len(blocks):
            block = blocks[index]
            run = self._table_run(blocks, index)
            if run:
                self._rows(blocks[index : index + run])
                index += run
                continue
            self._block(block, blocks[index + 1] if index + 1 < len(blocks) else None)
            index += 1

    def _table_run(self, blocks: list[Block], index: int) -> int:
        """Return how many blocks from here are cells of a table that became text."""
        end = index
        if blocks[index].shape in (Shape.ROW, Shape.MATRIX):
            while end < len(blocks) and blocks[end].shape in (Shape.ROW, Shape.MATRIX):
                end += 1
            return end - index
        if self.current is None or self._goes_on(blocks[index]):
            return 0
        while end < len(blocks) and is_table_cell(blocks[end]):
            end += 1
        return end - index if end - index >= _TABLE_RUN else 0

    def _rows(self, blocks: list[Block]) -> None:
        text = [block.text for block in blocks]
        self.done.append(Piece("table", text, self.zone, tuple(self.stack), self.last))

    def _emit(self, piece: Piece) -> None:
        self.done.append(piece)
        self.current = piece

    def _goes_on(self, block: Block) -> bool:
        """Whether the block continues the sentence that stands open."""
        if self.current is None or not self.current.lines or block.shape is not Shape.TEXT:
            return False
        if len(self.current.lines[-1]) > LONGEST:
            return False
        end = Block(self.current.lines[-1])
        if block.lower:
            return end.open or end.text.endswith(";")
        if labelled(block.text) or DECISION.match(block.text):
            return False
        if not end.open:
            return False
        first_line = self.current.kind == "para" and len(self.current.lines) == 1
        return first_line or not is_heading(block)

    def _block(self, block: Block, following: Block | None) -> None:
        number = number_of(block)
        if number and self._begins(number):
            self._begin(block, number)
        elif number or block.shape is Shape.ITEM:
            self._continue(block, same_line=False)
        elif self._goes_on(block):
            self._continue(block, same_line=True)
        elif is_heading(block) or self._introduces(block, following):
            self._heading(block)
        else:
            self._continue(block, same_line=self._full_line())

    def _begins(self, number: int) -> bool:
        if self.last == 0:
            return True
        if number == 1:
            return self.fresh and bool(self.zone)
        return self.last < number <= self.last + _NUMBER_GAP

    def _begin(self, block: Block, number: int) -> None:
        self.last, self.fresh = number, False
        piece = Piece("para", [], self.zone, tuple(self.stack), number)
        piece.add(block, same_line=False)
        self._emit(piece)

    def _full_line(self) -> bool:
        """Whether the line before was full, so that only the page's width ended it."""
        if not self.wrapped or self.current is None or len(self.current.lines[-1]) > LONGEST:
            return False
        return 75 <= self.current.width <= 130

    def _introduces(self, block: Block, following: Block | None) -> bool:
        """Whether a line ending in a colon stands as a heading over bullets of a text box."""
        return (
            bool(self.zone)
            and self.last == 0
            and following is not None
            and following.shape is Shape.ITEM
            and block.text.endswith(":")
            and len(block.text) <= 140
        )

    def _continue(self, block: Block, *, same_line: bool) -> None:
        """Add the block to what stands open; after a table in the body its paragraph goes on."""
        after_table = bool(self.done) and self.done[-1].kind == "table" and not self.zone
        piece = None if after_table else self.current
        if piece is None:
            number = self.last if after_table else 0
            kind = "para" if number else "text"
            piece = Piece(kind, [], self.zone, tuple(self.stack), number)
            self._emit(piece)
        piece.add(block, same_line=same_line)

    def _heading(self, block: Block) -> None:
        self._push(block.text.rstrip(":"))
        self.done.append(Piece("heading", [block.text]))
        self.current, self.fresh = None, True

    def _push(self, text: str) -> None:
        found = labelled(text)
        if found:
            rank, label = found
        elif self.done and self.done[-1].kind == "heading" and self.stack:
            rank, label = self._beneath(), ""
        else:
            rank, label = _UNLABELLED, ""
        if DECISION.match(text):
            rank = 1
        while self.stack and self.stack[-1].rank >= max(rank, 1):
            self.stack.pop()
        self.stack.append(Heading(rank, text, label))

    def _beneath(self) -> int:
        """Rank of a plain heading right under another: inside it, or the appendix's title."""
        top = self.stack[-1]
        if top.rank == 0:
            return 0 if len(self.stack) == 1 and top.text == top.label else _UNLABELLED
        return 3 if top.rank < _UNLABELLED else 4

    def _table(self, blocks: list[Block]) -> None:
        """Cut the table at the end of an appendix into its rows."""
        seen: set[str] = set()
        for row in table_rows(blocks):
            if row.heading:
                self._push(row.heading)
            text = "\n".join(row.lines) or row.heading
            again = text in seen  # the header of the table, on its next page
            seen.add(text)
            kind = "heading" if again or not row.lines else "table"
            self.done.append(Piece(kind, [text], self.zone, tuple(self.stack), row=row.label))


def _may_go_on(block: Block) -> bool:
    if block.shape in (Shape.ROW, Shape.MATRIX) or len(block.text) > LONGEST:
        return False
    return block.open
