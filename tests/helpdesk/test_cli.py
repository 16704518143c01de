"""The console command: asking, batches, generations, retention, and serving for real."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from helpdesk.cli import cli, main
from helpdesk.cli.ask import MAX_LINE
from helpdesk.desk.tables import QuestionRow
from helpdesk.wiring import Parts

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("HELPDESK_HOME", str(home))

    def invoke(*arguments: str, typed: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, arguments, input=typed, catch_exceptions=False)

    yield invoke


def test_every_command_has_help(run: Any) -> None:
    listed = run("--help").stdout
    for command in (
        "ask",
        "evaluate",
        "generations",
        "ingest",
        "retire-questions",
        "serve",
        "setup",
    ):
        assert command in listed
        shown = run(command, "--help")
        assert shown.exit_code == 0
        assert "Usage:" in shown.stdout


def test_a_question_is_answered_in_plain_text(run: Any) -> None:
    shown = run("ask", "Is Singapore bound by Convention 105?")
    assert shown.exit_code == 0
    lines = shown.stdout.splitlines()
    assert "19 Apr 1979" in lines[0] and lines[0].endswith("[1]")
    assert "Sources" in lines
    assert any(line.startswith("[1] ") for line in lines)
    assert "https://" in shown.stdout


def test_a_reply_in_json_follows_the_contract_and_is_kept(run: Any, parts: Parts) -> None:
    shown = run("ask", "¿Ha ratificado México el Convenio núm. 98?", "--json")
    reply = json.loads(shown.stdout)
    assert reply["language"] == "es"
    assert list(reply) == [
        "id", "question", "language", "status", "understood", "statements", "sources", "notice",
        "took_ms",
    ]  # fmt: skip
    kept = parts.desk.find(reply["id"])
    assert kept is not None and kept.channel == "cli"


def test_choices_and_standard_input_are_used(run: Any) -> None:
    shown = run(
        "ask", "-", "--country", "KHM", "--instrument", "C138", "--language", "en", "--json",
        typed="Was it ratified?\n",
    )  # fmt: skip
    reply = json.loads(shown.stdout)
    assert reply["understood"]["countries"] == ["KHM"]
    assert reply["status"] == "answered"


def test_the_steps_are_explained_and_nothing_is_kept(run: Any, parts: Parts) -> None:
    before = sum(parts.desk.counts().values())
    shown = run("ask", "Has Cambodia ratified C138?", "--explain")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("understand")
    steps = json.loads(run("ask", "Has Cambodia ratified C138?", "--explain", "--json").stdout)
    assert [step for step in steps if step["step"] == "draft"]
    assert sum(parts.desk.counts().values()) == before


BATCH = (
    b'{"id": "a", "question": "Has Cambodia ratified C138?"}\n'
    b"\n"
    b'{"id": 7, "question": "Was it ratified?", "country": "SGP", "instrument": "C105"}\n'
    b"not json\n"
    b'{"id": "b", "question": ""}\n'
    b'{"id": "c", "question": 5}\n'
    b'{"id": "d", "question": "x", "language": "de"}\n'
    b"[1, 2]\n"
    b'{"id": "e", "question": "\xff"}\n' + b'{"id": "f", "question": "' + b"x" * MAX_LINE + b'"}\n'
    b'{"id": "g", "question": "xyzzy plugh", "expected": "nothing"}'
)


def test_a_batch_answers_each_line_and_goes_on_past_bad_ones(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(BATCH)
    shown = run("ask", "--batch", str(path), "--json")
    assert shown.exit_code == 0
    rows = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["a", 7, None, "b", "c", "d", None, None, None, "g"]
    good = [row for row in rows if "error" not in row]
    assert [row["id"] for row in good] == ["a", 7, "g"]
    assert [row["status"] for row in good] == ["answered", "answered", "referred"]
    assert [row["line"] for row in rows if "error" in row] == [4, 5, 6, 7, 8, 9, 10]
    assert run("ask", "--batch", "-", typed=BATCH).stdout.count("\n") == 10


@pytest.mark.parametrize(
    "arguments", [(), ("x", "--batch", __file__), ("x", "--language", "de"), ("--batch", "/none")]
)
def test_a_wrong_command_is_a_usage_error(run: Any, arguments: tuple[str, ...]) -> None:
    assert run("ask", *arguments).exit_code == 2


def test_an_error_made_on_purpose_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPDESK_HOME", str(tmp_path))
    for arguments in (["ask", "Has Cambodia ratified C138?"], ["ask", "x" * 2001]):
        monkeypatch.setattr(sys, "argv", ["helpdesk", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_setup_is_quick_when_nothing_changed(run: Any, parts: Parts) -> None:
    live = parts.generations.live_name()
    started = time.perf_counter()
    shown = run("setup")
    assert time.perf_counter() - started < 8
    assert shown.exit_code == 0
    assert shown.stdout.startswith(f"ready: generation {live} (unchanged)")
    assert shown.stdout.count("\n") == 1


def test_generations_are_listed_and_rolled_back(run: Any, parts: Parts) -> None:
    live = parts.generations.live_name()
    (row,) = json.loads(run("generations", "--json").stdout)
    assert row["name"] == live and row["live"] is True and row["passages"] > 1000
    assert f"{live}  {row['made']}" in run("generations").stdout
    assert str(live) in run("generations", "roll-back", str(live)).stdout


def test_rolling_back_to_what_is_not_kept_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPDESK_HOME", str(home))
    monkeypatch.setattr(sys, "argv", ["helpdesk", "generations", "roll-back", "000099-none"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert "not held" in capsys.readouterr().err


def test_without_knowledge_the_list_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_HOME", str(tmp_path))
    assert "helpdesk setup" in CliRunner().invoke(cli, ["generations"]).stdout


def test_questions_past_their_time_are_retired(run: Any, parts: Parts) -> None:
    reply = json.loads(run("ask", "Has Cambodia ratified C138?", "--json").stdout)
    with parts.desk.engine.execution_options(writes=True).begin() as connection:
        connection.execute(
            update(QuestionRow)
            .where(QuestionRow.id == reply["id"])
            .values(asked_at=datetime.now(UTC) - timedelta(days=400))
        )
    told = json.loads(run("retire-questions", "--json").stdout)
    assert told == {"deleted": 1, "older_than_days": 365}
    assert parts.desk.find(reply["id"]) is None
    assert "deleted 0 questions" in run("retire-questions").stdout


def a_free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def fetch(address: str) -> bytes | None:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310 (our own server)
            return bytes(response.read())
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return None


def test_the_server_starts_serves_keeps_its_log_private_and_stops(home: Path) -> None:
    port = a_free_port()
    environment = {**os.environ, "HELPDESK_HOME": str(home), "HELPDESK_WORKERS": "1"}
    command = [sys.executable, "-c", "from helpdesk.cli import main; main()", "serve"]
    server = subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        until = time.monotonic() + 40
        while (told := fetch(f"http://127.0.0.1:{port}/healthz")) is None:
            assert server.poll() is None, server.communicate()[0]
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)
        assert json.loads(told)["status"] == "ok"
        assert fetch(f"http://127.0.0.1:{port}/api/v1/search?q=Zebulon+labour")
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(b"GET /Zebulon nonsense\r\n\r\n")
            raw.recv(1000)
    finally:
        server.send_signal(signal.SIGTERM)
        log, _ = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "GET /api/v1/search 200" in log
    assert "Zebulon" not in log
