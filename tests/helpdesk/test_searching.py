"""Search parameters are read together, and hits carry what is shown of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.services.searching import PAGE_SIZE, SearchQuery, read_query, request_for
from helpdesk.services.snippets import MAX_SNIPPET, snippet
from helpdesk.wiring import Parts
from index.analysis import terms
from index.request import MAX_LIMIT
from knowledge.errors import BadInput, KnowledgeMissing
from knowledge.store.documents import get_document, get_passages


def test_parameters_become_one_query() -> None:
    given_parameters = {
        "q": " child labour ",
        "country": "bgd",
        "instrument": "C29",
        "kind": "finding",
        "topic": "forced-labour",
        "language": "fr",
        "from": "2014",
        "to": "2024",
        "page": "2",
    }
    assert read_query(given_parameters) == SearchQuery(
        "child labour", "BGD", "C029", "finding", "forced-labour", "fr", 2014, 2024, 2
    )


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        read_query(
            {
                "q": "x" * 2001,
                "country": "ZZZ",
                "instrument": "Q9",
                "kind": "novel",
                "topic": "nothing",
                "language": "English",
                "from": "20",
                "to": "99999",
                "page": "21",
                "colour": "red",
            }
        )
    message = str(refused.value)
    for name in (
        "q has",
        "ZZZ",
        "Q9",
        "novel",
        "nothing",
        "English",
        "from",
        "to ",
        "page",
        "colour",
    ):
        assert name in message


@pytest.mark.parametrize(
    "given_parameters",
    [
        {},
        {"q": "  "},
        {"page": "1"},
        {"q": "a", "page": "0"},
        {"q": "a", "from": "2020", "to": "2019"},
    ],
)
def test_what_asks_for_nothing_or_for_the_impossible_is_refused(
    given_parameters: dict[str, str],
) -> None:
    with pytest.raises(BadInput):
        read_query(given_parameters)


@given(
    st.dictionaries(
        st.sampled_from(
            ["q", "country", "instrument", "kind", "topic", "language", "from", "page"]
        ),
        st.text(max_size=50),
    )
)
def test_any_parameters_are_read_or_refused(given_parameters: dict[str, str]) -> None:
    try:
        query = read_query(given_parameters)
    except BadInput:
        return
    assert 1 <= query.page <= MAX_LIMIT // PAGE_SIZE


def test_exact_names_and_other_languages_join_the_request() -> None:
    request = request_for("What does GB.347/INS/8 say on child labour under C138, SDG 8.8.2?")
    assert request.language == "en"
    assert set(request.identifiers) == {"c138", "gb.347/ins/8", "sdg 8.8.2"}
    assert {language for language, _ in request.expansions} == {"fr", "es"}
    assert "travail des enfants" in dict(request.expansions)["fr"].lower()


def test_hits_point_to_their_passages(parts: Parts) -> None:
    result = parts.searching.search(SearchQuery("forced labour in the cotton harvest"))
    assert result.by_meaning
    assert [hit.rank for hit in result.hits] == list(range(1, PAGE_SIZE + 1))
    assert result.total >= len(result.hits)
    assert "UZB" in {hit.country for hit in result.hits[:3]}
    db = parts.library.searcher().db
    for hit in result.hits:
        document = get_document(db, hit.document)
        passage = get_passages(db, [hit.passage])[hit.passage]
        assert document is not None and passage.document == hit.document
        assert (hit.title, hit.kind) == (document.title, document.kind.value)
        assert 0 < len(hit.snippet) <= MAX_SNIPPET
        for piece in hit.snippet.split("…"):
            assert piece.strip() in " ".join(passage.text.split())


def test_pages_continue_and_end(parts: Parts) -> None:
    first = parts.searching.search(SearchQuery("labour", page=1))
    second = parts.searching.search(SearchQuery("labour", page=2))
    assert second.hits[0].rank == PAGE_SIZE + 1
    assert not {hit.passage for hit in first.hits} & {hit.passage for hit in second.hits}
    assert first.facets == second.facets
    assert first.pages == second.pages == 20
    assert sum(first.facets["kind"].values()) == MAX_LIMIT


def test_filters_hold(parts: Parts) -> None:
    found = parts.searching.search(SearchQuery("labour", kind="finding", country="UZB", since=2015))
    assert found.hits
    for hit in found.hits:
        assert hit.kind == "finding"
        assert hit.date is not None and hit.date >= "2015"
    assert set(found.facets["kind"]) == {"finding"}


def test_filters_alone_list_documents_newest_first(parts: Parts) -> None:
    found = parts.searching.search(SearchQuery(kind="finding"))
    assert found.total == 63
    assert found.pages == 7
    dates = [hit.date or "" for hit in found.hits]
    assert dates == sorted(dates, reverse=True)
    assert len({hit.document for hit in found.hits}) == PAGE_SIZE
    assert parts.searching.search(SearchQuery(kind="answer")).hits == ()


def test_an_exact_name_is_found_first(parts: Parts) -> None:
    found = parts.searching.search(SearchQuery("C138 ratifications Cambodia"))
    assert any("C138" in hit.instruments for hit in found.hits[:3])


def test_without_knowledge_search_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    from helpdesk.settings import Settings

    empty = Parts(Settings(home=tmp_path_factory.mktemp("empty")))
    with pytest.raises(KnowledgeMissing, match="helpdesk setup"):
        empty.searching.search(SearchQuery("labour"))


LONG = (
    "Nothing of note stands at the beginning here, " * 12
    + "until the inspectors came, "
    + "x " * 90
)


@pytest.mark.parametrize("text", ["", " \n ", "One. Two inspectors came. Three.", LONG])
def test_a_snippet_shows_the_wanted_words(text: str) -> None:
    found = snippet(text, frozenset(terms("en", "inspectors")), "en")
    assert len(found) <= MAX_SNIPPET
    assert ("inspectors" in found) == ("inspectors" in text)


@given(st.text(max_size=1500), st.text(max_size=40))
def test_a_snippet_is_bounded_text_of_the_passage(text: str, words: str) -> None:
    found = snippet(text, frozenset(terms("en", words)), "en")
    assert len(found) <= MAX_SNIPPET
    assert "\n" not in found
    if "…" not in text:
        assert all(piece.strip() in " ".join(text.split()) for piece in found.split("…"))
