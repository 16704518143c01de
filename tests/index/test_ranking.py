"""What a request looks for, and how the two halves are fused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ranking import IDS, Floats, fuse, groups, sought, weights
from index.request import SearchRequest
from index.scoring import Term


def floats(*values: float) -> Floats:
    return np.asarray(values, np.float32)


def test_every_field_has_a_weight_and_belongs_to_one_group() -> None:
    fields = [field for group in groups() for field, _ in group.fields]
    assert len(fields) == len(set(fields))
    assert {group.name for group in groups()} >= {"text_en", "text_fr", "text_es", "pairs_en", IDS}


def test_the_words_are_looked_for_in_each_language_held() -> None:
    weigh = weights()
    found = sought(SearchRequest("forced labour"), {"text_en", "text_es"}, weigh)
    assert Term("text_en", "forc", 1.0) in found
    assert Term("pairs_en", "forc labour", weigh.fields["pairs"]) in found
    assert {term.group for term in found} == {"text_en", "pairs_en", "text_es", "pairs_es"}
    assert all(term.weight <= weigh.other_language for term in found if term.group.endswith("_es"))


def test_identifiers_and_expansions_are_looked_for() -> None:
    request = SearchRequest(
        "child labour C138", identifiers=("c138",), expansions=(("es", "trabajo infantil"),)
    )
    found = sought(request, {"text_en"}, weights())
    assert Term(IDS, "c138", weights().fields[IDS]) in found
    assert any(term.group == "text_es" and term.term == "trabaj" for term in found)


def test_fusion_adds_shares_of_the_best() -> None:
    weigh = weights()
    fused = fuse(floats(8, 4, 0), floats(0.2, 0.8, -0.3), (8.0, 0.8), weigh)
    assert fused == pytest.approx(
        [weigh.keyword + weigh.cosine / 4, weigh.keyword / 2 + weigh.cosine, 0.0]
    )
    assert fuse(floats(0), floats(0), (0.0, 0.0), weigh).tolist() == [0.0]


def test_words_are_looked_for_in_place_of_the_whole_text() -> None:
    request = SearchRequest("what does it say about wages?", words="wages")
    assert sought(request, {"text_en"}, weights()) == [Term("text_en", "wage", 1.0)]


def test_the_askers_own_language_counts_most() -> None:
    weigh = weights()
    found = sought(SearchRequest("salaires", language="fr"), {"text_en", "text_fr"}, weigh)
    by_group = {term.group: term.weight for term in found}
    assert by_group["text_fr"] == 1.0 > by_group["text_en"] == weigh.other_language


def test_a_language_without_an_analyser_is_looked_for_as_it_is() -> None:
    found = sought(SearchRequest("Buruh paksa", language="ms"), {"text_xx"}, weights())
    assert Term("text_xx", "buruh", 1.0) in found


def test_expansions_count_less_than_what_was_asked() -> None:
    weigh = weights()
    request = SearchRequest("wages", expansions=(("en", "pay"),), identifiers=("c095",))
    by_term = {term.term: term.weight for term in sought(request, {"text_en"}, weigh)}
    assert by_term["pay"] == weigh.expansion < by_term["wage"] < by_term["c095"]


_SCORES = st.lists(
    st.tuples(st.floats(0, 50, width=32), st.floats(-1, 1, width=32)), min_size=1, max_size=20
)


@given(_SCORES)
def test_better_in_both_halves_is_never_worse_fused(pairs: list[tuple[float, float]]) -> None:
    weigh = weights()
    keyword, cosine = (floats(*values) for values in zip(*pairs, strict=True))
    fused = fuse(keyword, cosine, (float(keyword.max()), float(cosine.max())), weigh)
    assert np.isfinite(fused).all()
    assert (fused >= 0).all()
    assert (fused <= weigh.keyword + weigh.cosine + 1e-5).all()
    for one in range(len(pairs)):
        beaten = (keyword <= keyword[one]) & (cosine <= cosine[one])
        assert (fused[beaten] <= fused[one]).all()
