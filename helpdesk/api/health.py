"""Whether this process can serve: for monitoring and for load balancers."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, jsonify

from helpdesk.extensions import parts
from helpdesk.services.operating import health


def add_to(blueprint: Blueprint) -> None:
    """Add the resource of this module."""
    blueprint.get("/healthz")(healthz)


def healthz() -> tuple[Response, int]:
    """Return 200 where questions can be answered and kept, else 503 with what is missing."""
    found = health(parts().generations, parts().desk)
    return jsonify(asdict(found)), 200 if found.status == "ok" else 503
