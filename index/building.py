"""Builds the search half of a generation from its `knowledge.db`: passages, postings, vectors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from index import analysis, chunking, keyword, postings
from index.embedding import Embedder, EmbeddingCache
from index.postings import Postings, decode
from index.ranking import FIELDS, weights
from index.vector import Vectors
from knowledge.documents import Document
from knowledge.errors import EmbedderUnavailable
from knowledge.store.documents import put_passages

Progress = Callable[[str, int, int], None]
KEYWORD, POSTINGS = "keyword", "postings"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: passages held, passages embedded anew, the embedder's identity."""

    passages: int
    embedded: int
    vectors: int
    embedder: str | None
    notice: str = ""


def analyser_identity() -> str:
    """Return what passages, terms and their impacts depend on besides the text."""
    bm25 = weights().bm25
    return (
        f"chunking {chunking.VERSION}, analysis {analysis.VERSION}, postings {postings.VERSION},"
        f" BM25 {bm25.k1:g} {bm25.b:g} {bm25.delta:g}"
    )


def chunk(db: Database, document: Document) -> None:
    """Write a document's passages."""
    put_passages(
        db,
        document.id,
        (
            {
                "ordinal": ordinal,
                "start": passage.start,
                "end": passage.end,
                "locator": passage.locator,
                "headings": json.dumps(passage.headings, ensure_ascii=False),
                "part": passage.part,
            }
            for ordinal, passage in enumerate(chunking.passages(document))
        ),
    )


def meaning_text(title: str, headings: Iterable[str], text: str) -> str:
    """Return what is embedded for a passage: its heading path, then its text."""
    path = " – ".join(dict.fromkeys(heading for heading in headings if heading))
    return f"{path}\n{text}" if path else text


def build(
    folder: Path,
    db: Database,
    *,
    changed: Iterable[str],
    added: Iterable[str],
    embedder: Callable[[], Embedder],
    cache: EmbeddingCache,
    progress: Progress,
) -> Built:
    """Bring the index in `folder` up to its database.

    `changed` names the documents to take out, `added` those to put in. An embedder that is
    missing or fails leaves the generation searchable by words, and the result says so.
    """
    keyword.update(folder / KEYWORD, changed, _rows(db, tuple(added), progress))
    with keyword.reading(folder / KEYWORD) as reader:
        progress("postings", 0, 1)
        lists = decode(reader, FIELDS, weights().bm25)
    lists.save(folder / POSTINGS)
    progress("postings", 1, 1)
    held = int((lists.passages >= 0).sum())
    try:
        model = embedder()
        vectors, embedded = _vectors(db, lists, model, cache, progress)
    except EmbedderUnavailable as unavailable:
        return Built(held, 0, 0, None, f"searching by words only: {unavailable}")
    vectors.save(folder)
    return Built(held, embedded, len(vectors.slots), model.identity)


def _rows(db: Database, documents: tuple[str, ...], progress: Progress) -> Iterator[keyword.Row]:
    for done, document in enumerate(documents):
        progress("words", done, len(documents))
        head = db.conn.execute(
            "select title, language, text from documents where id = ?", (document,)
        ).fetchone()
        identifiers = dict.fromkeys(
            value.casefold()
            for (value,) in db.conn.execute(
                "select identifier from document_identifiers where document = ?1"
                " union select instrument from document_instruments where document = ?1",
                (document,),
            )
        )
        title, language, text = head
        for passage, start, end, headings in db.conn.execute(
            "select id, start, end, headings from passages where document = ? order by ordinal",
            (document,),
        ).fetchall():
            yield keyword.Row(
                passage=passage,
                document=document,
                language=language,
                title=title,
                headings=" ".join(json.loads(headings)),
                body=text[start:end],
                identifiers=tuple(identifiers),
            )
    progress("words", len(documents), len(documents))


def _vectors(
    db: Database,
    lists: Postings,
    embedder: Embedder,
    cache: EmbeddingCache,
    progress: Progress,
) -> tuple[Vectors, int]:
    slots, texts = _embeddable(db, lists.passages)
    embeddings, embedded = cache.embed_all(
        texts, embedder, progress=lambda done, total: progress("vectors", done, total)
    )
    return Vectors.build(embeddings, slots, len(lists.passages)), embedded


def _embeddable(db: Database, passages: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[str]]:
    rows: dict[int, tuple[Any, ...]] = {
        row[0]: row
        for row in db.conn.execute(
            "select p.id, d.title, p.headings, substr(d.text, p.start + 1, p.end - p.start)"
            " from passages p join documents d on d.id = p.document where d.by_meaning"
        )
    }
    slots = [slot for slot, passage in enumerate(passages.tolist()) if passage in rows]
    texts = []
    for slot in slots:
        _, title, headings, text = rows[int(passages[slot])]
        texts.append(meaning_text(title, json.loads(headings), text))
    return np.asarray(slots, np.int64), texts
