"""Build the document of one statistical table and one country, with its facts.

Values are never rounded, filled in or corrected: each line shows what was published.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.records import Entry
from knowledge.countries import Country
from knowledge.documents import Document, Kind, Section, slug
from knowledge.facts import Statistic
from knowledge.statistic_codes import (
    breakdown_words,
    flag_words,
    is_age_range,
    is_total,
    origin_words,
)
from knowledge.statistics import by_id, data_address, normalise_indicator


@dataclass(frozen=True, slots=True)
class Dataset:
    """A published table: `code` as published, `stem` and `layout` for the document's id.

    `layout` tells two layouts of one table apart ("" for the usual one). `name` is the
    source's own name, used where the catalogue has none; `unit` likewise. `address` is where
    the rows were read from; without one, `ilostat` says that ILOSTAT's address can be built.
    """

    code: str
    stem: str
    publisher: str
    layout: str = ""
    name: str = ""
    unit: str = ""
    address: str | None = None
    ilostat: bool = False
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One row: `value` as published, "" where the source leaves it empty."""

    year: int
    value: str
    breakdown: tuple[str, ...] = ()
    origin: str = ""
    flag: str = ""
    notes: str = ""


def statistic_table(
    dataset: Dataset, country: Country, observations: Sequence[Observation]
) -> Entry:
    """Build the document and facts of at least one observation, newest year first."""
    indicator = by_id(normalise_indicator(dataset.code))
    name = indicator.title if indicator else dataset.name or dataset.code
    unit = indicator.unit if indicator else dataset.unit
    document = document_id(dataset, country)
    headlines = _headlines(observations)
    ordered = sorted(
        range(len(observations)), key=lambda i: (-observations[i].year, i not in headlines, i)
    )
    about, coverage = _about(dataset, country, name, unit), _coverage(country, observations)
    start = len(about) + 1 + len(coverage) + 1
    lines, facts = [about, coverage], []
    sections = [
        Section(0, len(about), "About this table", (name,), "about"),
        Section(len(about) + 1, start - 1, "Years in this table", (name,), "coverage"),
    ]
    for index in ordered:
        row = observations[index]
        line = _line(country, row, unit)
        end = start + len(line)
        sections.append(Section(start, end, _locator(row), (name,), str(row.year)))
        facts.append(
            Statistic(
                indicator=normalise_indicator(dataset.code),
                country=country.iso3,
                year=row.year,
                value=row.value,
                unit=unit,
                breakdown=", ".join(row.breakdown),
                headline=index in headlines,
                origin=row.origin,
                flag=row.flag,
                document=document,
                start=start,
                end=end,
            )
        )
        lines.append(line)
        start = end + 1
    return Entry(
        Document(
            id=document,
            kind=Kind.STATISTIC,
            title=f"{name}: {country.name}",
            text="\n".join(lines),
            sections=tuple(sections),
            url=_url(dataset, country, observations),
            date=str(observations[ordered[0]].year),
            as_of=dataset.as_of,
            countries=(country.iso3,),
            identifiers=_identifiers(dataset),
            note="table of published values, one line a row",
            publisher=dataset.publisher,
            by_meaning=False,
        ),
        tuple(facts),
    )


def document_id(dataset: Dataset, country: Country) -> str:
    """The id of one table and country, with the layout where it is not the usual one."""
    layout = f".{dataset.layout}" if dataset.layout else ""
    return f"{slug(dataset.stem)}.{country.iso3.lower()}{layout}"


def _headlines(rows: Sequence[Observation]) -> frozenset[int]:
    """Indices of the rows meant when no breakdown is named.

    These are the rows of totals, the first of several that state the same value of the same
    origin (a table may give its total once per classification). A bare age range counts as a
    total where its year has no row for all ages: child labour is measured at 5-17 only.
    """
    all_ages = {row.year for row in rows if "ALLAGE" in row.breakdown or "15+" in row.breakdown}
    first: dict[tuple[int, str, str], int] = {}
    for index, row in enumerate(rows):
        ages_count = row.year not in all_ages
        if all(is_total(c) or (ages_count and is_age_range(c)) for c in row.breakdown):
            same_age = next((c for c in row.breakdown if is_age_range(c)), "")
            first.setdefault((row.year, f"{row.origin}/{same_age}", row.value), index)
    return frozenset(first.values())


def _about(dataset: Dataset, country: Country, name: str, unit: str) -> str:
    """The lines that say what the table is, in what unit, and who published it."""
    indicator = by_id(normalise_indicator(dataset.code))
    parts = [f"{name}: {country.name}."]
    if indicator:
        parts.append(f"{indicator.named('fr')}. {indicator.named('es')}.")
    if unit:
        parts.append(f"Unit: {unit}.")
    if indicator and indicator.scale:
        parts.append(f"Reading the values: {indicator.scale}.")
    parts.append(
        f"Table {dataset.code}, published by the {dataset.publisher}; values as published."
    )
    if dataset.as_of:
        parts.append(f"As of {dataset.as_of}.")
    return "\n".join(parts)


def _coverage(country: Country, rows: Sequence[Observation]) -> str:
    """The sentence that says which years the table has, to be quoted where one is missing."""
    years = ", ".join(str(year) for year in sorted({row.year for row in rows}))
    return f"Years in this table for {country.name}: {years}."


def _line(country: Country, row: Observation, unit: str) -> str:
    """One row in words, complete by itself so that it can be quoted."""
    value = f"{row.value} {unit}".rstrip() if row.value else "no value published"
    line = f"{country.name}, {row.year}: {value}"
    if row.breakdown:
        line += "; " + ", ".join(map(breakdown_words, row.breakdown))
    if row.origin:
        line += f". Source: {origin_words(row.origin)}"
    if row.flag:
        line += f". Flag {flag_words(row.flag)}"
    if row.notes:
        line += f". Notes: {row.notes}"
    return line if line.endswith(".") else line + "."


def _locator(row: Observation) -> str:
    return ", ".join((str(row.year), *map(breakdown_words, row.breakdown)))


def _url(dataset: Dataset, country: Country, rows: Iterable[Observation]) -> str | None:
    if dataset.address or not dataset.ilostat:
        return dataset.address
    years = [row.year for row in rows]
    return data_address(dataset.code, country.iso3, min(years), max(years))


def _identifiers(dataset: Dataset) -> tuple[str, ...]:
    indicator = by_id(normalise_indicator(dataset.code))
    goal = f"SDG {indicator.goal}" if indicator and indicator.goal else ""
    names = (dataset.code, normalise_indicator(dataset.code), goal)
    return tuple(dict.fromkeys(name for name in names if name))
