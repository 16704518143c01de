"""Passages for benchmarks: real ones first, then made from them, to any number.

A made passage joins a half of each of two real ones, and some of its words are exchanged for
new ones, so that the vocabulary goes on growing as it does in real text (Heaps' law): each made
passage brings about one word that no earlier one had, and meets older made ones by Zipf's law.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

EXCHANGED = 0.04  # share of a made passage's words
NEW = 0.25  # of those, words that no earlier passage had


def real_passages(shared: Path) -> list[str]:
    """Return the distinct real passages of the shared inputs that are 20 to 200 words long."""
    texts: dict[str, None] = {}
    for line in (shared / "bench/obliqa/corpus.jsonl").open(encoding="utf-8"):
        texts[json.loads(line)["text"]] = None
    for paper in sorted((shared / "seeds").glob("*.txt")):
        texts.update(dict.fromkeys(paper.read_text("utf-8").split("\n\n")))
    for line in (shared / "data/guidance/comply_chain_pages.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        for value in row.values():
            if isinstance(value, str):
                texts.update(dict.fromkeys(value.split("\n\n")))
    return [text for text in texts if 20 <= len(text.split()) <= 200]


def passages(shared: Path, count: int, seed: int = 7) -> Iterator[str]:
    """Give `count` passages; the same for the same inputs and seed, whatever the count."""
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    real = real_passages(shared)
    yield from real[:count]
    made: list[str] = []
    for _ in range(count - len(real)):
        first, second = chance.choice(real).split(), chance.choice(real).split()
        words = first[: len(first) // 2] + second[len(second) // 2 :]
        for at in chance.sample(range(len(words)), round(EXCHANGED * len(words))):
            words[at] = _word(made, chance)
        yield " ".join(words)


def _word(made: list[str], chance: random.Random) -> str:
    if not made or chance.random() < NEW:
        made.append("".join(chance.choices("bcdfglmnprstvz", k=3)) + f"{len(made):x}")
        return made[-1]
    return made[int(len(made) ** chance.random()) - 1]


def questions(shared: Path, each: int, seed: int = 11) -> tuple[list[str], list[str]]:
    """Return `each` short questions of 3 to 8 words and as many whole ones, all distinct."""
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    lines = (shared / "bench/obliqa/queries.dev.jsonl").open(encoding="utf-8")
    asked = list(dict.fromkeys(json.loads(line)["text"] for line in lines))
    chance.shuffle(asked)
    short: dict[str, None] = {}
    for question in asked[each:]:
        words = question.split()
        size = chance.randint(3, 8)
        begin = chance.randrange(max(1, len(words) - size))
        short[" ".join(words[begin : begin + size])] = None
        if len(short) == each:
            break
    return list(short), asked[:each]
