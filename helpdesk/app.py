"""The web application: pages and JSON API over one set of parts."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from flask import Flask, Response, current_app, request
from flask_babel import get_locale
from limits import parse_many
from werkzeug.middleware.proxy_fix import ProxyFix

from helpdesk import api, web
from helpdesk.extensions import KEY, babel, csrf, limiter
from helpdesk.failures import handle_failures
from helpdesk.protection import protect
from helpdesk.questions import LANGUAGES
from helpdesk.retention import keep_to_time
from helpdesk.settings import Settings, read_settings
from helpdesk.wiring import Parts
from knowledge.errors import BadInput

MAX_BODY = 64 * 1024  # bytes: a question of 2,000 characters with room to spare
LANGUAGE_COOKIE = "lang"
_YEAR_SECONDS = 31_536_000


class HelpdeskApp(Flask):
    """Flask, except that its log of a failure names no address: that may hold a private id."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log an unexpected error with its traceback and the rule of the page."""
        rule = request.url_rule or "(no such page)"
        self.logger.error("failed: %s %s", request.method, rule, exc_info=exc_info)


def create_app(settings: Settings | None = None, parts: Parts | None = None) -> Flask:
    """Return the app; raises BadInput for wrong settings, DeskUnavailable without a database.

    It starts without knowledge too: pages then say so, and /healthz gives 503.
    """
    settings = settings or (parts.settings if parts else read_settings())
    parts = parts or Parts(settings)
    _check_limit(settings.rate_limit)
    app = HelpdeskApp(__name__, static_folder="web/static", template_folder="web/templates")
    app.extensions[KEY] = parts
    app.config.update(_configuration(settings))
    app.json.sort_keys = False  # type: ignore[attr-defined]
    babel.init_app(app, locale_selector=chosen_language)
    csrf.init_app(app)
    limiter.init_app(app)
    protect(app)
    handle_failures(app)
    app.after_request(_remember_language)
    app.context_processor(lambda: {"settings": settings, "language": str(get_locale() or "en")})
    for blueprint in api.blueprints():
        # A program sends JSON, which no form on another site can: no token is needed there.
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)
    for blueprint in web.blueprints():
        app.register_blueprint(blueprint)
    keep_to_time(app, parts.desk, settings.keep_days)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _check_limit(limit: str) -> None:
    try:
        if limit:
            parse_many(limit)
    except ValueError:
        raise BadInput(
            f"HELPDESK_RATE_LIMIT is {limit!r}, expected a limit such as '20 per minute'"
        ) from None


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.signing_key(),
        "MAX_CONTENT_LENGTH": MAX_BODY,
        "SESSION_COOKIE_NAME": "helpdesk",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "WTF_CSRF_TIME_LIMIT": None,  # a token lives as long as its session
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": "web/translations",
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
    }


def chosen_language() -> str:
    """Return the language of pages: asked for now, chosen before, or the browser's."""
    for wanted in (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    return request.accept_languages.best_match(LANGUAGES) or "en"


def _remember_language(response: Response) -> Response:
    wanted = request.args.get("lang")
    if wanted in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            wanted,
            max_age=_YEAR_SECONDS,
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )
    if response.mimetype == "text/html":
        response.vary.update(("Accept-Language", "Cookie"))
    return response
