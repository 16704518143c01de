"""Our own notes as pages: each marker opens what it cites, and says whether it was read."""

from __future__ import annotations

import dataclasses

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from helpdesk.app import create_app
from helpdesk.replies import cite
from helpdesk.services.grounds import Grounds, GroundShown
from helpdesk.services.guides import directory, guidance_index, instrument_note, topic_page
from helpdesk.services.note_pages import NotePage, as_text, note_page
from helpdesk.services.source_states import (
    SourceState,
    language_of,
    source_states,
    statement_pieces,
)
from helpdesk.wiring import Parts
from knowledge import topics
from knowledge.documents import Document, Ground, Kind, Section
from knowledge.store.documents import get_document, put_document
from knowledge.store.schema import open_for_writing

TEXT = (
    "A made note\n\nRules\n"
    "Rest: Sleep is asked for [C999 Art. 3(1); MNE para. 65].\n"
    "A page (https://example.org/a) says so [handbook section 2]. Not a marker [x] here.\n\n"
    "Read next\nguide.topic.other: more on it\nguide.topic.gone: not held"
)


def made_note() -> Document:
    rules = TEXT.index("Rest:")
    return Document(
        id="guide.question.made",
        kind=Kind.GUIDANCE,
        title="A made note",
        text=TEXT,
        sections=(
            Section(rules, TEXT.index("\n\nRead"), "Rules", ("A made note", "Rules"), "rules"),
        ),
        note="A summary",
        publisher="A project",
        grounds=(
            Ground("C999", "A made Convention", "https://example.org/c999", "", True),
            Ground("MNE", "MNE Declaration", None, "paragraphs 1-9", False),
            Ground("handbook", "A handbook", "https://example.org/h", "section 2", False),
        ),
    )


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory) -> Database:
    db = open_for_writing(tmp_path_factory.mktemp("made") / "knowledge.db")
    convention = "Article 3\n1. Rest.\n2. More."
    texts = (
        made_note(),
        Document(
            "c999",
            Kind.INSTRUMENT,
            "Made Convention",
            convention,
            (Section(10, 18, "Article 3(1)"), Section(19, 27, "Article 3(2)")),
        ),
        dataclasses.replace(made_note(), id="guide.topic.other", title="Other"),
    )
    for document in texts:
        put_document(db, document, source="s", origin="made", hashed="h")
    return db


@pytest.fixture(scope="module")
def db(parts: Parts) -> Database:
    return parts.library.searcher().db


def page_of(db: Database, id: str, start: int | None = None, end: int | None = None) -> NotePage:
    found = note_page(db, id, start, end)
    assert found is not None
    return found


def grounds_of(page: NotePage) -> list[GroundShown]:
    lines = (line for section in page.sections for line in section.lines)
    return [ground for line in lines for piece in line for ground in piece.grounds]


def test_the_store_keeps_what_a_note_rests_on(made: Database) -> None:
    assert get_document(made, "guide.question.made") == made_note()


def test_a_marker_opens_the_article_it_names_and_says_whether_it_was_read(made: Database) -> None:
    article, declaration, handbook = grounds_of(page_of(made, "guide.question.made"))
    assert (article.label, article.confirmed) == ("C999 Art. 3(1)", True)
    assert article.place is not None
    text = get_document(made, article.place.document)
    assert text is not None
    assert text.text[article.place.start : article.place.end] == "1. Rest."
    # Its source is unconfirmed as a whole; this paragraph was read.
    assert (declaration.label, declaration.confirmed) == ("MNE para. 65", True)
    assert (handbook.confirmed, handbook.place, handbook.url) == (
        False,
        None,
        "https://example.org/h",
    )


def test_a_whole_article_spans_its_paragraphs(made: Database) -> None:
    (found,) = Grounds(made, made_note()).of_marker("C999 Art. 3")
    assert found.place is not None
    assert (found.place.start, found.place.end) == (10, 27)
    (missing,) = Grounds(made, made_note()).of_marker("C999 Art. 44")
    assert missing.place is None


