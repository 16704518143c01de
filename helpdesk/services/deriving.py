"""Documents compiled from facts: what each State has ratified, over all the lists held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlite_utils import Database

from ingest.ratification_lists import ListHeld, country_ratifications, list_id
from knowledge.countries import member_states
from knowledge.documents import Document
from knowledge.facts import Ratification
from knowledge.store.documents import get_document
from knowledge.store.facts import ratifications


def lists_held(db: Database) -> tuple[ListHeld, ...]:
    """Return the ratification lists in the store, by instrument."""
    codes = db.conn.execute("select distinct instrument from ratifications order by instrument")
    documents = (get_document(db, list_id(code)) for (code,) in codes.fetchall())
    return tuple(ListHeld.of(document) for document in documents if document is not None)


def derive_country_lists(db: Database) -> Iterator[Document]:
    """Give one document per member State from the ratification lists in the store."""
    lists = lists_held(db)
    if not lists:
        return
    by_country: dict[str, list[Ratification]] = defaultdict(list)
    for fact in ratifications(db):
        by_country[fact.country].append(fact)
    for country in member_states():
        yield country_ratifications(country, by_country[country.iso3], lists)
