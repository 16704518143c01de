"""Supervisory items: one document an item, whichever address or form it comes in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.readers.supervisory_fields import countries_shown
from ingest.readers.supervisory_items import READER
from ingest.records import Entry, InputFile, Refusal
from knowledge.facts import Finding

TESTS = Path(__file__).parent.parent
SAVED = TESTS / "sources/supervisory/items_made.jsonl"
STARTER = TESTS.parent / "knowledge/starter/findings.jsonl"
ITEMS = "data/supervisory/items.jsonl"


def read(path: Path) -> tuple[list[Entry], list[Refusal]]:
    found = list(READER.read(InputFile(path)))
    return [e for e in found if isinstance(e, Entry)], [r for r in found if isinstance(r, Refusal)]


def finding(entry: Entry) -> Finding:
    (fact,) = entry.facts
    assert isinstance(fact, Finding)
    return fact


def test_each_item_is_one_document_and_bad_lines_are_refused() -> None:
    entries, refusals = read(SAVED)
    assert READER.recognises(InputFile(SAVED))
    ids = [entry.document.id for entry in entries]
    assert ids[0] == "finding-1000001"
    assert re.fullmatch(r"finding-1000001-[0-9a-f]{6}", ids[1])  # page 13101: another item
    assert ids[2] == "finding-1000002"  # the id stands in the address only
    assert re.fullmatch(r"finding-fra-nld-pol-c098-c087-2014-[0-9a-f]{6}", ids[3])
    assert ids[4] == "finding-1000003"
    assert [(refusal.row, refusal.reason[:7]) for refusal in refusals] == [
        ("line 2", "repeats"),
        ("line 7", "'Atlant"),
        ("line 8", "field c"),
        ("line 9", "not a J"),
        ("line 10", "not JSO"),
    ]


def test_the_finding_points_at_the_whole_summary() -> None:
    (entry, *_), _ = read(SAVED)
    document, fact = entry.document, finding(entry)
    assert document.text[fact.start : fact.end] == "An invented comment. It has two sentences."
    assert document.text.startswith(document.title)
    assert [section.part for section in document.sections] == ["summary", "facts"]
    assert document.sections[0].locator == "Observation (CEACR), adopted 2020"
    assert (document.language, document.date, fact.adopted) == ("en", "2020", 2020)
    assert "Language of the item: French." in document.text
    assert "forced-labour" in document.topics


def test_traps_of_years_countries_and_instruments() -> None:
    entries, _ = read(SAVED)
    _, _, old, three, case = entries
    assert old.document.countries == ("HKG",)
    assert finding(old).instruments == ("C029",)  # no comment of 1995 is on a Protocol of 2014
    assert "P029 (in the page's heading, adopted after this item)" in old.document.text
    assert three.document.countries == ("FRA", "NLD", "POL")
    assert finding(three).instruments == ("C098", "C087")
    assert finding(three).unratified == ("C087",)
    assert (three.document.date, finding(three).adopted) == ("2014", None)
    assert three.document.identifiers == ("GB.300/INS/1",)
    assert "another site" in three.document.note
    assert (case.document.countries, case.document.date) == ((), None)
    assert case.document.identifiers == ("1000003", "Case No. 1234", "Case No. 2345")


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("", ()),
        ("Guinea - Bissau", ("GNB",)),
        ("China - Hong Kong SAR", ("HKG",)),
        ("Chad (from the text: rivers)", ("TCD",)),
        ("Niger, Nigeria", ("NER", "NGA")),
        ("Democratic Republic of the Congo", ("COD",)),
    ],
)
def test_country_cells(cell: str, codes: tuple[str, ...]) -> None:
    assert countries_shown(cell) == codes


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(
    key=st.sampled_from(["title", "summary", "adopted", "country", "item_id", "url"]), value=_JSON
)
def test_any_value_in_a_field_gives_an_entry_or_a_refusal(
    tmp_path: Path, key: str, value: object
) -> None:
    row = json.loads(SAVED.read_text(encoding="utf-8").split("\n")[0]) | {key: value}
    path = tmp_path / "items.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    entries, refusals = read(path)
    assert len(entries) + len(refusals) == 1


def test_markup_stays_text_and_controls_go(tmp_path: Path) -> None:
    row = json.loads(SAVED.read_text(encoding="utf-8").split("\n")[0])
    row |= {"title": "<b>A</b>\0\ud800 title", "summary": "=1+1\n\n<script>x</script>"}
    path = tmp_path / "items.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    ((entry,), _) = read(path)
    assert entry.document.text.startswith("<b>A</b> title\n\n=1+1 <script>x</script>\n\nBody:")
    entry.document.text.encode()


def test_63_digests_ship_under_the_ids_of_the_collected_items(shared: Path) -> None:
    shipped, refused = read(STARTER)
    collected, _ = read(shared / ITEMS)
    assert not refused and len(shipped) == len(collected) == 63
    assert [e.document.id for e in shipped] == [e.document.id for e in collected]
    for ours, theirs in zip(shipped, collected, strict=True):
        assert ours.document.url == theirs.document.url
        assert ours.document.date == theirs.document.date
        assert ours.document.countries == theirs.document.countries
        assert finding(ours).instruments == finding(theirs).instruments
        assert finding(ours).unratified == finding(theirs).unratified
        assert "digest by this project" in ours.document.note.lower()


def test_the_digests_are_in_our_own_words(shared: Path) -> None:
    collected = (shared / ITEMS).read_text(encoding="utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in collected]
    summaries = {run for row in rows for run in _runs(row["summary"], 8)}
    texts = {run for row in rows for text in _texts(row) for run in _runs(text, 12)}
    for row in map(json.loads, STARTER.read_text(encoding="utf-8").splitlines()):
        assert not summaries & set(_runs(row["digest"], 8)), row["digest"]
        assert not texts & {run for text in _texts(row) for run in _runs(text, 12)}, row


def test_the_digests_add_no_number_and_no_name(shared: Path) -> None:
    collected = (shared / ITEMS).read_text(encoding="utf-8").splitlines()
    shipped = STARTER.read_text(encoding="utf-8").splitlines()
    for source, line in zip(map(json.loads, collected), shipped, strict=True):
        known = set(re.findall(r"\w+", json.dumps(source, ensure_ascii=False).lower()))
        digest = json.loads(line)["digest"]
        inside = re.sub(r"(^|[.:?!] )[A-Z]", lambda m: m[0].lower(), digest)
        names = re.findall(r"\b\w*(?:[A-Z]|\d)\w*", inside)
        assert not [name for name in names if name.lower() not in known], digest


def _runs(text: str, length: int) -> list[str]:
    words = re.findall(r"\w+", text.lower())
    return [" ".join(words[at : at + length]) for at in range(len(words) - length + 1)]


def _texts(row: dict[str, Any]) -> list[str]:
    addresses = {"url", "same_item_also_at"}
    return [str(value) for key, value in row.items() if key not in addresses]
