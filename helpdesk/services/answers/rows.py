"""What one row of a ratification list says, as statements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlite_utils import Database

from helpdesk.replies import Claim, cite
from helpdesk.services.frames import day, say
from ingest.ratification_lists import full_title, list_id
from knowledge.countries import Country
from knowledge.documents import Document
from knowledge.facts import Ratification, RatificationStatus
from knowledge.store.documents import get_document

_LONGEST_FOOTNOTE = 400  # characters; a longer one is read at its source


def list_of(code: str, db: Database) -> Document | None:
    """Return the ratification list of an instrument; None where none is held."""
    return get_document(db, list_id(code))


def on_list(document: Document, language: str) -> str:
    """Write the date of a list in words."""
    return day(language, date.fromisoformat(document.as_of or ""))


def local_name(country: Country, language: str) -> str:
    """Return the country's name as asked and, where it differs, as the list writes it."""
    own = country.named(language)
    return own if own == country.name else f"{own} ({country.name})"


def row_claims(
    language: str, country: Country, fact: Ratification, document: Document, today: date
) -> Iterator[Claim]:
    """Give what a row says of a State, then the declaration it adds."""
    locator = say(language, "row", name=local_name(country, language))
    citation = cite(document, fact.start, fact.end, locator, country=country.iso3)
    named = country.named(language)
    text = say(
        language,
        _frame(fact, today),
        country=named,
        instrument=full_title(fact.instrument),
        ratified=day(language, fact.ratified),
        ends=day(language, fact.ends),
        begins=day(language, fact.begins),
        replaced_by=fact.replaced_by,
        as_of=day(language, fact.snapshot),
    )
    if fact.territory:
        text += " " + say(language, "territory", territory=fact.territory)
    yield Claim(text, (citation,))
    if fact.footnote and len(fact.footnote) < _LONGEST_FOOTNOTE:
        said = say(language, "declaration", country=named, footnote=fact.footnote)
        yield Claim(said, (citation,))


def _frame(fact: Ratification, today: date) -> str:
    if fact.status is RatificationStatus.IN_FORCE:
        return "ratified"
    if fact.status is RatificationStatus.DENOUNCED:
        return "replaced" if fact.replaced_by else "denounced"
    if fact.status is RatificationStatus.NOT_YET_IN_FORCE:
        if fact.begins is None:
            return "not_yet"
        return "begins_past" if fact.begins <= today else "begins_ahead"
    return "not_in_force"
