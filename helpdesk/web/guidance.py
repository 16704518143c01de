"""Our own notes: topics, the directory, the list of all, and the way to country information."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from helpdesk.extensions import parts
from helpdesk.services import guides
from helpdesk.web.forms import country_choices
from helpdesk.web.words import page_language
from knowledge.countries import by_code as country_of
from knowledge.topics import by_id as topic_of

Page = str | Response


def add_to(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.get("/guidance")(guidance)
    blueprint.get("/topics/<id>")(topic)
    blueprint.get("/directory")(directory)
    blueprint.get("/country-information")(country_information)


def guidance() -> Page:
    """List the notes: topics, how the system works, questions and answers."""
    page = guides.guidance_index(parts().library.searcher().db, page_language())
    return render_template("guidance.html", page=page)


def topic(id: str) -> Page:
    """Show one topic: what to know and do, with what is held on it."""
    known = topic_of(id)
    if known is None:
        abort(404, gettext("No topic of this name is known here."))
    page = guides.topic_page(parts().library.searcher().db, known, page_language())
    return render_template("topic.html", page=page)


def directory() -> Page:
    """List tools, training, networks and hubs."""
    entries = guides.directory(parts().library.searcher().db)
    return render_template("directory.html", entries_held=entries)


def country_information() -> Page:
    """Show the way to what is known of a country; with a country chosen, go to its page."""
    chosen = country_of(request.args.get("country", ""))
    if chosen is not None:
        return redirect(url_for("explore.country", code=chosen.iso3))
    choices = country_choices(page_language(), gettext("Choose a country"))
    return render_template("country_information.html", countries=choices)
