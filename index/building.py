"""Builds the search half of a generation from its `knowledge.db`: passages, postings, vectors."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from index import analysis, chunking, keyword, segments, spelling, vector
from index.embedding import Embedder, EmbeddingCache
from index.postings import Postings, build_postings, link_postings
from index.ranking import groups, weights
from knowledge.documents import Document
from knowledge.errors import EmbedderUnavailable
from knowledge.store.documents import put_passages, wordings_of

Progress = Callable[[str, int, int], None]
KEYWORD, POSTINGS, DOCUMENTS = "keyword", "postings", "slot_documents.npy"
WORDINGS = "wordings.npy"  # a row for each of the store's English wordings, in its order
MODEL_LANGUAGE = "en"  # the only one whose wordings the model tells apart


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
    weigh = weights()
    bm25, fields = weigh.bm25, " ".join(f"{name} {x:g}" for name, x in weigh.fields.items())
    return (
        f"wordings {MODEL_LANGUAGE}, spelling {spelling.VERSION}, chunking {chunking.VERSION},"
        f" analysis {analysis.VERSION},"
        f" postings {segments.VERSION}, BM25 {bm25.k1:g} {bm25.b:g} {bm25.delta:g}, {fields}"
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
    words: set[str] = set()
    keyword.update(folder / KEYWORD, changed, _rows(db, tuple(added), words, progress))
    spelling.keep(folder, words)
    with keyword.reading(folder / KEYWORD) as reader:
        build_postings(
            folder / POSTINGS,
            reader,
            groups(),
            weights().bm25,
            lambda done, total: progress("postings", done, total),
        )
    passages = Postings.load(folder / POSTINGS).passages
    _number_documents(folder, db, passages)
    held = int((passages >= 0).sum())
    try:
        model = embedder()
        embedded = _vectors(folder, db, model, cache, progress)
        wordings = [text for _, text in wordings_of(db, language=MODEL_LANGUAGE)]
        np.save(folder / WORDINGS, cache.embed_all(wordings, model)[0])
    except EmbedderUnavailable as unavailable:
        vector.remove(folder)
        return Built(held, 0, 0, None, f"searching by words only: {unavailable}")
    vectors = vector.Vectors.load(folder, passages).count
    return Built(held, embedded, vectors, model.identity)


def link_index(live: Path, building: Path) -> None:
    """Begin the index of a new generation from the live one's, without copying."""
    keyword.link_index(live / KEYWORD, building / KEYWORD)
    link_postings(live / POSTINGS, building / POSTINGS)
    for name in (*vector.FILES, spelling.WORDS):
        if (live / name).exists():
            os.link(live / name, building / name)


def _number_documents(folder: Path, db: Database, passages: NDArray[np.int64]) -> None:
    """Write the row number of each slot's document, 0 for a deleted slot (rows count from 1)."""
    held = db.conn.execute(
        "select p.id, d.rowid from passages p join documents d on d.id = p.document"
    ).fetchall()
    ids, numbers = np.asarray(held, np.int64).reshape(-1, 2).T
    order = np.argsort(ids)
    at = np.searchsorted(ids[order], passages)
    at[at == len(order)] = 0
    known = passages >= 0
    of_slot = np.zeros(len(passages), np.int32)
    of_slot[known] = numbers[order][at[known]]
    np.save(folder / DOCUMENTS, of_slot)


def _rows(
    db: Database, documents: tuple[str, ...], words: set[str], progress: Progress
) -> Iterator[keyword.Row]:
    """Give the passages of documents, and add the words they are written with to `words`."""
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
        words.update(spelling.words_of(f"{title}\n{text}"))
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
    folder: Path,
    db: Database,
    embedder: Embedder,
    cache: EmbeddingCache,
    progress: Progress,
) -> int:
    """Bring the vectors up to the database; return how many texts were embedded anew."""
    query = (
        "select p.id from passages p join documents d on d.id = p.document"
        " where d.by_meaning order by p.id"
    )
    live = np.fromiter((row[0] for row in db.conn.execute(query)), np.int64)
    held = vector.held_in(folder, embedder.identity)
    extends = vector.pays_to_extend(held, live)
    due = np.setdiff1d(live, held) if extends else live
    embeddings, embedded = cache.embed_all(
        _texts(db, due), embedder, progress=lambda done, total: progress("vectors", done, total)
    )
    if extends:
        vector.extend(folder, held, embeddings, due)
    else:
        vector.make(folder, embedder.identity, embeddings, due)
    return embedded


def _texts(db: Database, passages: NDArray[np.int64]) -> list[str]:
    """Return what is embedded for each passage."""
    query = (
        "select p.headings, substr(d.text, p.start + 1, p.end - p.start), d.title"
        " from passages p join documents d on d.id = p.document where p.id = ?"
    )
    texts = []
    for passage in passages.tolist():
        headings, text, title = db.conn.execute(query, (passage,)).fetchone()
        texts.append(meaning_text(title, json.loads(headings), text))
    return texts
