"""The web server: gunicorn, set up from our settings."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask
from gunicorn import glogging
from gunicorn.app.base import BaseApplication

from helpdesk.settings import Settings
from helpdesk.wiring import Parts

THREADS = 4  # per worker: idle connections that browsers keep open must not block others
GRACE_SECONDS = 20
TIMEOUT_SECONDS = 60
_WITH_ADDRESS = ("Error handling request", "Invalid request")


class PrivateLogger(glogging.Logger):  # type: ignore[misc]
    """Gunicorn's log without request addresses: those hold search words and private ids."""

    def setup(self, cfg: Any) -> None:
        """Set the log up as gunicorn does, then cut addresses from its messages."""
        super().setup(cfg)
        self.error_log.addFilter(_without_address)


def _without_address(record: logging.LogRecord) -> bool:
    for beginning in _WITH_ADDRESS:
        if str(record.msg).startswith(beginning):
            record.msg, record.args = beginning, ()
    return True


class Server(BaseApplication):  # type: ignore[misc]
    """Serves until told to stop; a request in hand is finished first."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what our settings say."""
        host = f"[{self.settings.host}]" if ":" in self.settings.host else self.settings.host
        given = {
            "bind": f"{host}:{self.settings.port}",
            "workers": self.settings.workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": TIMEOUT_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": 5,
            "preload_app": False,
            "accesslog": None,
            "loglevel": "warning",
            "logger_class": PrivateLogger,
            "proc_name": "helpdesk",
            "limit_request_line": 8190,
        }
        for name, value in given.items():
            self.cfg.set(name, value)

    def run(self) -> None:
        """Make the key and the desk's tables once, before workers would race for them."""
        self.settings.signing_key()
        Parts(self.settings).desk.close()
        super().run()

    def load(self) -> Flask:
        """Build the app in a worker, its knowledge and model loaded before the first question."""
        from helpdesk.app import create_app

        logging.basicConfig(format="%(asctime)s %(name)s %(levelname)s %(message)s")
        logging.getLogger("helpdesk").setLevel(logging.INFO)
        parts = Parts(self.settings)
        app = create_app(self.settings, parts)
        parts.warm()
        return app
