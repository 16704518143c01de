"""What a question is about, without how it asks."""

from __future__ import annotations

import pytest

from helpdesk.services.wording import plain_terms, wording
from index.analysis import terms
from index.searcher import Searcher
from tests.helpdesk.made import asked


def test_names_handled_exactly_are_left_out(searcher: Searcher) -> None:
    meant = wording(asked("What does Article 2 of C138 say about school in Niger?"),
                    searcher.postings, "en")  # fmt: skip
    assert "138" not in meant.text
    assert "Niger" not in meant.text
    assert meant.words == "school"
    assert meant.own == frozenset(terms("en", "school"))


def test_a_question_of_asking_words_alone_keeps_them(searcher: Searcher) -> None:
    meant = wording(asked("What does it say?"), searcher.postings, "en")
    assert meant.words
    assert not meant.own


def test_a_topic_is_one_concept_and_its_name_in_english_leads(searcher: Searcher) -> None:
    meant = wording(asked("Que dit-on du travail des enfants ?"), searcher.postings, "en")
    assert meant.text.startswith("Child labour")
    assert frozenset(terms("en", "child labour")) <= meant.named()
    assert meant.coverage(frozenset({" ".join(terms("en", "child labour"))})) > 0


@pytest.mark.parametrize("found", [frozenset[str](), frozenset({"zzz"})])
def test_what_names_nothing_covers_nothing(searcher: Searcher, found: frozenset[str]) -> None:
    meant = wording(asked("Are grievance channels open?"), searcher.postings, "en")
    assert meant.coverage(found) == 0.0
    assert meant.coverage(meant.named()) == pytest.approx(1.0)


def test_a_word_that_nobody_has_weighs_most(searcher: Searcher) -> None:
    meant = wording(asked("workers zyzzyva"), searcher.postings, "en")
    weight = {next(iter(words)): value for words, value in meant.concepts}
    assert weight["zyzzyva"] == max(weight.values())


def test_plain_terms_are_those_of_both_languages() -> None:
    found = plain_terms(asked("Les inspecteurs du travail entrent-ils ?"))
    assert frozenset(terms("fr", "inspecteurs")) <= found
