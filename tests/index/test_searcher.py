"""Hybrid search over a built folder: filters, neighbours, changes, failing embedders."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.building import build
from index.embedding import Floats
from index.request import Filters, SearchRequest
from index.searcher import Searcher
from knowledge.documents import Document, Kind
from knowledge.errors import EmbedderUnavailable, KnowledgeMissing
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


def test_filters_apply_before_the_best_are_taken(store: Store) -> None:
    """What a filter lets pass is found, however many others match better."""
    crowd = [document(f"crowd-{n}", "Wages of mines. Wages of mines.") for n in range(260)]
    long = f"Wages {'of ships and their crews in harbours ' * 9}".strip()
    built = store.change([*crowd, document("one", long, kind=Kind.FINDING)])
    searcher = store.searcher(built)
    assert "one" not in found(searcher, "wages of mines", limit=200)
    assert found(searcher, "wages of mines", filters=Filters(kinds=("finding",))) == ["one"]


def _choices(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


_YEARS = st.none() | st.integers(1998, 2004)
_FILTERS = st.builds(
    Filters,
    countries=_choices("NER", "NGA"),
    instruments=_choices("C029", "C138"),
    kinds=_choices("finding", "guidance"),
    topics=_choices("wages", "child-labour"),
    languages=_choices("en", "fr", "ms"),
    since=_YEARS,
    until=_YEARS,
)


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Document, ...], Searcher]:
    """Documents of every mixture, some of them changed or removed after the first build."""
    chance, store = random.Random(7), Store(tmp_path_factory.mktemp("varied") / "store")

    def some(*values: str) -> tuple[str, ...]:
        return tuple(value for value in values if chance.random() < 0.5)

    made = [
        document(
            f"d{n}",
            f"Mines {n}.",
            kind=chance.choice((Kind.FINDING, Kind.GUIDANCE)),
            language=chance.choice(("en", "fr", "ms")),
            countries=some("NER", "NGA"),
            instruments=some("C029", "C138"),
            topics=some("wages", "child-labour"),
            date=chance.choice((None, "1998", "2000-05", "2001-12-31", "2004")),
        )
        for n in range(80)
    ]
    store.change(made)
    changed = [replace(made[n], countries=("NGA",), date="2003-01") for n in range(10)]
    built = store.change(changed, removed=[made[n].id for n in range(10, 20)])
    return (*changed, *made[20:]), store.searcher(built)


def _passes(made: Document, filters: Filters) -> bool:
    pairs = (
        (filters.countries, made.countries),
        (filters.instruments, made.instruments),
        (filters.topics, made.topics),
        (filters.kinds, (str(made.kind),)),
        (filters.languages or ("en", "fr", "es"), (made.language,)),
    )
    if any(wanted and not set(wanted) & set(own) for wanted, own in pairs):
        return False
    if filters.since is None and filters.until is None:
        return True
    year = int(made.date[:4]) if made.date else None
    return year is not None and (filters.since or 0) <= year <= (filters.until or 9999)


@settings(max_examples=150, deadline=None)
@given(filters=_FILTERS)
def test_exactly_what_the_filters_together_let_pass_is_found(
    varied: tuple[tuple[Document, ...], Searcher], filters: Filters
) -> None:
    documents, searcher = varied
    expected = {made.id for made in documents if _passes(made, filters)}
    assert set(found(searcher, "mines", filters=filters, limit=200)) == expected


def test_fewer_hits_are_the_first_of_more(
    varied: tuple[tuple[Document, ...], Searcher],
) -> None:
    _, searcher = varied
    most = searcher.search(SearchRequest("mines 3", limit=30)).hits
    assert [hit.score for hit in most] == sorted((hit.score for hit in most), reverse=True)
    for limit in (1, 7, 29):
        assert searcher.search(SearchRequest("mines 3", limit=limit)).hits == most[:limit]


def test_another_model_than_it_was_built_with_is_not_asked(store: Store) -> None:
    searcher = store.searcher(store.change(DOCUMENTS))
    other = Letters()
    other.identity = "other letters"
    result = Searcher(searcher.folder, lambda: other).search(SearchRequest("union"))
    assert result.hits
    assert not result.by_meaning
    assert "built with another model" in result.notice
    assert other.seen == []


class _Breaking(Letters):
    def embed(self, texts: Sequence[str]) -> Floats:
        raise EmbedderUnavailable("the network is down")


def test_an_embedder_that_fails_at_a_question_is_said(store: Store) -> None:
    searcher = store.searcher(store.change(DOCUMENTS))
    result = Searcher(searcher.folder, _Breaking).search(SearchRequest("union"))
    assert result.hits
    assert result.notice == "Search went by words only: the network is down"
    assert all(hit.cosine == 0 for hit in result.hits)


@pytest.mark.parametrize("harm", ["missing", "cut short"])
@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "slot_documents.npy",
        "vectors.faiss",
        "vector_passages.npy",
        "postings/stats.json",
        "postings/*/impacts.npy",
    ],
)
def test_a_damaged_file_stops_search_and_says_so(store: Store, name: str, harm: str) -> None:
    searcher = store.searcher(store.change(DOCUMENTS))
    (file,) = searcher.folder.glob(name)
    whole = file.read_bytes()
    file.unlink()
    if harm == "cut short":
        file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(KnowledgeMissing, match=r"generation store is damaged \(.+\): go back"):
        searcher.search(SearchRequest("union"))


def test_without_its_store_search_says_so(store: Store) -> None:
    searcher = store.searcher(store.change(DOCUMENTS))
    for file in searcher.folder.glob("knowledge.db*"):
        file.unlink()
    with pytest.raises(KnowledgeMissing, match="generation store is damaged"):
        searcher.search(SearchRequest("union"))


def test_a_recent_finding_comes_before_an_older_one(store: Store) -> None:
    made = [
        document(f"of-{year}", "A union was banned.", kind=Kind.FINDING, date=str(year))
        for year in (2003, 2021, 2012)
    ]
    made.append(document("note", "A union was banned.", date="2024"))
    searcher = store.searcher(store.change(made))
    by_year = ["of-2021", "of-2012", "of-2003", "note"]  # a note gains nothing by its date
    assert found(searcher, "union banned") == by_year
    assert found(searcher, "union banned", recent=False) == [
        "of-2003",
        "of-2021",
        "of-2012",
        "note",
    ]


def test_what_says_the_same_twice_is_shown_once_if_asked(store: Store) -> None:
    twice = document("twice", "Wages are paid monthly.", "Mines.", "Wages are paid monthly.")
    other = document("other", "Wages are paid monthly.")
    searcher = store.searcher(store.change([twice, other]))
    request = SearchRequest("wages paid monthly", distinct=True)

    def held(request: SearchRequest) -> list[str]:
        hits = searcher.search(request).hits
        passages = get_passages(searcher.db, [hit.passage for hit in hits])
        found = (passages[hit.passage] for hit in hits)
        return sorted(each.document for each in found if "Wages" in each.text)

    assert held(replace(request, distinct=False)) == ["other", "twice", "twice"]
    assert held(request) == ["other", "twice"]


def test_guidance_in_another_language_comes_after_the_askers_own(tmp_path: Path) -> None:
    held = Store(tmp_path)
    built = held.change(
        [
            document("a.fr", "cotton pickers rest", language="fr"),
            document("b.en", "cotton pickers rest"),
        ]
    )
    searcher = held.searcher(built)
    for language, first in (("en", "b.en"), ("fr", "a.fr")):
        hits = searcher.search(SearchRequest("cotton pickers rest", language)).hits
        best = get_passages(searcher.db, [hits[0].passage])[hits[0].passage]
        assert best.document == first


def test_texts_are_compared_with_the_wordings_of_questions(tmp_path: Path) -> None:
    held = Store(tmp_path)
    searcher = held.searcher(held.change([document("a", "one", wordings=("zzz", "cotton"))]))
    near = searcher.wording_cosines(["cotton", "zz"])
    assert near is not None and near.shape == (2, 2)
    assert near[0].argmax() == 1 and near[1].argmax() == 0
    assert replace(searcher, embedder=unavailable).wording_cosines(["cotton"]) is None
