"""What a request looks for, and how the two halves are fused."""

from __future__ import annotations

import numpy as np
import pytest

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
