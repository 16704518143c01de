"""The search page: passages by words, meaning or the query language, with filters."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask_babel import gettext

from helpdesk.extensions import parts
from helpdesk.services.searching import SearchResult, read_query
from helpdesk.web.forms import Choices, country_choices, topic_choices
from helpdesk.web.words import LANGUAGE_NAMES, page_language
from knowledge.documents import Kind
from knowledge.errors import BadInput


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked for, what was found or what is wrong with it, and what can be chosen."""

    asked: dict[str, str]
    result: SearchResult | None
    problem: str
    countries: dict[str, Choices]
    topics: dict[str, Choices]
    kinds: Choices
    languages: Choices


def add_to(blueprint: Blueprint) -> None:
    """Add the page of this module."""
    blueprint.get("/search")(search)


def search() -> tuple[str, int]:
    """Show the form and, where anything was asked for, what was found."""
    asked = {name: value.strip() for name, value in request.args.items() if name != "lang"}
    asked = {name: value for name, value in asked.items() if value}
    result, problem = None, ""
    if set(asked) - {"recent", "page"}:
        try:
            result = parts().searching.search(read_query(asked))
        except BadInput as wrong:
            problem = str(wrong)
    return render_template("search.html", page=_page(asked, result, problem)), (
        400 if problem else 200
    )


def _page(asked: dict[str, str], result: SearchResult | None, problem: str) -> SearchPage:
    language = page_language()
    return SearchPage(
        asked=asked,
        result=result,
        problem=problem,
        countries=country_choices(language, gettext("Any country")),
        topics=topic_choices(language, gettext("Any topic")),
        kinds=[("", gettext("Any kind")), *((kind.value, kind_name(kind)) for kind in Kind)],
        languages=[("", gettext("English, French and Spanish")), *LANGUAGE_NAMES.items()],
    )


def kind_name(kind: Kind) -> str:
    """Return a kind of document in the page's language."""
    names: dict[Kind, str] = {
        Kind.INSTRUMENT: gettext("Texts of instruments"),
        Kind.RATIFICATION: gettext("Ratification lists"),
        Kind.FINDING: gettext("Supervisory findings"),
        Kind.STATISTIC: gettext("Statistics"),
        Kind.GUIDANCE: gettext("Guidance"),
        Kind.DOCUMENT: gettext("Documents"),
    }
    return names.get(kind, kind.value)