def test_pieces_of_a_line_are_the_stored_line(made: Database) -> None:
    (rules,) = page_of(made, "guide.question.made").sections
    said = "".join(piece.text for line in rules.lines for piece in line)
    assert said == TEXT[TEXT.index("Rest:") : TEXT.index("\n\nRead")]
    first, second = rules.lines
    assert (first[0].text, first[0].lead) == ("Rest:", True)
    assert [piece.address for piece in second if piece.address] == ["https://example.org/a"]
    assert "[x]" in second[-1].text


@pytest.mark.parametrize("cited", ["Rest: Sleep", "asked for [C999 Art. 3(1); MNE", "A page (htt"])
def test_a_stretch_is_marked(made: Database, cited: str) -> None:
    start = TEXT.index(cited)
    page = page_of(made, "guide.question.made", start, start + len(cited))
    assert page.cited
    lines = (line for section in page.sections for line in section.lines)
    marked = "".join(piece.text for line in lines for piece in line if piece.cited)
    assert cited[:5] in marked


def test_a_stretch_outside_the_text_is_not_marked(made: Database) -> None:
    assert not page_of(made, "guide.question.made", 5, 100_000).cited


def test_only_notes_that_are_held_are_offered_to_read_next(made: Database) -> None:
    page = page_of(made, "guide.question.made")
    assert [(each.head.id, each.why) for each in page.read_next] == [
        ("guide.topic.other", "more on it")
    ]


def test_a_text_copy_names_its_sources_and_its_licence() -> None:
    text = as_text(made_note(), "https://helpdesk.example/note")
    assert "CC BY 4.0" in text and "https://helpdesk.example/note" in text
    assert "- C999: A made Convention (https://example.org/c999, read for this note)" in text
    assert "to be confirmed" in text


def test_a_reply_shows_what_the_quoted_words_of_a_note_rest_on(made: Database) -> None:
    note = made_note()
    start, end = TEXT.index("Rest:"), TEXT.index("\nA page")
    (state,) = source_states(made, (cite(note, start, end, "Rules"),))
    assert [(each.label, each.confirmed) for each in state.grounds] == [
        ("C999 Art. 3(1)", True),
        ("MNE para. 65", True),
    ]
    said = statement_pieces("Sleep is asked for [C999 Art. 3(1)]. See [C111].", [state])
    assert [(piece.text, len(piece.grounds)) for piece in said] == [
        ("Sleep is asked for ", 0),
        ("[C999 Art. 3(1)]", 1),
        (". See [C111].", 0),
    ]


def test_a_document_that_is_no_note_has_no_note_page(db: Database) -> None:
    assert note_page(db, "ratifications-c105") is None
    assert note_page(db, "nothing") is None


def test_every_instrument_note_stands_on_its_instruments_page(
    db: Database, client: FlaskClient
) -> None:
    note = instrument_note(db, "C138", "en")
    assert note is not None
    page = client.get("/instruments/C138").text
    for section in note.sections:
        assert f'id="{section.anchor}"' in page
    assert "Sources of this note" in page


@pytest.mark.parametrize("language", topics.LANGUAGES)
def test_a_topic_page_gathers_what_is_held(db: Database, language: str) -> None:
    topic = topics.by_id("child-labour")
    assert topic is not None
    page = topic_page(db, topic, language)
    assert page.note is not None and page.note.document.topics[0] == "child-labour"
    assert (page.summary is None) == (language == "en")
    assert {"C138", "C182"} <= {row.instrument.code for row in page.instruments}
    assert page.findings and page.findings_in_all >= len(page.findings)
    assert page.related.questions and page.related.mne
    # One of each note: the reader's language where there is one.
    stems = [head.id.removesuffix(f".{head.language}") for head in page.related.questions]
    assert len(stems) == len(set(stems))
    assert {head.language for head in page.related.questions} <= {language, "en"}


