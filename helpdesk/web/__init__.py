"""Pages for people: asking and coming back to a reply, and reading what replies cite.

Rendered by the server; nothing here needs JavaScript.
"""

from __future__ import annotations

from flask import Blueprint

from helpdesk.web import ask, explore, guidance, search, words


def blueprints() -> tuple[Blueprint, ...]:
    """Return the pages, made anew for each app; templates and static files are the app's."""
    asking = Blueprint("ask", __name__)
    ask.add_to(asking)
    words.add_to(asking)
    exploring = Blueprint("explore", __name__)
    explore.add_to(exploring)
    search.add_to(exploring)
    guidance.add_to(exploring)
    return asking, exploring
