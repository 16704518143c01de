"""The app for any WSGI server: `gunicorn wsgi:app`. `helpdesk serve` starts one ready-made."""

from __future__ import annotations

from helpdesk.app import create_app

app = create_app()
