"""Rows of the tables that the extraction turned into text, told apart as well as it allows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.paper_signs import DECISION, NUMBERED, is_plain_heading, labelled, number_of
from ingest.paper_text import Block, Shape

_ROW_LABEL = re.compile(r"(Output \d{1,2}|\d{1,2}\.\d{1,2}|\d{1,2})\.?(?: |$)")
_LISTED_ROW = re.compile(r"\((\d{1,2}\.\d{1,2})\)$")

_LOOSE_LINES = 40  # at most this many lines without cells go to one row


@dataclass(frozen=True, slots=True)
class Row:
    """Lines of a table that belong together; `label` names the row, if anything does.

    `heading` is a heading that the row begins with; a row without lines is a heading alone.
    """

    lines: tuple[str, ...]
    label: str = ""
    heading: str = ""


def table_rows(blocks: list[Block]) -> Iterator[Row]:
    """Cut the table at the end of an appendix into rows."""
    crosses = any(_is_crosses(block) for block in blocks)
    return _matrix_rows(blocks) if crosses else _text_rows(blocks)


def _is_crosses(block: Block) -> bool:
    return block.shape is Shape.MATRIX and block.text[0] in "Xx✓"


def _text_rows(blocks: list[Block]) -> Iterator[Row]:
    """Give the rows of a table whose cells stand in lines; loose lines go to the row above."""
    row = Row(())
    times = Counter(block.text for block in blocks if len(block.cells) > 1)
    for block in blocks:
        head = block.cells[0].split("\n")[0] if block.cells else block.text
        filled = [cell for cell in block.cells if cell]
        label = _row_label(filled or [block.text])
        heading = head if labelled(head) and not label else ""
        aside = bool(row.label) and is_plain_heading(block)  # of the whole table, not of the row
        header = times[block.text] > 1 or (len(row.lines) == 1 and times[row.lines[0]] > 1)
        full = len(row.lines) >= _LOOSE_LINES
        if label or heading or aside or header or full or len(filled) > 1:
            if row.lines:
                yield row
            row = Row((), label)
        if heading and len(filled) <= 1 and head == block.text:
            yield Row((), heading=head)
            continue
        row = Row((*row.lines, block.text), row.label or label, row.heading or heading)
    if row.lines:
        yield row


def is_table_cell(block: Block) -> bool:
    """Whether a block, met in a run of such, is a cell rather than a heading or a sentence."""
    if block.shape in (Shape.ROW, Shape.MATRIX):
        return True
    if block.shape is not Shape.TEXT or not block.open or number_of(block):
        return False
    return block.text.count(" ") < 30 and not DECISION.match(block.text)


def table_start(blocks: list[Block]) -> int:
    """Return where the table of an appendix begins, the number of blocks where there is none."""
    for index, block in enumerate(blocks):
        if block.shape is Shape.ROW:
            return index
        if block.shape is Shape.MATRIX:
            return index - 1 if index and is_plain_heading(blocks[index - 1]) else index
    return len(blocks)


def _matrix_rows(blocks: list[Block]) -> Iterator[Row]:
    """Give the rows of a table of crosses; a page's end may have cut a row in two.

    A row has a text that ends in its number in brackets, numbered activities and crosses. What
    follows a repeated header with a small letter or a number above 1 is the rest of a row.
    """
    rows: list[tuple[list[str], str]] = []
    before: Block | None = None
    last = ""
    for block in blocks:
        begins = before is None or _begins_row(before, block)
        if begins:
            tail = block.lower or number_of(block) > 1
            rows.append(([], last if tail else ""))
        lines, label = rows[-1]
        lines.append(block.text)
        if found := _LISTED_ROW.search(block.text):
            number = f"row {found.group(1)}"
            if begins and block.lower:  # the number of a row cut by the header before this line
                label = number
                rows[-3:-2] = [(cut, its or number) for cut, its in rows[-3:-2]]
            label = last = label or number
            rows[-1] = (lines, label)
        before = block
    return (Row(tuple(lines), label) for lines, label in rows)


def _begins_row(before: Block, block: Block) -> bool:
    if block.shape is Shape.MATRIX:
        return False
    if before.shape is Shape.MATRIX:
        return True
    return not number_of(block) and bool(number_of(before) or before.text.endswith(")"))


def _row_label(cells: list[str]) -> str:
    labels = [match.group(1) for cell in cells if (match := _ROW_LABEL.match(cell))]
    labels = sorted(labels, key=lambda label: "." not in label)
    if not labels:
        return ""
    if labels[0].isdigit():
        return f"para. {labels[0]}" if NUMBERED.match(cells[0]) else ""
    return labels[0] if labels[0].startswith("Output") else f"row {labels[0]}"
