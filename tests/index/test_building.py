"""Building: beside the live generation, by what changed, and the same as building anew."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import analysis, building, chunking, segments, spelling, vector
from index.building import Built, analyser_identity, build, link_index, meaning_text
from index.embedding import Embedder, EmbeddingCache, Floats
from index.generations import Generations, damaged
from index.request import SearchRequest
from index.searcher import Searcher
from knowledge.documents import Document
from knowledge.errors import EmbedderUnavailable
from knowledge.store.documents import get_passages, put_document, remove_document
from knowledge.store.schema import open_for_writing
from tests.index.made import Letters, Store, document

_WORDS = ("wage", "child", "union", "mine", "ship", "night")
_LINE = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8).map(" ".join)
_TEXTS = st.dictionaries(st.sampled_from("abcde"), st.lists(_LINE, min_size=1, max_size=3))
_STEPS = st.lists(st.tuples(_TEXTS, st.sets(st.sampled_from("abcde"))), min_size=1, max_size=4)


def scored(searcher: Searcher, text: str) -> dict[tuple[str, int], tuple[float, float]]:
    """Each passage found, by document and place in it, with its scores by words and meaning."""
    hits = searcher.search(SearchRequest(text, limit=100)).hits
    held = get_passages(searcher.db, [hit.passage for hit in hits])
    return {
        (held[hit.passage].document, held[hit.passage].start): (hit.keyword, hit.cosine)
        for hit in hits
    }


@settings(max_examples=15, deadline=None)
@given(_STEPS)
def test_built_step_by_step_is_as_built_anew(
    steps: list[tuple[dict[str, list[str]], set[str]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stepwise, texts = Store(Path(folder) / "steps"), dict[str, list[str]]()
        for added, gone in steps:
            removed = (gone & texts.keys()) - added.keys()
            made = [document(id, *lines) for id, lines in added.items()]
            built = stepwise.change(made, removed=sorted(removed))
            texts = {id: lines for id, lines in (texts | added).items() if id not in removed}
        anew = Store(Path(folder) / "anew")
        once = anew.change([document(id, *lines) for id, lines in texts.items()])
        assert (built.passages, built.vectors) == (once.passages, once.vectors)
        ours, expected = stepwise.searcher(built), anew.searcher(once)
        for word in _WORDS:
            found, due = scored(ours, word), scored(expected, word)
            assert found.keys() == due.keys()
            for place, (keyword, cosine) in due.items():
                # An average length may drift by a hundredth before impacts are reckoned again.
                assert found[place] == pytest.approx((keyword, cosine), rel=0.02, abs=1e-5)


class Failing(Letters):
    """Fails as it is told to."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def embed(self, texts: Sequence[str]) -> Floats:
        raise self.error


def publish(
    home: Path,
    added: Sequence[Document] = (),
    removed: Sequence[str] = (),
    embedder: Embedder | None = None,
) -> Built:
    """Build a generation beside the live one, as an ingest does, and switch to it."""
    generations, model = Generations(home), embedder or Letters()
    with generations.writing():
        live = generations.live() if generations.live_name() else None
        folder = generations.begin()
        if live:
            shutil.copyfile(live / "knowledge.db", folder / "knowledge.db")
            link_index(live, folder)
        db = open_for_writing(folder / "knowledge.db")
        for made in added:
            put_document(db, made, source="made", origin="made", hashed=made.text)
            building.chunk(db, made)
        for gone in removed:
            remove_document(db, gone)
        built = build(
            folder,
            db,
            changed=[*(made.id for made in added), *removed],
            added=[made.id for made in added],
            embedder=lambda: model,
            cache=EmbeddingCache(home / "embeddings.db"),
            progress=lambda _stage, _done, _total: None,
        )
        db.close()
        generations.publish(folder, {"embedder": built.embedder})
    return built


def found(home: Path, text: str) -> set[str]:
    searcher = Searcher(Generations(home).live(), Letters)
    return {document for document, _ in scored(searcher, text)}


FIRST = (document("pay", "Wages are paid in money."), document("mine", "Mines have exits."))


