"""Answers on statistics: the value as published, its source and flags, and its change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from helpdesk.services.answers.draft import Draft
from helpdesk.services.frames import say
from helpdesk.services.intents import CHANGES
from helpdesk.services.replies import MAX_STATEMENTS, Citation, Claim, cite
from helpdesk.services.understanding import Understood
from knowledge import statistics as indicators
from knowledge.countries import Country
from knowledge.facts import Statistic
from knowledge.statistic_codes import flag_words
from knowledge.store.documents import get_document
from knowledge.store.facts import statistics


def answer_statistics(asked: Understood, db: Database) -> Draft:
    """Answer for each State and indicator named."""
    if not asked.countries:
        return Draft(notices=(say(asked.language, "which_country"),))
    drafts = [
        _one(asked, country, indicator, db)
        for country in asked.countries[:3]
        for indicator in asked.indicators[:2]
    ]
    share = max(1, MAX_STATEMENTS // len(drafts))
    claims = tuple(claim for draft in drafts for claim in draft.claims[:share])
    return Draft(claims, () if claims else tuple(n for draft in drafts for n in draft.notices))


def _one(asked: Understood, country: Country, indicator: str, db: Database) -> Draft:
    held = [
        value
        for value in statistics(db, indicator=indicator, country=country.iso3, headline=True)
        if value.value
    ]
    named = country.named(asked.language)
    if not held:
        return Draft(notices=(say(asked.language, "no_statistic", country=named),))
    chosen = _chosen(asked, held)
    if not chosen:
        years = sorted({value.year for value in held})
        spoken = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
        notice = say(
            asked.language,
            "no_statistic_year",
            indicator=_title(indicator, asked.language),
            country=named,
            year=", ".join(map(str, asked.references.years)),
            years=spoken,
        )
        return Draft(notices=(notice,))
    claims = list(_values(asked, country, chosen, db))
    if CHANGES.search(asked.text) and len(chosen) > 1:
        claims = [_change(asked, country, chosen, db), *claims]
    return Draft(tuple(claims))


def _title(indicator: str, language: str) -> str:
    known = indicators.by_id(indicator)
    return known.named(language) if known else indicator


def _unit(indicator: str, language: str) -> str:
    """Return what follows a value in a sentence; only units that need no translating."""
    known = indicators.by_id(indicator)
    if known is None or not known.unit:
        return ""
    if "0 (best) to 10 (worst)" in known.unit:
        return say(language, "scale_0_10")
    return f" {known.unit}" if known.unit == "%" or language == "en" else ""


def _chosen(asked: Understood, held: Sequence[Statistic]) -> list[Statistic]:
    """Return the values asked for, newest first: by year, by period, or the latest year's."""
    references = asked.references
    if references.since is not None or references.until is not None:
        since, until = references.since or 0, references.until or 9999
        return _distinct(value for value in held if since <= value.year <= until)
    if references.years:
        return _distinct(value for value in held if value.year in references.years)
    if CHANGES.search(asked.text):
        return _distinct(iter(held))
    latest = max(value.year for value in held)
    return _distinct(value for value in held if value.year == latest)


def _distinct(values: Iterator[Statistic]) -> list[Statistic]:
    """Keep one of the values that several layouts of the same source repeat."""
    kept: dict[tuple[int, str], Statistic] = {}
    for value in values:
        kept.setdefault((value.year, value.value.rstrip("0").rstrip(".")), value)
    return sorted(kept.values(), key=lambda value: -value.year)


def _citation(value: Statistic, country: Country, db: Database) -> Citation | None:
    document = get_document(db, value.document)
    if document is None:
        return None
    locator = f"{country.name}, {value.year}"
    return cite(document, value.start, value.end, locator, country=country.iso3)


def _values(
    asked: Understood, country: Country, chosen: Sequence[Statistic], db: Database
) -> Iterator[Claim]:
    for value in chosen:
        citation = _citation(value, country, db)
        if citation is None:
            continue
        flag = f" ({flag_words(value.flag)})" if value.flag else ""
        text = say(
            asked.language,
            "statistic",
            indicator=_title(value.indicator, asked.language),
            country=country.named(asked.language),
            year=value.year,
            value=value.value,
            unit=_unit(value.indicator, asked.language),
            flag=flag,
        )
        yield Claim(text, (citation,))


def _change(
    asked: Understood, country: Country, chosen: Sequence[Statistic], db: Database
) -> Claim:
    last, first = chosen[0], chosen[-1]
    same = [value for value in chosen if value.origin == last.origin]
    if len(same) > 1:
        first = same[-1]
    text = say(
        asked.language,
        "statistic_change",
        indicator=_title(last.indicator, asked.language),
        country=country.named(asked.language),
        first=first.value,
        first_year=first.year,
        last=last.value,
        last_year=last.year,
        unit=_unit(last.indicator, asked.language),
    )
    citations = [_citation(value, country, db) for value in (first, last)]
    return Claim(text, tuple(citation for citation in citations if citation))
