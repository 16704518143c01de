"""The application protects people: headers, cookies, forms, limits, logs, time to live."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from helpdesk.app import create_app
from helpdesk.desk import Desk
from helpdesk.desk.tables import QuestionRow
from helpdesk.questions import Question
from helpdesk.settings import Settings
from helpdesk.wiring import Parts

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "Has Cambodia ratified C138, asks Zebulon Quince?"


@contextmanager
def another(parts: Parts, **changes: Any) -> Iterator[Flask]:
    """An application with other settings over the same knowledge."""
    settings = replace(parts.settings, **changes)
    own = Parts(settings)
    own.__dict__["embedder"] = parts.embedder
    own.__dict__["library"] = parts.library
    yield create_app(settings, own)
    own.desk.close()


def token(client: FlaskClient, path: str = "/") -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


@pytest.mark.parametrize("path", ["/", "/api/v1/openapi.json", "/healthz", "/nothing", "/about"])
def test_every_response_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for directive in ("script-src 'self'", "form-action 'self'", "base-uri 'none'"):
        assert directive in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Permissions-Policy" in headers
    assert "Strict-Transport-Security" not in headers


def test_pages_obey_their_own_policy(client: FlaskClient) -> None:
    for path in ("/", "/about", "/countries/UZB", "/instruments/C138", "/nothing"):
        page = client.get(path).text
        assert not re.search(r"\son\w+=|\sstyle=|javascript:", page), path
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page)), path
        assert "<style" not in page, path


def test_asking_on_the_page_leads_to_a_private_reply(client: FlaskClient) -> None:
    sent = client.post("/", data={"csrf_token": token(client), "question": QUESTION})
    assert sent.status_code == 303
    page = client.get(sent.headers["Location"])
    assert page.status_code == 200
    assert "1999" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    assert client.post("/", data={"question": QUESTION}).status_code == 400
    stale = client.post("/", data={"question": QUESTION, "csrf_token": "wrong"})
    assert stale.status_code == 400
    assert stale.content_type.startswith("text/html")


def test_cookies_are_kept_from_scripts_and_other_sites(client: FlaskClient) -> None:
    cookies = client.get("/?lang=fr").headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie


def test_behind_https_cookies_and_transport_are_strict(parts: Parts) -> None:
    with another(parts, secure_cookies=True) as app:
        response = app.test_client().get("/?lang=es", base_url="https://localhost")
    assert all("Secure" in cookie for cookie in response.headers.getlist("Set-Cookie"))
    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/", "", "en"),
        ("/", "fr-CH, de;q=0.8", "fr"),
        ("/", "es-MX,es;q=0.9,en;q=0.5", "es"),
        ("/", "de, zh", "en"),
        ("/?lang=es", "fr", "es"),
        ("/?lang=xx", "fr", "fr"),
        ("/nothing?lang=fr", "", "fr"),
    ],
)
def test_the_language_is_the_readers(
    client: FlaskClient, path: str, accepted: str, language: str
) -> None:
    page = client.get(path, headers={"Accept-Language": accepted})
    assert f'<html lang="{language}"' in page.text
    assert {"Accept-Language", "Cookie"} <= set(page.headers["Vary"].split(", "))


def test_the_chosen_language_stays(client: FlaskClient) -> None:
    client.get("/?lang=fr")
    assert '<html lang="fr"' in client.get("/", headers={"Accept-Language": "es"}).text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/nothing", 404), ("delete", "/", 405), ("get", "/replies/none", 404)],
)
def test_errors_are_pages_for_people(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    response = client.open(path, method=method.upper())
    assert response.status_code == status
    assert response.content_type == "text/html; charset=utf-8"
    assert "<h1" in response.text


def test_too_much_is_refused(client: FlaskClient) -> None:
    sent = client.post("/", data={"csrf_token": token(client), "question": "x" * 70_000})
    assert sent.status_code == 413
    assert "<h1" in sent.text


def test_asking_is_limited_for_pages_and_api_together_and_nothing_else_is(parts: Parts) -> None:
    with another(parts, rate_limit="3 per minute") as app:
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
        csrf = token(client)
        statuses = [
            client.post("/api/v1/ask", json={"question": QUESTION}).status_code,
            client.post("/", data={"csrf_token": csrf, "question": QUESTION}).status_code,
            client.post("/api/v1/ask", json={"question": QUESTION}).status_code,
            client.post("/api/v1/ask", json={"question": QUESTION}).status_code,
        ]
        assert statuses == [200, 303, 200, 429]
        page = client.post("/", data={"csrf_token": csrf, "question": QUESTION})
        assert page.status_code == 429
        assert int(page.headers["Retry-After"]) >= 1
        assert "<h1" in page.text
        refused = client.post("/api/v1/ask", json={"question": QUESTION})
        assert refused.get_json()["error"]["status"] == 429
        assert {client.get("/api/v1/search?q=labour").status_code for _ in range(6)} == {200}
        assert {client.get("/").status_code for _ in range(6)} == {200}
        client.environ_base["REMOTE_ADDR"] = "203.0.113.10"
        assert client.post("/api/v1/ask", json={"question": QUESTION}).status_code == 200


def test_proxies_are_believed_only_where_set(parts: Parts) -> None:
    forwarded = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}
    for proxies, expected in ((0, "http://localhost"), (1, "https://localhost")):
        with another(parts, trusted_proxies=proxies) as app:
            described = app.test_client().get("/api/v1/openapi.json", headers=forwarded)
        assert described.get_json()["servers"] == [{"url": expected}]


def test_an_unexpected_failure_is_noted_without_the_persons_words(
    parts: Parts, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with another(parts) as app:
        app.config["PROPAGATE_EXCEPTIONS"] = False

        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("broken on purpose")

        monkeypatch.setattr(Desk, "find", fail)
        client = app.test_client()
        private = "Kq0aPrivatePrivatePriv"
        page = client.get(f"/replies/{private}")
        answer = client.get(f"/api/v1/replies/{private}")
    assert page.status_code == answer.status_code == 500
    assert answer.get_json()["error"]["status"] == 500
    assert "broken on purpose" not in page.text + answer.text
    assert "broken on purpose" in caplog.text
    assert "/replies/<id>" in caplog.text
    assert private not in caplog.text


def test_a_desk_that_fails_is_unavailable(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    with another(parts) as app:

        def fail(*_: object, **__: object) -> None:
            raise OperationalError("select", {"text": QUESTION}, Exception("gone"))

        client = app.test_client()
        monkeypatch.setattr(Desk, "keep", fail)
        monkeypatch.setattr(Desk, "check", fail)
        assert client.post("/api/v1/ask", json={"question": QUESTION}).status_code == 503
        health = client.get("/healthz")
    assert health.status_code == 503
    assert (health.get_json()["status"], health.get_json()["desk"]) == ("no desk", "unavailable")


def test_without_knowledge_everything_says_so(tmp_path: Path) -> None:
    parts = Parts(Settings(home=tmp_path))
    client = create_app(parts=parts).test_client()
    assert client.get("/healthz").status_code == 503
    assert client.get("/healthz").get_json()["status"] == "no knowledge"
    asked = client.post("/api/v1/ask", json={"question": QUESTION})
    assert asked.status_code == 503
    assert "helpdesk setup" in asked.get_json()["error"]["message"]
    assert client.get("/api/v1/search?q=labour").status_code == 503
    assert client.get("/").status_code == 200
    parts.desk.close()


def test_logs_hold_no_question_address_or_private_id(
    client: FlaskClient, parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = client.post("/api/v1/ask", json={"question": QUESTION}).get_json()
    sent = client.post(
        "/",
        data={"csrf_token": token(client), "question": QUESTION, "email": "quince@example.org"},
    )
    private = sent.headers["Location"].rsplit("/", 1)[1]
    client.get(f"/replies/{private}")
    client.get(f"/api/v1/replies/{answer['id']}")
    client.get("/api/v1/search", query_string={"q": QUESTION})
    client.get("/", query_string={"question": QUESTION})
    client.get(f"/nothing/{private}?q=Zebulon")
    assert "POST /api/v1/ask 200" in caplog.text
    assert "GET /replies/<id> 200" in caplog.text
    for secret in ("Zebulon", "quince@", private, answer["id"], parts.settings.signing_key()):
        assert secret not in caplog.text


def test_old_questions_are_deleted_at_the_start_and_once_a_day(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("helpdesk.retention.time.monotonic", lambda: now[0])
    with another(parts, keep_days=30) as app:
        client = app.test_client()

        def an_old_question() -> str:
            reply = parts.asking.ask(Question(QUESTION))
            long_ago = datetime.now(UTC) - timedelta(days=31)
            with parts.desk.engine.execution_options(writes=True).begin() as connection:
                connection.execute(
                    update(QuestionRow).where(QuestionRow.id == reply.id).values(asked_at=long_ago)
                )
            return reply.id

        id = an_old_question()
        now[0] += 3600
        client.get("/healthz")
        assert parts.desk.find(id) is not None
        now[0] += 86_400
        client.get("/healthz")
        assert parts.desk.find(id) is None
        id = an_old_question()
        create_app(replace(parts.settings, keep_days=30), parts)
        assert parts.desk.find(id) is None


def test_the_wsgi_module_has_an_app(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "import wsgi; print(wsgi.app.name)"],
        cwd=ROOT,
        env={"HELPDESK_HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "helpdesk.app"
