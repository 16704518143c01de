"""The JSON API, version 1: one module per resource."""

from __future__ import annotations

from flask import Blueprint

from helpdesk.api import answers, documents, facts, health, openapi, search


def blueprints() -> tuple[Blueprint, ...]:
    """Return the API under /api/v1, and the health page, made anew for each app."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    for module in (answers, search, documents, facts, openapi):
        module.add_to(api)
    top = Blueprint("health", __name__)
    health.add_to(top)
    return api, top
