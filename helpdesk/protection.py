"""Headers that keep pages and private replies safe, and the log of requests."""

from __future__ import annotations

import logging
import time
from typing import Final

from flask import Flask, Response, g, request

from helpdesk.extensions import parts

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "script-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Forms over HTTPS check the referrer, so our own pages must get it; no other site does.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_YEAR_SECONDS: Final = 31_536_000
_requests = logging.getLogger("helpdesk.requests")


def protect(app: Flask) -> None:
    """Add the headers and the request log to every response."""
    app.before_request(_start)
    app.after_request(_add_headers)
    app.after_request(_log)


def _start() -> None:
    g.started = time.perf_counter()


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if parts().settings.secure_cookies:
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR_SECONDS}"
    if is_private():
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    elif request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def is_private() -> bool:
    """Whether the response may hold a person's question or reply: asking, and coming back to it.

    Such pages are those that take a private id, and all that take a form or a question.
    """
    rule = str(request.url_rule or "")
    return (
        request.method == "POST"
        or "question" in request.args
        or rule.startswith(("/replies/", "/api/v1/replies/"))
    )


def _log(response: Response) -> Response:
    # The rule, never the address: addresses hold search words and private ids.
    rule = str(request.url_rule or "(no such page)")
    took = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    _requests.info("%s %s %d %.0f ms", request.method, rule, response.status_code, took)
    return response
