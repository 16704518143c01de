"""Replies: citations, numbering within bounds, JSON there and back."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.replies import (
    MAX_QUOTE,
    MAX_SOURCES,
    MAX_STATEMENTS,
    Citation,
    Claim,
    Meant,
    Reply,
    Status,
    cite,
    numbered,
    reply_from_json,
)
from knowledge.documents import Document, Kind


def document(text: str, **more: object) -> Document:
    return Document("made", Kind.GUIDANCE, "Made", text, (), **more)  # type: ignore[arg-type]


def citation(number: int) -> Citation:
    return Citation("guidance", "Made", f"para. {number}", "word", 0, 4, None, "made")


def test_a_quote_is_the_text_at_its_offsets() -> None:
    held = document("Aéïou words 😀 here", countries=("NER",), instruments=("C138",))
    made = cite(held, 6, 13, "para. 1")
    assert made.quote == held.text[6:13] == "words 😀"
    assert made.country == "NER"
    assert made.instruments == ("C138",)


@given(st.text(alphabet="ab \n", min_size=1, max_size=2000))
def test_a_long_quote_is_cut_and_still_stands(text: str) -> None:
    made = cite(document(text), 0, len(text), "all")
    assert 0 < len(made.quote) <= MAX_QUOTE
    assert made.quote == text[made.start : made.end]


@given(
    st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=4), max_size=12),
)
def test_numbering_keeps_the_bounds_and_whole_claims(wanted: list[list[int]]) -> None:
    claims = tuple(
        Claim(f"claim {at}", tuple(citation(n) for n in numbers))
        for at, numbers in enumerate(wanted)
    )
    statements, sources = numbered(claims)
    assert len(statements) <= MAX_STATEMENTS
    assert len(sources) <= MAX_SOURCES
    assert len(set(sources)) == len(sources)
    by_text = {claim.text: claim for claim in claims}
    for statement in statements:
        cited = {sources[n - 1] for n in statement.citations}
        assert cited == set(by_text[statement.text].citations)
    assert {n for s in statements for n in s.citations} == set(range(1, len(sources) + 1))


def test_the_same_claim_is_made_once() -> None:
    statements, sources = numbered((Claim("same", (citation(1),)), Claim("same", (citation(1),))))
    assert len(statements) == len(sources) == 1


def test_a_reply_reads_the_same_from_its_json() -> None:
    statements, sources = numbered((Claim("One.", (citation(1), citation(2))),))
    reply = Reply(
        "id", "Q?", "en", Status.ANSWERED, Meant(("NER",), ("C138",), (), "ratification"),
        statements, sources, "Mind.", 1.5,
    )  # fmt: skip
    assert reply_from_json(json.loads(json.dumps(reply.as_json()))) == reply
