"""Measures retrieval on any judged corpus, through the product's own pipeline."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index import evaluation
from index.building import Progress
from index.embedding import Embedder, EmbeddingCache


def evaluate_retrieval(
    home: Path,
    embedder: Callable[[], Embedder],
    cache: EmbeddingCache,
    corpus: Path,
    queries: Path,
    qrels: Path,
    language: str,
    progress: Progress,
) -> dict[str, Any]:
    """Index a corpus in a scratch folder, ask every judged query, and return the scores."""
    judged = evaluation.judgements(qrels)
    scratch = home / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="evaluate-", dir=scratch))
    try:
        started = time.perf_counter()
        names = evaluation.index_corpus(folder, corpus, language, embedder, cache, progress)
        seconds = time.perf_counter() - started
        return evaluation.evaluate(
            folder, names, queries, judged, language, embedder, seconds, progress
        ).as_json()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
