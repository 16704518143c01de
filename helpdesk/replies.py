"""What an answer is: statements, each with citations that anyone can check."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from knowledge.documents import Document

MAX_STATEMENTS = 6
MAX_SOURCES = 8
MAX_QUOTE = 600


class Status(StrEnum):
    """Whether a reply answers, repeats a reviewed answer, or leaves it to a person."""

    ANSWERED = "answered"
    CURATED = "curated"
    REFERRED = "referred"


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in a stored document: `quote` is its text[start:end], to the character."""

    kind: str
    title: str
    locator: str
    quote: str
    start: int
    end: int
    url: str | None
    document: str
    country: str | None = None
    instruments: tuple[str, ...] = ()
    date: str | None = None
    as_of: str | None = None
    note: str = ""

    @property
    def evidence(self) -> str:
        """All the words that a statement may take its names and numbers from."""
        return f"{self.title}\n{self.locator}\n{self.quote}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a draft with the citations it rests on, before numbering.

    `verbatim` says that the sentence is built around its quote or a fact table's row, so that
    only names, numbers and identifiers need checking; a model's sentence is checked in full.
    """

    text: str
    citations: tuple[Citation, ...]
    verbatim: bool = True


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a reply; `citations` are the numbers of its sources."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """What was understood of a question, in codes."""

    countries: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    intent: str = "question"


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as given and as stored; it reads the same tomorrow."""

    id: str
    question: str
    language: str
    status: Status
    understood: Meant
    statements: tuple[Statement, ...] = ()
    sources: tuple[Citation, ...] = ()
    notice: str | None = None
    took_ms: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the reply in the form of the JSON contract (v1)."""
        return {
            "id": self.id,
            "question": self.question,
            "language": self.language,
            "status": self.status.value,
            "understood": {
                "countries": list(self.understood.countries),
                "instruments": list(self.understood.instruments),
                "topics": list(self.understood.topics),
                "intent": self.understood.intent,
            },
            "statements": [
                {"text": statement.text, "citations": list(statement.citations)}
                for statement in self.statements
            ],
            "sources": [
                {"n": n, **asdict(source), "instruments": list(source.instruments)}
                for n, source in enumerate(self.sources, 1)
            ],
            "notice": self.notice,
            "took_ms": round(self.took_ms, 1),
        }


def reply_from_json(read: dict[str, Any]) -> Reply:
    """Return the reply that `as_json` wrote."""
    return Reply(
        id=read["id"],
        question=read["question"],
        language=read["language"],
        status=Status(read["status"]),
        understood=_meant(read["understood"]),
        statements=tuple(
            Statement(statement["text"], tuple(statement["citations"]))
            for statement in read["statements"]
        ),
        sources=tuple(_citation(source) for source in read["sources"]),
        notice=read["notice"],
        took_ms=read["took_ms"],
    )


def _meant(read: dict[str, Any]) -> Meant:
    codes = {name: tuple(read[name]) for name in ("countries", "instruments", "topics")}
    return Meant(**codes, intent=read["intent"])


def _citation(read: dict[str, Any]) -> Citation:
    plain = {name: value for name, value in read.items() if name not in ("n", "instruments")}
    return Citation(**plain, instruments=tuple(read["instruments"]))


def cite(
    document: Document,
    start: int,
    end: int,
    locator: str,
    *,
    country: str | None = None,
    instruments: tuple[str, ...] | None = None,
) -> Citation:
    """Cite text[start:end] of a document; a longer stretch than a quote may be is cut at a word."""
    if end - start > MAX_QUOTE:
        end = start + MAX_QUOTE
        cut = document.text.rfind(" ", start, end)
        end = cut if cut > start else end
    if country is None and len(document.countries) == 1:
        country = document.countries[0]
    return Citation(
        kind=document.kind.value,
        title=document.title,
        locator=locator,
        quote=document.text[start:end],
        start=start,
        end=end,
        url=document.url,
        document=document.id,
        country=country,
        instruments=document.instruments if instruments is None else instruments,
        date=document.date,
        as_of=document.as_of,
        note=document.note,
    )


def numbered(
    claims: tuple[Claim, ...],
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Number the citations of claims in order of use, within the bounds of a reply.

    A claim whose citations would pass the bound is left out whole, never half cited.
    """
    statements: list[Statement] = []
    sources: list[Citation] = []
    for claim in dict.fromkeys(claims):
        new = [c for c in dict.fromkeys(claim.citations) if c not in sources]
        if len(statements) == MAX_STATEMENTS or len(sources) + len(new) > MAX_SOURCES:
            continue
        sources.extend(new)
        numbers = tuple(sources.index(citation) + 1 for citation in claim.citations)
        statements.append(Statement(claim.text, tuple(dict.fromkeys(numbers))))
    return tuple(statements), tuple(sources)
