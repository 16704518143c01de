"""The health of a service, and its generations."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from helpdesk.desk import Desk
from helpdesk.services.operating import checked, health, kept_generations
from index.embedding import EmbeddingCache
from index.generations import Generations
from knowledge.errors import KnowledgeMissing


class Away:
    """A desk that cannot be reached."""

    def check(self) -> None:
        raise OperationalError("select 1", {}, Exception("away"))


def test_a_whole_service_is_well(home: Path, desk: Desk) -> None:
    found = health(Generations(home), desk)
    assert (found.status, found.desk, found.by_meaning) == ("ok", "ok", True)
    assert found.generation == Generations(home).live_name()
    assert found.passages > 0


def test_without_a_desk(home: Path) -> None:
    found = health(Generations(home), Away())
    assert (found.status, found.desk) == ("no desk", "unavailable")


def test_without_knowledge(tmp_path: Path, desk: Desk) -> None:
    found = health(Generations(tmp_path), desk)
    assert (found.status, found.generation, found.passages) == ("no knowledge", None, 0)
    assert kept_generations(Generations(tmp_path)) == ()


def test_the_generations_kept(home: Path) -> None:
    (kept,) = kept_generations(Generations(home))
    assert kept.live
    assert kept.documents > 0
    assert kept.passages > 0
    assert kept.embedder


def test_a_whole_generation_agrees_with_itself(home: Path) -> None:
    cache = EmbeddingCache(home / "embeddings.db")
    name, faults = checked(Generations(home), None, cache, lambda _stage, _done, _total: None)
    assert name == Generations(home).live_name()
    assert faults == ()


def test_a_generation_that_is_not_held(home: Path) -> None:
    cache = EmbeddingCache(home / "embeddings.db")
    with pytest.raises(KnowledgeMissing, match="held: "):
        checked(Generations(home), "000099-none", cache, lambda _stage, _done, _total: None)


@pytest.mark.parametrize("manifest", ["{", "[]", "{}", '{"made": "now"}'])
def test_a_damaged_generation_does_not_hide_the_others(
    home: Path, tmp_path: Path, manifest: str
) -> None:
    shutil.copytree(home / "generations", tmp_path / "generations")
    damaged = tmp_path / "generations" / "000000-damaged"
    damaged.mkdir()
    (damaged / "manifest.json").write_text(manifest)
    first, second = kept_generations(Generations(tmp_path))
    assert first.name == "000000-damaged" and first.damage and not first.live
    assert second.live and not second.damage
