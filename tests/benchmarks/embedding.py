"""Our embedder against sentence-transformers: passages a second, and how far they agree.

    .venv/bin/python -m tests.benchmarks.embedding --reference-python PYTHON [--passages N]

PYTHON is the interpreter of another environment, with torch and sentence-transformers in it.
Both embed the same passages of the public benchmark in HELPDESK_SHARED, in turns, each in a
process of its own that waits while the other works. Each is judged by its fastest round, the
one that other work on the machine slowed least; every round's ratio is printed too. Passages
without text are left out: the product never embeds them. The exit status is 1 below the
required ratio or cosine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import load_minilm

Floats = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Floats]

REQUIRED_RATIO = 2.0
REQUIRED_COSINE = 0.99
WARM_UP = 64  # passages
ROOT = Path(__file__).resolve().parents[2]

# Reads the passages, then embeds all of them again at each line that arrives.
REFERENCE = """
import json, os, sys, time
os.environ["HF_HUB_OFFLINE"] = "1"
import numpy, torch
from sentence_transformers import SentenceTransformer
model, passages, out, threads = sys.argv[1:]
torch.set_num_threads(int(threads))
texts = json.load(open(passages, encoding="utf-8"))
model = SentenceTransformer(model, device="cpu")
embed = lambda some: model.encode(some, normalize_embeddings=True, show_progress_bar=False)
embed(texts[:64])
print("ready", flush=True)
for line in sys.stdin:
    started = time.perf_counter()
    vectors = embed(texts)
    seconds = time.perf_counter() - started
    numpy.save(out, vectors)
    print(seconds, flush=True)
"""


class Reference:
    """sentence-transformers in the other interpreter, asked for one round at a time."""

    def __init__(self, python: str, model: Path, texts: Sequence[str], folder: Path) -> None:
        passages, self._out = folder / "passages.json", folder / "vectors.npy"
        passages.write_text(json.dumps(list(texts)), encoding="utf-8")
        threads = str(os.cpu_count() or 1)
        self._process = subprocess.Popen(
            [python, "-c", REFERENCE, str(model), str(passages), str(self._out), threads],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if self._answer() != "ready":
            raise SystemExit("the reference did not start; its errors are above")

    def round(self) -> float:
        """Embed all passages; return the seconds that took."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return float(self._answer())

    def vectors(self) -> Floats:
        """The vectors of the last round; ends the process."""
        self._process.communicate()
        vectors: Floats = np.load(self._out)
        return vectors

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def passages(count: int) -> list[str]:
    """Draw `count` passages that have text, the same ones every time."""
    shared = Path(os.environ.get("HELPDESK_SHARED", ROOT.parent / "shared"))
    corpus = shared / "bench" / "obliqa" / "corpus.jsonl"
    with corpus.open(encoding="utf-8") as lines:
        texts = [text for line in lines if (text := json.loads(line)["text"]).strip()]
    return random.Random(7).sample(texts, min(count, len(texts)))


def timed(embed: Embed, texts: Sequence[str]) -> tuple[float, Floats]:
    """Return the seconds one round took, and its vectors."""
    started = time.perf_counter()
    vectors = embed(texts)
    return time.perf_counter() - started, vectors


def main() -> int:
    """Run the comparison and print it as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reference-python", required=True, help="interpreter with torch")
    parser.add_argument("--passages", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()

    from index.minilm import packaged_files

    texts = passages(arguments.passages)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = load_minilm(folder / "models")
        ours.embed(texts[:WARM_UP])
        reference = Reference(arguments.reference_python, packaged_files(), texts, folder)
        our_seconds, reference_seconds = [], []
        for _ in range(arguments.rounds):
            seconds, vectors = timed(ours.embed, texts)
            our_seconds.append(seconds)
            reference_seconds.append(reference.round())
        cosines = (vectors * reference.vectors()).sum(axis=1)

    figures = {
        "passages": len(texts),
        "words": round(statistics.mean(len(text.split()) for text in texts), 1),
        "rounds": arguments.rounds,
        "ours_per_second": round(len(texts) / min(our_seconds), 1),
        "reference_per_second": round(len(texts) / min(reference_seconds), 1),
        "ratio": round(min(reference_seconds) / min(our_seconds), 2),
        "ratios": [
            round(theirs / our, 2)
            for our, theirs in zip(our_seconds, reference_seconds, strict=True)
        ],
        "cosine_min": round(float(cosines.min()), 4),
        "cosine_mean": round(float(cosines.mean()), 4),
        "cosine_below_required": int((cosines < REQUIRED_COSINE).sum()),
    }
    print(json.dumps(figures, indent=2))
    return int(figures["ratio"] < REQUIRED_RATIO or figures["cosine_min"] < REQUIRED_COSINE)


if __name__ == "__main__":
    sys.exit(main())