def test_the_old_generation_reads_the_same_beside_the_new(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    old = Generations(tmp_path).live()
    reading = Searcher(old, Letters)
    before = scored(reading, "wages mines exits")
    publish(tmp_path, [document("pay", "Now about ships.")], removed=["mine"])
    assert Generations(tmp_path).live() != old
    assert scored(reading, "wages mines exits") == before  # one that was open
    assert scored(Searcher(old, Letters), "wages mines exits") == before  # one opened since
    assert damaged(old) == ()  # no file that both share was written to
    assert found(tmp_path, "wages mines ships") == {"pay"}
    Generations(tmp_path).roll_back(old.name)
    assert found(tmp_path, "wages mines ships") == {"pay", "mine"}


def test_what_did_not_change_is_carried_over(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    old = Generations(tmp_path).live()
    publish(tmp_path, removed=["nothing"])
    new = Generations(tmp_path).live()
    assert all((new / name).samefile(old / name) for name in (*vector.FILES, spelling.WORDS))
    publish(tmp_path, [document("ship", "Ships carry water.")])
    searcher = Searcher(Generations(tmp_path).live(), Letters)
    offered = spelling.did_you_mean(searcher.folder, searcher.postings, "mnies and shpis")
    assert offered == "mines and ships"


def test_a_build_that_fails_leaves_the_live_generation_whole(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    live = Generations(tmp_path).live()
    with pytest.raises(RuntimeError, match="made"):
        publish(
            tmp_path,
            [document("pay", "Ships.")],
            removed=["mine"],
            embedder=Failing(RuntimeError("made")),
        )
    assert Generations(tmp_path).live() == live
    assert damaged(live) == ()
    assert found(tmp_path, "wages mines") == {"pay", "mine"}
    publish(tmp_path, [document("pay", "Ships at night.")])
    assert "pay" in found(tmp_path, "ships night")


def test_a_failing_embedder_costs_the_new_generation_its_vectors_only(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    old = Generations(tmp_path).live()
    more = [document("ship", "Ships carry water.")]
    built = publish(tmp_path, more, embedder=Failing(EmbedderUnavailable("out of memory")))
    assert (built.passages, built.vectors, built.embedder) == (3, 0, None)
    assert built.notice == "searching by words only: out of memory"
    live = Generations(tmp_path).live()
    assert not any((live / name).exists() for name in vector.FILES)
    by_words = Searcher(live, Letters).search(SearchRequest("ships"))
    assert by_words.hits
    assert not by_words.by_meaning
    assert damaged(old) == ()
    assert Searcher(old, Letters).search(SearchRequest("wages")).by_meaning


def test_vectors_come_back_without_embedding_twice(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    more = [document("ship", "Ships carry water.")]
    publish(tmp_path, more, embedder=Failing(EmbedderUnavailable("made")))
    model = Letters()
    built = publish(tmp_path, embedder=model)
    assert (built.embedded, built.vectors, built.passages) == (1, 3, 3)
    assert model.seen == ["Ships carry water."]


def test_another_model_embeds_all_anew(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    other = Letters()
    other.identity = "other letters"
    built = publish(tmp_path, embedder=other)
    assert (built.embedder, built.embedded, built.vectors) == ("other letters", 2, 2)


def test_a_text_that_comes_twice_is_embedded_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    built = store.change([document("a", "Same words."), document("b", "Same words.", "Others.")])
    assert (built.passages, built.vectors, built.embedded) == (3, 3, 2)


def test_tables_are_found_by_words_and_not_embedded(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    table = replace(document("table", "Niger: 1978", "Norway: 1980"), by_meaning=False)
    built = store.change([table, document("pay", "Wages are paid.")])
    assert (built.passages, built.vectors) == (2, 1)
    (place, (keyword, cosine)), *_ = scored(store.searcher(built), "Niger").items()
    assert place[0] == "table"
    assert keyword > 0
    assert cosine == 0


def test_identifiers_and_instruments_are_exact_names(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    made = [document("a", "Rules.", instruments=("C095",), identifiers=("GB.1/INS/2",))]
    made += [document(f"b{n}", f"Rules of year {n}.") for n in range(5)]
    searcher = store.searcher(store.change(made))
    for name in ("c095", "gb.1/ins/2"):
        first = searcher.search(SearchRequest("rules", identifiers=(name,))).hits[0]
        assert get_passages(searcher.db, [first.passage])[first.passage].document == "a"


def test_a_store_without_passages_is_built_and_searched(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    assert store.change().passages == 0
    built = store.change([document("a", "Wages.")])
    assert (built.passages, built.vectors) == (1, 1)
    built = store.change(removed=["a"])
    assert (built.passages, built.vectors) == (0, 0)
    result = store.searcher(built).search(SearchRequest("wages", counted=True))
    assert (result.hits, result.total) == ((), 0)


def test_each_stage_is_reported_to_its_end(tmp_path: Path) -> None:
    store, told = Store(tmp_path / "store"), dict[str, tuple[int, int]]()
    store.change()
    for made in FIRST:
        put_document(store.db, made, source="made", origin="made", hashed=made.text)
        building.chunk(store.db, made)

    def progress(stage: str, done: int, total: int) -> None:
        assert 0 <= done <= total
        told[stage] = done, total

    build(
        store.folder,
        store.db,
        changed=(),
        added=[made.id for made in FIRST],
        embedder=Letters,
        cache=store.cache,
        progress=progress,
    )
    assert told.keys() == {"words", "postings", "vectors"}
    assert all(done == total > 0 for done, total in told.values())


@pytest.mark.parametrize("module", [analysis, chunking, segments, spelling])
def test_a_newer_version_of_a_part_is_another_identity(
    module: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = analyser_identity()
    assert analyser_identity() == before
    monkeypatch.setattr(module, "VERSION", 9999)
    assert analyser_identity() != before


def test_what_is_embedded_has_its_headings_once_each() -> None:
    assert meaning_text("Title", ["Part I", "", "Part I", "Wages"], "Text.") == (
        "Part I – Wages\nText."
    )
    assert meaning_text("Title", [], "Text.") == "Text."
