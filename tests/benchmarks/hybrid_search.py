"""Hybrid search and asking end to end, opening, memory, and a small change, at one size.

    python -m tests.benchmarks.made_generation --home HOME --passages 100000
    python -m tests.benchmarks.hybrid_search --home HOME

Searching is question in, ten hits with snippets out, embedding included; each of 600 questions
once. The change (100 documents added, one deleted) is made on a copy, and checked.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from helpdesk.questions import Question
from helpdesk.services.asking import Asking
from helpdesk.services.judging import Unkept
from helpdesk.services.searching import SearchQuery
from helpdesk.settings import Settings
from helpdesk.wiring import Parts
from index.checking import check
from index.embedding import EmbeddingCache
from index.generations import manifest_of
from index.request import Filters
from index.searcher import Searcher
from tests.benchmarks.made_generation import documents, perturbed, publish
from tests.benchmarks.made_passages import passages, questions

A_CHANGED = 8  # passages of each document added: the mean of the shared sources
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Print the figures of one home folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--change", action="store_true", help="Also measure a small change.")
    options = parser.parse_args()
    parts = Parts(Settings(home=options.home, rate_limit=""))
    short, whole = questions(options.shared, 300)
    print(f"{manifest_of(parts.generations.live())['passages']:,} passages")
    _ = parts.embedder.embed(["ready"])
    _opening(parts)
    parts.warm()
    _times("search", [_timed(parts, question) for question in [*short, *whole]])
    asking = Asking(parts.library, Unkept())
    times = []
    for question in [*short[:150], *whole[:150]]:
        started = time.perf_counter()
        asking.ask(Question(question[:2000]))
        times.append(time.perf_counter() - started)
    _times("ask", times)
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB at most")
    _recall(parts, [*short, *whole])
    if options.change:
        _change(options.home, options.shared)


def _opening(parts: Parts) -> None:
    started = time.perf_counter()
    searcher = Searcher(parts.generations.live(), lambda: parts.embedder)
    _ = searcher.postings.passages, searcher.vectors, searcher.documents
    searcher.allowed(Filters())
    print(f"opening {time.perf_counter() - started:.2f} s")


def _timed(parts: Parts, question: str) -> float:
    started = time.perf_counter()
    parts.searching.search(SearchQuery(question[:2000]))
    return time.perf_counter() - started


def _times(name: str, seconds: list[float]) -> None:
    p50, p95 = np.percentile(np.asarray(seconds) * 1000, (50, 95))
    print(f"{name:7} ms p50 {p50:6.1f}  p95 {p95:6.1f}")


def _recall(parts: Parts, asked: list[str]) -> None:
    """Compare the nearest 50 with those of an exact comparison of the same vectors."""
    searcher = parts.library.searcher()
    vectors = searcher.vectors
    assert vectors is not None
    everything = vectors.permitted(np.ones(len(vectors.rows), np.bool_))
    rows = np.flatnonzero(vectors.slots >= 0)
    stored = np.concatenate(
        [
            vectors.index.reconstruct_batch(rows[at : at + 50_000])
            for at in range(0, len(rows), 50_000)
        ]
    )
    recalled = []
    for query in parts.embedder.embed(asked[:200]):
        best = set(vectors.slots[rows[np.argpartition(-(stored @ query), 50)[:50]]].tolist())
        recalled.append(len(best & set(vectors.nearest(query, 50, everything).tolist())) / 50)
    print(
        f"recall@50 against an exact comparison of the same stored vectors {np.mean(recalled):.4f}"
    )


def _change(home: Path, shared: Path) -> None:
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        copy = Path(folder)
        shutil.copytree(home, copy, dirs_exist_ok=True)
        parts = Parts(replace(Settings(home=copy), rate_limit=""))
        vectors = perturbed(parts, shared)
        texts = passages(shared, 100 * A_CHANGED, seed=99)
        added = list(documents((f"Zyxxer {text}" for text in texts), 10_000_000, A_CHANGED))
        started = time.perf_counter()
        steps = publish(parts.generations, vectors, iter(added), removed=["made-0"])
        print(f"100 documents added and one deleted: {time.perf_counter() - started:.1f} s {steps}")
        found = parts.searching.search(SearchQuery("zyxxer"))
        print(f"found after the switch: {found.total:,} of the new passages")
        gone = parts.searching.search(SearchQuery('id:"made-0"'))
        print(f"left of the deleted document: {gone.total}")
        nothing = EmbeddingCache(copy / "empty.db")  # the vectors are made, not the model's
        problems = check(parts.generations.live(), nothing, lambda *_: None)
        print("helpdesk index check:", "; ".join(problems) or "sound")


if __name__ == "__main__":
    main()
