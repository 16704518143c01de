"""Requests are bounded."""

from __future__ import annotations

import pytest

from index.request import MAX_LIMIT, MAX_QUESTION, Filters, SearchRequest
from knowledge.errors import BadInput


def test_a_question_may_be_so_long_and_no_longer() -> None:
    SearchRequest("x" * MAX_QUESTION)
    with pytest.raises(BadInput, match="2,001 characters"):
        SearchRequest("x" * (MAX_QUESTION + 1))


@pytest.mark.parametrize("limit", [0, -1, MAX_LIMIT + 1])
def test_the_number_of_hits_is_bounded(limit: int) -> None:
    with pytest.raises(BadInput, match="between 1 and"):
        SearchRequest("x", limit=limit)


@pytest.mark.parametrize("limit", [1, MAX_LIMIT])
def test_the_bounds_themselves_are_accepted(limit: int) -> None:
    assert SearchRequest("x", limit=limit).limit == limit


def test_nothing_is_filtered_unless_asked() -> None:
    assert SearchRequest("x").filters == Filters()
    assert SearchRequest("x").language == "en"
    assert Filters(countries=("NER",)) != Filters(countries=("NGA",))


def test_a_request_does_not_change() -> None:
    with pytest.raises(AttributeError):
        SearchRequest("x").text = "y"  # type: ignore[misc]
