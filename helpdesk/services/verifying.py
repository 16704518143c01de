"""Checks every statement against its citations; what is not borne out is dropped.

The quote must stand at its offsets in the stored text. Every number, identifier and proper name
of the statement must stand in a quote, locator or title it cites. A sentence written by a model
must besides share its substance with the quote and not turn a yes into a no.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from helpdesk.replies import MAX_QUOTE, Citation, Claim
from helpdesk.services.answers.draft import Draft
from index.analysis import terms
from knowledge.documents import Document, Trust
from knowledge.sentences import sentences

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
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s(?:of\s|de\s)?(?P<month>{_MONTH})\b"
    rf"|(?P<first>{_MONTH})\.?\s(?P<second>\d{{1,2}})(?:st|nd|rd|th)?)"
    r"[.,]?\s(?:de\s|del\s)?(?P<year>\d{4})\b",
    re.IGNORECASE,
)
# "one" and its like are left out: they are pronouns and articles too.
_IN_WORDS = {
    word: str(number)
    for number, words in {
        2: "two deux dos", 3: "three trois tres", 4: "four quatre cuatro", 5: "five cinq cinco",
        6: "six seis", 7: "seven sept siete", 8: "eight huit ocho", 9: "nine neuf nueve",
        10: "ten dix diez", 11: "eleven onze once", 12: "twelve douze doce",
        13: "thirteen treize trece", 14: "fourteen quatorze catorce",
        15: "fifteen quinze quince", 16: "sixteen seize dieciséis",
        17: "seventeen diecisiete", 18: "eighteen dieciocho", 19: "nineteen diecinueve",
        20: "twenty vingt veinte", 30: "thirty trente treinta", 40: "forty quarante cuarenta",
        50: "fifty cinquante cincuenta", 60: "sixty soixante sesenta",
        100: "hundred cent cien", 1000: "thousand mille mil",
    }.items()
    for word in words.split()
}  # fmt: skip
# What turns a sentence round; "No. 138" does not. French "ne ... pas" is one, by its second half.
_NEGATIONS = re.compile(
    r"\b(?:not|no(?!\s?[.°]?\s?\d)|never|neither|nor|none|nothing|nobody|without|cannot|pas|jamais|"
    r"sans|aucun\w*|nunca|jamás|sin|ningun\w*|ningún|prohibit\w*|forbid\w*|forbidden|exempt\w*|"
    r"except|unless|fail\w*|refus\w*|lacks?|interdi\w+|prohib\w*|sauf|salvo)\b|n['’]t\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-ZÀ-Ý][\w’'-]{2,}")


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
    """Return the numbers of a text, in digits or words; leading zeros do not count."""
    found = {number.lstrip("0") or "0" for number in _NUMBER.findall(text)}
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return found | {_IN_WORDS[word] for word in words if word in _IN_WORDS}


def _dates(text: str) -> set[str]:
    """Return the full dates of a text as ISO dates, however they are written."""
    found = set(re.findall(r"\d{4}-\d{2}-\d{2}", text))
    for match in _DATE.finditer(text):
        month = _MONTHS.get((match["month"] or match["first"]).casefold())
        if month:
            day = int(match["day"] or match["second"])
            found.add(f"{match['year']}-{month:02}-{day:02}")
    return found


def unsupported_numbers(text: str, evidence: str) -> set[str]:
    """Return the numbers and dates of a text that the evidence does not have.

    A date counts as a whole: the day of one and the year of another make none.
    """
    return (_numbers(text) - _numbers(evidence)) | (_dates(text) - _dates(evidence))


def unsupported_identifiers(text: str, evidence: str) -> set[str]:
    """Return the instrument codes and document numbers that the evidence does not have."""
    return set(_IDENTIFIER.findall(text)) - set(_IDENTIFIER.findall(evidence))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def unsupported_names(text: str, evidence: str) -> set[str]:
    """Return the capitalised words of a text that the evidence does not have.

    A function word may begin a sentence; any other word there must stand in the evidence too,
    since it may be a name.
    """
    held = set(re.findall(r"\w+", _fold(evidence)))
    stems = set(terms("en", evidence))
    missing = set()
    for name in _NAME.findall(text):
        parts = set(re.findall(r"\w+", _fold(name)))
        if not parts <= held and not set(terms("en", name)) <= stems:
            missing.add(name)
    return missing


def _says_the_same(claim: Claim, evidence: str) -> bool:
    if unsupported_names(claim.text, evidence):
        return False
    said = set(terms("en", claim.text))
    if not said or len(said & set(terms("en", evidence))) / len(said) < LEAST_SHARED:
        return False
    return _negations(claim.text) == _negations(_nearest_sentence(said, claim))


def _negations(text: str) -> int:
    """Count what turns a text round: a sentence of two negations does not say what one says."""
    return len(_NEGATIONS.findall(text))


def _nearest_sentence(said: set[str], claim: Claim) -> str:
    """Return the quoted sentence that a sentence restates: the one that shares most with it."""
    quoted = [
        citation.quote[start:end]
        for citation in claim.citations
        for start, end in sentences(citation.quote, 0, len(citation.quote))
    ]
    return max(quoted, key=lambda each: len(said & set(terms("en", each))), default="")
