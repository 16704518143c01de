"""One keyword engine in a process of its own: build an index, or answer questions from it.

    python -m tests.benchmarks.engines build ENGINE FOLDER PASSAGES.jsonl
    python -m tests.benchmarks.engines ask ENGINE FOLDER QUESTIONS.json

`ask` prints JSON: seconds to open, milliseconds of each question (text in, the best 50 out, each
asked once) and the 50 found. Only the engine asked for is imported, so that each can live in an
environment of its own.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

BEST = 50
Ask = Callable[[str], list[int]]


def _texts(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def build_helpdesk(folder: Path, passages: Path) -> None:
    """Whoosh, and our lists decoded from it, as `helpdesk ingest` makes them."""
    from index import keyword
    from index.building import KEYWORD, POSTINGS
    from index.postings import build_postings
    from index.ranking import groups, weights

    rows = (
        keyword.Row(at, f"d{at // 500}", "en", "", "", text)
        for at, text in enumerate(_texts(passages))
    )
    started = time.perf_counter()
    keyword.update(folder / KEYWORD, (), rows)
    print(f"whoosh {time.perf_counter() - started:.0f} s", file=sys.stderr)
    with keyword.reading(folder / KEYWORD) as reader:
        build_postings(folder / POSTINGS, reader, groups(), weights().bm25)
    print(f"with lists {time.perf_counter() - started:.0f} s", file=sys.stderr)


def open_helpdesk(folder: Path) -> Ask:
    """Our search by words with the product's own settings: fields, pairs of words, BM25+."""
    from index.building import POSTINGS
    from index.postings import Postings
    from index.ranking import sought, weights
    from index.request import SearchRequest
    from index.scoring import Allowed, Scores

    postings = Postings.load(folder / POSTINGS)
    held = frozenset(group for group, size in postings.sizes.items() if size)
    allowed = Allowed(postings.passages >= 0)

    def ask(question: str) -> list[int]:
        scores = Scores(postings, sought(SearchRequest(question), held, weights()))
        slots, _ = scores.best(BEST, allowed)
        return [int(passage) for passage in postings.passages[slots]]

    return ask


def open_whoosh(folder: Path) -> Ask:
    """Whoosh's own searcher over the same index, body alone."""
    from whoosh import index, query, scoring

    from index.analysis import terms
    from index.building import KEYWORD

    searcher = index.open_dir(str(folder / KEYWORD), readonly=True).searcher(
        weighting=scoring.BM25F(B=0.5, K1=1.2)
    )

    def ask(question: str) -> list[int]:
        words = query.Or([query.Term("body_en", word) for word in terms("en", question)])
        return [hit["passage"] for hit in searcher.search(words, limit=BEST)]

    return ask


def build_tantivy(folder: Path, passages: Path) -> None:
    """Tantivy with its English stemmer; body alone."""
    import tantivy  # type: ignore[import-not-found,unused-ignore]

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("body", stored=False, tokenizer_name="en_stem")
    schema.add_integer_field("passage", stored=True, fast=True)
    folder.mkdir(parents=True)
    index = tantivy.Index(schema.build(), path=str(folder))
    writer = index.writer(heap_size=512_000_000, num_threads=1)
    for at, text in enumerate(_texts(passages)):
        writer.add_document(tantivy.Document(body=text, passage=at))
    writer.commit()
    writer.wait_merging_threads()


def open_tantivy(folder: Path) -> Ask:
    """Any of the words, the product's stop words left out as we leave them out."""
    import tantivy  # type: ignore[import-not-found,unused-ignore]

    from tests.benchmarks.stop_words import STOP_WORDS

    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()
    word = re.compile(r"\w+")

    def ask(question: str) -> list[int]:
        words = [found for found in word.findall(question.lower()) if found not in STOP_WORDS]
        asked = index.parse_query(" ".join(words), ["body"])
        hits = searcher.search(asked, BEST, count=False).hits
        return [searcher.doc(address)["passage"][0] for _, address in hits]

    return ask


def build_fts5(folder: Path, passages: Path) -> None:
    """SQLite FTS5 with its Porter stemmer."""
    folder.mkdir(parents=True)
    db = sqlite3.connect(folder / "fts.db")
    db.execute("create virtual table passages using fts5(body, content='', tokenize='porter')")
    texts = enumerate(_texts(passages))
    db.executemany("insert into passages(rowid, body) values (?, ?)", texts)
    db.execute("insert into passages(passages) values ('optimize')")
    db.commit()


def open_fts5(folder: Path) -> Ask:
    """Any of the words, by its own bm25."""
    from tests.benchmarks.stop_words import STOP_WORDS

    db = sqlite3.connect(folder / "fts.db")
    word = re.compile(r"\w+")

    def ask(question: str) -> list[int]:
        words = [found for found in word.findall(question.lower()) if found not in STOP_WORDS]
        if not words:
            return []
        found = db.execute(
            "select rowid from passages where passages match ? order by rank limit ?",
            (" OR ".join(f'"{one}"' for one in words), BEST),
        )
        return [row[0] for row in found]

    return ask


def build_bm25s(folder: Path, passages: Path) -> None:
    """bm25s, without stemming (it brings no stemmer)."""
    import bm25s  # type: ignore[import-not-found,unused-ignore]

    retriever = bm25s.BM25(k1=1.2, b=0.5)
    retriever.index(
        bm25s.tokenize(list(_texts(passages)), stopwords="en", show_progress=False),
        show_progress=False,
    )
    retriever.save(str(folder))


def open_bm25s(folder: Path) -> Ask:
    """bm25s memory-mapped."""
    import bm25s  # type: ignore[import-not-found,unused-ignore]

    retriever = bm25s.BM25.load(str(folder), mmap=True)

    def ask(question: str) -> list[int]:
        tokens = bm25s.tokenize([question], stopwords="en", show_progress=False)
        found, _ = retriever.retrieve(tokens, k=BEST, show_progress=False, n_threads=1)
        return [int(passage) for passage in found[0]]

    return ask


BUILD = {
    "helpdesk": build_helpdesk,
    "tantivy": build_tantivy,
    "fts5": build_fts5,
    "bm25s": build_bm25s,
}
OPEN = {
    "helpdesk": open_helpdesk,
    "whoosh": open_whoosh,
    "tantivy": open_tantivy,
    "fts5": open_fts5,
    "bm25s": open_bm25s,
}


def ask_all(engine: str, folder: Path, questions: list[str]) -> dict[str, Any]:
    """Open an engine and ask each question once."""
    started = time.perf_counter()
    ask = OPEN[engine](folder)
    opened = time.perf_counter() - started
    times, found = [], []
    for question in questions:
        started = time.perf_counter()
        found.append(ask(question))
        times.append((time.perf_counter() - started) * 1000)
    return {"open_s": opened, "ms": times, "found": found}


def main() -> None:
    """Build or ask, as the command line says."""
    task, engine, folder, source = sys.argv[1:]
    if task == "build":
        BUILD[engine](Path(folder), Path(source))
    else:
        asked = json.loads(Path(source).read_text("utf-8"))
        print(json.dumps(ask_all(engine, Path(folder), asked)))


if __name__ == "__main__":
    main()
