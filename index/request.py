"""What is asked of the index, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from knowledge.errors import BadInput

MAX_QUESTION = 2000
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may be found; an empty tuple lets all pass. Applied before ranking.

    `since` and `until` are years (inclusive); a passage without a date passes neither.
    `languages` left empty means English, French and Spanish: other languages are found only
    when asked for.
    """

    countries: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search: the text as asked, its language, the filters, and how many hits.

    `words` are what the keyword half looks for where that is less than the whole text (the
    matter asked about, without the words of asking). `expansions` are further words per
    language (a topic's terms in French for an English question) that count less than the
    asker's own. `identifiers` are exact names in the question ("c138", "gb.347/ins/8"),
    lower-case; passages that carry them are never buried. `counted` asks for the number of all
    passages that hold any of the words, which costs some time. `query`, in Whoosh's query
    language, selects the passages that may be found. `recent` prefers recent findings a little.
    `distinct` leaves out what says the same as a better passage of its document.
    """

    text: str
    language: str = "en"
    filters: Filters = field(default_factory=Filters)
    limit: int = 10
    words: str = ""
    expansions: tuple[tuple[str, str], ...] = ()
    identifiers: tuple[str, ...] = ()
    counted: bool = False
    query: str = ""
    recent: bool = True
    distinct: bool = False

    def __post_init__(self) -> None:
        if len(self.text) > MAX_QUESTION:
            raise BadInput(f"the question has {len(self.text):,} characters; at most 2,000")
        if not 1 <= self.limit <= MAX_LIMIT:
            raise BadInput(f"the number of hits must be between 1 and {MAX_LIMIT}")


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found: its id, and its scores (fused, keyword, cosine) at this search."""

    passage: int
    score: float
    keyword: float
    cosine: float


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search: hits best first, how many matched, and how it was searched."""

    hits: tuple[Hit, ...]
    total: int
    by_meaning: bool
    notice: str = ""
