"""The pages: what they show, what they refuse, and that text stays text."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from helpdesk.app import create_app
from helpdesk.settings import Settings
from helpdesk.web import words
from helpdesk.wiring import Parts
from index.request import MAX_QUESTION
from knowledge.store.documents import get_document

HOSTILE = '<script>alert("t")</script> & 😀'
NOTE = f"""---
id: hostile-note
kind: summary
title: '{HOSTILE}'
language: fr
topics:
- child-labour
instruments:
- C138
audience:
- enterprises
sources:
- title: Made for a test
  url: https://example.org/made
  locator: paragraph 1
  state: unconfirmed
date: '2026-01-02'
note: A summary made for a test <img src=x onerror=alert(1)>
---

# {HOSTILE}

## What <b>it</b> asks

- A sentence with 😀 and 𝄞 before <mark id="cited">markup</mark> & an ampersand.
- Another one.
"""
ANSWERED = "Is Singapore bound by Convention 105?"
REFERRED = "Is factory X in Dhaka safe?"
PAGES = (
    "/",
    "/instruments",
    "/instruments/C138",
    "/instruments/R203",
    "/countries",
    "/countries/BGD",
    "/countries/HKG",
    "/about",
    "/documents/ratifications-c105",
)


class Marked(HTMLParser):
    """Collects the text of a page, and what stands in its marks."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.depth = 0
        self.marks: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag == "mark"
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "mark"

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.marks.append(data)


def token(client: FlaskClient, page: str = "/") -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page).text)
    assert found
    return found[1]


def ask(client: FlaskClient, question: str, **more: str) -> str:
    """Ask, and return the address of the reply."""
    data = {"question": question, "csrf_token": token(client), **more}
    response = client.post("/", data=data)
    assert response.status_code == 303, response.text
    return response.headers["Location"]


