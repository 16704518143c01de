"""What people and programs see when something goes wrong: a page, or JSON below /api."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Flask, Response, current_app, jsonify, render_template, request
from jinja2 import Template
from markupsafe import escape
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import BadRequest, HTTPException, ServiceUnavailable

from knowledge.errors import BadInput, HelpdeskError

# Said to programs in place of the framework's words.
_MESSAGES: Final = {
    404: "there is no such page",
    405: "this address does not take requests of this kind",
    413: "the request is too large: at most 64 KiB",
    429: "asked too often from this address; please try again in a minute",
    500: "something went wrong on our side; it has been noted",
}


def handle_failures(app: Flask) -> None:
    """Register the handlers of every error that a request can end in."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(BadInput, _bad_input)
    app.register_error_handler(HelpdeskError, _unavailable)
    app.register_error_handler(SQLAlchemyError, _no_desk)


def _bad_input(error: BadInput) -> Response:
    return _http(BadRequest(str(error)))


def _unavailable(error: HelpdeskError) -> Response:
    return _http(ServiceUnavailable(str(error)))


def _no_desk(error: SQLAlchemyError) -> Response:
    # The values of the statement are hidden by the engine: they would be people's questions.
    current_app.logger.error("the desk's database failed: %s", type(error).__name__)
    return _http(ServiceUnavailable("questions cannot be kept or found just now"))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    # Headers such as Allow and Retry-After stay.
    response = Response(status=status, headers=_own_headers(error))
    if wants_json():
        response.data = jsonify({"error": {"status": status, "message": _message(error)}}).data
        response.content_type = "application/json"
    else:
        # Pages say it in the reader's language; our own descriptions are translated already.
        response.data = _page(status, error.name, error.description or error.name).encode()
        response.content_type = "text/html; charset=utf-8"
    return response


def _message(error: HTTPException) -> str:
    status = error.code or 500
    said_by_us = error.description and error.description != type(error).description
    if said_by_us and status != HTTPStatus.TOO_MANY_REQUESTS:
        return str(error.description)
    return _MESSAGES.get(status) or error.description or error.name


def _page(status: int, name: str, message: str) -> str:
    templates: list[str | Template] = [f"errors/{status}.html", "error.html"]
    try:
        return render_template(templates, status=status, name=name, message=message)
    except Exception:  # whatever broke the page may well break the page on it
        current_app.logger.exception("the error page failed")
        return f"<!doctype html><title>{status}</title><p>{status} {escape(message)}</p>"


def _own_headers(error: HTTPException) -> list[tuple[str, str]]:
    return [(name, value) for name, value in error.get_headers() if name != "Content-Type"]


def wants_json() -> bool:
    """Whether the request is a program's."""
    return request.path.startswith("/api/") or request.path == "/healthz"
