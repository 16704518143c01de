"""The main job over all shared inputs: what is taken in, and what is answered from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.cli.take_in import as_table
from helpdesk.questions import Question
from helpdesk.replies import Reply, Status
from helpdesk.services.ingesting import Report
from helpdesk.settings import Settings
from helpdesk.wiring import Parts
from knowledge.documents import Kind

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def again(shared: Path, shared_home: Path) -> Report:
    """The report of a second run over the same inputs."""
    parts = Parts(Settings(home=shared_home))
    return parts.ingest(lambda _stage, _done, _total: None).run([shared / "seeds", shared / "data"])


def ask(parts: Parts, text: str) -> Reply:
    return parts.asking.ask(Question(text))


def said(reply: Reply) -> str:
    return " ".join(statement.text for statement in reply.statements)


def test_a_second_run_changes_nothing(again: Report) -> None:
    assert again.generation is None
    assert again.built is None
    assert again.read == 0
    assert again.took_in


def test_the_figures_are_those_of_the_sources(again: Report) -> None:
    counts = again.counts
    assert counts["ratifications"] == 1918
    assert counts["ratified_instruments"] == 16
    assert counts["findings"] == 63
    texts = counts["instrument_texts"]
    assert texts["Convention"] + texts["Protocol"] == 81
    assert texts["Constitution"] == 1
    assert texts["Recommendation"] == 10
    taken = {source.reader: source for source in again.sources if source.origin == "ingested"}
    assert taken["guidance-pages"].taken == 353
    papers = [source for source in again.sources if source.reader == "governing-body"]
    assert sum(source.taken for source in papers) == 5
    tables = [source for source in again.sources if source.reader == "normlex-ratifications"]
    assert len(tables) == 23
    assert sum(source.taken for source in tables) == 16
    assert sum(source.superseded for source in tables) == 7


def test_the_table_names_each_source_and_each_file_not_recognised(again: Report) -> None:
    table = as_table(again)
    assert "normlex-ratifications" in table
    assert "1,918 current, for 16 instruments" in table
    assert "NORMLEX_PAGES.md: no reader recognises this file" in table


def test_a_denounced_convention(shared_parts: Parts) -> None:
    reply = ask(shared_parts, "Is Singapore bound by Convention 105?")
    assert reply.status is Status.ANSWERED
    assert "25 Oct 1965" in said(reply)
    assert "19 Apr 1979" in said(reply)
    assert "not bound" in said(reply)


def test_a_ratification_in_force(shared_parts: Parts) -> None:
    reply = ask(shared_parts, "Has Cambodia ratified C138?")
    assert "23 Aug 1999" in said(reply)
    assert [source.country for source in reply.sources] == ["KHM"]
    assert reply.sources[0].as_of == "2023-06-25"


def test_who_has_not_ratified(shared_parts: Parts) -> None:
    nobody = ask(shared_parts, "Which member States have not ratified C182?")
    assert "None: all 187" in said(nobody)
    some = ask(shared_parts, "Which member States have not ratified C105?")
    assert "(9 States)" in said(some)
    for absent in ("Brunei Darussalam", "Lao People's Democratic Republic"):
        assert absent in said(some)


def test_niger_is_not_nigeria(shared_parts: Parts) -> None:
    niger, nigeria = ask(shared_parts, "Niger C138"), ask(shared_parts, "Nigeria C138")
    assert "04 Dec 1978" in said(niger)
    assert "02 Oct 2002" in said(nigeria)
    assert niger.sources[0].country == "NER"
    assert nigeria.sources[0].country == "NGA"


def test_an_article_is_quoted_by_its_paragraphs(shared_parts: Parts) -> None:
    reply = ask(shared_parts, "What does Article 2 of C138 say about the minimum age?")
    assert [source.locator for source in reply.sources] == [f"Article 2({n})" for n in range(1, 6)]
    assert "15 years" in said(reply)


def test_an_article_that_does_not_exist(shared_parts: Parts) -> None:
    reply = ask(shared_parts, "What does Article 40 of C138 say?")
    assert reply.status is Status.REFERRED
    assert reply.sources == ()
    assert "no Article 40" in (reply.notice or "")


def test_an_article_that_the_stored_text_lacks(shared_parts: Parts) -> None:
    reply = ask(shared_parts, "What does Article 14 of C102 say?")
    assert reply.status is Status.REFERRED
    assert reply.sources == ()
    assert "has no Article 14" not in (reply.notice or "")
    assert "stored text" in (reply.notice or "")


def test_findings_are_dated_and_addressed(shared_parts: Parts) -> None:
    reply = ask(
        shared_parts, "What did the supervisory bodies say about child labour in Uzbekistan?"
    )
    assert reply.status is Status.ANSWERED
    assert reply.sources
    for source in reply.sources:
        assert source.kind == Kind.FINDING
        assert source.country == "UZB"
        assert source.date
        assert source.url


def test_paragraphs_of_a_paper(shared_parts: Parts) -> None:
    reply = ask(shared_parts, "Which paragraphs of GB.347/INS/8 are about labour inspection?")
    assert reply.status is Status.ANSWERED
    for source in reply.sources:
        assert source.document == "gb.347-ins-8"
        assert "labour inspect" in source.quote or "labour administration" in source.quote


def test_a_question_in_spanish(shared_parts: Parts) -> None:
    reply = ask(shared_parts, "¿Ha ratificado México el Convenio núm. 98?")
    assert reply.language == "es"
    assert "23 de noviembre de 2018" in said(reply)
    assert "ratified 23 Nov 2018" in reply.sources[0].quote


@pytest.mark.parametrize("text", ["Is factory X in Dhaka safe?", "asdf qwer zxcv", "¿¿??"])
def test_what_no_source_can_answer_is_referred(shared_parts: Parts, text: str) -> None:
    reply = ask(shared_parts, text)
    assert reply.status is Status.REFERRED
    assert reply.sources == ()
    assert reply.notice
