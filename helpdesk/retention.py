"""Deletes old questions: when the app starts, then at most once a day as requests come in.

`helpdesk retire-questions` does the same by hand or by a timer.
"""

from __future__ import annotations

import logging
import time

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from helpdesk.desk import Desk

_DAY = 86_400.0  # seconds
_log = logging.getLogger(__name__)


class Retention:
    """Remembers when old questions were last deleted by this process."""

    def __init__(self, desk: Desk, days: int) -> None:
        self._desk = desk
        self._days = days
        self._due = 0.0

    def enforce(self) -> None:
        """Delete what is past its time, unless that was done within the last day."""
        now = time.monotonic()
        if now < self._due:
            return
        self._due = now + _DAY
        try:
            gone = self._desk.delete_older_than(self._days)
        except SQLAlchemyError as error:
            _log.error("old questions could not be deleted: %s", type(error).__name__)
            return
        if gone:
            _log.info("deleted %d questions past their time", gone)


def keep_to_time(app: Flask, desk: Desk, days: int) -> None:
    """Enforce retention now, and on requests from then on."""
    retention = Retention(desk, days)
    retention.enforce()
    app.before_request(retention.enforce)
