"""What a block of a Governing Body paper is by its wording: heading, paragraph, appendix."""

from __future__ import annotations

import re

from ingest.paper_text import Block, Shape

NUMBERED = re.compile(r"(\d{1,3})\.\s+(?=\S)")
_ZONE = re.compile(
    r"((?:Appendix|Annexe?|Appendice|Anexo|Apéndice)(?: (?:[IVX]{1,5}|\d{1,2}|[A-H]))?)"
    r"(?:$|\s*[.:–—]\s*(?=\S))",
    re.IGNORECASE,
)
DECISION = re.compile(r"(?:Draft decision|Projet de décision|Proyecto de decisión)", re.IGNORECASE)
_LABELS = (
    (1, re.compile(r"(Part(?:ie|e)? [IVX\d]{1,5})\b[.:]?")),
    (1, re.compile(r"([IVX]{1,5})\. ")),
    (2, re.compile(r"([A-H])\. ")),
    (4, re.compile(r"((?:Action area|Output|Outcome|Objective) \d{1,2})[.:] ")),
)


def zone_of(block: Block) -> str:
    """Return the appendix that a heading opens ("Appendix II"), or ""."""
    if block.shape not in (Shape.TEXT, Shape.MARKED) or not block.open or len(block.text) > 200:
        return ""
    match = _ZONE.match(block.text)
    return _capital(match.group(1)) if match else ""


def _capital(text: str) -> str:
    head, _, tail = text.partition(" ")
    return f"{head.capitalize()} {tail}".strip()


def number_of(block: Block) -> int:
    """Return the number of a numbered paragraph, 0 for any other block."""
    match = NUMBERED.match(block.text) if block.shape in (Shape.TEXT, Shape.MARKED) else None
    return int(match.group(1)) if match else 0


def labelled(text: str) -> tuple[int, str] | None:
    """Return rank and label of a heading such as "Part 3. ..." or "Output 14. ..."."""
    for rank, pattern in _LABELS:
        if match := pattern.match(text):
            return rank, match.group(1)
    return None


def is_heading(block: Block) -> bool:
    """Whether a block reads as a heading: short, or labelled, and without a full stop."""
    if block.shape is Shape.MARKED:
        return not number_of(block)
    if block.shape is not Shape.TEXT or not block.open or block.lower or number_of(block):
        return False
    return block.text.count(" ") < (45 if labelled(block.text) else 18)


def is_plain_heading(block: Block) -> bool:
    """Whether a block reads as a heading with neither mark nor label."""
    return is_heading(block) and block.shape is Shape.TEXT and not labelled(block.text)
