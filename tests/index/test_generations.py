"""Generations: built beside, switched at once, kept, rolled back, checked."""

from __future__ import annotations

import multiprocessing
import shutil
from pathlib import Path

import pytest

from index.generations import Generations, damaged, manifest_of
from knowledge.errors import KnowledgeMissing, WriterBusy


def publish(generations: Generations, content: str) -> str:
    with generations.writing():
        building = generations.begin()
        (building / "knowledge.db").write_text(content)
        return generations.publish(building, {"made": content})


def test_before_the_first_there_is_none(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    assert generations.live_name() is None
    with pytest.raises(KnowledgeMissing, match="helpdesk setup"):
        generations.live()


def test_the_last_published_is_live_and_older_ones_are_kept(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    names = [publish(generations, f"made {number}") for number in range(6)]
    assert generations.live_name() == names[-1]
    assert (generations.live() / "knowledge.db").read_text() == "made 5"
    assert generations.names()[-1] == names[-1]
    assert 2 <= len(generations.names()) < 6
    generations.roll_back(generations.names()[0])
    assert generations.live_name() == generations.names()[0]
    with pytest.raises(KnowledgeMissing, match="held: "):
        generations.roll_back(names[0])


def test_an_unfinished_build_is_cleared_and_never_live(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    name = publish(generations, "whole")
    with generations.writing():
        building = generations.begin()
        (building / "knowledge.db").write_text("half")
    assert generations.live_name() == name
    assert len(generations.names()) == 1
    with generations.writing():
        assert not building.exists()


def _hold(home: Path, ready: object, done: object) -> None:
    with Generations(home).writing():
        ready.set()  # type: ignore[attr-defined]
        done.wait(30)  # type: ignore[attr-defined]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    holder = context.Process(target=_hold, args=(tmp_path, ready, done))
    holder.start()
    try:
        assert ready.wait(30)
        with (
            pytest.raises(WriterBusy, match=f"process {holder.pid} is writing"),
            Generations(tmp_path).writing(),
        ):
            pass
    finally:
        done.set()
        holder.join(30)
    with Generations(tmp_path).writing():
        pass


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    publish(generations, "whole")
    live = generations.live()
    assert damaged(live) == ()
    assert manifest_of(live)["made"] == "whole"
    (live / "knowledge.db").write_text("changed")
    assert damaged(live) == ("knowledge.db",)
    (live / "knowledge.db").unlink()
    assert damaged(live) == ("knowledge.db",)


@pytest.mark.parametrize("step", ["rename", "replace"])
def test_a_switch_that_breaks_off_leaves_the_old_one_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    generations = Generations(tmp_path)
    old = publish(generations, "old")

    def fail(*_: object) -> None:
        raise OSError("made")

    with monkeypatch.context() as broken:
        broken.setattr(Path, step, fail)
        with pytest.raises(OSError, match="made"):
            publish(generations, "new")
    assert generations.live_name() == old
    assert (generations.live() / "knowledge.db").read_text() == "old"
    assert damaged(generations.live()) == ()
    newest = publish(generations, "newest")
    assert generations.live_name() == newest
    assert (generations.live() / "knowledge.db").read_text() == "newest"


def test_after_going_back_the_next_is_the_newest(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    first, second = publish(generations, "first"), publish(generations, "second")
    generations.roll_back(first)
    third = publish(generations, "third")
    assert generations.names() == (first, second, third)
    assert generations.live_name() == third
    generations.roll_back(second)
    assert (generations.live() / "knowledge.db").read_text() == "second"


@pytest.mark.parametrize("name", ["", "building-1", "../elsewhere", "000009-none"])
def test_nothing_but_a_complete_generation_is_gone_back_to(tmp_path: Path, name: str) -> None:
    generations = Generations(tmp_path)
    live = publish(generations, "whole")
    (generations.folder / "building-1").mkdir()
    with pytest.raises(KnowledgeMissing, match=f"held: {live}"):
        generations.roll_back(name)
    assert generations.live_name() == live


@pytest.mark.parametrize("manifest", [b"\xff\xfe", b"[]", b'{"made": {}}'])
def test_a_damaged_generation_is_not_gone_back_to(tmp_path: Path, manifest: bytes) -> None:
    generations = Generations(tmp_path)
    first, second = publish(generations, "first"), publish(generations, "second")
    (generations.folder / first / "manifest.json").write_bytes(manifest)
    with pytest.raises(KnowledgeMissing, match="damaged"):
        generations.roll_back(first)
    assert generations.live_name() == second


def test_a_changed_file_stops_going_back(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    first, second = publish(generations, "first"), publish(generations, "second")
    (generations.folder / first / "knowledge.db").write_text("changed")
    with pytest.raises(KnowledgeMissing, match="damaged: knowledge.db"):
        generations.roll_back(first)
    assert generations.live_name() == second


def test_a_live_generation_that_is_gone_is_said(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    name = publish(generations, "whole")
    shutil.rmtree(generations.live())
    with pytest.raises(KnowledgeMissing, match=f"generation {name} is gone"):
        generations.live()


@pytest.mark.parametrize("content", ["", '{"made": ', "\udcff"])
def test_a_damaged_manifest_is_said(tmp_path: Path, content: str) -> None:
    generations = Generations(tmp_path)
    name = publish(generations, "whole")
    manifest = generations.live() / "manifest.json"
    manifest.write_text(content, "utf-8", "surrogateescape")
    for read in (manifest_of, damaged):
        with pytest.raises(
            KnowledgeMissing, match=rf"generation {name} is damaged \(.+\): go back"
        ):
            read(manifest.parent)
