"""Reads papers of the Governing Body: text extracted from the published document.

The extraction is cleaned of page furniture and bare link lines and its sentences are made whole;
footnote marks are taken out of the sentences (so that a quote reads well) and the footnotes stand
under "Notes" at the end. Number, title and date come from the manifest beside the file, or, where
there is none, from the cover page; addresses inside a paper are those of other documents, so the
paper's own is given only by a manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ingest.paper_structure import paper_sections
from ingest.paper_text import CODE, paper_blocks
from ingest.records import MAX_LINE, Entry, InputFile, Refusal
from knowledge.documents import Document, Kind, slug
from knowledge.errors import UnreadableSource

_SUFFIXES = {".txt", ".text", ".md", ""}
_BODY = re.compile(r"Governing Body|Conseil d.administration|Consejo de Administración")
_ANY_CODE = re.compile(CODE)
_CODE_LINE = re.compile(rf"^[ \t]*({CODE})[ \t]*$", re.MULTILINE)
_PARAGRAPH = re.compile(r"^[ \t]?1\.[ \t]+\S", re.MULTILINE)
_ARTICLE = re.compile(r"^[ \t#]*Article 1\b", re.MULTILINE)
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_DATE_LINE = re.compile(r"^[ \t]*Date:[ \t]*(\d{1,2} [A-Z][a-z]+ \d{4})[ \t]*$", re.MULTILINE)
_AGENDA = re.compile(r"item on the agenda\s+(\S[^\n]{0,300})", re.IGNORECASE)
_LANGUAGES = {"en", "fr", "es"}
_NOTE = "text extracted from the published paper, page furniture removed, footnotes at the end"


class GoverningBodyPapers:
    """Governing Body papers as extracted text, one document a file."""

    name = "governing-body"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """Recognise a paper by its code in the manifest, or by what its first pages say."""
        if Path(file.name).suffix.lower() not in _SUFFIXES:
            return False
        if file.manifest.get("code", "").upper().startswith("GB."):
            return True
        head = file.head
        if head.lstrip()[:1] in "<{[" or _ARTICLE.search(head):
            return False
        return all(sign.search(head) for sign in (_BODY, _ANY_CODE, _PARAGRAPH))

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give the paper as one document; raises UnreadableSource where it holds no text."""
        text = file.text
        if max(map(len, text.split("\n"))) > MAX_LINE:
            raise UnreadableSource(f"{file.name}: a line is over {MAX_LINE:,} characters")
        stored, sections = paper_sections(paper_blocks(text))
        if not sections:
            raise UnreadableSource(f"{file.name}: no text is left without page furniture")
        code = _code(file)
        yield Entry(
            Document(
                id=slug(code) or slug(Path(file.name).stem) or "governing-body-paper",
                kind=Kind.DOCUMENT,
                title=_title(file, code),
                text=stored,
                sections=sections,
                language=_language(file),
                url=_url(file),
                date=_date(file),
                identifiers=(code,) if code else (),
                note=_NOTE,
                publisher="ILO Governing Body",
            )
        )


def _code(file: InputFile) -> str:
    """Return the paper's number: the manifest's, or one alone on a line of the cover page."""
    if given := file.manifest.get("code", "").strip():
        return given
    line = _CODE_LINE.search(file.head)
    return line.group(1) if line else ""


def _title(file: InputFile, code: str) -> str:
    title = file.manifest.get("title", "").strip()
    if not title and (line := _AGENDA.search(file.head)):
        title = line.group(1).strip()
    return " ".join((code, title)).strip() or Path(file.name).stem


def _date(file: InputFile) -> str | None:
    given = file.manifest.get("date", "").strip()
    if _DATE.fullmatch(given):
        return given
    line = _DATE_LINE.search(file.head)
    if line is None:
        return None
    try:
        return datetime.strptime(line.group(1), "%d %B %Y").date().isoformat()
    except ValueError:
        return None


def _language(file: InputFile) -> str:
    given = file.manifest.get("language", "").strip().lower()
    return given if given in _LANGUAGES else "en"


def _url(file: InputFile) -> str | None:
    given = file.manifest.get("url", "").strip()
    return given if given.startswith(("https://", "http://")) else None


READER = GoverningBodyPapers()
