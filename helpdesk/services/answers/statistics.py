"""Answers on statistics: the value as published, its source and flags, and its change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from helpdesk.replies import MAX_STATEMENTS, Citation, Claim, cite
from helpdesk.services.answers.draft import Draft
from helpdesk.services.frames import say
from helpdesk.services.intents import CHANGES
from helpdesk.services.understanding import Understood
from knowledge import statistics as indicators
from knowledge.countries import Country
from knowledge.facts import Statistic
from knowledge.statistic_codes import flag_words, group_of, groups_of, is_age_range
from knowledge.store.documents import get_document
from knowledge.store.facts import statistics


def answer_statistics(asked: Understood, db: Database) -> Draft:
    """Answer for each State and indicator named."""
    if not asked.countries:
        return Draft(notices=(say(asked.language, "which_country"),))
    answering: list[Draft] = []
    for country in asked.countries[:3]:
        drafts = [_one(asked, country, indicator, db) for indicator in asked.indicators[:2]]
        # One term may name two indicators: what one lacks is said only where both lack it.
        answering += [draft for draft in drafts if draft.claims] or drafts[:1]
    share = max(1, MAX_STATEMENTS // max(1, len(answering)))
    claims = tuple(claim for draft in answering for claim in draft.claims[:share])
    return Draft(claims, tuple(notice for draft in answering for notice in draft.notices))


def _one(asked: Understood, country: Country, indicator: str, db: Database) -> Draft:
    published = [v for v in statistics(db, indicator=indicator, country=country.iso3) if v.value]
    held = [value for value in published if value.headline]
    named = country.named(asked.language)
    group = groups_of(asked.text)
    narrowed = [value for value in published if group and _is_of(value, group, held)]
    held = narrowed or held
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
            year=", ".join(map(str, _years(asked))),
            years=spoken,
        )
        return Draft(notices=(notice,))
    claims = list(_values(asked, country, chosen, db))
    if CHANGES.search(asked.text):
        claims = [*_change(asked, country, chosen, db), *claims]
    totals_only = (say(asked.language, "totals_only"),) if group and not narrowed else ()
    return Draft(tuple(claims), totals_only)


def _codes(value: Statistic) -> list[str]:
    return value.breakdown.split(", ") if value.breakdown else []


def _is_of(value: Statistic, group: frozenset[str], held: Sequence[Statistic]) -> bool:
    """Whether a value is of all the groups, and otherwise of what the headline values are of."""
    codes = _codes(value)
    others = [code for code in codes if group_of(code) not in group]
    usual = {code for each in held for code in _codes(each)}
    return len(codes) - len(others) == len(group) and usual.issuperset(others)


def _of_whom(value: Statistic, country: Country, language: str) -> str:
    """Name the country and, where a value is not of everyone, the group it is of."""
    said = [say(language, name) for code in _codes(value) if (name := group_of(code))]
    said += [say(language, "aged", range=c) for c in _codes(value) if is_age_range(c)]
    named = country.named(language)
    return f"{named} ({', '.join(said)})" if said else named


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
    years = _years(asked)
    if years:
        return _distinct(value for value in held if value.year in years)
    if CHANGES.search(asked.text):
        return _distinct(iter(held))
    latest = max(value.year for value in held)
    return _distinct(value for value in held if value.year == latest)


# Years so far off that they are not read as years elsewhere: no figure stands for them.
_FAR_YEAR = re.compile(
    r"\b(?:in|for|of|since|en|pour|para|año|année|year)\s(1[0-8]\d\d|2[1-9]\d\d)\b", re.IGNORECASE
)


def _years(asked: Understood) -> tuple[int, ...]:
    return asked.references.years or tuple(int(year) for year in _FAR_YEAR.findall(asked.text))


def _distinct(values: Iterator[Statistic]) -> list[Statistic]:
    """Keep one of the values that several layouts of the same source repeat."""
    kept: dict[tuple[int, str, str], Statistic] = {}
    for value in values:
        kept.setdefault((value.year, _plain(value.value), value.breakdown), value)
    return sorted(kept.values(), key=lambda value: -value.year)


def _plain(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


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
            country=_of_whom(value, country, asked.language),
            year=value.year,
            value=value.value,
            unit=_unit(value.indicator, asked.language),
            flag=flag,
        )
        yield Claim(text, (citation,))


def _change(
    asked: Understood, country: Country, chosen: Sequence[Statistic], db: Database
) -> Iterator[Claim]:
    """Give the change between the first and last value of one series, where there are two."""
    last = chosen[0]
    alike = [value for value in chosen if value.breakdown == last.breakdown]
    same = [value for value in alike if value.origin == last.origin]
    first = same[-1] if len(same) > 1 else alike[-1]
    if first.year == last.year:
        return
    unit = _unit(last.indicator, asked.language)
    percent = unit if unit == " %" else ""  # said with each value, other units once
    text = say(
        asked.language,
        "statistic_change",
        indicator=_title(last.indicator, asked.language),
        country=_of_whom(last, country, asked.language),
        first=first.value + percent,
        first_year=first.year,
        last=last.value + percent,
        last_year=last.year,
        unit="" if percent else unit,
    )
    citations = [_citation(value, country, db) for value in (first, last)]
    yield Claim(text, tuple(citation for citation in citations if citation))
