"""Measures retrieval on any judged corpus, through the product's own pipeline."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index import evaluation
from index.building import Progress
from index.embedding import Embedder, EmbeddingCache
from index.searcher import Searcher

CONFIGURATIONS = tuple(evaluation.CONFIGURATIONS)


def evaluate_retrieval(
    home: Path,
    embedder: Callable[[], Embedder],
    cache: EmbeddingCache,
    corpus: Path,
    queries: Path,
    qrels: Path,
    language: str,
    progress: Progress,
    names: Sequence[str] = ("product",),
) -> dict[str, Any]:
    """Index a corpus in a scratch folder, ask every judged query, and return the scores.

    With several configurations: the scores of each, and how each differs from the first.
    """
    judged = evaluation.judgements(qrels)
    weighs = {name: evaluation.configured(name) for name in names}
    scratch = home / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="evaluate-", dir=scratch))
    try:
        started = time.perf_counter()
        rows = evaluation.index_corpus(folder, corpus, language, embedder, cache, progress)
        seconds = time.perf_counter() - started
        measured = {
            name: evaluation.evaluate(
                Searcher(folder, embedder, weigh),
                rows,
                queries,
                judged,
                language,
                seconds,
                progress,
            )
            for name, weigh in weighs.items()
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    first, *others = measured
    if not others:
        return measured[first].scores.as_json()
    return {
        "configurations": {name: each.scores.as_json() for name, each in measured.items()},
        "against " + first: {
            name: evaluation.compare(measured[first], measured[name]) for name in others
        },
    }
