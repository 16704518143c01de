"""A sound generation has no fault; each kind of damage is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import checking
from index.checking import check
from index.generations import Generations, checksums
from tests.index.made import Store, document


def no_progress(_stage: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store over several changes, checked without its checksums (it was not published)."""
    monkeypatch.setattr(checking, "damaged", lambda _folder: ())
    store = Store(tmp_path / "store")
    store.change([document(f"d{n}", f"Wages of year {n}.", "Work at night.") for n in range(20)])
    built = store.change([document("d3", "Now about mines.")], removed=["d4", "d5"])
    store.searcher(built)
    return store


def faults(store: Store) -> str:
    return "; ".join(check(store.folder, store.cache, no_progress))


def test_a_sound_generation_has_no_fault(store: Store) -> None:
    assert faults(store) == ""


def test_a_passage_that_the_index_lacks_is_named(store: Store) -> None:
    store.db.conn.execute(
        "insert into passages (id, document, ordinal, start, end, locator, headings, part)"
        " select 900, document, 9, start, end, locator, headings, part from passages limit 1"
    )
    found = faults(store)
    assert "1 passages of the store are not in the Whoosh index: 900" in found
    assert "1 passages of the store are not in the posting lists: 900" in found
    assert "1 passages of the store have no vector: 900" in found


def test_a_passage_that_the_store_lacks_is_named(store: Store) -> None:
    store.db.conn.execute("delete from passages where id = 1")
    assert "in the posting lists are not in the store: 1" in faults(store)


def test_changed_words_are_named(store: Store) -> None:
    store.db.conn.execute("update documents set text = replace(text, 'Wages of', 'Wages') ")
    store.db.conn.execute("update documents set text = text || '  '")
    store.db.conn.execute("update passages set end = end - 7 where id = 1")
    assert "other words in the Whoosh index than in the store" in faults(store)


def test_a_document_filed_wrongly_is_named(store: Store) -> None:
    numbers = np.load(store.folder / "slot_documents.npy")
    numbers[0] += 1
    np.save(store.folder / "slot_documents.npy", numbers)
    assert "1 passages are filed under another document" in faults(store)


def test_another_vector_is_named(store: Store) -> None:
    passages = np.load(store.folder / "vector_passages.npy")
    passages[[0, 1]] = passages[[1, 0]]
    np.save(store.folder / "vector_passages.npy", passages)
    assert "2 passages have another vector than their text was given" in faults(store)


def test_a_damaged_file_is_named_first(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    with generations.writing():
        building = generations.begin()
        (building / "knowledge.db").write_text("made")
        assert checksums(building)
        generations.publish(building, {})
    live = generations.live()
    (live / "knowledge.db").write_text("other")
    store = Store(tmp_path / "store")
    assert check(live, store.cache, no_progress) == (
        "knowledge.db is missing or differs from its checksum",
    )
