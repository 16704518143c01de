"""Hybrid search over a built folder: filters, neighbours, changes, failing embedders."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.building import build
from index.request import Filters, SearchRequest
from index.searcher import Searcher
from knowledge.documents import Kind
from knowledge.store.documents import get_passages
from tests.index.made import Letters, Store, document, unavailable


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


DOCUMENTS = (
    document(
        "child", "Work of children in mines.", "Schools near mines.", topics=("child-labour",)
    ),
    document(
        "wages", "Wages are paid in money.", instruments=("C095",), countries=("NER",), date="1990"
    ),
    document("union", "A union may be formed freely.", kind=Kind.FINDING, date="2021-05"),
    document("huelga", "La huelga es un derecho.", language="es", identifiers=("Case No. 7",)),
    document("tambang", "Kerja kanak-kanak mines.", language="ms"),
)


def found(searcher: Searcher, text: str, **more: object) -> list[str]:
    hits = searcher.search(SearchRequest(text, **more)).hits  # type: ignore[arg-type]
    passages = get_passages(searcher.db, [hit.passage for hit in hits])
    return list(dict.fromkeys(passages[hit.passage].document for hit in hits))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(topics=("child-labour",)), {"child"}),
        (Filters(instruments=("C095",)), {"wages"}),
        (Filters(countries=("NER",)), {"wages"}),
        (Filters(kinds=("finding",)), {"union"}),
        (Filters(languages=("es",)), {"huelga"}),
        (Filters(languages=("ms",)), {"tambang"}),
        (Filters(since=1990, until=1990), {"wages"}),
        (Filters(since=2000), {"union"}),
        (Filters(documents=("child", "union")), {"child", "union"}),
        (Filters(countries=("NGA",)), set()),
    ],
)
def test_filters(store: Store, filters: Filters, expected: set[str]) -> None:
    searcher = store.searcher(store.change(DOCUMENTS))
    assert set(found(searcher, "mines wages union huelga", filters=filters)) == expected


def test_other_languages_are_found_only_when_asked_for(store: Store) -> None:
    searcher = store.searcher(store.change(DOCUMENTS))
    assert "tambang" not in found(searcher, "mines kanak")
    assert found(searcher, "mines kanak", filters=Filters(languages=("ms",))) == ["tambang"]


def test_an_exact_name_comes_first(store: Store) -> None:
    searcher = store.searcher(store.change(DOCUMENTS))
    assert found(searcher, "wages in mines, Case No. 7", identifiers=("case no. 7",))[0] == "huelga"


def test_one_language_never_hides_another(store: Store) -> None:
    store.change(DOCUMENTS)
    french = [document(f"fr-{n}", f"Salaires de l'année {n}.", language="fr") for n in range(30)]
    french.append(document("fr-mines", "Mines et écoles.", language="fr"))
    searcher = store.searcher(store.change(french))
    assert found(searcher, "schools near mines", language="en")[0] == "child"
    assert found(searcher, "écoles mines", language="fr")[0] == "fr-mines"
    assert "child" in found(searcher, "écoles mines", language="fr")


def test_what_is_removed_is_found_no_more(store: Store) -> None:
    first = store.searcher(store.change(DOCUMENTS))
    assert "union" in found(first, "union")
    second = store.searcher(store.change(removed=["union"]))
    assert "union" not in found(second, "union formed freely")


def test_a_changed_document_is_found_by_what_it_says_now(store: Store) -> None:
    store.change(DOCUMENTS)
    searcher = store.searcher(store.change([document("union", "Elections of delegates.")]))
    hits = searcher.search(SearchRequest("delegates elections")).hits
    texts = get_passages(searcher.db, [hits[0].passage])
    assert texts[hits[0].passage].text == "Elections of delegates."
    assert not any(
        "formed freely" in passage.text
        for passage in get_passages(searcher.db, [hit.passage for hit in hits]).values()
    )


def test_unchanged_text_is_never_embedded_again(store: Store) -> None:
    built = store.change(DOCUMENTS)
    assert built.embedded == built.vectors == built.passages == 6
    assert isinstance(store.embedder, Letters)
    store.embedder.seen.clear()
    built = store.change([document("more", "Night work at sea.")], removed=["wages"])
    assert (built.embedded, built.vectors, built.passages) == (1, 6, 6)
    assert store.embedder.seen == ["Night work at sea."]


def test_without_vectors_search_goes_by_words_and_says_so(store: Store) -> None:
    built = store.change(DOCUMENTS)
    searcher = Searcher(store.searcher(built).folder, unavailable)
    result = searcher.search(SearchRequest("union"))
    assert not result.by_meaning
    assert "by words only: the weights are missing" in result.notice
    assert result.hits


def test_built_without_an_embedder(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    built = store.change(DOCUMENTS[:1])
    assert built.embedder == "letters"
    built = build(
        store.folder,
        store.db,
        changed=(),
        added=(),
        embedder=unavailable,
        cache=store.cache,
        progress=lambda _stage, _done, _total: None,
    )
    assert built.embedder is None
    assert "the weights are missing" in built.notice
    store.embedder = Letters()
    result = store.searcher(built).search(SearchRequest("schools"))
    assert result.hits
    assert not result.by_meaning
    assert "without vectors" in result.notice


def test_the_number_of_matches_is_counted_when_asked(store: Store) -> None:
    searcher = store.searcher(store.change(DOCUMENTS))
    assert searcher.search(SearchRequest("mines", counted=True, limit=1)).total == 2
    assert len(searcher.search(SearchRequest("mines", limit=1)).hits) == 1


def test_neighbours_lift_a_passage(store: Store) -> None:
    lines = ["Grain silo rules.", "Dust masks for grain.", "Silo dust and grain rules."]
    store.change([document("far", "Dust masks for grain."), document("near", *lines)])
    searcher = store.searcher(store.change())
    hits = searcher.search(SearchRequest("masks dust")).hits
    texts = get_passages(searcher.db, [hit.passage for hit in hits])
    first = [texts[hit.passage].document for hit in hits if "masks" in texts[hit.passage].text]
    assert first == ["near", "far"]
