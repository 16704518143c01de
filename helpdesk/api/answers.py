"""Asking, and coming back to a reply by its private id."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from helpdesk.extensions import asking_limit, parts
from helpdesk.questions import Question
from knowledge.errors import BadInput

FIELDS = ("question", "language", "country", "instrument", "topic")


def add_to(blueprint: Blueprint) -> None:
    """Add the resources of this module."""
    blueprint.post("/ask")(ask)
    blueprint.get("/replies/<id>")(reply)


@asking_limit
def ask() -> Response:
    """Answer a question, or refer it to the staff."""
    if not request.is_json:
        abort(415, "send the question as JSON, with Content-Type: application/json")
    asked = read_question(_body())
    return jsonify(parts().asking.ask(asked, channel="api").as_json())


def reply(id: str) -> Response:
    """Return a reply as it was given."""
    kept = parts().desk.find(id)
    if kept is None:
        abort(404, "there is no reply of this id, or it was deleted after its time")
    return jsonify(kept.reply.as_json())


def _body() -> Any:
    try:
        return request.get_json(silent=True)
    except RecursionError:  # brackets nested by the thousand
        return None


def read_question(body: Any) -> Question:
    """Read a question from JSON data; raises BadInput that names every mistake."""
    if not isinstance(body, dict):
        raise BadInput('the body is not a JSON object such as {"question": "..."}')
    mistakes = [f"{name[:40]!r} is not a field" for name in body if name not in FIELDS]
    if "question" not in body:
        mistakes.append("question is missing")
    given = {name: body[name] for name in FIELDS if body.get(name) is not None}
    for name, value in list(given.items()):
        if not isinstance(value, str):
            mistakes.append(f"{name} is not a string")
            del given[name]
    mistakes += _refused(given)
    if mistakes:
        raise BadInput("; ".join(mistakes))
    return Question(given.pop("question"), **given)


def _refused(given: dict[str, str]) -> list[str]:
    """Return what is wrong with each value by itself, so that all mistakes are told at once."""
    mistakes = []
    for name, value in given.items():
        try:
            if name == "question":
                Question(value)
            else:
                Question("?", **{name: value})
        except BadInput as refused:
            mistakes.append(str(refused))
    return mistakes
