"""Checks every statement against its citations; what is not borne out is dropped.

The quote must stand at its offsets in the stored text. Every number, identifier and proper name
of the statement must stand in a quote, locator or title it cites. A sentence written by a model
must besides share its substance with the quote and not turn a yes into a no.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from helpdesk.services.answers.draft import Draft
from helpdesk.services.replies import MAX_QUOTE, Citation, Claim
from index.analysis import terms
from knowledge.documents import Document, Trust

LEAST_SHARED = 0.6  # of a model sentence's terms that must stand in its quotes

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_IDENTIFIER = re.compile(r"\b(?:[CPR]\d{3}|GB\.[\w./()]+|MLC)\b")
_MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "jan january janvier enero", "feb february février febrero", "mar march mars marzo",
            "apr april avril abril", "may mai mayo", "jun june juin junio",
            "jul july juillet julio", "aug august août agosto",
            "sep september septembre septiembre", "oct october octobre octubre",
            "nov november novembre noviembre", "dec december décembre diciembre",
        ),
        1,
    )
    for month in names.split()
}  # fmt: skip
_NEGATIONS = re.compile(
    r"\b(?:not|no|never|neither|nor|without|cannot|n['’]t|ne|pas|jamais|sans|aucun\w*|nunca|sin|"
    r"ningun\w*|ningún|prohibit\w*|forbid\w*)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?“”\"«»:\n]\s)(?<!^)\b[A-ZÀ-Ý][\w’'-]{2,}")


def verified(draft: Draft, document_of: Callable[[str], Document | None]) -> Draft:
    """Return the draft with only the claims that their citations bear out."""
    kept = tuple(claim for claim in draft.claims if is_borne_out(claim, document_of))
    return Draft(kept, draft.notices)


def is_borne_out(claim: Claim, document_of: Callable[[str], Document | None]) -> bool:
    """Whether every citation stands in its document and together they bear out the claim."""
    if not claim.citations:
        return False
    if not all(stands(citation, document_of(citation.document)) for citation in claim.citations):
        return False
    evidence = "\n".join(citation.evidence for citation in claim.citations)
    if unsupported_numbers(claim.text, evidence) or unsupported_identifiers(claim.text, evidence):
        return False
    return claim.verbatim or _says_the_same(claim, evidence)


def stands(citation: Citation, document: Document | None) -> bool:
    """Whether the quote is text[start:end] of a document that may be cited."""
    return (
        document is not None
        and document.trust is Trust.CITABLE
        and 0 < len(citation.quote) <= MAX_QUOTE
        and document.text[citation.start : citation.end] == citation.quote
    )


def _numbers(text: str) -> set[str]:
    """Return the numbers of a text; leading zeros do not count, months count as their number."""
    found = {number.lstrip("0") or "0" for number in _NUMBER.findall(text)}
    for word in re.findall(r"[^\W\d_]+", text.casefold()):
        if word in _MONTHS:
            found.add(f"month {_MONTHS[word]}")
    return found


def unsupported_numbers(text: str, evidence: str) -> set[str]:
    """Return the numbers and months of a text that the evidence does not have."""
    held = _numbers(evidence)
    # "May" and "mar" are ordinary words too: a month counts only beside a number.
    dated = {
        f"month {_MONTHS[word.casefold()]}"
        for word in re.findall(r"\d{1,2}\.? (?:de )?([^\W\d_]+)\.? (?:de )?\d{4}", text)
        if word.casefold() in _MONTHS
    }
    plain = {number for number in _numbers(text) if not number.startswith("month")}
    return (plain | dated) - held


def unsupported_identifiers(text: str, evidence: str) -> set[str]:
    """Return the instrument codes and document numbers that the evidence does not have."""
    return set(_IDENTIFIER.findall(text)) - set(_IDENTIFIER.findall(evidence))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def unsupported_names(text: str, evidence: str) -> set[str]:
    """Return the capitalised words inside a text's sentences that the evidence does not have."""
    held = _fold(evidence)
    return {name for name in _NAME.findall(text) if _fold(name) not in held}


def _says_the_same(claim: Claim, evidence: str) -> bool:
    if unsupported_names(claim.text, evidence):
        return False
    quotes = " ".join(citation.quote for citation in claim.citations)
    if bool(_NEGATIONS.search(claim.text)) != bool(_NEGATIONS.search(quotes)):
        return False
    said = set(terms("en", claim.text))
    return bool(said) and len(said & set(terms("en", evidence))) / len(said) >= LEAST_SHARED
