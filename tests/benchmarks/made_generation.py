"""A live generation of any size for benchmarks: real and made passages, perturbed vectors.

    python -m tests.benchmarks.made_generation --home HOME --passages 500000

Built by the product's own pipeline. Vectors are those of real passages, slightly turned: real
embedding of so many would take hours, and search costs the same.
"""

from __future__ import annotations

import argparse
import time
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from helpdesk.settings import Settings
from helpdesk.wiring import Parts
from index.building import analyser_identity, build, chunk, link_index
from index.embedding import Embedder, Floats
from index.generations import Generations, manifest_of
from knowledge.documents import Document, Kind, Section
from knowledge.store.documents import put_document, remove_document
from knowledge.store.schema import open_for_writing
from tests.benchmarks.made_passages import passages, real_passages

ROOT = Path(__file__).resolve().parents[2]
A_DOCUMENT = 50  # passages
TURNED = 0.35  # length of the noise beside a vector of length 1


class Perturbed:
    """Gives each text a real passage's vector, turned a little; stands for embedder and cache."""

    def __init__(self, model: Embedder, real: Floats) -> None:
        self.identity, self.dimension, self._real = model.identity, model.dimension, real

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return one row of unit length for each text, the same for the same text."""
        seeds = [zlib.crc32(text.encode()) for text in texts]
        rows = self._real[[seed % len(self._real) for seed in seeds]]
        chance = np.random.default_rng(seeds[0] if seeds else 0)
        noise = chance.standard_normal(rows.shape, np.float32)
        rows = rows + TURNED * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        unit: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    def embed_all(
        self, texts: Sequence[str], _embedder: Embedder, progress: Any = None
    ) -> tuple[Floats, int]:
        """Return a row for each text, as the embedding cache does."""
        parts = [self.embed(texts[at : at + 20_000]) for at in range(0, len(texts), 20_000)]
        return np.concatenate(parts) if parts else np.empty((0, self.dimension), np.float32), 0


def documents(texts: Iterator[str], first: int = 0, size: int = A_DOCUMENT) -> Iterator[Document]:
    """Give documents of `size` passages each."""
    number = first
    while some := list(islice(texts, size)):
        text, sections = "", []
        for at, passage in enumerate(some, 1):
            start = len(text)
            sections.append(Section(start, start + len(passage), f"para. {at}", (), f"para-{at}"))
            text += f"{passage}\n\n"
        yield Document(
            f"made-{number}",
            Kind.DOCUMENT,
            f"Made document {number}",
            text,
            tuple(sections),
            date=f"{2000 + number % 25}",
        )
        number += 1


def perturbed(parts: Parts, shared: Path) -> Perturbed:
    """Embed the real passages, through the home's cache, as what others are made from."""
    rows, _ = parts.cache.embed_all(real_passages(shared), parts.embedder)
    return Perturbed(parts.embedder, rows)


def publish(
    generations: Generations,
    vectors: Perturbed,
    added: Iterator[Document],
    removed: Sequence[str] = (),
) -> dict[str, float]:
    """Make the next generation; return the seconds of each step."""
    seconds: dict[str, float] = {}
    started = time.perf_counter()

    def note(step: str) -> None:
        nonlocal started
        seconds[step] = round(time.perf_counter() - started, 2)
        started = time.perf_counter()

    live = generations.folder / name if (name := generations.live_name()) else None
    with generations.writing():
        building = generations.begin()
        if live is not None:
            (building / "knowledge.db").write_bytes((live / "knowledge.db").read_bytes())
            link_index(live, building)
        db = open_for_writing(building / "knowledge.db")
        ids = []
        with db.atomic():
            for gone in removed:
                remove_document(db, gone)
            for document in added:
                put_document(db, document, source="made", origin="made", hashed=document.id)
                chunk(db, document)
                ids.append(document.id)
        note("store")
        built = build(
            building,
            db,
            changed=[*ids, *removed],
            added=ids,
            embedder=lambda: vectors,
            cache=vectors,  # type: ignore[arg-type]
            progress=lambda _stage, _done, _total: None,
        )
        db.close()
        note("index")
        manifest = {
            "made": "made",
            "analysis": analyser_identity(),
            "embedder": built.embedder,
            "notice": "",
            "passages": built.passages,
            "vectors": built.vectors,
            "counts": {"documents": 0},
        }
        generations.publish(building, manifest)
        note("publish")
    return seconds


def main() -> None:
    """Build a generation, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options = parser.parse_args()
    parts = Parts(Settings(home=options.home, rate_limit=""))
    vectors = perturbed(parts, options.shared)
    made = documents(passages(options.shared, options.passages))
    print(publish(parts.generations, vectors, made))
    print(manifest_of(parts.generations.live())["passages"], "passages")


if __name__ == "__main__":
    main()
