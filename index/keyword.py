"""The Whoosh index: what is written, deleted and stored of each passage."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from index.analysis import LANGUAGES, OTHER, analysed_as, analyser, pair_analyser

# Field families that exist once per analysed language: body_en, body_fr, ...
FAMILIES = ("body", "pairs", "headings", "title")
MOST_SEGMENTS = 12  # besides the new one
MOST_DELETED = 3  # a segment may have one in so many of its passages deleted


@dataclass(frozen=True, slots=True)
class Row:
    """One passage as the keyword index takes it."""

    passage: int
    document: str
    language: str
    title: str
    headings: str
    body: str
    identifiers: tuple[str, ...] = ()


def schema() -> Schema:
    """Return the schema: a family of text fields per language, exact identifiers, keys."""
    fields: dict[str, Any] = {
        "passage": STORED(),
        "document": ID(),
        "ids": KEYWORD(),
    }
    for language in (*LANGUAGES, OTHER):
        words = analyser(language)
        fields[f"body_{language}"] = TEXT(analyzer=words, phrase=True)
        fields[f"pairs_{language}"] = TEXT(analyzer=pair_analyser(language), phrase=False)
        fields[f"headings_{language}"] = TEXT(analyzer=words, phrase=False)
        fields[f"title_{language}"] = TEXT(analyzer=words, phrase=False)
    return Schema(**fields)


def opened(folder: Path, *, for_writing: bool = False) -> Any:
    """Open an index without Whoosh's memory mapping, which copies each segment into memory."""
    storage = FileStorage(str(folder), supports_mmap=False, readonly=not for_writing)
    return storage.open_index()


def link_index(source: Path, target: Path) -> None:
    """Begin a new index from an old one without copying: segment files never change."""
    target.mkdir(parents=True)
    for file in source.iterdir():
        if file.name.endswith("LOCK"):
            continue
        if file.suffix == ".toc":
            shutil.copy2(file, target / file.name)
        else:
            os.link(file, target / file.name)


def update(folder: Path, deleted: Iterable[str], added: Iterable[Row]) -> None:
    """Delete documents by id and add rows, as one commit of a new segment (or one of all)."""
    if whoosh_index.exists_in(str(folder)):
        index = opened(folder, for_writing=True)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        index = whoosh_index.create_in(str(folder), schema())
    writer = index.writer(limitmb=256)
    try:
        if not index.is_empty():
            with writer.searcher() as searcher:  # opened once: it costs more than the deletions
                for document in deleted:
                    writer.delete_by_term("document", document, searcher=searcher)
        for row in added:
            writer.add_document(**_fields(row))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=_compact)
    index.close()


def _compact(writer: Any, segments: list[Any]) -> list[Any]:
    """Copy the segments that it pays to copy into the new one; return those that stay.

    A segment is copied when a third of it was deleted, and the small ones when there are many:
    the large stay as long as they hold more than all smaller ones together, so that a passage
    is copied about as often as the whole index doubles.
    """
    due = [each for each in segments if each.deleted_count() * MOST_DELETED > each.doc_count_all()]
    others = sorted((each for each in segments if each not in due), key=_live_count)
    if len(others) >= MOST_SEGMENTS:
        small = 1
        while small < len(others) and _live_count(others[small]) < sum(
            map(_live_count, others[:small])
        ):
            small += 1
        due += others[: max(small, len(others) // 2)]
    for each in due:
        reader = SegmentReader(writer.storage, writer.schema, each)
        writer.add_reader(reader)
        reader.close()
    return [each for each in segments if each not in due]


def _live_count(segment: Any) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())


def _fields(row: Row) -> dict[str, Any]:
    language = analysed_as(row.language)
    fields: dict[str, Any] = {
        "passage": row.passage,
        "document": row.document,
        f"body_{language}": row.body,
        f"pairs_{language}": row.body,
        f"title_{language}": row.title,
    }
    if row.headings:
        fields[f"headings_{language}"] = row.headings
    if row.identifiers:
        fields["ids"] = list(row.identifiers)  # as they are: they may hold spaces and commas
    return fields


@contextmanager
def reading(folder: Path) -> Iterator[Any]:
    """Open the index for reading and close it after."""
    index = opened(folder)
    reader = index.reader()
    try:
        yield reader
    finally:
        reader.close()
        index.close()
