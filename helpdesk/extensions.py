"""What web pages and the API share of the running app: its parts, its protection, its limits.

from helpdesk.extensions import asking_limit, csrf, parts
"""

from __future__ import annotations

from typing import cast

from flask import current_app
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect

from helpdesk.wiring import Parts

KEY = "helpdesk"

babel = Babel()
csrf = CSRFProtect()
# Counted in each web process's own memory, so `workers` processes let through at most that many
# times the limit; a shared counter would need another server.
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)


def parts() -> Parts:
    """Return the parts of the app that serves this request."""
    return cast(Parts, current_app.extensions[KEY])


def _limit() -> str:
    return parts().settings.rate_limit


# Decorates every view that asks, on pages and in the API: one count for all of them.
asking_limit = limiter.shared_limit(
    _limit, scope="asking", methods=["POST"], exempt_when=lambda: not _limit()
)
