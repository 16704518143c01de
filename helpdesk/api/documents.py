"""Stored documents, whole: a source's quote is text[start:end], to the character."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, abort, jsonify

from helpdesk.extensions import parts
from helpdesk.services.holdings import stored_document
from knowledge.documents import Document


def add_to(blueprint: Blueprint) -> None:
    """Add the resources of this module."""
    blueprint.get("/documents/<id>")(document)


def document(id: str) -> Response:
    """Return one stored document."""
    found = stored_document(parts().library.searcher().db, id)
    if found is None:
        abort(404, "there is no document of this id")
    return jsonify(as_json(found))


def as_json(document: Document) -> dict[str, Any]:
    """Return a document as JSON data; offsets count characters (code points) of its text."""
    return {
        "id": document.id,
        "kind": document.kind.value,
        "title": document.title,
        "text": document.text,
        "language": document.language,
        "url": document.url,
        "date": document.date,
        "as_of": document.as_of,
        "countries": list(document.countries),
        "instruments": list(document.instruments),
        "topics": list(document.topics),
        "identifiers": list(document.identifiers),
        "note": document.note,
        "publisher": document.publisher,
        "trust": document.trust.value,
        "sections": [asdict(section) for section in document.sections],
    }
