"""What the store holds under one key, as it stands: a document, a country, an instrument."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from knowledge.documents import Document
from knowledge.facts import Finding, Ratification, Statistic
from knowledge.store import facts
from knowledge.store.documents import get_document
from knowledge.store.heads import document_heads


@dataclass(frozen=True, slots=True)
class FactsHeld:
    """Facts on one country or instrument; `titles` are those of the findings' documents."""

    ratifications: tuple[Ratification, ...]
    findings: tuple[Finding, ...]
    titles: dict[str, str]
    statistics: tuple[Statistic, ...] = ()


def stored_document(db: Database, id: str) -> Document | None:
    """Return a stored document, None where there is none of that id."""
    return get_document(db, id)


def facts_on_country(db: Database, iso3: str) -> FactsHeld:
    """Return a country's ratifications, findings and headline statistics."""
    findings = facts.findings(db, countries=(iso3,))
    return FactsHeld(
        facts.ratifications(db, country=iso3),
        findings,
        _titles(db, findings),
        facts.statistics(db, country=iso3, headline=True),
    )


def facts_on_instrument(db: Database, code: str) -> FactsHeld:
    """Return an instrument's ratifications, and the findings on it."""
    findings = facts.findings(db, instruments=(code,))
    return FactsHeld(facts.ratifications(db, instrument=code), findings, _titles(db, findings))


def _titles(db: Database, findings: tuple[Finding, ...]) -> dict[str, str]:
    heads = document_heads(db, [finding.document for finding in findings])
    return {id: head.title for id, head in heads.items()}
