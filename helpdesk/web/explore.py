"""Reading what is held: documents at the cited passage, instruments, countries, the service."""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlite_utils import Database
from werkzeug.wrappers import Response

from helpdesk.extensions import parts
from helpdesk.services import exploring
from helpdesk.services.counting import country_rows, holdings, instrument_rows
from helpdesk.services.guides import instrument_note, related_to_instrument
from helpdesk.services.note_pages import as_text, note_page
from helpdesk.services.reading import reading_page
from helpdesk.web.forms import by_name
from helpdesk.web.words import page_language, public_url
from knowledge.countries import all_countries
from knowledge.countries import by_code as country_of
from knowledge.facts import RatificationStatus
from knowledge.instruments import by_code as instrument_of

Page = str | Response


def add_to(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.get("/documents/<id>")(document)
    blueprint.get("/documents/<id>.txt")(document_text)
    blueprint.get("/instruments")(instruments)
    blueprint.get("/instruments/<code>")(instrument)
    blueprint.get("/countries")(countries)
    blueprint.get("/countries/<code>")(country)
    blueprint.get("/about")(about)


def _db() -> Database:
    return parts().library.searcher().db


def document(id: str) -> Page:
    """Show a stored document, with the stretch that `start` and `end` name highlighted."""
    start, end = (request.args.get(name, type=int) for name in ("start", "end"))
    if note := note_page(_db(), id, start, end):
        return render_template("note.html", page=note, asked=start is not None)
    page = reading_page(_db(), id, start, end)
    if page is None:
        abort(404, gettext("No document of this name is held here; it may have been retired."))
    return render_template("document.html", page=page, asked=start is not None)


def document_text(id: str) -> Response:
    """Give one of our own notes as plain text, with its sources and its licence."""
    note = note_page(_db(), id)
    if note is None:
        abort(404, gettext("No note of this name is held here; other documents open as pages."))
    return Response(
        as_text(note.document, public_url("explore.document", id=id)),
        mimetype="text/plain",
        headers={"Content-Disposition": f'attachment; filename="{note.document.id}.txt"'},
    )


def instruments() -> Page:
    """List the catalogued instruments with what is held on each."""
    rows = instrument_rows(_db())
    groups = {
        gettext("Fundamental instruments"): [r for r in rows if r.instrument.fundamental],
        gettext("Governance Conventions"): [r for r in rows if r.instrument.governance],
        gettext("Other Conventions and Protocols"): [
            row
            for row in rows
            if row.instrument.kind in {"Convention", "Protocol", "Constitution"}
            and not (row.instrument.fundamental or row.instrument.governance)
        ],
        gettext("Recommendations"): [
            row
            for row in rows
            if row.instrument.kind == "Recommendation" and not row.instrument.fundamental
        ],
    }
    return render_template("instruments.html", groups=groups)


def instrument(code: str) -> Page:
    """Show one instrument: facts, ratifications, findings."""
    known = instrument_of(code)
    if known is None:
        abort(
            404,
            gettext(
                "No instrument of this code is known here. Codes are written C138, P029, R190"
                " or MLC."
            ),
        )
    if known.code != code:
        return redirect(url_for("explore.instrument", code=known.code), 301)
    page = exploring.instrument_page(_db(), known)
    order = {c.iso3: n for n, c in enumerate(by_name(page_language(), all_countries()))}
    return render_template(
        "instrument.html",
        page=page,
        note=instrument_note(_db(), known.code, page_language()),
        related=related_to_instrument(_db(), known.code, page_language()),
        ratifications=sorted(
            page.ratifications, key=lambda fact: (order.get(fact.country, 0), fact.territory)
        ),
        absent=by_name(page_language(), page.absent),
        counts=[(s, number) for s in RatificationStatus if (number := page.counted(s))],
    )


def countries() -> Page:
    """List the member States, and other countries on which anything is held."""
    rows = {row.country.iso3: row for row in country_rows(_db())}
    ordered = by_name(page_language(), [row.country for row in rows.values()])
    groups = {
        gettext("Member States of the ILO"): [rows[c.iso3] for c in ordered if c.member],
        gettext("Other countries and territories"): [rows[c.iso3] for c in ordered if not c.member],
    }
    return render_template("countries.html", groups=groups)


def country(code: str) -> Page:
    """Show one country: ratifications, findings, statistics."""
    known = country_of(code)
    if known is None:
        abort(
            404,
            gettext(
                "No country of this code is known here. Codes are those of ISO 3166, such as BGD"
                " or BRA."
            ),
        )
    if known.iso3 != code:
        return redirect(url_for("explore.country", code=known.iso3), 301)
    return render_template("country.html", page=exploring.country_page(_db(), known))


def about() -> Page:
    """Say what the service is, what it holds, and what it keeps of a question."""
    held = holdings(_db())
    files = Counter(source.reader for source in held.sources if source.taken)
    documents: Counter[str] = Counter()
    read: dict[str, str] = {}
    for source in held.sources:
        if source.taken:
            documents[source.reader] += source.taken
            read[source.reader] = max(read.get(source.reader, ""), source.read_on)
    readers = [(name, files[name], documents[name], read[name]) for name in sorted(files)]
    return render_template(
        "about.html", held=held, readers=readers, version=version("ilo-helpdesk")
    )
