"""Our lists against plain BM25, over segments, deletions and rows of bytes."""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import keyword, segments
from index.analysis import terms
from index.postings import Postings, build_postings, link_postings
from index.scoring import Allowed, Scores, Term
from index.segments import Bm25, Group

BM25 = Bm25(1.2, 0.6, 0.5)
GROUPS = (
    Group("text_en", (("body_en", 1.0), ("title_en", 0.3))),
    Group("pairs_en", (("pairs_en", 1.0),)),
    Group("ids", (("ids", 1.0),)),
)
WORDS = ("wage", "child", "union", "mine", "ship", "night", "equal", "bond")
_TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)


def write(folder: Path, batches: Sequence[Sequence[str]], deleted: Sequence[str] = ()) -> Postings:
    """Each batch of texts becomes a segment; text n is the document "dn"."""
    number = 0
    for batch in batches:
        rows = []
        for text in batch:
            rows.append(keyword.Row(number, f"d{number}", "en", "", "", text, (f"id-{number}",)))
            number += 1
        keyword.update(folder / "k", (), rows)
    if deleted:
        keyword.update(folder / "k", deleted, ())
    return decoded(folder)


def decoded(folder: Path) -> Postings:
    with keyword.reading(folder / "k") as reader:
        build_postings(folder / "p", reader, GROUPS, BM25)
    return Postings.load(folder / "p")


def plain(texts: dict[int, str], asked: Sequence[str]) -> dict[int, float]:
    """BM25+ as the books have it."""
    bags = {number: Counter(terms("en", text)) for number, text in texts.items()}
    average = sum(sum(bag.values()) for bag in bags.values()) / len(bags)
    scores: dict[int, float] = {}
    for word in asked:
        holding = sum(word in bag for bag in bags.values())
        if not holding:
            continue
        idf = math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))
        for number, bag in bags.items():
            if count := bag[word]:
                norm = BM25.k1 * (1 - BM25.b + BM25.b * sum(bag.values()) / average)
                gain = count * (BM25.k1 + 1) / (count + norm) + BM25.delta
                scores[number] = scores.get(number, 0.0) + idf * gain
    return scores


def found(postings: Postings, asked: Sequence[str], count: int = 5) -> dict[int, float]:
    scores = Scores(postings, [Term("text_en", word, 1.0) for word in asked])
    slots, values = scores.best(count, Allowed(postings.passages >= 0))
    return dict(zip(postings.passages[slots].tolist(), values.tolist(), strict=True))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_scores_are_those_of_plain_bm25(data: st.DataObject) -> None:
    batches = data.draw(st.lists(st.lists(_TEXT, min_size=1, max_size=8), min_size=1, max_size=3))
    texts = dict(enumerate(text for batch in batches for text in batch))
    gone = data.draw(st.sets(st.sampled_from(sorted(texts)), max_size=len(texts) - 1))
    asked = [terms("en", word)[0] for word in data.draw(st.sets(st.sampled_from(WORDS)))]
    with tempfile.TemporaryDirectory() as folder:
        postings = write(Path(folder), batches, [f"d{number}" for number in sorted(gone)])
        kept = {number: text for number, text in texts.items() if number not in gone}
        expected = plain(kept, asked)
        ours = found(postings, asked)
        assert len(ours) == min(5, len(expected))
        for number, score in ours.items():
            assert score == pytest.approx(expected[number], rel=1e-4)
        least = min(ours.values(), default=0.0)
        assert all(n in ours or score <= least + 1e-4 for n, score in expected.items())


def test_frequent_words_are_rows_of_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(1)
    texts = [" ".join(chance.choice(WORDS, 6)) for _ in range(600)]
    lists = write(tmp_path / "lists", [texts])
    monkeypatch.setattr(segments, "LEAST_DENSE", 10)
    rows = write(tmp_path / "rows", [texts])
    assert len(lists.segments[0].dense) == 0
    assert len(rows.segments[0].dense) >= len(WORDS)
    for asked in (("wage",), ("wage", "child", "union"), tuple(WORDS)):
        stems = [terms("en", word)[0] for word in asked]
        exact, near = found(lists, stems, 10), found(rows, stems, 10)
        best = list(exact.values())
        assert list(near.values()) == pytest.approx(best, rel=0.01)
        assert set(near) & set(exact)


def test_filters_apply_before_the_best_are_taken(tmp_path: Path) -> None:
    texts = [f"wage {'wage ' * (n % 7)}mine" for n in range(200)]
    postings = write(tmp_path, [texts[:120], texts[120:]])
    mask = np.zeros(len(postings.passages), np.bool_)
    mask[[3, 150, 151]] = True
    scores = Scores(postings, [Term("text_en", "wage", 1.0)])
    slots, _ = scores.best(10, Allowed(mask))
    assert sorted(slots.tolist()) == [3, 150, 151]
    assert scores.count(Allowed(mask)) == 3
    most = ~mask
    slots, values = scores.best(200, Allowed(most))
    assert len(slots) == 197
    assert not mask[slots].any()
    assert values == pytest.approx(scores.at(slots))


def test_fields_are_merged_with_their_weights(tmp_path: Path) -> None:
    rows = [
        keyword.Row(0, "d0", "en", "wage", "", "mine ship"),
        keyword.Row(1, "d1", "en", "ship", "", "wage mine"),
        keyword.Row(2, "d2", "en", "night", "", "union bond"),
    ]
    keyword.update(tmp_path / "k", (), rows)
    ours = found(decoded(tmp_path), ["wage"])
    assert ours[1] > ours[0] > 0  # the body counts for more than the title
    assert ours[0] == pytest.approx(0.3 * ours[1], rel=0.01)


def test_an_exact_name_is_found_and_weighs(tmp_path: Path) -> None:
    postings = write(tmp_path, [["wage mine", "ship"], ["night"]])
    scores = Scores(postings, [Term("ids", "id-2", 3.0)])
    slots, values = scores.best(5, Allowed(postings.passages >= 0))
    assert postings.passages[slots].tolist() == [2]
    assert values[0] > 0


def test_a_change_leaves_the_lists_of_the_rest_as_they_are(tmp_path: Path) -> None:
    texts = [f"wage mine {word}" for word in WORDS * 40]
    write(tmp_path / "one", [texts])
    keyword.link_index(tmp_path / "one/k", tmp_path / "two/k")
    link_postings(tmp_path / "one/p", tmp_path / "two/p")
    keyword.update(
        tmp_path / "two/k", ["d5"], [keyword.Row(900, "new", "en", "", "", "wage bond mine")]
    )
    before, after = Postings.load(tmp_path / "one/p"), decoded(tmp_path / "two")
    (old,) = (path for path in (tmp_path / "one/p").iterdir() if path.is_dir())
    assert (old / "impacts.npy").stat().st_ino == (
        tmp_path / "two/p" / old.name / "impacts.npy"
    ).stat().st_ino
    assert 5 in before.passages  # the generation before is untouched
    assert 5 not in after.passages
    assert 900 in found(after, ["bond"], 50)
    assert after.sizes["text_en"] == before.sizes["text_en"]


def test_nothing_is_found_where_nothing_is_held(tmp_path: Path) -> None:
    postings = write(tmp_path, [["wage"]])
    assert found(postings, ["child"]) == {}
    assert postings.rarity("text_en", "child") == 0.0
    assert postings.rarity("text_en", "wage") > 0.0
    assert found(postings, []) == {}
