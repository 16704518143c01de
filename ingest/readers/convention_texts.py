"""Reads full texts of ILO instruments from JSON lines of the Dutch treaty database.

One row is one instrument: the English body and, mostly, a Dutch translation. Each gives one
document of the English text, divided into articles and paragraphs; a Recommendation appended
to a Convention gives a document of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ingest.convention_lines import Line, clean, english_body
from ingest.convention_structure import RECOMMENDATION, compose, split_instruments
from ingest.json_rows import row_of
from ingest.records import Entry, InputFile, Refusal
from knowledge import instruments
from knowledge.documents import Document, Kind, Section, slug
from knowledge.errors import UnreadableSource

AS_OF = "2017"
PUBLISHER = "Dutch treaty database (wetten.overheid.nl)"
_BWB_ID = re.compile(r"BWBV\d{7}")
_CITED = re.compile(r"may be cited as the (.{1,200}? Recommendation(?: \(Revised\))?), (\d{4})")
_ARTICLE = re.compile(r"(article)-(\d+)(?:-(\d+))?")
_PARAGRAPH = re.compile(r"(para)-(\d+)")
_ARTICLE_NAME = re.compile(r"(?:.+, )?Article \w+")


@dataclass(frozen=True, slots=True)
class _Identity:
    """What an instrument is called; `code` is "" where it cannot be known."""

    code: str
    title: str
    year: str


class ConventionTexts:
    """Gives one document per Convention, Protocol, Recommendation or Constitution."""

    name = "convention-texts"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """Say whether the file is JSON lines whose objects carry a bwb_id and a text."""
        head = file.head.lstrip()
        keys = '"bwb_id"' in head and '"text"' in head
        return head.startswith("{") and keys

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give entries and refusals row by row; raises UnreadableSource for the whole file."""
        lines = file.text.split("\n")
        if not any(line.strip() for line in lines):
            raise UnreadableSource(f"{file.name}: no line to read")
        seen: set[str] = set()
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                for document in _documents(line):
                    if document.id in seen:
                        raise ValueError(f"repeats {document.title}")
                    seen.add(document.id)
                    yield Entry(document)
            except (ValueError, RecursionError) as error:
                yield Refusal(file.name, f"line {number}", str(error))


def _documents(line: str) -> list[Document]:
    """Give the documents of one row; raises ValueError where it cannot be taken in."""
    row = _row(line)
    identity = _host(row)
    bwb_id = str(row["bwb_id"])
    text = row["text"]
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{identity.title}: the text is missing or empty")
    host, *appended = split_instruments(clean(english_body(text)))
    return [
        _document(identity, bwb_id, host),
        *(_document(_recommendation(own), bwb_id, own, identity.title) for own in appended),
    ]


def _row(line: str) -> dict[str, object]:
    row = row_of(line)
    if isinstance(row, str):
        raise ValueError(row)
    missing = [key for key in ("bwb_id", "text") if key not in row]
    if missing:
        raise ValueError(f"without {' and '.join(missing)}")
    if not isinstance(row["bwb_id"], str) or not _BWB_ID.fullmatch(row["bwb_id"]):
        raise ValueError(f"bwb_id {str(row['bwb_id'])[:40]!r} is not of the form BWBV0000000")
    return row


def _host(row: dict[str, object]) -> _Identity:
    """Identify the row's instrument by its English title; the Constitution is cited as none."""
    headings = row.get("headings")
    titles = [row.get("cited_as"), *(headings[:2] if isinstance(headings, list) else [])]
    named = [title.strip() for title in titles if isinstance(title, str) and title.strip()]
    if not named:
        raise ValueError("neither cited_as nor headings name the instrument")
    for title in named[:1] if row.get("cited_as") else named:
        found = instruments.by_title(title)
        if found:
            return _catalogued(found)
    raise ValueError(f"no instrument of the catalogue is titled {named[0][:200]!r}")


def _catalogued(instrument: instruments.Instrument) -> _Identity:
    constitution = instrument.kind == "Constitution"
    title = instrument.label if constitution else f"{instrument.code} {instrument.label}"
    return _Identity(instrument.code, title, str(instrument.year))


