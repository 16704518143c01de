"""What is held on an instrument or a country, for reading in pages.

Everything here is read from the store as it stands; each row names the document and the offsets
of the line that states it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from helpdesk.services.deriving import lists_held
from ingest.ratification_lists import list_id
from knowledge import countries, instruments, statistics, topics
from knowledge.countries import Country
from knowledge.documents import Document, Kind, Section
from knowledge.facts import CatalogueRow, Finding, Ratification, RatificationStatus, Statistic
from knowledge.instruments import Instrument
from knowledge.statistics import Indicator
from knowledge.store import facts
from knowledge.store.documents import documents_about, get_document
from knowledge.store.heads import DocumentHead, document_heads
from knowledge.topics import Topic

MAX_VALUES = 200  # rows of one indicator on a country's page; its document holds them all


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a stored document."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RatificationList:
    """One instrument's list of ratifications; absence counts only where it is complete."""

    instrument: str
    document: str
    title: str
    as_of: date
    url: str | None
    note: str
    complete: bool
    coverage: str
    """The list's own sentence on whom it names."""


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A supervisory item with its title, the text held, and what kind of text that is."""

    fact: Finding
    title: str
    text: str
    note: str
    language: str

    @property
    def place(self) -> Place:
        """Where the text stands."""
        return Place(self.fact.document, self.fact.start, self.fact.end)


@dataclass(frozen=True, slots=True)
class InstrumentPage:
    """All that is held on one instrument."""

    instrument: Instrument
    text: DocumentHead | None
    entry_into_force: CatalogueRow | None
    status: CatalogueRow | None
    ratified: RatificationList | None
    ratifications: tuple[Ratification, ...]
    absent: tuple[Country, ...]
    findings: tuple[FindingShown, ...]
    topics: tuple[Topic, ...]
    text_url: str | None
    ratifications_url: str | None

    def counted(self, status: RatificationStatus) -> int:
        """Return how many States have this status."""
        return len({fact.country for fact in self.ratifications if fact.status is status})


@dataclass(frozen=True, slots=True)
class Standing:
    """How one country stands to one list: its ratifications, none where it is not named.

    `place` is the line of the country's own page of ratifications, where one is held.
    """

    listed: RatificationList
    ratifications: tuple[Ratification, ...]
    place: Place | None


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """One indicator's headline values for a country, newest first; `total` counts them all."""

    id: str
    indicator: Indicator | None
    values: tuple[Statistic, ...]
    total: int
    documents: tuple[DocumentHead, ...]


@dataclass(frozen=True, slots=True)
class CountryPage:
    """All that is held on one country."""

    country: Country
    look_alikes: tuple[Country, ...]
    standings: tuple[Standing, ...]
    findings: tuple[FindingShown, ...]
    statistics: tuple[IndicatorTable, ...]
    documents: tuple[DocumentHead, ...]


def instrument_page(db: Database, instrument: Instrument) -> InstrumentPage:
    """Return what is held on an instrument."""
    code = instrument.code
    ratified = held_list(db, code)
    ratifications = facts.ratifications(db, instrument=code)
    rows = facts.catalogue(db, code)
    return InstrumentPage(
        instrument=instrument,
        text=document_heads(db, [code.lower()]).get(code.lower()),
        entry_into_force=next((row for row in rows if row.entry_into_force), None),
        status=next((row for row in rows if row.status), None),
        ratified=ratified,
        ratifications=ratifications,
        absent=_absent(ratifications) if ratified and ratified.complete else (),
        findings=findings_shown(db, facts.findings(db, instruments=(code,))),
        topics=tuple(t for name in topics.by_instrument(code) if (t := topics.by_id(name))),
        text_url=instruments.text_url(code),
        ratifications_url=instruments.ratifications_url(code),
    )


def country_page(db: Database, country: Country) -> CountryPage:
    """Return what is held on a country."""
    return CountryPage(
        country=country,
        look_alikes=countries.look_alikes(country),
        standings=tuple(_standings(db, country)),
        findings=findings_shown(db, facts.findings(db, countries=(country.iso3,))),
        statistics=tuple(_tables(db, country)),
        documents=(
            *_heads(db, Kind.GUIDANCE, country=country.iso3),
            *_heads(db, Kind.DOCUMENT, country=country.iso3),
        ),
    )


def _heads(
    db: Database, kind: Kind, *, country: str | None = None, instrument: str | None = None
) -> tuple[DocumentHead, ...]:
    names = documents_about(db, kind=kind.value, country=country, instrument=instrument)
    heads = document_heads(db, names)
    return tuple(heads[name] for name in names)


def held_list(db: Database, instrument: str) -> RatificationList | None:
    """Return an instrument's list of ratifications, None where none is held."""
    document = get_document(db, list_id(instrument))
    return None if document is None else _described(document)


def _described(document: Document) -> RatificationList:
    parts = {section.part: section for section in document.sections}
    coverage = parts.get("coverage")
    return RatificationList(
        instrument=document.instruments[0],
        document=document.id,
        title=document.title,
        as_of=date.fromisoformat(document.as_of or ""),
        url=document.url,
        note=document.note,
        complete="not-listed-1" in parts,
        coverage=document.text[coverage.start : coverage.end] if coverage else "",
    )


def _absent(ratifications: Sequence[Ratification]) -> tuple[Country, ...]:
    named = {fact.country for fact in ratifications}
    return tuple(state for state in countries.member_states() if state.iso3 not in named)


def findings_shown(db: Database, found: Sequence[Finding]) -> tuple[FindingShown, ...]:
    """Return findings with the titles and texts of their documents, in the order given."""
    shown = []
    for fact in found:
        document = get_document(db, fact.document)
        if document is not None:
            text = document.text[fact.start : fact.end]
            shown.append(FindingShown(fact, document.title, text, document.note, document.language))
    return tuple(shown)


def _standings(db: Database, country: Country) -> Iterator[Standing]:
    own = facts.ratifications(db, country=country.iso3)
    page = get_document(db, f"ratifications-of-{country.iso3.lower()}")
    for held in lists_held(db):
        listed = held_list(db, held.instrument)
        ratified = tuple(fact for fact in own if fact.instrument == held.instrument)
        # A territory ratifies nothing itself: that it is not named says nothing.
        if listed is not None and (ratified or country.member):
            yield Standing(listed, ratified, _line(page, held.instrument))


def _line(page: Document | None, instrument: str) -> Place | None:
    if page is None:
        return None
    part = instrument.lower()
    found: Section | None = next((s for s in page.sections if s.part == part), None)
    return Place(page.id, found.start, found.end) if found else None


def _tables(db: Database, country: Country) -> Iterator[IndicatorTable]:
    by_indicator: dict[str, dict[tuple[object, ...], Statistic]] = {}
    for value in facts.statistics(db, country=country.iso3, headline=True):
        # Several layouts of one table repeat its values.
        key = (value.year, value.value, value.breakdown, value.origin, value.flag)
        by_indicator.setdefault(value.indicator, {}).setdefault(key, value)
    for name, values in by_indicator.items():
        rows = tuple(values.values())
        heads = document_heads(db, list(dict.fromkeys(row.document for row in rows)))
        yield IndicatorTable(
            name, statistics.by_id(name), rows[:MAX_VALUES], len(rows), tuple(heads.values())
        )
