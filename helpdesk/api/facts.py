"""What is held on one country and on one instrument, as tables."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, jsonify

from helpdesk.extensions import parts
from helpdesk.services.holdings import FactsHeld, facts_on_country, facts_on_instrument
from knowledge import countries, instruments
from knowledge.facts import Finding, Ratification, Statistic

MAX_STATISTICS = 500  # rows a country shows; the documents hold the rest


def add_to(blueprint: Blueprint) -> None:
    """Add the resources of this module."""
    blueprint.get("/countries/<iso3>")(country)
    blueprint.get("/instruments/<code>")(instrument)


def country(iso3: str) -> Response:
    """Return a country's ratifications, supervisory findings and headline statistics."""
    found = countries.by_code(iso3) if len(iso3) == 3 else None
    if found is None:
        abort(404, "there is no country of this ISO 3166 code")
    held = facts_on_country(parts().library.searcher().db, found.iso3)
    return jsonify(
        {
            "iso3": found.iso3,
            "name": found.name,
            "names": {language: found.named(language) for language in ("en", "fr", "es")},
            "member": found.member,
            **_facts(held),
            "statistics": [_plain(fact) for fact in held.statistics[:MAX_STATISTICS]],
            "statistics_total": len(held.statistics),
        }
    )


def instrument(code: str) -> Response:
    """Return an instrument's ratifications and the supervisory findings on it."""
    normal = instruments.normalise_code(code)
    found = instruments.by_code(normal) if normal else None
    if found is None:
        abort(404, "there is no instrument of this code in the catalogue")
    held = facts_on_instrument(parts().library.searcher().db, found.code)
    return jsonify(
        {
            "code": found.code,
            "kind": found.kind,
            "number": found.number,
            "title": found.title,
            "label": found.label,
            "year": found.year,
            "status": found.status or None,
            "fundamental": found.fundamental,
            "governance": found.governance,
            "text_url": instruments.text_url(found.code),
            "ratifications_url": instruments.ratifications_url(found.code),
            **_facts(held),
        }
    )


def _plain(fact: Ratification | Finding | Statistic) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(fact).items()
    }


def _facts(held: FactsHeld) -> dict[str, Any]:
    return {
        "ratifications": [
            _plain(fact) | {"status": fact.status.value} for fact in held.ratifications
        ],
        "findings": [
            _plain(fact) | {"title": held.titles[fact.document]} for fact in held.findings
        ],
    }
