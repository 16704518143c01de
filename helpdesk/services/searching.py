"""Search over the released knowledge: parameters in, hits with snippets and facets out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from helpdesk.services.language import detect
from helpdesk.services.snippets import snippet
from index.analysis import LANGUAGES, terms
from index.query_language import looked_for, uses_signs
from index.request import MAX_LIMIT, MAX_QUESTION, Filters, Found, Hit, SearchRequest
from index.searcher import Searcher
from index.spelling import did_you_mean
from knowledge import countries, instruments, topics
from knowledge.documents import Kind
from knowledge.errors import BadInput
from knowledge.references import parse_references
from knowledge.store.documents import StoredPassage, get_passages
from knowledge.store.heads import DocumentHead, document_heads, first_passages

PAGE_SIZE = 10
MAX_WORDS = MAX_QUESTION  # characters of q, as of a question
LAST_PAGE = MAX_LIMIT // PAGE_SIZE
PARAMETERS = (
    "q", "country", "instrument", "kind", "topic", "language", "from", "to", "recent", "page",
)  # fmt: skip
Facets = dict[str, dict[str, int]]


class Library(Protocol):
    """Where the live generation's searcher comes from."""

    def searcher(self) -> Searcher:
        """Return the live generation's searcher; raises KnowledgeMissing before the first."""
        ...


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search as a person asks it; codes are known ones, `since` and `until` are years.

    `recent` prefers recent findings a little over older ones.
    """

    text: str = ""
    country: str | None = None
    instrument: str | None = None
    kind: str | None = None
    topic: str | None = None
    language: str | None = None
    since: int | None = None
    until: int | None = None
    page: int = 1
    recent: bool = True

    @property
    def filters(self) -> Filters:
        """The filters as the index takes them."""
        return Filters(
            countries=_one(self.country),
            instruments=_one(self.instrument),
            kinds=_one(self.kind),
            topics=_one(self.topic),
            languages=_one(self.language),
            since=self.since,
            until=self.until,
        )


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One passage found, with what is shown of its document; `country` where it has just one.

    The passage is the document's text[start:end].
    """

    rank: int
    document: str
    passage: int
    title: str
    locator: str
    kind: str
    snippet: str
    country: str | None
    instruments: tuple[str, ...]
    date: str | None
    url: str | None
    score: float
    language: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of hits.

    `total` is how many passages match (documents, where no words were asked for); `pages` is
    how many pages can be opened; `facets` counts the best 200 by kind, country and language.
    `did_you_mean` is the text with words that no passage has replaced by near ones.
    """

    total: int
    hits: tuple[SearchHit, ...]
    facets: Facets
    page: int
    pages: int
    by_meaning: bool
    notice: str = ""
    did_you_mean: str | None = None


def read_query(given: Mapping[str, str]) -> SearchQuery:
    """Read search parameters; raises BadInput that names every mistake among them."""
    mistakes = [f"{name!r} is not a search parameter" for name in given if name not in PARAMETERS]
    values = {name: given.get(name, "").strip() for name in PARAMETERS}
    country = countries.by_code(values["country"]) if values["country"] else None
    if values["country"] and country is None:
        mistakes.append(f"country {_shown(values['country'])} is not an ISO 3166 code")
    instrument = instruments.normalise_code(values["instrument"])
    if values["instrument"] and instrument is None:
        mistakes.append(f"instrument {_shown(values['instrument'])} is not a code such as C138")
    kinds = [kind.value for kind in Kind]
    if values["kind"] and values["kind"] not in kinds:
        mistakes.append(f"kind {_shown(values['kind'])} is not one of {', '.join(kinds)}")
    if values["topic"] and topics.by_id(values["topic"]) is None:
        mistakes.append(f"topic {_shown(values['topic'])} is not known")
    if values["language"] and not re.fullmatch(r"[a-z]{2,3}", values["language"]):
        mistakes.append(f"language {_shown(values['language'])} is not a code such as en")
    since = _number("from", values["from"], "a year from 1900 to 2100", 1900, 2100, mistakes)
    until = _number("to", values["to"], "a year from 1900 to 2100", 1900, 2100, mistakes)
    if since is not None and until is not None and since > until:
        mistakes.append(f"from {since} is after to {until}")
    if values["recent"] not in ("", "0", "1"):
        mistakes.append(f"recent {_shown(values['recent'])} is not 0 or 1")
    page = _number("page", values["page"], f"1 to {LAST_PAGE}", 1, LAST_PAGE, mistakes)
    if len(values["q"]) > MAX_WORDS:
        mistakes.append(f"q has {len(values['q']):,} characters; at most {MAX_WORDS:,}")
    if not any(values[name] for name in PARAMETERS if name not in ("page", "recent")):
        mistakes.append("give q, or at least one filter")
    if mistakes:
        raise BadInput("; ".join(mistakes))
    return SearchQuery(
        text=values["q"],
        country=country.iso3 if country else None,
        instrument=instrument,
        kind=values["kind"] or None,
        topic=values["topic"] or None,
        language=values["language"] or None,
        since=since,
        until=until,
        page=page or 1,
        recent=values["recent"] != "0",
    )


def _shown(value: str) -> str:
    return repr(value if len(value) <= 40 else value[:40] + "…")


def _number(
    name: str, value: str, expected: str, least: int, most: int, mistakes: list[str]
) -> int | None:
    if not value:
        return None
    if re.fullmatch(r"[0-9]{1,4}", value) and least <= int(value) <= most:
        return int(value)
    mistakes.append(f"{name} {_shown(value)} is not {expected}")
    return None


def _one(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def request_for(
    text: str,
    *,
    language: str | None = None,
    filters: Filters | None = None,
    limit: int = PAGE_SIZE,
) -> SearchRequest:
    """Return the request for a text: its language, its exact names, its topics' other words."""
    language = language or detect(text)
    named = topics.mentions(text)
    expansions = (
        (other, " ".join(word for topic in named for word in topics.expansions(topic, other)))
        for other in LANGUAGES
        if other != language
    )
    references = parse_references(text)
    exact = (
        *(mention.code for mention in instruments.mentions(text)),
        *references.documents,
        *(f"Case No. {number}" for number in references.cases),
        *(f"SDG {number}" for number in references.indicators),
    )
    return SearchRequest(
        text,
        language,
        filters or Filters(),
        limit,
        expansions=tuple((other, words) for other, words in expansions if words),
        identifiers=tuple(dict.fromkeys(name.casefold() for name in exact)),
    )


