"""The store: what goes in comes out, replacing and removing leave nothing behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from knowledge.documents import Document, Kind, Section, Trust
from knowledge.facts import (
    CatalogueRow,
    Fact,
    Finding,
    Ratification,
    RatificationStatus,
    Statistic,
)
from knowledge.store import documents, facts, heads, schema, sources
from knowledge.store.sources import SourceRecord

SAME = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
# Any text a source may hold; NUL and lone surrogates are refused before the store.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
CODES = st.lists(st.sampled_from(["C029", "C138", "P029", "MLC"]), unique=True).map(tuple)
STATES = st.lists(st.sampled_from(["NER", "NGA", "COD", "COG"]), unique=True).map(tuple)
DAYS = st.dates(date(1919, 1, 1), date(2100, 1, 1))
SOME_DAY = st.none() | DAYS


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = schema.open_for_writing(tmp_path / "knowledge.db")
    yield opened
    opened.close()


@st.composite
def stored_documents(draw: st.DrawFn) -> Document:
    text = draw(TEXT)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    sections = tuple(
        Section(low, high, draw(TEXT), (draw(TEXT), "Part II"), draw(TEXT))
        for low, high in zip(cuts, cuts[1:], strict=False)
    )
    return Document(
        id="made.1",
        kind=draw(st.sampled_from(Kind)),
        title=draw(TEXT),
        text=text,
        sections=sections,
        language=draw(st.sampled_from(["en", "fr", "es", "ms"])),
        url=draw(st.none() | TEXT),
        date=draw(st.sampled_from([None, "2021", "2021-06-05"])),
        as_of=draw(st.sampled_from([None, "2023-06-25"])),
        countries=draw(STATES),
        instruments=draw(CODES),
        topics=draw(st.sampled_from([(), ("child-labour", "wages")])),
        identifiers=draw(st.sampled_from([(), ("GB.347/INS/8", "a, b")])),
        note=draw(TEXT),
        publisher=draw(TEXT),
        trust=draw(st.sampled_from(Trust)),
        by_meaning=draw(st.booleans()),
    )


PLACE = {"document": st.just("made.1"), "start": st.just(0), "end": st.just(1)}
RATIFICATIONS = st.builds(
    Ratification,
    **PLACE,
    instrument=st.just("C138"),
    country=st.just("NER"),
    ratified=DAYS,
    status=st.sampled_from(RatificationStatus),
    snapshot=DAYS,
    ends=SOME_DAY,
    begins=SOME_DAY,
    replaced_by=TEXT,
    territory=TEXT,
    footnote=TEXT,
    note=TEXT,
)
FINDINGS = st.builds(
    Finding,
    **PLACE,
    item=TEXT,
    body=TEXT,
    type=TEXT,
    countries=STATES,
    instruments=CODES,
    unratified=CODES,
    adopted=st.none() | st.integers(1919, 2100),
    published=TEXT,
    url=st.none() | TEXT,
)
STATISTICS = st.builds(
    Statistic,
    **PLACE,
    indicator=TEXT,
    country=TEXT,
    year=st.integers(1900, 2100),
    value=st.sampled_from(["4.72", "", "0", "1e3", "04.50"]),
    unit=TEXT,
    breakdown=TEXT,
    headline=st.booleans(),
    origin=TEXT,
    flag=TEXT,
)
CATALOGUE = st.builds(
    CatalogueRow,
    **PLACE,
    code=TEXT,
    title=TEXT,
    year=st.none() | st.integers(1919, 2100),
    normlex_id=TEXT,
    entry_into_force=SOME_DAY,
    status=TEXT,
)


def document(id: str = "made.1", **changed: object) -> Document:
    text = "Sacks are light."
    made = Document(id, Kind.GUIDANCE, "Made", text, (Section(0, len(text), "text"),))
    return replace(made, **changed)  # type: ignore[arg-type]


def put(db: Database, made: Document, *stated: Fact, source: str = "s") -> None:
    hashed = documents.content_hash(made, stated)
    documents.put_document(db, made, source=source, origin="ingested", hashed=hashed)
    facts.put_facts(db, stated)


@SAME
@given(stored_documents())
def test_a_document_comes_back_as_it_went_in(db: Database, made: Document) -> None:
    put(db, made)
    assert documents.get_document(db, made.id) == made


@SAME
@given(RATIFICATIONS, FINDINGS, STATISTICS, CATALOGUE)
def test_facts_come_back_as_they_went_in(
    db: Database, ratification: Ratification, finding: Finding, value: Statistic, row: CatalogueRow
) -> None:
    put(db, document(), ratification, finding, value, row)
    assert facts.ratifications(db) == (ratification,)
    assert facts.findings(db) == (finding,)
    assert facts.statistics(db) == (value,)
    assert facts.catalogue(db) == (row,)


def test_a_document_replaced_or_removed_leaves_nothing_behind(db: Database) -> None:
    stated = Statistic("I", "NER", 2020, "1", "%", "", True, "", "", "made.1", 0, 5)
    first = document(countries=("NER",), instruments=("C138",), identifiers=("X",))
    put(db, first, stated)
    documents.put_passages(db, "made.1", [_passage(0, 5), _passage(6, 16)])
    put(db, document(text="Sacks are heavy."))
    assert documents.get_document(db, "made.1") == document(text="Sacks are heavy.")
    assert not facts.statistics(db) and not list(documents.passages_of(db, "made.1"))
    documents.remove_document(db, "made.1")
    for table in ("documents", *schema.DOCUMENT_TABLES):
        assert db.table(table).count == 0, table


def _passage(start: int, end: int) -> dict[str, object]:
    at = {"ordinal": start, "start": start, "end": end}
    return {**at, "locator": "text", "headings": '["Théme"]', "part": "p"}


def test_passages_come_back_with_their_text(db: Database) -> None:
    put(db, document(text="Säcke 🧺 sind leicht.", sections=()))
    documents.put_passages(db, "made.1", [_passage(0, 7), _passage(8, 20)])
    first, second = documents.passages_of(db, "made.1")
    assert (first.text, second.text) == ("Säcke 🧺", "sind leicht.")
    assert first.headings == ("Théme",)
    assert documents.get_passages(db, [second.id, 99]) == {second.id: second}
    assert documents.get_passages(db, []) == {}
    documents.remove_passages(db, "made.1")
    assert not list(documents.passages_of(db, "made.1"))


def test_the_hash_follows_whatever_is_said() -> None:
    row = CatalogueRow("C138", "Made", 1973, "", None, "", "made.1", 0, 5)
    plain = documents.content_hash(document(), ())
    assert documents.content_hash(document(), ()) == plain
    assert documents.content_hash(document(note="n"), ()) != plain
    assert documents.content_hash(document(), (row,)) != plain


def test_documents_are_found_by_what_they_are_about(db: Database) -> None:
    put(db, document("a", countries=("NER",), instruments=("C138",)))
    put(db, document("b", countries=("NER", "NGA"), identifiers=("GB.347/INS/8",)))
    about = documents.documents_about
    assert about(db, country="NER") == ("a", "b")
    assert about(db, country="NER", instrument="C138") == ("a",)
    assert about(db, identifier="GB.347/INS/8", kind="guidance") == ("b",)
    assert about(db, country="' or 1 --") == ()
    found = heads.document_heads(db, ["a", "b", "none"])
    assert set(found) == {"a", "b"} and found["b"].countries == ("NER", "NGA")


def test_facts_are_chosen_by_country_instrument_and_indicator(db: Database) -> None:
    stated: list[Fact] = [
        Ratification(
            code, state, date(2000, 1, 1), RatificationStatus.IN_FORCE, date(2024, 1, 1), "made.1",
            0, 5,
        )
        for code in ("C029", "C138")
        for state in ("NER", "NGA")
    ]  # fmt: skip
    stated += [
        Statistic("I", "NER", year, "1", "%", "", year == 2021, "", "", "made.1", 0, 5)
        for year in (2020, 2021)
    ]
    put(db, document(), *stated)
    assert len(facts.ratifications(db, country="NER")) == 2
    assert [one.country for one in facts.ratifications(db, instrument="C138")] == ["NER", "NGA"]
    assert [one.year for one in facts.statistics(db, country="NER")] == [2021, 2020]
    assert [one.year for one in facts.statistics(db, headline=True)] == [2021]
    assert facts.statistics(db, indicator="J") == ()


def test_sources_are_kept_passed_on_and_forgotten(db: Database) -> None:
    record = SourceRecord("r:/a", "r", 1, "a", "/a", "ingested", "0" * 64, "2026-01-01", 1, 0, 0)
    other = replace(record, id="r:/b", name="b", path="/b")
    sources.put_source(db, record)
    sources.put_source(db, other)
    sources.put_source(db, replace(other, refused=3))
    put(db, document(), source="r:/a")
    assert sources.documents_from(db, "r:/a") == ("made.1",)
    sources.pass_on(db, "made.1", "r:/a", "r:/b", "ingested")
    assert sources.documents_from(db, "r:/b") == ("made.1",)
    assert sources.get_source(db, "r:/a") == replace(record, taken=0, superseded=1)
    sources.remove_source(db, "r:/a")
    assert list(sources.all_sources(db)) == [replace(other, refused=3)]
    assert sources.get_source(db, "r:/a") is None


def test_a_released_database_is_read_only_and_may_stand_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "a #1? %41" / "knowledge.db"
    path.parent.mkdir()
    db = schema.open_for_writing(path)
    put(db, document())
    db.close()
    read = schema.open_for_reading(path)
    assert documents.get_document(read, "made.1") == document()
    with pytest.raises(sqlite3.OperationalError):
        read.conn.execute("delete from documents")
    read.close()


def test_opening_twice_migrates_once(tmp_path: Path) -> None:
    path = tmp_path / "knowledge.db"
    for _ in range(2):
        schema.open_for_writing(path).close()
    db = schema.open_for_reading(path)
    assert {"documents", *schema.DOCUMENT_TABLES} <= set(db.table_names())
    db.close()
