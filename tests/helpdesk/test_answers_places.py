"""Answers from exact places, over made texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from helpdesk.replies import MAX_QUOTE
from helpdesk.services.answers.draft import Draft
from helpdesk.services.answers.places import (
    answer_article,
    answer_declaration_paragraph,
    answer_opening,
    answer_paragraph,
    has_lapsed,
    papers_named,
    quote_end,
)
from helpdesk.services.verifying import verified
from knowledge.documents import Document, Kind
from knowledge.store.documents import content_hash, get_document, put_document
from knowledge.store.schema import open_for_writing
from tests.helpdesk.made import asked, composed


def checked(db: Database, draft: Draft) -> Draft:
    assert verified(draft, lambda id: get_document(db, id)) == draft
    return draft


def article(db: Database, text: str) -> Draft:
    return checked(db, answer_article(asked(text), db))


def locators(draft: Draft) -> list[str]:
    return [claim.citations[0].locator for claim in draft.claims]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("What does Article 1 of C138 say?", ["Article 1"]),
        ("What does Article 2 of C138 say?", ["Article 2(1)", "Article 2(2)"]),
        ("What does Article 2(2) of C138 say?", ["Article 2(2)"]),
        ("What does Article 3(b) of C138 say?", ["Article 3(b)"]),
        ("Articles 1 to 3 of C138", ["Article 1", "Article 2(1)", "Article 2(2)", "Article 3"]),
        ("Article 1 of C138 and Article 1 of C138", ["Article 1"]),
        ("What does Standard A2.3 of the MLC say?", ["Standard A2.3(1)", "Standard A2.3(2)"]),
        ("What does Standard A2.3(2) of the MLC say?", ["Standard A2.3(2)"]),
        ("What does Regulation 2.3 of the MLC say?", ["Regulation 2.3(1)"]),
        ("What does Paragraph 2 of R146 say?", ["Paragraph 2"]),
    ],
)
def test_places_are_found_exactly(db: Database, text: str, places: list[str]) -> None:
    draft = article(db, text)
    assert list(dict.fromkeys(locators(draft))) == places
    assert draft.notices == ()


def test_a_point_is_quoted_from_its_letter_to_the_next(db: Database) -> None:
    (claim,) = article(db, "What does Article 3(b) of C138 say?").claims
    assert claim.citations[0].quote == "b) trade in persons;"


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        (
            "What does Article 40 of C138 say?",
            "has no Article 40: the stored text has Articles 1 to 7",
        ),
        ("What does Article 5 of C138 say?", "has gaps"),
        ("What does Article 2(9) of C138 say?", "has no paragraph 9"),
        ("What does Article 1 of C190 say?", "does not hold the text of C190"),
        ("What does Article 1 of R146 say?", "not divided into Articles"),
        ("What does Paragraph 9 of R146 say?", "has no paragraph 9"),
        ("What does Regulation 9.9 of the MLC say?", "has no Regulation 9.9"),
        ("What does Article 2 say?", "Which instrument"),
    ],
)
def test_what_is_not_there_is_named(db: Database, text: str, notice: str) -> None:
    draft = article(db, text)
    assert draft.claims == ()
    assert notice in draft.notices[0]


def test_articles_of_two_instruments_are_not_crossed(db: Database) -> None:
    draft = article(db, "Compare Article 1 of C138 with Article 3 of C190")
    assert locators(draft) == ["Article 1"]
    assert "C190" in draft.notices[0]


def test_paragraphs_of_a_paper(db: Database) -> None:
    question = asked("What does paragraph 2 of GB.900/INS/1 say?")
    (paper,) = papers_named(question, db)
    draft = checked(db, answer_paragraph(question, paper))
    assert draft.claims[0].text == "GB.900/INS/1, para. 2: “Costs are met from the budget.”" or (
        "Costs are met" in draft.claims[0].text
    )
    missing = answer_paragraph(asked("paragraph 9 of GB.900/INS/1"), paper)
    assert missing.claims == ()
    assert "GB.900/INS/1 has no paragraph 9" in missing.notices[0]
    assert papers_named(asked("GB.901/INS/1"), db) == ()


def test_paragraphs_of_the_declaration(db: Database) -> None:
    draft = answer_declaration_paragraph(asked("paragraph 42 of the MNE Declaration"), db)
    assert locators(checked(db, draft)) == ["Paragraphs 41-42"]
    missing = answer_declaration_paragraph(asked("paragraph 99 of the MNE Declaration"), db)
    assert missing.claims == ()
    assert "no paragraph 99" in missing.notices[0]


def test_what_an_instrument_is_about(db: Database) -> None:
    draft = checked(db, answer_opening(asked("What is C138 about?"), db))
    assert locators(draft) == ["Article 1", "Article 2(1)", "Article 2(2)"]
    assert "C190" in answer_opening(asked("What is C190 about?"), db).notices[0]


def test_a_long_quote_ends_with_a_sentence() -> None:
    text = "Word " * 60 + "ends. " + "More " * 200
    held = Document("made", Kind.INSTRUMENT, "Made", text, ())
    end, whole = quote_end(held, 0, len(text))
    assert not whole
    assert text[:end].endswith("ends.")
    unbroken = Document("made", Kind.INSTRUMENT, "Made", "x" * 2000, ())
    assert quote_end(unbroken, 0, 2000) == (MAX_QUOTE, False)


def test_a_deleted_article_is_said_to_be(tmp_path: Path) -> None:
    db = open_for_writing(tmp_path / "made.db")
    old = composed(
        "c029",
        Kind.INSTRUMENT,
        "C029 Made Convention",
        [
            ("No one is forced.", "Article 1", "article-1"),
            ("Until then.", "Article 3", "article-3"),
        ],
        instruments=("C029",),
    )
    new = composed(
        "p029",
        Kind.INSTRUMENT,
        "P029 Made Protocol",
        [("Articles 3 to 24 go.", "Article 7", "article-7")],
        instruments=("P029",),
    )
    put_document(db, old, source="made", origin="made", hashed=content_hash(old, ()))
    without = article(db, "What does Article 3 of C029 say?")
    assert [claim.text for claim in without.claims] == ["C029, Article 3: “Until then.”"]
    assert "transitional provisions" in without.notices[0]
    put_document(db, new, source="made", origin="made", hashed=content_hash(new, ()))
    found = article(db, "What does Article 3 of C029 say?")
    assert found.claims[1].text == "P029, Article 7: “Articles 3 to 24 go.”"
    assert article(db, "What does Article 1 of C029 say?").notices == ()
    assert has_lapsed("c029", "Article 24")
    assert not has_lapsed("c029", "Article 25")
    assert not has_lapsed("c105", "Article 3")


def test_a_point_that_an_article_lacks_is_said_to_be_lacking(db: Database) -> None:
    draft = article(db, "What does Article 3(z) of C138 say?")
    assert draft.claims[0].text.startswith("C138, Article 3:")
    assert "has no Article 3(z)" in draft.notices[0]
    assert "trade in persons" in article(db, "Article 3(b) of C138").claims[0].text
