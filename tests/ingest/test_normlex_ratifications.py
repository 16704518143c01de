"""NORMLEX ratification tables: joined cells, the senses of "Not in force", and damaged rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.readers.normlex_ratifications import READER
from ingest.records import Entry, InputFile, Refusal
from knowledge.errors import UnreadableSource
from knowledge.facts import Ratification, RatificationStatus

SAVED = Path(__file__).parent.parent / "sources/ratifications/C138_2024-03-05_made.csv"
HEADER = "Country;Date;Status;Note;ATTR_ENDPOINT\n"


def table(folder: Path, text: str, name: str = "C138_2024-03-05_made.csv") -> InputFile:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return InputFile(path)


def read(file: InputFile) -> tuple[Entry, dict[str, Ratification], list[Refusal]]:
    found = list(READER.read(file))
    (entry,) = [one for one in found if isinstance(one, Entry)]
    facts = {fact.country: fact for fact in entry.facts if isinstance(fact, Ratification)}
    return entry, facts, [one for one in found if isinstance(one, Refusal)]


def test_names_are_parted_from_footnotes_and_territories() -> None:
    entry, facts, refusals = read(InputFile(SAVED))
    assert READER.recognises(InputFile(SAVED))
    assert not refusals and len(facts) == 10
    assert facts["NER"].footnote == "Minimum age specified: 16 years"
    assert facts["NGA"].footnote == "Minimum age specified: 18 years"
    assert facts["GNB"].ratified.year == 2007 and facts["GIN"].ratified.year == 2002
    assert (facts["TZA"].territory, facts["TZA"].footnote) == ("Tanganyika", "Leaving out Part II")
    assert facts["THA"].footnote.endswith("forestry; 'mines' <b>too</b>")
    assert entry.document.as_of == "2024-03-05"


def test_not_in_force_has_four_senses() -> None:
    entry, facts, _ = read(InputFile(SAVED))
    lines = {code: entry.document.text[fact.start : fact.end] for code, fact in facts.items()}
    assert lines["SGP"].endswith("; denounced 08 Jan 2020; not in force.")
    assert "automatically denounced 01 Feb 2021 on the ratification of C183" in lines["AUT"]
    assert "not in force on 05 Mar 2024; enters into force 20 Aug 2024" in lines["KIR"]
    assert lines["ITA"].endswith("; not in force (the list gives no reason).")
    assert facts["AUT"].replaced_by == "C183"
    assert facts["KIR"].status is RatificationStatus.NOT_YET_IN_FORCE


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Atlantis;03 Feb 2001;In Force;;nan", "begins with no country's name"),
        ("Nigerland;03 Feb 2001;In Force;;nan", "country's name"),
        ("Dominica Republic;03 Feb 2001;In Force;;nan", "is no country's name"),
        ("Chad;2001;In Force;;nan", "is no date"),
        ("Chad;31 Feb 2001;In Force;;nan", "is no date"),
        ("Chad;03 Feb 2030;In Force;;nan", "after the list"),
        ("Chad;03 Feb 2001;Suspended;;nan", "no known status"),
        ("Chad;03 Feb 2001;In Force", "not as many cells"),
        ("=cmd();03 Feb 2001;In Force;;nan", "begins with no country's name"),
        ('"Chad;03 Feb 2001;In Force;;nan', "not as many cells"),
        ("Chad;03 Feb 2001;Not in force;Denounced on 31 Feb 2002;nan", "in the note is no date"),
    ],
)
def test_a_bad_row_is_refused_and_the_list_no_longer_complete(
    tmp_path: Path, row: str, reason: str
) -> None:
    entry, facts, refusals = read(table(tmp_path, f"{HEADER}Niger;03 Jan 1981;In Force;;\n{row}\n"))
    assert list(facts) == ["NER"]
    assert [reason in refusal.reason for refusal in refusals] == [True]
    assert refusals[0].row.startswith("line 3")
    assert "1 row could not be read" in entry.document.text
    assert "not named in it" not in entry.document.text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.csv", f"{HEADER}Niger;03 Jan 1981;In Force;;\n"),
        ("C138_2024-13-45.csv", f"{HEADER}Niger;03 Jan 1981;In Force;;\n"),
        ("C138_2024-03-05.csv", HEADER),
        ("C138_2024-03-05.csv", "Country;Date\nNiger;03 Jan 1981\n"),
        ("C138_2024-03-05.csv", f"{HEADER}{'x' * 200_000};03 Jan 1981;In Force;;\n"),
        ("C138_2024-03-05.csv", ""),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(UnreadableSource):
        list(READER.read(table(tmp_path, text, name)))


def test_a_manifest_may_say_which_list_it_is(tmp_path: Path) -> None:
    path = table(tmp_path, f"{HEADER}Niger;03 Jan 1981;In Force;;\n", "list.csv").path
    entry, _, _ = read(InputFile(path, {"code": "C29", "date": "2024-01-02"}))
    assert entry.document.id == "ratifications-c029"
    assert entry.document.as_of == "2024-01-02"


def test_an_unknown_note_is_kept(tmp_path: Path) -> None:
    row = "Niger;03 Jan 1981;Not in force;Under review since spring;\n"
    entry, facts, _ = read(table(tmp_path, HEADER + row))
    assert facts["NER"].note == "Under review since spring"
    assert "not in force. The list notes: Under review since spring." in entry.document.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    rows=st.text(alphabet=st.sampled_from('NigerChad;"\n =<b>03 Feb 2001InForce,'), max_size=200)
)
def test_whatever_the_rows_it_ends_well(tmp_path: Path, rows: str) -> None:
    try:
        found = list(READER.read(table(tmp_path, HEADER + rows)))
    except UnreadableSource:
        return
    assert any(isinstance(one, Entry) for one in found)


def test_the_shared_tables_hold_1918_current_facts(shared: Path) -> None:
    newest: dict[str, Entry] = {}
    files = sorted((shared / "data/ratifications/normlex_tables").glob("*.csv"))
    for path in files:
        entry, _, refusals = read(InputFile(path))
        assert not refusals
        held = newest.get(entry.document.id)
        if not held or (held.document.as_of or "") < (entry.document.as_of or ""):
            newest[entry.document.id] = entry
    assert (len(files), len(newest)) == (23, 16)
    assert sum(len(entry.facts) for entry in newest.values()) == 1918
    assert "none of the 187" in newest["ratifications-c182"].document.text
    c105 = newest["ratifications-c105"].document.text
    assert "Singapore: ratified 25 Oct 1965; denounced 19 Apr 1979; not in force." in c105
    assert "not named in it (9; 1 of 1): Brunei Darussalam," in c105
