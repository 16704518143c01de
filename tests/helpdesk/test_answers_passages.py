"""Answers quoted from passages, over made texts and the real embedder."""

from __future__ import annotations

from helpdesk.services.answers.passages import answer_from_passages, find_evidence
from helpdesk.services.verifying import verified
from index.request import Filters
from index.searcher import Searcher
from knowledge.store.documents import get_document
from tests.helpdesk.made import asked

GRIEVANCES = "Should a grievance channel be open to workers without fear of reprisal?"


def test_the_nearest_sentences_are_quoted(searcher: Searcher) -> None:
    draft = answer_from_passages(asked(GRIEVANCES), searcher, Filters())
    assert draft.claims
    assert verified(draft, lambda id: get_document(searcher.db, id)) == draft
    assert draft.claims[0].citations[0].document == "note.grievances"
    assert "without fear of reprisal" in draft.claims[0].text


def test_a_poor_copy_is_found_and_never_cited(searcher: Searcher) -> None:
    found = find_evidence(asked("Is a grievance channel a waste of time?"), searcher, Filters())
    assert all(each.document.id != "poor.grievances" for each in found.evidence)


def test_what_is_not_held_is_not_answered(searcher: Searcher) -> None:
    for text in ("Who won the football world cup?", "asdf qwer zxcv lkjh", "???", "😀"):
        assert answer_from_passages(asked(text), searcher, Filters()).claims == ()


def test_filters_hold(searcher: Searcher) -> None:
    only = Filters(documents=("c138",))
    draft = answer_from_passages(asked(GRIEVANCES), searcher, only)
    assert all(c.document == "c138" for claim in draft.claims for c in claim.citations)


def test_a_quote_has_more_of_the_question_than_its_topic(searcher: Searcher) -> None:
    text = "Should a grievance channel be painted, scented, wired and moved by crane?"
    assert answer_from_passages(asked(text), searcher, Filters()).claims == ()
