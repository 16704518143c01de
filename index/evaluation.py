"""Measures retrieval on any corpus in {_id, text} form, through the product's own pipeline."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.building import Progress, build, chunk
from index.embedding import Embedder, EmbeddingCache
from index.generations import MANIFEST
from index.ranking import Weights, weights
from index.request import MAX_QUESTION, SearchRequest
from index.searcher import Searcher
from knowledge.documents import Document, Kind, Section
from knowledge.errors import BadInput
from knowledge.store.documents import get_passages, put_document
from knowledge.store.schema import open_for_writing

DEPTH = 10
_CANDIDATES = 40  # passages looked at so that ten distinct rows remain
_ROWS_A_DOCUMENT = 500


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over all judged queries, the seconds to index, and search latency in ms."""

    recall_at_10: float
    map_at_10: float
    ndcg_at_10: float
    queries: int
    index_seconds: float
    latency_p50: float
    latency_p95: float

    def as_json(self) -> dict[str, Any]:
        """Return the scores under their usual names."""
        read = asdict(self)
        names = {"recall_at_10": "recall@10", "map_at_10": "map@10", "ndcg_at_10": "ndcg@10"}
        return {names.get(name, name): value for name, value in read.items()}


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Give the objects of a JSON lines file; raises BadInput naming file and line."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    read = json.loads(line)
                    if not isinstance(read, dict):
                        raise BadInput(f"{path.name}, line {number}: not a JSON object")
                    yield read
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name}: {error}") from error
    except json.JSONDecodeError as error:
        raise BadInput(f"{path.name}: not JSON: {error}") from error


def judgements(path: Path) -> dict[str, set[str]]:
    """Read judgements "query<TAB>document<TAB>grade"; grades of 0 or less do not count."""
    judged: dict[str, set[str]] = {}
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split("\t")]
        if len(parts) < 3:
            raise BadInput(f"{path.name}, line {number}: expected query, document, grade")
        try:
            relevant = float(parts[-1]) > 0
        except ValueError:
            if number == 1:  # the heading
                continue
            raise BadInput(
                f"{path.name}, line {number}: grade {parts[-1]!r} is no number"
            ) from None
        if relevant:
            judged.setdefault(parts[0], set()).add(parts[-2])
    return judged


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name}: {error}") from error


def index_corpus(
    folder: Path,
    corpus: Path,
    language: str,
    embedder: Callable[[], Embedder],
    cache: EmbeddingCache,
    progress: Progress,
) -> dict[str, str]:
    """Index a corpus into an empty folder; return the corpus id of each part.

    Rows that follow one another count as neighbouring passages, as they mostly are.
    """
    db = open_for_writing(folder / "knowledge.db")
    names: dict[str, str] = {}
    documents: list[str] = []
    with db.atomic():
        for rows in _batches(_with_text(corpus), _ROWS_A_DOCUMENT):
            documents.append(f"rows-{len(documents)}")
            first = len(names)
            names.update((f"{first + at}", str(row["_id"])) for at, row in enumerate(rows))
            _put(db, documents[-1], rows, first, language)
    built = build(
        folder, db, changed=(), added=documents, embedder=embedder, cache=cache, progress=progress
    )
    (folder / MANIFEST).write_text(json.dumps({"embedder": built.embedder}), "utf-8")
    db.close()
    return names


def _with_text(corpus: Path) -> Iterator[dict[str, Any]]:
    """Give the rows that have a text; an empty passage answers nothing and is not indexed."""
    for row in json_lines(corpus):
        if "_id" not in row:
            raise BadInput(f"{corpus.name}: a row has no _id")
        if str(row.get("text", "")).strip():
            yield row


def _batches(rows: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, size)):
        yield batch


def _put(db: Any, document: str, rows: list[dict[str, Any]], first: int, language: str) -> None:
    """Store rows as the sections of one document: they are neighbours, as passages are."""
    text, sections = "", []
    for number, row in enumerate(rows, first):
        start, body = len(text), str(row["text"]).strip()
        title = str(row.get("title", "")).strip()
        headings = (title,) if title else ()
        sections.append(Section(start, start + len(body), "row", headings, str(number)))
        text += f"{body}\n\n"
    stored = Document(document, Kind.DOCUMENT, "", text, tuple(sections), language=language)
    put_document(db, stored, source="evaluation", origin="evaluation", hashed="")
    chunk(db, stored)


