"""Small made corpora for the index: documents, a store of them, and an embedder by letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from sqlite_utils import Database

from index.building import Built, build, chunk
from index.embedding import Embedder, EmbeddingCache, Floats
from index.searcher import Searcher
from ingest.composing import Composition
from knowledge.documents import Document, Kind
from knowledge.errors import EmbedderUnavailable
from knowledge.store.documents import put_document, remove_document
from knowledge.store.schema import open_for_writing


class Letters:
    """Vectors by the frequency of letters: quick, and near for near texts."""

    identity = "letters"
    dimension = 26

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Floats:
        self.seen += texts
        rows = np.full((len(texts), 26), 0.01, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text.casefold():
                if "a" <= letter <= "z":
                    row[ord(letter) - ord("a")] += 1
        unit: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


def unavailable() -> Embedder:
    raise EmbedderUnavailable("the weights are missing")


def document(id: str, *lines: str, **more: object) -> Document:
    """A guidance document of one section per line."""
    text = Composition()
    text.add(str(more.get("title", "Made title")))
    for number, line in enumerate(lines, 1):
        text.add_section([line], f"para. {number}", (), f"para-{number}")
    values: dict[str, object] = {"kind": Kind.GUIDANCE, "title": "Made title", **more}
    return Document(id=id, text=text.text, sections=tuple(text.sections), **values)  # type: ignore[arg-type]


class Store:
    """A folder that is brought up to its documents step by step, as generations are."""

    def __init__(self, folder: Path, embedder: Embedder | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.embedder = embedder or Letters()
        self.cache = EmbeddingCache(folder / "embeddings.db")
        self.db: Database = open_for_writing(folder / "knowledge.db")

    def change(self, added: Iterable[Document] = (), removed: Iterable[str] = ()) -> Built:
        """Put documents in (in place of those of the same id) and take others out."""
        added, removed = list(added), list(removed)
        for made in added:
            put_document(self.db, made, source="made", origin="made", hashed=made.text)
            chunk(self.db, made)
        for gone in removed:
            remove_document(self.db, gone)
        return build(
            self.folder,
            self.db,
            changed=[*(made.id for made in added), *removed],
            added=[made.id for made in added],
            embedder=lambda: self.embedder,
            cache=self.cache,
            progress=lambda _stage, _done, _total: None,
        )

    def searcher(self, built: Built) -> Searcher:
        """Open what was built."""
        (self.folder / "manifest.json").write_text(
            f'{{"embedder": {f"{chr(34)}{built.embedder}{chr(34)}" if built.embedder else "null"}}}'
        )
        return Searcher(self.folder, lambda: self.embedder)