@pytest.fixture(scope="module")
def hostile(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application over knowledge that holds a note full of markup."""
    folder = tmp_path_factory.mktemp("hostile")
    copy = folder / "home"
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("desk.db*"))
    note = folder / "hostile-note.md"
    note.write_text(NOTE, encoding="utf-8")
    parts = Parts(Settings(home=copy, rate_limit=""))
    report = parts.ingest(lambda _stage, _done, _total: None).run([note])
    assert not report.refusals
    return create_app(parts=parts)


# Asking -------------------------------------------------------------------------------------


def test_asking_leads_to_a_reply_with_its_sources(client: FlaskClient) -> None:
    address = ask(client, ANSWERED)
    page = client.get(address)
    assert page.status_code == 200
    assert "19 Apr 1979" in page.text
    assert 'href="#source-1"' in page.text
    assert 'id="source-1"' in page.text
    assert re.search(r'<blockquote lang="en" cite="https://[^"]+"><p>Singapore: ', page.text)
    assert 'rel="noreferrer noopener"' in page.text
    assert "as of 11 May 2023" in page.text
    opened = re.search(r'href="(/documents/[^"]+)#cited"', page.text)
    assert opened
    shown = client.get(opened[1].replace("&amp;", "&"))
    assert "".join(Marked(shown.text).marks).startswith("Singapore: ratified 25 Oct 1965")
    assert shown.text.count('id="cited"') == 1


def test_a_reply_is_private(client: FlaskClient) -> None:
    page = client.get(ask(client, ANSWERED))
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_a_referred_question_says_what_happens_and_lists_no_sources(client: FlaskClient) -> None:
    address = ask(client, REFERRED)
    page = client.get(address).text
    assert "Passed on to a person" in page
    assert 'id="sources"' not in page
    assert f'value="http://localhost{address}"' in page
    assert "deleted after 365 days" in page
    assert "staff@example.org" in page


def test_an_address_can_be_left_and_removed(client: FlaskClient, parts: Parts) -> None:
    address = ask(client, REFERRED)
    key = address.rpartition("/")[2]
    for email, said in (("me@example.org", "is kept with"), ("", "No e-mail address is kept")):
        data = {"email": email, "csrf_token": token(client, address)}
        done = client.post(f"{address}/email", data=data, follow_redirects=True)
        assert done.status_code == 200
        assert said in done.text
        assert "me@example.org" not in done.text
        kept = parts.desk.find(key)
        assert kept is not None
        assert kept.email == email


def test_a_wrong_address_is_kept_in_the_form(client: FlaskClient) -> None:
    address = ask(client, REFERRED)
    data = {"email": 'me"<at>home', "csrf_token": token(client, address)}
    page = client.post(f"{address}/email", data=data)
    assert page.status_code == 422
    assert "me&#34;&lt;at&gt;home" in page.text
    assert 'href="#email"' in page.text
    assert f'href="{address}?lang=fr"' in page.text


def test_no_reply_under_a_guessed_address(client: FlaskClient) -> None:
    assert client.get("/replies/AAAAAAAAAAAAAAAAAAAAAA").status_code == 404
    data = {"email": "a@b", "csrf_token": token(client)}
    assert client.post("/replies/AAAAAAAAAAAAAAAAAAAAAA/email", data=data).status_code == 404


def test_choices_reach_the_answer(client: FlaskClient) -> None:
    page = client.get(ask(client, "Has it ratified this?", country="NER", instrument="C138")).text
    assert "Niger ratified C138" in page
    assert "Niger is not Nigeria" in page
    assert '<option value="NER" selected>' in page
    assert '<option value="C138" selected>' in page


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    for address in ("/", "/replies/AAAAAAAAAAAAAAAAAAAAAA/email"):
        page = client.post(address, data={"question": ANSWERED})
        assert page.status_code == 400
        assert "The form could not be checked" in page.text


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"question": "  \r\n "}, "question", "Write your question."),
        ({"question": "é" * 2001}, "question", "at most 2,000 characters"),
        ({"question": "Why?", "country": "ZZZ"}, "country", "Choose a country"),
        ({"question": "Why?", "topic": "nonsense"}, "topic", "Choose a topic"),
        ({"question": "Why?", "instrument": "C999"}, "instrument", "Choose an instrument"),
        ({"question": "Why?", "email": "nobody"}, "email", "name@example.org"),
        ({"question": "Why?", "email": f"{'a' * 260}@b"}, "email", "too long"),
    ],
)
def test_what_cannot_be_asked_is_said_and_kept(
    client: FlaskClient, sent: dict[str, str], field: str, said: str
) -> None:
    page = client.post("/", data={**sent, "csrf_token": token(client)})
    assert page.status_code == 422
    assert said in page.text
    assert f'<a href="#{field}">' in page.text
    assert f'id="{field}-error"' in page.text
    assert sent["question"].strip() in page.text
    assert "<title>Error: " in page.text


def test_line_ends_count_once_as_in_the_browser(client: FlaskClient) -> None:
    ask(client, "Why?\r\n" + "\r\n" * (MAX_QUESTION - 5))


def test_an_example_fills_the_form(client: FlaskClient) -> None:
    page = client.get("/", query_string={"question": "What of </textarea><b>x?"}).text
    assert "What of &lt;/textarea&gt;&lt;b&gt;x?" in page


# Text stays text ----------------------------------------------------------------------------


def test_a_hostile_question_stays_text(client: FlaskClient) -> None:
    page = client.get(ask(client, f'{HOSTILE} "><img src=x onerror=alert(1)> C138')).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(&#34;t&#34;)&lt;/script&gt;" in page


def test_a_hostile_document_stays_text(hostile: Flask) -> None:
    client = hostile.test_client()
    for page in ("/documents/hostile-note", "/instruments/C138"):
        text = client.get(page).text
        assert "<script>alert" not in text
        assert "<img" not in text
        assert 'href="javascript:' not in text
        assert "&lt;script&gt;alert(&#34;t&#34;)&lt;/script&gt; &amp; 😀" in text


def test_highlights_are_exact_past_markup_and_rare_letters(hostile: Flask) -> None:
    parts = hostile.extensions["helpdesk"]
    document = get_document(parts.library.searcher().db, "hostile-note")
    assert document is not None
    client = hostile.test_client()
    text = document.text
    spans = [(s.start, s.end) for s in document.sections]
    spans += [
        (text.index("𝄞"), text.index("markup") + 3),
        (text.index("<mark"), text.index("an ampersand")),
        (document.sections[0].start, len(text)),  # the title stands above what can be marked
    ]
    for start, end in spans:
        page = Marked(client.get(f"/documents/hostile-note?start={start}&end={end}").text)
        assert "".join(page.marks) == text[start:end]
        assert page.ids.count("cited") == 1
        assert len(page.ids) == len(set(page.ids))


def test_a_citation_outside_the_text_is_owned_up_to(client: FlaskClient) -> None:
    for query in ("start=5&end=99999999", "start=-3&end=4", "start=9&end=2"):
        page = client.get(f"/documents/ratifications-c105?{query}").text
        assert "<mark" not in page
        assert "nothing is highlighted" in page
    assert client.get("/documents/ratifications-c105?start=x&end=y").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://x/%0aalert(1)",
        "data:text/html,x",
        "//x.org",
        "https://[",
        "",
    ],
)
def test_only_web_addresses_are_linked(address: str) -> None:
    assert words.web_address(address) is None


def test_addresses_in_a_notice_become_links() -> None:
    text = "See https://a.example/f?p=1:2, and https://b.example/x."
    assert words.linked(text) == [
        ("See ", False),
        ("https://a.example/f?p=1:2", True),
        (", and ", False),
        ("https://b.example/x", True),
        (".", False),
    ]


# Pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("address", PAGES)
def test_pages_work_in_every_language_without_inline_code(
    client: FlaskClient, address: str, language: str
) -> None:
    page = client.get(address, query_string={"lang": language})
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page.text)
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    assert page.text.count("<h1") == 1
    ids = Marked(page.text).ids
    assert len(ids) == len(set(ids))


def test_a_language_once_chosen_stays(client: FlaskClient) -> None:
    assert "Votre question" in client.get("/?lang=fr").text
    assert "Votre question" in client.get("/").text
    assert "Su pregunta" in client.get("/?lang=es").text


def test_switching_language_keeps_the_page(client: FlaskClient) -> None:
    page = client.get("/documents/ratifications-c105?start=0&end=9").text
    assert 'href="/documents/ratifications-c105?start=0&amp;end=9&amp;lang=fr"' in page


def test_a_language_link_never_leads_to_another_site(client: FlaskClient) -> None:
    page = client.get("/x", environ_overrides={"PATH_INFO": '//other.example/x"y'})
    assert page.status_code == 404
    assert 'href="//other' not in page.text
    assert 'href="/other.example/x%22y?lang=fr"' in page.text


def test_codes_are_met_in_any_usual_form(client: FlaskClient) -> None:
    for given, meant in (
        ("/instruments/C29", "/instruments/C029"),
        ("/instruments/mlc", "/instruments/MLC"),
        ("/countries/bd", "/countries/BGD"),
    ):
        assert client.get(given).headers["Location"] == meant


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/instruments/C999", "No instrument of this code"),
        ("/countries/ZZZ", "No country of this code"),
        ("/documents/none", "No document of this name"),
        ("/nowhere", "There is no page at this address."),
    ],
)
def test_what_is_not_there_is_said_helpfully(client: FlaskClient, address: str, said: str) -> None:
    page = client.get(address)
    assert page.status_code == 404
    assert said in page.text
    assert "Ask a question" in page.text


def test_facts_link_to_their_lines(client: FlaskClient) -> None:
    page = client.get("/instruments/C105").text
    assert re.search(r'href="/documents/ratifications-c105\?start=\d+&amp;end=\d+#cited"', page)
    country = client.get("/countries/UZB").text
    assert "as of 25 Jun 2023" in country
    assert "Labour" in country
    assert "0 is best, 10 is worst" in country
    assert 'href="/countries/NGA"' in client.get("/countries/NER").text


def test_partial_dates_stay_partial(app: Flask) -> None:
    with app.test_request_context("/?lang=es"):
        assert words.when("2021") == "2021"
        assert words.when("2021-06") == "junio 2021"
        assert words.when("2021-06-05") == "5 de junio de 2021"
        assert words.when("2021-13") == "2021-13"
        assert words.when(None) == ""


def test_the_search_page_finds_filters_and_suggests(client: FlaskClient) -> None:
    empty = client.get("/search")
    assert empty.status_code == 200
    assert "passages found" not in empty.text
    found = client.get("/search?q=child+labour&kind=finding")
    assert "passages found" in found.text
    assert 'class="hits"' in found.text
    suggested = client.get("/search?q=chidl+labour")
    assert "Did you mean" in suggested.text
    assert "child labour</a>" in suggested.text


def test_the_search_page_takes_the_query_language_and_names_mistakes(client: FlaskClient) -> None:
    exact = client.get('/search?q="forced labour" AND prison*')
    assert exact.status_code == 200
    wrong = client.get("/search?q=*abour&country=ZZZ")
    assert wrong.status_code == 400
    assert "ZZZ" in wrong.text
    assert client.get('/search?q="open AND shut').status_code == 400
    hostile = client.get("/search?q=<script>alert(1)</script>")
    assert "<script>alert" not in hostile.text
