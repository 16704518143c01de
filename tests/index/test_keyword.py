"""The Whoosh index: what goes in comes out, and segments stay few."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import keyword
from index.keyword import MOST_SEGMENTS, Row, reading, update


def row(number: int, body: str = "made words") -> Row:
    return Row(number, f"d{number}", "en", "Made title", "", body, ("C138", "Case No. 1, 2"))


def held(folder: Path) -> list[int]:
    with reading(folder) as reader:
        return sorted(stored["passage"] for _, stored in reader.iter_docs())


def test_documents_are_replaced_and_deleted(tmp_path: Path) -> None:
    update(tmp_path / "k", (), [row(1), row(2), row(3)])
    update(tmp_path / "k", ["d2", "d3"], [row(4)])
    assert held(tmp_path / "k") == [1, 4]


def test_identifiers_are_kept_whole(tmp_path: Path) -> None:
    update(tmp_path / "k", (), [row(1)])
    with reading(tmp_path / "k") as reader:
        assert set(reader.field_terms("ids")) == {"C138", "Case No. 1, 2"}


def sizes(folder: Path) -> list[int]:
    with reading(folder) as reader:
        return sorted(segment.doc_count() for segment, _ in reader.leaf_readers())


def test_segments_stay_few_and_the_large_one_stays_as_it_is(tmp_path: Path) -> None:
    update(tmp_path / "k", (), [row(number) for number in range(100)])
    (large,) = (file.name for file in (tmp_path / "k").glob("*.seg"))
    for number in range(100, 140):
        update(tmp_path / "k", (), [row(number)])
        assert len(sizes(tmp_path / "k")) <= MOST_SEGMENTS + 1
    assert held(tmp_path / "k") == list(range(140))
    assert (tmp_path / "k" / large).exists()


def test_a_segment_is_copied_when_much_of_it_was_deleted(tmp_path: Path) -> None:
    update(tmp_path / "k", (), [row(number) for number in range(9)])
    update(tmp_path / "k", ["d0", "d1"], [row(20)])
    assert sizes(tmp_path / "k") == [1, 7]
    update(tmp_path / "k", ["d2", "d3"], [row(21)])
    assert sizes(tmp_path / "k") == [1, 6]
    assert held(tmp_path / "k") == [4, 5, 6, 7, 8, 20, 21]


def test_a_linked_index_changes_alone(tmp_path: Path) -> None:
    update(tmp_path / "a", (), [row(1), row(2)])
    keyword.link_index(tmp_path / "a", tmp_path / "b")
    update(tmp_path / "b", ["d1"], [row(3)])
    assert held(tmp_path / "a") == [1, 2]
    assert held(tmp_path / "b") == [2, 3]


def test_a_failing_row_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    update(tmp_path / "k", (), [row(1)])

    def rows() -> object:
        yield row(2)
        raise RuntimeError("made")

    with pytest.raises(RuntimeError, match="made"):
        update(tmp_path / "k", ["d1"], rows())  # type: ignore[arg-type]
    assert held(tmp_path / "k") == [1]


def test_each_language_has_fields_of_its_own(tmp_path: Path) -> None:
    made = (("en", "mines"), ("fr", "salaires"), ("es", "huelgas"), ("ms", "Buruh"))
    rows = [
        Row(number, f"d{number}", language, "Title", "Heading", body)
        for number, (language, body) in enumerate(made)
    ]
    update(tmp_path / "k", (), rows)
    with reading(tmp_path / "k") as reader:
        terms = {name: set(reader.field_terms(f"body_{name}")) for name in ("en", "fr", "es", "xx")}
        assert set(reader.field_terms("headings_xx")) == {"heading"}
    assert terms == {"en": {"mine"}, "fr": {"salair"}, "es": {"huelg"}, "xx": {"buruh"}}


def test_deleting_what_is_not_there_changes_nothing(tmp_path: Path) -> None:
    update(tmp_path / "k", ["d1"], [row(1)])  # into an index that has nothing yet
    update(tmp_path / "k", ["d9"], ())
    assert held(tmp_path / "k") == [1]


def test_all_passages_of_a_document_go_with_it(tmp_path: Path) -> None:
    rows = [Row(number, "d-x", "en", "Title", "", "words") for number in range(3)]
    update(tmp_path / "k", (), [*rows, Row(9, "d", "en", "Title", "", "words")])
    update(tmp_path / "k", ["d-x"], ())
    assert held(tmp_path / "k") == [9]  # an id is whole: "d" is not part of "d-x"
