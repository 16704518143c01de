"""The desk keeps what people asked, finds it by its private id, and deletes it in time."""

from __future__ import annotations

import json
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect, update

from helpdesk.desk import Desk, Standing, new_id
from helpdesk.desk.database import connect, upgrade
from helpdesk.desk.desk import checked_email
from helpdesk.desk.tables import Base, QuestionRow
from helpdesk.questions import Question
from helpdesk.replies import Citation, Meant, Reply, Statement, Status
from knowledge.errors import BadInput, DeskUnavailable

SOURCE = Citation(
    "finding", "A title", "para. 2", "Words quoted.", 4, 17, None, "doc-1", "BGD", ("C138",)
)


def a_reply(status: Status = Status.ANSWERED, id: str = "") -> Reply:
    return Reply(
        id=id or new_id(),
        question="Is it so?",
        language="en",
        status=status,
        understood=Meant(("BGD",), ("C138",), ("child-labour",), "ratification"),
        statements=(Statement("It is.", (1,)),) if status is Status.ANSWERED else (),
        sources=(SOURCE,) if status is Status.ANSWERED else (),
        notice="Mind the date.",
        took_ms=12.3,
    )


def age(desk: Desk, id: str, days: float) -> None:
    """Make a question as old as that."""
    with desk.engine.execution_options(writes=True).begin() as connection:
        connection.execute(
            update(QuestionRow)
            .where(QuestionRow.id == id)
            .values(asked_at=datetime.now(UTC) - timedelta(days=days))
        )


def test_a_kept_question_is_found_whole(desk: Desk) -> None:
    asked = Question("Is it so?", "en", "BGD", "C138", "child-labour")
    reply = a_reply()
    before = datetime.now(UTC)
    desk.keep(reply, asked, channel="web", email=" someone@example.org ", generation="000001-ab")
    kept = desk.find(reply.id)
    assert kept is not None
    assert kept.reply == reply
    assert kept.question == asked
    assert (kept.channel, kept.email, kept.generation) == (
        "web",
        "someone@example.org",
        "000001-ab",
    )
    assert kept.status is Standing.ANSWERED
    assert before <= kept.asked_at <= datetime.now(UTC)


def test_referred_questions_wait_longest_first(desk: Desk) -> None:
    ids = []
    for days in (1, 3, 2):
        reply = a_reply(Status.REFERRED)
        desk.keep(reply, Question("Is it so?"))
        age(desk, reply.id, days)
        ids.append(reply.id)
    desk.keep(a_reply(), Question("Is it so?"))
    assert [kept.id for kept in desk.waiting()] == [ids[1], ids[2], ids[0]]
    assert [kept.id for kept in desk.waiting(limit=1)] == [ids[1]]
    assert desk.counts() == {"answered": 1, "waiting": 3, "closed": 0}


def test_a_later_reply_stands_beside_the_first(desk: Desk) -> None:
    first = a_reply(Status.REFERRED)
    desk.keep(first, Question("Is it so?"))
    second = a_reply(Status.ANSWERED, first.id)
    desk.keep(second, Question("Is it so?"))
    kept = desk.find(first.id)
    assert kept is not None
    assert kept.reply == second
    assert kept.status is Standing.ANSWERED
    assert desk.counts()["answered"] == 1


@pytest.mark.parametrize(
    "id", ["", "x", "a" * 65, "../etc/passwd/....", "a' or '1'='1' --", "\0" * 20]
)
def test_what_is_no_id_is_not_found(desk: Desk, id: str) -> None:
    assert desk.find(id) is None
    assert desk.set_email(id, "a@example.org") is False


def test_ids_cannot_be_guessed() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(id) == 22 for id in ids)  # 128 bits


def test_an_address_is_set_changed_and_removed(desk: Desk) -> None:
    reply = a_reply(Status.REFERRED)
    desk.keep(reply, Question("Is it so?"))
    for address in ("a@example.org", "b@example.org", ""):
        assert desk.set_email(reply.id, address)
        kept = desk.find(reply.id)
        assert kept is not None and kept.email == address


