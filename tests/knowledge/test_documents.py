"""Documents: ids are slugs, sections lie inside the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import SLUG, Document, Kind, Section, slug


def document(**changed: object) -> Document:
    given: dict[str, object] = {
        "id": "a.b-1",
        "kind": Kind.GUIDANCE,
        "title": "Made",
        "text": "Some words.",
        "sections": (Section(0, 11, "text"),),
    }
    return Document(**(given | changed))  # type: ignore[arg-type]


def test_a_document_of_good_form_is_taken() -> None:
    assert document().language == "en"


@pytest.mark.parametrize("id", ["", "A", "a b", "-a", "a-", "a--b", "a..b", "é", "a/b", "../a"])
def test_an_id_that_is_no_slug_is_refused(id: str) -> None:
    with pytest.raises(ValueError, match="not a slug"):
        document(id=id)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 2), (0, 12)])
def test_a_section_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="outside the text"):
        document(sections=(Section(start, end, "text"),))


@given(st.text(min_size=1))
def test_any_text_becomes_a_slug_or_nothing(text: str) -> None:
    made = slug(text)
    assert not made or SLUG.fullmatch(made)
    assert slug(made) == made


def test_a_slug_can_be_read() -> None:
    assert slug("GB.347/INS/8 – Égalité") == "gb.347-ins-8-egalite"
