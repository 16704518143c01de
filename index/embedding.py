"""Texts to vectors: what an embedder is, which one is configured, and the cache before it."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from index.minilm import MiniLM

Floats = NDArray[np.float32]
Progress = Callable[[int, int], object]  # texts embedded so far, texts to embed
T = TypeVar("T")

COMMIT_EVERY: Final = 256  # texts: what a kill can lose, some seconds of work
LOOK_UP: Final = 500  # keys in one query, well under SQLite's limit on parameters


class Embedder(Protocol):
    """Maps texts to vectors of unit length, so that a dot product is a cosine.

    `identity` changes whenever the same text could get another vector: model, weights,
    quantisation, pooling. Vectors of different identities must never be compared.
    """

    @property
    def identity(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return an array (texts, dimension); raises EmbedderUnavailable where it cannot."""
        ...


def configured(name: str | None, folder: Path) -> Embedder:
    """Return the embedder a setting names: none for MiniLM, else LangChain's "provider:model".

    `folder` keeps MiniLM's converted files. Raises EmbedderUnavailable, saying what to do.
    """
    # No model is fetched behind the user's back; one who wants that sets these to 0.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    return LangChainEmbedder.named(name) if name else load_minilm(folder)


def load_minilm(folder: Path) -> MiniLM:
    """Load the default embedder; its libraries are imported here, at first use."""
    try:
        from index import minilm
    except ImportError as error:
        raise EmbedderUnavailable(
            f"the embedder's libraries cannot be imported ({error})"
        ) from error
    return minilm.load_minilm(folder)


class LangChainEmbedder:
    """Any embedding model that LangChain can reach, behind our protocol."""

    def __init__(self, name: str, model: Any) -> None:
        self.identity = f"langchain:{name}"
        self._model = model

    @classmethod
    def named(cls, name: str) -> LangChainEmbedder:
        """Build LangChain's model `name`, for example "openai:text-embedding-3-small"."""
        try:
            from langchain.embeddings import init_embeddings

            return cls(name, init_embeddings(name))
        except Exception as error:  # each provider's package has errors of its own
            raise EmbedderUnavailable(
                f"the embedding model {name!r} cannot be set up: {error}"
            ) from error

    @cached_property
    def dimension(self) -> int:
        """Length of the model's vectors, learnt by embedding a word."""
        return int(self._raw(["labour"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return one row of unit length for each text."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        raw = self._raw(texts)
        lengths = np.linalg.norm(raw, axis=1, keepdims=True)
        if raw.shape[0] != len(texts) or not np.isfinite(lengths).all() or not lengths.all():
            raise EmbedderUnavailable(f"{self.identity} returned vectors that cannot be used")
        unit: Floats = raw / lengths
        return unit

    def _raw(self, texts: Sequence[str]) -> Floats:
        try:
            vectors = np.asarray(self._model.embed_documents(list(texts)), np.float32)
        except Exception as error:  # network, quota, credentials: each provider's own types
            raise EmbedderUnavailable(f"{self.identity} failed: {error}") from error
        if vectors.ndim != 2:
            raise EmbedderUnavailable(f"{self.identity} returned vectors that cannot be used")
        return vectors


class EmbeddingCache:
    """Vectors kept by model identity and text, so that unchanged text is embedded once.

    One SQLite file in WAL mode: any number of readers beside one writer. It holds nothing that
    cannot be made again.
    """

    def __init__(self, path: Path) -> None:
        """Open the cache at `path`, creating it and its folder as needed."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with closing(self._connect()) as connection, connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS embedding (model TEXT, digest BLOB, vector BLOB,"
                " PRIMARY KEY (model, digest)) WITHOUT ROWID"
            )

    def embed_all(
        self, texts: Sequence[str], embedder: Embedder, progress: Progress | None = None
    ) -> tuple[Floats, int]:
        """Return a row for each text, in order, and how many texts were newly embedded.

        What is embedded is committed as it goes, so that a kill loses little; `progress` is
        called after each commit. Raises EmbedderUnavailable.
        """
        by_digest = {_digest(text): text for text in texts}
        with closing(self._connect()) as connection:
            known = _stored(connection, embedder, by_digest)
            missing = [digest for digest in by_digest if digest not in known]
            # Alike lengths together waste least; the longest first, so that estimates of the
            # time left err to the safe side.
            missing.sort(key=lambda digest: -len(by_digest[digest]))
            for batch in _chunks(missing, COMMIT_EVERY):
                vectors = embedder.embed([by_digest[digest] for digest in batch])
                known.update(zip(batch, vectors, strict=True))
                _store(connection, embedder.identity, batch, vectors)
                if progress is not None:
                    progress(len(known) - len(by_digest) + len(missing), len(missing))
        rows = np.empty((len(texts), embedder.dimension), np.float32)
        for number, text in enumerate(texts):
            rows[number] = known[_digest(text)]
        return rows, len(missing)

    def held(self, texts: Sequence[str], model: str) -> dict[str, Floats]:
        """Return the vectors that a model's texts have here; texts without one are left out."""
        digests = {_digest(text): text for text in texts}
        with closing(self._connect()) as connection:
            return {
                digests[digest]: found for digest, found in _looked_up(connection, model, digests)
            }

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=60)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _stored(
    connection: sqlite3.Connection, embedder: Embedder, digests: Iterable[bytes]
) -> dict[bytes, Floats]:
    """The vectors already known; one of another length counts as unknown."""
    found = _looked_up(connection, embedder.identity, digests)
    return {digest: row for digest, row in found if len(row) == embedder.dimension}


def _looked_up(
    connection: sqlite3.Connection, model: str, digests: Iterable[bytes]
) -> Iterator[tuple[bytes, Floats]]:
    for batch in _chunks(list(digests), LOOK_UP):
        marks = ",".join("?" * len(batch))
        query = f"SELECT digest, vector FROM embedding WHERE model = ? AND digest IN ({marks})"  # noqa: S608  (marks are question marks)
        for digest, vector in connection.execute(query, [model, *batch]):
            yield digest, np.frombuffer(vector, "<f4")


def _store(
    connection: sqlite3.Connection, model: str, digests: Sequence[bytes], vectors: Floats
) -> None:
    blobs = (np.ascontiguousarray(row, "<f4").tobytes() for row in vectors)
    with connection:
        connection.executemany(
            "INSERT OR REPLACE INTO embedding VALUES (?, ?, ?)",
            ((model, digest, blob) for digest, blob in zip(digests, blobs, strict=True)),
        )


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
