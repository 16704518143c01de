"""Keyword search against other engines, on the same passages and questions in one run.

    python -m tests.benchmarks.keyword_search --passages 100000 --other PYTHON

PYTHON is the interpreter of an environment that has tantivy and bm25s. 600 distinct questions,
half of 3 to 8 words and half whole ones, each asked once in a new process, the best 50; three
alternating runs, of which the median counts. Indexes stay in --folder for the next run.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.made_passages import passages, questions

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = ("tantivy", "bm25s")  # engines that need the other interpreter
SAME_INDEX = {"whoosh": "helpdesk"}  # engines that use another one's index


def main() -> None:
    """Build what is missing, ask three times in turn, print a table."""
    options = _options()
    folder = options.folder / str(options.passages)
    folder.mkdir(parents=True, exist_ok=True)
    texts = folder / "passages.jsonl"
    if not texts.exists():
        with texts.open("w", encoding="utf-8") as file:
            for text in passages(options.shared, options.passages):
                file.write(json.dumps(text) + "\n")
    asked = folder / "questions.json"
    short, whole = questions(options.shared, 300)
    asked.write_text(json.dumps([*short, *whole]), "utf-8")
    for engine in options.engines:
        own = folder / SAME_INDEX.get(engine, engine)
        if not own.exists():
            _run(options.other, "build", engine, own, texts)
    runs: dict[str, list[dict[str, Any]]] = {engine: [] for engine in options.engines}
    for _ in range(3):
        for engine in options.engines:
            own = folder / SAME_INDEX.get(engine, engine)
            runs[engine].append(json.loads(_run(options.other, "ask", engine, own, asked)))
    _print(runs, len(short), options.passages)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--other", default=sys.executable)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "benchmarks")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--engines", nargs="+", default=["helpdesk", "tantivy", "bm25s", "fts5"])
    return parser.parse_args()


def _run(other: str, task: str, engine: str, folder: Path, source: Path) -> str:
    python = other if engine in ELSEWHERE else sys.executable
    command = [python, "-m", "tests.benchmarks.engines", task, engine, str(folder), str(source)]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def _print(runs: dict[str, list[dict[str, Any]]], short: int, count: int) -> None:
    print(f"{count:,} passages; ms per question, median of three runs")
    print(f"{'engine':10} {'open s':>7} " + " ".join(
        f"{kind + ' ' + name:>10}" for kind in ("all", "short", "whole") for name in ("p50", "p95")
    ))  # fmt: skip
    first: list[float] = []
    for engine, each in runs.items():
        row = [
            _median(each, kind, at, short) for kind in ("all", "short", "whole") for at in (50, 95)
        ]
        first = first or row
        opened = statistics.median(run["open_s"] for run in each)
        print(f"{engine:10} {opened:7.2f} " + " ".join(f"{value:10.2f}" for value in row))
        if row is not first:
            shares = " ".join(f"{a / b:10.2f}" for a, b in zip(first, row, strict=True))
            print(f"{'  ours ×':10} {'':7} {shares}")


def _median(each: list[dict[str, Any]], kind: str, at: int, short: int) -> float:
    part = {"all": slice(None), "short": slice(short), "whole": slice(short, None)}[kind]
    return statistics.median(float(np.percentile(run["ms"][part], at)) for run in each)


if __name__ == "__main__":
    main()