# What can be compared with the product's own weights: each leaves out, or uses alone, one part.
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "product": {},
    "words": {"cosine": 0.0},
    "meaning": {"keyword": 0.0},
    "no-pairs": {"fields": {"pairs": 0.0}},
    "no-neighbours": {"neighbour": 0.0},
    "no-recency": {"recency": 0.0},
}


def configured(name: str) -> Weights:
    """Return the weights of a named configuration; raises BadInput for an unknown name."""
    if name not in CONFIGURATIONS:
        raise BadInput(f"no configuration {name!r}; there are: {', '.join(CONFIGURATIONS)}")
    own, changes = weights(), CONFIGURATIONS[name]
    fields = {**own.fields, **changes.get("fields", {})}
    return replace(own, **{**changes, "fields": fields})


@dataclass(frozen=True, slots=True)
class Measured:
    """The scores of one configuration, and each query's recall and average precision at 10."""

    scores: Scores
    queries: tuple[str, ...]
    recall: NDArray[np.float64]
    precision: NDArray[np.float64]


def evaluate(
    searcher: Searcher,
    names: dict[str, str],
    queries: Path,
    judged: dict[str, set[str]],
    language: str,
    index_seconds: float,
    progress: Progress,
) -> Measured:
    """Ask every judged query; a document counts once, by its best passage."""
    asked = [row for row in json_lines(queries) if str(row.get("_id")) in judged]
    if not asked:
        raise BadInput(f"{queries.name}: no query has a judgement")
    measures, times = [], []
    for done, row in enumerate(asked):
        progress("queries", done, len(asked))
        started = time.perf_counter()
        ranking = _ranking(searcher, names, str(row.get("text", "")), language)
        times.append((time.perf_counter() - started) * 1000)
        measures.append(measure(ranking, judged[str(row["_id"])]))
    recall, precision, gain = np.asarray(measures, np.float64).T
    p50, p95 = (round(float(np.percentile(times, at)), 2) for at in (50, 95))
    scores = Scores(
        round(float(recall.mean()), 4),
        round(float(precision.mean()), 4),
        round(float(gain.mean()), 4),
        len(asked),
        round(index_seconds, 2),
        p50,
        p95,
    )
    return Measured(scores, tuple(str(row["_id"]) for row in asked), recall, precision)


def compare(one: Measured, other: Measured, most_named: int = 10) -> dict[str, Any]:
    """Return how `other` differs from `one`: wins, losses, and intervals of the difference.

    A win is a query with a higher average precision. The intervals hold 95% of 2,000 bootstrap
    samples of the queries (Efron and Tibshirani, An Introduction to the Bootstrap, 1993).
    """
    difference = other.precision - one.precision
    order = np.argsort(difference, kind="stable")
    return {
        "wins": int((difference > 0).sum()),
        "losses": int((difference < 0).sum()),
        "map@10": round(float(difference.mean()), 4),
        "map@10 interval": interval(difference),
        "recall@10": round(float((other.recall - one.recall).mean()), 4),
        "recall@10 interval": interval(other.recall - one.recall),
        "lost most": [one.queries[at] for at in order[:most_named] if difference[at] < 0],
        "won most": [one.queries[at] for at in order[::-1][:most_named] if difference[at] > 0],
    }


def interval(values: NDArray[np.float64], samples: int = 2000) -> tuple[float, float]:
    """Return the bounds that hold 95% of bootstrap means of some values."""
    chance = np.random.default_rng(0)  # the same bounds for the same values
    means = [values[chance.integers(0, len(values), len(values))].mean() for _ in range(samples)]
    low, high = np.percentile(means, (2.5, 97.5))
    return round(float(low), 4), round(float(high), 4)


def _ranking(searcher: Searcher, names: dict[str, str], text: str, language: str) -> list[str]:
    request = SearchRequest(text[:MAX_QUESTION], language, limit=_CANDIDATES)
    found = searcher.search(request)
    passages = get_passages(searcher.db, [hit.passage for hit in found.hits])
    ranked = dict.fromkeys(names[passages[hit.passage].part] for hit in found.hits)
    return list(ranked)[:DEPTH]


def measure(ranking: Sequence[str], relevant: set[str]) -> tuple[float, float, float]:
    """Return recall, average precision and nDCG of a ranking cut at 10.

    Average precision is divided by the number of relevant documents.
    """
    hits, precision, gain = 0, 0.0, 0.0
    for rank, document in enumerate(ranking, 1):
        if document in relevant:
            hits += 1
            precision += hits / rank
            gain += 1 / math.log2(rank + 1)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(relevant), DEPTH) + 1))
    return hits / len(relevant), precision / len(relevant), gain / ideal