@pytest.mark.parametrize(
    "email",
    [
        "nobody",
        "@example.org",
        "a@",
        "a@b@c",
        "a@b\r\nBcc: c@d",
        "a b@c",
        "a\0@b",
        "a" * 250 + "@b.org",
    ],
)
def test_a_wrong_address_is_refused_and_nothing_kept(desk: Desk, email: str) -> None:
    reply = a_reply()
    with pytest.raises(BadInput, match="e-mail"):
        desk.keep(reply, Question("Is it so?"), email=email)
    assert desk.find(reply.id) is None


@given(st.text(max_size=300))
def test_any_text_is_a_checked_address_or_refused(text: str) -> None:
    try:
        email = checked_email(text)
    except BadInput:
        return
    assert len(email) <= 254
    assert email == "" or (email.count("@") == 1 and email.isprintable())


def test_a_foreign_id_or_channel_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput):
        desk.keep(a_reply(id="short"), Question("Is it so?"))
    with pytest.raises(BadInput):
        desk.keep(a_reply(), Question("Is it so?"), channel="x" * 41)


def test_old_questions_go_with_their_replies_and_leave_no_text(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    desk = Desk.open(f"sqlite:///{path}")
    old, young = a_reply(Status.REFERRED), a_reply(Status.REFERRED)
    desk.keep(old, Question("A quaint unmistakable sentence?"))
    desk.keep(young, Question("Is it so?"))
    age(desk, old.id, 30.1)
    age(desk, young.id, 29.9)
    assert desk.delete_older_than(30) == 1
    assert desk.delete_older_than(30) == 0
    assert desk.find(old.id) is None
    assert desk.find(young.id) is not None
    desk.close()
    raw = sqlite3.connect(path)
    assert raw.execute("select count(*) from replies").fetchone() == (1,)
    raw.execute("pragma wal_checkpoint(truncate)")
    raw.close()
    assert b"quaint unmistakable" not in path.read_bytes()
    with pytest.raises(BadInput):
        desk.delete_older_than(0)
    desk.close()


def test_migrations_make_the_tables_that_the_code_expects(desk: Desk) -> None:
    found = inspect(desk.engine)
    for table in Base.metadata.sorted_tables:
        columns = {column["name"]: column for column in found.get_columns(table.name)}
        assert columns.keys() == {column.name for column in table.columns}
        for column in table.columns:
            assert columns[column.name]["nullable"] == column.nullable, column
            assert str(columns[column.name]["type"]) == str(
                column.type.compile(desk.engine.dialect)
            )
        indexes = {tuple(index["column_names"]) for index in found.get_indexes(table.name)}
        assert indexes == {tuple(c.name for c in index.columns) for index in table.indexes}


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'desk.db'}"
    desk = Desk.open(url)
    reply = a_reply()
    desk.keep(reply, Question("Is it so?"))
    desk.close()
    again = Desk.open(url)
    assert again.find(reply.id) is not None
    assert again.engine.connect().exec_driver_sql("pragma journal_mode").scalar() == "wal"
    again.close()


def test_many_writers_wait_for_each_other(tmp_path: Path) -> None:
    """Opening (with migrations) and keeping from many threads at once loses nothing."""
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    failures: list[BaseException] = []

    def work() -> None:
        try:
            desk = Desk.open(url)
            for _ in range(5):
                desk.keep(a_reply(Status.REFERRED), Question("Is it so?"))
                desk.counts()
            desk.close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    desk = Desk.open(url)
    assert desk.counts()["waiting"] == 30
    desk.close()


@pytest.mark.parametrize("url", ["", "nonsense", "nosuchdatabase://host/name"])
def test_a_wrong_database_address_is_said(url: str) -> None:
    with pytest.raises(BadInput, match="HELPDESK_DATABASE_URL"):
        Desk.open(url)


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_text("a letter, not a database " * 100)
    engine = connect(f"sqlite:///{path}")
    with pytest.raises(DeskUnavailable):
        upgrade(engine)
    engine.dispose()


def test_the_reply_is_stored_in_the_contract_form(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    desk = Desk.open(f"sqlite:///{path}")
    reply = a_reply()
    desk.keep(reply, Question("Is it so?"))
    desk.close()
    raw = sqlite3.connect(path)
    (body,) = raw.execute("select body from replies").fetchone()
    raw.close()
    assert json.loads(body) == json.loads(json.dumps(reply.as_json()))