@dataclass(frozen=True, slots=True)
class Searching:
    """The search over the live generation."""

    library: Library

    def search(self, query: SearchQuery) -> SearchResult:
        """Return one page of a search; raises KnowledgeMissing before the first generation."""
        searcher = self.library.searcher()
        request = _request(query)
        found = searcher.search(request) if query.text else _listed(searcher, request.filters)
        passages = get_passages(searcher.db, [hit.passage for hit in found.hits])
        heads = document_heads(
            searcher.db, sorted({passage.document for passage in passages.values()})
        )
        wanted = frozenset(terms(request.language, request.text))
        first = (query.page - 1) * PAGE_SIZE
        shown = list(enumerate(found.hits, 1))[first : first + PAGE_SIZE]
        return SearchResult(
            total=found.total,
            hits=tuple(
                _shown_hit(rank, hit, passages[hit.passage], heads, wanted, request.language)
                for rank, hit in shown
            ),
            facets=_facets([heads[passages[hit.passage].document] for hit in found.hits]),
            page=query.page,
            pages=(len(found.hits) + PAGE_SIZE - 1) // PAGE_SIZE,
            by_meaning=found.by_meaning,
            notice=found.notice,
            did_you_mean=did_you_mean(searcher.folder, searcher.postings, query.text),
        )


def _request(query: SearchQuery) -> SearchRequest:
    """Return the request of a search; one in the query language selects, and is ranked by words."""
    written = uses_signs(query.text)
    request = request_for(
        looked_for(query.text) if written else query.text, filters=query.filters, limit=MAX_LIMIT
    )
    return replace(
        request,
        counted=True,
        distinct=True,
        recent=query.recent,
        query=query.text if written else "",
    )


def _listed(searcher: Searcher, filters: Filters) -> Found:
    """Find by filters alone: the beginning of each document, the newest first."""
    allowed = searcher.postings.passages[searcher.allowed(filters)]
    first = first_passages(searcher.db, allowed.tolist())
    hits = tuple(Hit(passage, 0.0, 0.0, 0.0) for passage in first[:MAX_LIMIT])
    return Found(hits, len(first), by_meaning=False)


def _shown_hit(
    rank: int,
    hit: Hit,
    passage: StoredPassage,
    heads: Mapping[str, DocumentHead],
    wanted: frozenset[str],
    language: str,
) -> SearchHit:
    head = heads[passage.document]
    return SearchHit(
        rank=rank,
        document=head.id,
        passage=passage.id,
        title=head.title,
        locator=passage.locator,
        kind=head.kind,
        snippet=snippet(passage.text, wanted, language),
        country=head.countries[0] if len(head.countries) == 1 else None,
        instruments=head.instruments,
        date=head.date,
        url=head.url,
        score=round(hit.score, 4),
        language=head.language,
        start=passage.start,
        end=passage.end,
    )


def _facets(heads: list[DocumentHead]) -> Facets:
    counts = {
        "kind": Counter(head.kind for head in heads),
        "country": Counter(country for head in heads for country in head.countries),
        "language": Counter(head.language for head in heads),
    }
    return {
        name: dict(sorted(count.items(), key=lambda item: (-item[1], item[0])))
        for name, count in counts.items()
    }
