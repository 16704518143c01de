"""Vectors: nearest among the allowed, added to, and passed over when gone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import vector
from index.vector import Vectors, extend, held_in, kind_for, make, pays_to_extend


def rows(count: int, seed: int = 0) -> vector.Floats:
    made = np.random.default_rng(seed).normal(size=(count, 24)).astype(np.float32)
    unit: vector.Floats = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


@pytest.fixture(params=["flat", "sq8"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each kind of index, at a size that a test can make."""
    monkeypatch.setattr(vector, "FLAT_UP_TO", {"flat": 10**6, "sq8": 10}[request.param])
    return str(request.param)


def test_the_nearest_are_those_of_an_exact_comparison(tmp_path: Path, kind: str) -> None:
    made = rows(800)
    passages = np.arange(100, 900)
    make(tmp_path, "m", made, passages)
    assert kind_for(800) == kind
    vectors = Vectors.load(tmp_path, passages)
    recalled = []
    everything = vectors.permitted(np.ones(800, np.bool_))
    for query in rows(20, seed=1):
        best = np.argsort(-(made @ query))[:50]
        found = vectors.nearest(query, 50, everything)
        recalled.append(len(set(found) & set(best)) / 50)
        assert vectors.cosines(query, best[:5]) == pytest.approx(made[best[:5]] @ query, abs=0.02)
    assert np.mean(recalled) >= 0.95


def test_only_allowed_slots_are_found(tmp_path: Path, kind: str) -> None:
    make(tmp_path, "m", rows(400), np.arange(400))
    vectors = Vectors.load(tmp_path, np.arange(400))
    for share in (5, 300):
        allowed = np.zeros(400, np.bool_)
        allowed[np.random.default_rng(2).choice(400, share, replace=False)] = True
        found = vectors.nearest(rows(1, seed=3)[0], 50, vectors.permitted(allowed))
        assert len(found) == min(50, share)
        assert allowed[found].all()


def test_passages_are_added_and_passed_over(tmp_path: Path, kind: str) -> None:
    made = rows(120)
    make(tmp_path, "m", made[:100], np.arange(100))
    extend(tmp_path, held_in(tmp_path, "m"), made[100:], np.arange(100, 120))
    live = np.arange(120)
    live[:10] = -1
    vectors = Vectors.load(tmp_path, live)
    assert vectors.count == 110
    found = vectors.nearest(made[110], 120, vectors.permitted(np.ones(120, np.bool_)))
    assert found[0] == 110
    assert not set(found) & set(range(10))
    assert vectors.cosines(made[0], np.asarray([0]))[0] == 0.0


def test_extending_pays_while_few_are_gone_and_the_kind_stays() -> None:
    held = np.arange(100)
    assert pays_to_extend(held, np.arange(10, 120))
    assert not pays_to_extend(held, np.arange(50, 120))
    assert not pays_to_extend(held[:0], np.arange(5))
    assert not pays_to_extend(np.arange(vector.FLAT_UP_TO), np.arange(vector.FLAT_UP_TO + 5))


def test_rows_of_another_model_do_not_count(tmp_path: Path) -> None:
    make(tmp_path, "m", rows(5), np.arange(5))
    assert len(held_in(tmp_path, "m")) == 5
    assert len(held_in(tmp_path, "other")) == 0
    assert len(held_in(tmp_path / "nothing", "m")) == 0


def test_extending_by_nothing_changes_nothing(tmp_path: Path, kind: str) -> None:
    made = rows(60)
    make(tmp_path, "m", made, np.arange(60))
    before = {name: (tmp_path / name).read_bytes() for name in vector.FILES}
    extend(tmp_path, held_in(tmp_path, "m"), made[:0], np.arange(0))
    assert {name: (tmp_path / name).read_bytes() for name in vector.FILES} == before


def test_a_linked_index_changes_alone(tmp_path: Path, kind: str) -> None:
    made, new = rows(60), tmp_path / "new"
    make(tmp_path, "m", made[:50], np.arange(50))
    new.mkdir()
    for name in vector.FILES:
        (new / name).hardlink_to(tmp_path / name)
    extend(new, held_in(new, "m"), made[50:], np.arange(50, 60))
    assert Vectors.load(tmp_path, np.arange(60)).count == 50
    assert Vectors.load(new, np.arange(60)).count == 60


def test_slots_may_stand_in_another_order_than_rows(tmp_path: Path, kind: str) -> None:
    made, order = rows(80), np.random.default_rng(5).permutation(80)
    make(tmp_path, "m", made, np.arange(80))
    vectors = Vectors.load(tmp_path, order)  # slot n holds passage order[n]
    everything = vectors.permitted(np.ones(80, np.bool_))
    for slot in (0, 17, 79):
        assert vectors.nearest(made[order[slot]], 1, everything).tolist() == [slot]
        assert vectors.cosines(made[order[slot]], np.asarray([slot]))[0] == pytest.approx(
            1.0, abs=0.02
        )


def test_passages_without_a_vector_are_never_near(tmp_path: Path, kind: str) -> None:
    made = rows(30)
    make(tmp_path, "m", made, np.arange(30))
    vectors = Vectors.load(tmp_path, np.arange(40))  # ten passages of tables
    found = vectors.nearest(made[0], 40, vectors.permitted(np.ones(40, np.bool_)))
    assert sorted(found.tolist()) == list(range(30))
    assert vectors.cosines(made[0], np.arange(30, 40)).tolist() == [0.0] * 10


def test_nothing_is_near_where_nothing_is_held_or_allowed(tmp_path: Path) -> None:
    make(tmp_path, "m", rows(5), np.arange(5))
    vectors = Vectors.load(tmp_path, np.arange(5))
    assert len(vectors.nearest(rows(1)[0], 5, vectors.permitted(np.zeros(5, np.bool_)))) == 0
    vector.remove(tmp_path)
    assert not any((tmp_path / name).exists() for name in vector.FILES)
    vector.remove(tmp_path)  # there is nothing left to remove
    make(tmp_path, "m", rows(5)[:0], np.arange(0))
    empty = Vectors.load(tmp_path, np.asarray([-1, 7]))
    assert empty.count == 0
    assert len(empty.nearest(rows(1)[0], 5, empty.permitted(np.ones(2, np.bool_)))) == 0
