"""The ratifications that ship: the same lists as the tables they were compiled from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.compile_starter import TABLE, compiled, is_sentence, newest_lists
from ingest.ratification_lists import ratification_list
from ingest.readers.starter_ratifications import COLUMNS, READER
from ingest.records import Entry, InputFile, Refusal
from knowledge import countries
from knowledge.errors import UnreadableSource
from knowledge.facts import Ratification

HEADER = ",".join(COLUMNS) + "\n"
GOOD = "C138,NER,1981-01-03,in force,,,,,,,,2024-03-05,\n"


def table(folder: Path, text: str) -> InputFile:
    path = folder / "ratifications.csv"
    path.write_text(text, encoding="utf-8")
    return InputFile(path)


def entries(file: InputFile) -> dict[str, Entry]:
    found = [one for one in READER.read(file) if isinstance(one, Entry)]
    return {entry.document.instruments[0]: entry for entry in found}


def test_1918_facts_of_16_instruments_ship() -> None:
    file = InputFile(TABLE)
    assert READER.recognises(file)
    assert not [one for one in READER.read(file) if isinstance(one, Refusal)]
    shipped = entries(file)
    assert len(shipped) == 16
    assert sum(len(entry.facts) for entry in shipped.values()) == 1918
    assert all(entry.document.url and entry.document.as_of for entry in shipped.values())


def test_what_ships_equals_what_the_shared_tables_give(shared: Path) -> None:
    shipped = entries(InputFile(TABLE))
    members = countries.member_states()
    for found in newest_lists(shared / "data"):
        read = ratification_list(found.instrument, found.snapshot, found.rows, found.url, members)
        if any(is_sentence(row.footnote) for row in found.rows):
            # Declarations of a sentence or more ship in the project's own words.
            assert _without_declarations(shipped[found.instrument]) == _without_declarations(read)
        else:
            assert shipped[found.instrument] == read


def _without_declarations(entry: Entry) -> tuple[list[str], list[Ratification]]:
    lines = [line.split(" Declaration", 1)[0] for line in entry.document.text.split("\n")]
    facts = [
        replace(fact, start=0, end=0, footnote="", note="")
        for fact in entry.facts
        if isinstance(fact, Ratification)
    ]
    return lines, facts


def test_the_table_can_be_compiled_again_from_the_shared_ones(shared: Path) -> None:
    restated = {
        (fact.instrument, fact.country): fact.footnote
        for entry in entries(InputFile(TABLE)).values()
        for fact in entry.facts
        if isinstance(fact, Ratification) and fact.note == "declaration in our own words"
    }
    assert len(restated) == 30
    assert compiled(newest_lists(shared / "data"), restated) == TABLE.read_text(encoding="utf-8")


def test_no_declaration_that_ships_repeats_eight_words_of_the_tables(shared: Path) -> None:
    declared = [row.footnote for found in newest_lists(shared / "data") for row in found.rows]
    taken = {run for text in declared if is_sentence(text) for run in _runs(text)}
    for entry in entries(InputFile(TABLE)).values():
        for fact in entry.facts:
            assert isinstance(fact, Ratification)
            assert not taken & set(_runs(fact.footnote)), fact.footnote


def _runs(text: str, length: int = 8) -> list[str]:
    words = "".join(char if char.isalnum() else " " for char in text.lower()).split()
    return [" ".join(words[at : at + length]) for at in range(len(words) - length + 1)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("C138,XXX,1981-01-03,in force,,,,,,,,2024-03-05,", "no country's code"),
        ("C138,TCD,03 Jan 1981,in force,,,,,,,,2024-03-05,", "is no date"),
        ("C138,TCD,,in force,,,,,,,,2024-03-05,", "is missing"),
        ("C138,TCD,1981-01-03,maybe,,,,,,,,2024-03-05,", "maybe"),
        ("C138,TCD,1981-01-03", "ends before its column status"),
        ("=C138,TCD,1981-01-03,in force,,,,,,,,2024-03-05,", "no instrument's code"),
    ],
)
def test_a_bad_row_is_refused_and_its_list_incomplete(
    tmp_path: Path, row: str, reason: str
) -> None:
    other = GOOD.replace("C138", "C029")
    found = list(READER.read(table(tmp_path, f"{HEADER}{GOOD}{other}{row}\n")))
    refusals = [one for one in found if isinstance(one, Refusal)]
    assert [(one.row, reason in one.reason) for one in refusals] == [("line 4", True)]
    texts = [one.document.text for one in found if isinstance(one, Entry)]
    assert "1 row could not be read" in texts[0]
    # A row whose instrument cannot be told may belong to any list of the file.
    assert ("could not be read" in texts[1]) == row.startswith("=")


@pytest.mark.parametrize("text", ["", HEADER, "instrument,country\nC138,NER\n"])
def test_a_table_without_rows_or_columns_is_refused_whole(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableSource):
        list(READER.read(table(tmp_path, text)))
