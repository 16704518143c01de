"""Search over the released knowledge."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request

from helpdesk.extensions import parts
from helpdesk.services.searching import read_query
from knowledge.errors import BadInput


def add_to(blueprint: Blueprint) -> None:
    """Add the resources of this module."""
    blueprint.get("/search")(search)


def search() -> Response:
    """Return one page of hits, with counts over what was found."""
    twice = [name for name, values in request.args.lists() if len(values) > 1]
    if twice:
        raise BadInput(f"given more than once: {', '.join(twice)}")
    result = parts().searching.search(read_query(request.args.to_dict()))
    return jsonify(
        {
            "total": result.total,
            "hits": [asdict(hit) for hit in result.hits],
            "facets": result.facets,
            "page": result.page,
            "pages": result.pages,
            "by_meaning": result.by_meaning,
            "did_you_mean": result.did_you_mean,
            "notice": result.notice or None,
        }
    )