def test_every_topic_has_a_page(client: FlaskClient) -> None:
    for topic in topics.all_topics():
        assert client.get(f"/topics/{topic.id}").status_code == 200, topic.id
    assert client.get("/topics/no-such-topic").status_code == 404


def test_the_index_lists_every_note_once(db: Database) -> None:
    index = guidance_index(db, "en")
    listed = [head.id for _, heads in index.questions for head in heads]
    assert len(listed) == len(set(listed)) >= 60
    assert index.directory == len(directory(db)) >= 25
    assert sum(written for _, written in index.topics) >= 17


def test_the_addresses_in_a_download_are_the_public_ones(parts: Parts) -> None:
    settings = dataclasses.replace(parts.settings, public_url="https://help.example.org")
    visitor = create_app(parts=Parts(settings)).test_client()
    answer = visitor.get(
        "/documents/guide.question.minimum-age.txt", headers={"Host": "evil.example"}
    )
    assert "https://help.example.org/documents/guide.question.minimum-age" in answer.text
    assert "evil" not in answer.text


def test_a_cited_question_is_marked_in_its_title(client: FlaskClient, db: Database) -> None:
    note = get_document(db, "guide.question.minimum-age")
    assert note is not None
    end = len(note.title)
    text = client.get(f"/documents/{note.id}?start=0&end={end}").text
    assert 'id="cited"><mark>' in text
    assert "does not lie within" not in text


def test_sections_of_one_name_are_told_apart(made: Database) -> None:
    text = "Twice\n\nOne\n\nTwo\n\nThree"
    spans = [(7, 10, "content"), (12, 15, "other"), (17, 22, "content")]
    sections = tuple(Section(start, end, name, ("Twice", name), name) for start, end, name in spans)
    note = dataclasses.replace(made_note(), id="guide.topic.twice", text=text, sections=sections)
    put_document(made, note, source="s", origin="made", hashed="h")
    anchors = [section.anchor for section in page_of(made, note.id).sections]
    assert anchors == ["s-content", "s-other", "s-content-2"]


def test_a_heading_of_a_paper_is_opened_and_a_row_of_it_opens_the_paper(made: Database) -> None:
    paper = Document(
        "gb.900-ins-2", Kind.DOCUMENT, "Paper", "Part\nAims\nrow 1.1 x", (Section(5, 9, "Aims"),)
    )
    put_document(made, paper, source="s", origin="made", hashed="h")
    shown = Grounds(made, made_note())
    (heading,) = shown.of_marker('GB.900/INS/2 "Aims"')
    (row,) = shown.of_marker('GB.900/INS/2 "Aims, row 1.1"')
    assert heading.place is not None and (heading.place.start, heading.place.end) == (5, 9)
    assert row.place is not None and (row.place.start, row.place.end) == (0, 0)


def test_a_statement_is_in_the_language_of_the_note_it_quotes(client: FlaskClient) -> None:
    assert language_of([], "fr") == "fr"
    noted = SourceState(True, True, "en", (GroundShown("C1", "C1", "", True, None, None),))
    assert language_of([SourceState(True, True, "es"), noted], "fr") == "en"


@pytest.mark.parametrize("page", ["/guidance", "/directory", "/country-information"])
def test_the_pages_say_the_licence(client: FlaskClient, page: str) -> None:
    text = client.get(page).text
    assert "CC BY 4.0" in text and "licenses/by/4.0" in text


def test_the_way_to_country_information_leads_to_the_countrys_page(client: FlaskClient) -> None:
    answer = client.get("/country-information?country=BGD")
    assert (answer.status_code, answer.location) == (302, "/countries/BGD")
    assert client.get("/country-information?country=nowhere").status_code == 200


def test_a_note_can_be_downloaded_and_other_documents_not(client: FlaskClient) -> None:
    answer = client.get("/documents/guide.question.minimum-age.txt")
    assert answer.mimetype == "text/plain" and "CC BY 4.0" in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "http://localhost/documents/guide.question.minimum-age\n" in answer.text
    assert client.get("/documents/ratifications-c105.txt").status_code == 404