def _recommendation(lines: list[Line]) -> _Identity:
    """Identify an appended Recommendation by its number, else by the title it gives itself."""
    number = next((m[1] for line in lines if (m := RECOMMENDATION.fullmatch(line.text))), None)
    cited = next((m for line in lines if (m := _CITED.search(line.text))), None)
    title = f"{cited[1]}, {cited[2]}" if cited else lines[0].text
    found = instruments.by_code(f"R{number}") if number else instruments.by_title(title)
    if found:
        return _catalogued(found)
    year = cited[2] if cited else ""
    code = instruments.normalise_code(f"R{number}") if number else None
    if code is None:
        return _Identity("", title, year)
    return _Identity(code, f"{code} {title} (No. {int(code[1:])})", year)


def _document(identity: _Identity, bwb_id: str, lines: list[Line], within: str = "") -> Document:
    recommendation = bool(within)
    text, sections = compose(lines, recommendation=recommendation)
    if not sections:
        raise ValueError(f"{identity.title}: no English text found")
    codes = (identity.code,) if identity.code else ()
    return Document(
        id=slug(identity.code or identity.title),
        kind=Kind.INSTRUMENT,
        title=identity.title,
        text=text,
        sections=sections,
        url=instruments.text_url(identity.code) if identity.code else None,
        date=identity.year or None,
        as_of=AS_OF,
        instruments=codes,
        identifiers=(*codes, bwb_id),
        note=_note(sections, bwb_id, within),
        publisher=PUBLISHER,
    )


def _note(sections: Iterable[Section], bwb_id: str, within: str) -> str:
    """Say where the text comes from and which of its numbers are not in it."""
    parts = tuple(section.part for section in sections)
    source = f"English text from the Dutch treaty database's copy of 2017 ({bwb_id}"
    source += f", appended to {within})" if within else ")"
    note = f"{source}; not the official ILO publication."
    lacks = [
        *_named("Article", _gaps(_numbers(parts, _ARTICLE))),
        *_named("Paragraph", _gaps(_numbers(parts, _PARAGRAPH))),
        *(f"Article {article}({number})" for article, number in _paragraph_gaps(parts)),
    ]
    return f"{note} The stored text lacks {_listed(lacks)}." if lacks else note


def _numbers(parts: Iterable[str], pattern: re.Pattern[str]) -> list[int]:
    return [int(match[2]) for part in parts if (match := pattern.fullmatch(part))]


def _gaps(numbers: Iterable[int]) -> tuple[int, ...]:
    """Numbers from 1 to the highest that do not occur."""
    present = set(numbers)
    return tuple(n for n in range(1, max(present, default=0)) if n not in present)


def _paragraph_gaps(parts: Iterable[str]) -> list[tuple[int, int]]:
    """Article and paragraph number of each missing paragraph of an article at hand."""
    matches = [match for part in parts if (match := _ARTICLE.fullmatch(part)) and match[3]]
    articles: dict[int, list[int]] = {}
    for match in matches:
        articles.setdefault(int(match[2]), []).append(int(match[3]))
    return [(article, gap) for article, found in articles.items() for gap in _gaps(found)]


def _named(name: str, numbers: tuple[int, ...]) -> list[str]:
    """Give runs of numbers by name: "Articles 13-18"."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ]
    shown = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    if not shown:
        return []
    return [f"{name}{'s' if len(numbers) > 1 else ''} {_listed(shown)}"]


def _listed(items: list[str]) -> str:
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def article_gaps(document: Document) -> tuple[int, ...]:
    """Numbers of the articles that the stored text lacks below its last one, annexes apart."""
    return _gaps(_numbers((section.part for section in document.sections), _ARTICLE))


def articles(document: Document) -> tuple[str, ...]:
    """The articles of the text in order, as cited: "Article 2", "Annex I, Article 2"."""
    found = (_ARTICLE_NAME.match(section.locator) for section in document.sections)
    return tuple(dict.fromkeys(match[0] for match in found if match))


READER = ConventionTexts()
