"""The API described in OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from helpdesk.api.schemas import KIND, SCHEMAS, Schema, ref
from helpdesk.extensions import parts
from helpdesk.services.searching import LAST_PAGE, MAX_WORDS

VERSION = "1.0.0"  # of this description, not of the program

_YEAR: Schema = {"type": "integer", "minimum": 1900, "maximum": 2100}
_SEARCH_PARAMETERS: dict[str, tuple[Schema, str]] = {
    "q": (
        {"type": "string", "maxLength": MAX_WORDS},
        "Words; may be left out with a filter. Phrases in quotes, AND, OR, NOT, title:, heading:,"
        " text:, id: and wildcards select exactly.",
    ),
    "country": ({"type": "string"}, "ISO 3166 code."),
    "instrument": ({"type": "string"}, "A code such as C138."),
    "kind": (KIND, "Kind of document."),
    "topic": ({"type": "string"}, "A topic id."),
    "language": (
        {"type": "string", "pattern": "^[a-z]{2,3}$"},
        "Language of the documents; left out: English, French and Spanish.",
    ),
    "from": (_YEAR, "First year of the document's date."),
    "to": (_YEAR, "Last year of the document's date."),
    "recent": (
        {"type": "string", "enum": ["0", "1"]},
        "0: do not prefer recent findings over older ones.",
    ),
    "page": ({"type": "integer", "minimum": 1, "maximum": LAST_PAGE}, "Page of ten hits."),
}
_ERRORS = {
    400: "The input is wrong; the message names every mistake.",
    404: "There is nothing of this id.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    429: "Asked too often; Retry-After says when to try again.",
    503: "There is no knowledge yet, or the desk cannot be reached.",
}


def add_to(blueprint: Blueprint) -> None:
    """Add the description itself."""
    blueprint.get("/openapi.json")(openapi)


def openapi() -> Response:
    """Return the description of this API."""
    return jsonify(description(parts().settings.public_url or request.host_url))


def description(server: str) -> dict[str, Any]:
    """Return the whole description for a service at this address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ILO Helpdesk",
            "version": VERSION,
            "summary": "Cited answers on international labour standards.",
            "description": (
                "Every statement carries the numbers of its sources; every source quotes a stored"
                " document to the character. Nothing here is an official ILO text unless its"
                " source says so."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server.rstrip("/")}],
        "paths": _paths(),
        "components": {"schemas": SCHEMAS},
    }


def _paths() -> dict[str, Any]:
    return {
        "/api/v1/ask": {
            "post": {
                "operationId": "ask",
                "summary": "Answer a question, or refer it to the staff.",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": ref("Question")}},
                },
                "responses": _responses("Reply", 400, 413, 415, 429, 503),
            }
        },
        "/api/v1/replies/{id}": _get("reply", "A reply as it was given.", "Reply", "id", 404, 503),
        "/api/v1/search": {
            "get": {
                "operationId": "search",
                "summary": "Passages found by words and meaning, and counts over them.",
                "parameters": [
                    {"name": name, "in": "query", "schema": schema, "description": told}
                    for name, (schema, told) in _SEARCH_PARAMETERS.items()
                ],
                "responses": _responses("SearchResult", 400, 503),
            }
        },
        "/api/v1/documents/{id}": _get(
            "document", "A stored document, whole.", "Document", "id", 404, 503
        ),
        "/api/v1/countries/{iso3}": _get(
            "country", "What is held on a country.", "Country", "iso3", 404, 503
        ),
        "/api/v1/instruments/{code}": _get(
            "instrument", "What is held on an instrument.", "Instrument", "code", 404, 503
        ),
        "/api/v1/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This description.",
                "responses": {
                    "200": {
                        "description": "OpenAPI 3.1.",
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    }
                },
            }
        },
        "/healthz": {
            "get": {
                "operationId": "healthz",
                "summary": "Whether questions can be answered and kept.",
                "responses": _responses("Health") | {"503": _json("Health", "They cannot.")},
            }
        },
    }


def _get(operation: str, summary: str, schema: str, key: str, *errors: int) -> dict[str, Any]:
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": [
                {"name": key, "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "responses": _responses(schema, *errors),
        }
    }


def _responses(schema: str, *errors: int) -> dict[str, Any]:
    wrong = {str(status): _json("Error", _ERRORS[status]) for status in errors}
    return {"200": _json(schema, "Done."), **wrong}


def _json(schema: str, told: str) -> dict[str, Any]:
    return {"description": told, "content": {"application/json": {"schema": ref(schema)}}}
