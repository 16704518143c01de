"""Keeps questions with the replies given, finds them again, and deletes them in time."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Engine, delete, func, select, text
from sqlalchemy.orm import Session, selectinload

from helpdesk.desk.database import connect, upgrade
from helpdesk.desk.tables import CODE_LENGTH, EMAIL_LENGTH, QuestionRow, ReplyRow, Standing
from helpdesk.questions import Question
from helpdesk.replies import Reply, Status, reply_from_json
from knowledge.errors import BadInput

_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def new_id() -> str:
    """Return a new question id that nobody can guess: whoever has it may read the reply."""
    return secrets.token_urlsafe(16)


def checked_email(email: str) -> str:
    """Return a trimmed e-mail address, "" for none; raises BadInput for one that cannot be."""
    email = email.strip(" ")
    if email and not (
        len(email) <= EMAIL_LENGTH and email.isprintable() and _EMAIL.fullmatch(email)
    ):
        raise BadInput(
            "the e-mail address is not valid: expected name@host, at most 254 characters"
        )
    return email


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question with the reply last given to it; `asked_at` is in UTC."""

    id: str
    question: Question
    reply: Reply
    status: Standing
    channel: str
    email: str
    asked_at: datetime
    generation: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk over one database."""

    engine: Engine

    @classmethod
    def open(cls, url: str) -> Desk:
        """Open a desk and bring its tables up to date; raises BadInput, DeskUnavailable."""
        engine = connect(url)
        upgrade(engine)
        return cls(engine)

    def close(self) -> None:
        """Close all connections; the next use opens new ones."""
        self.engine.dispose()

    def check(self) -> None:
        """Raise a SQLAlchemy error where the database cannot be reached."""
        with self.engine.connect() as connection:
            connection.execute(text("select 1"))

    def _reading(self) -> Session:
        return Session(self.engine)

    def _writing(self) -> Session:
        return Session(self.engine.execution_options(writes=True))

    def new_id(self) -> str:
        """Return a new question id that nobody can guess."""
        return new_id()

    def keep(
        self,
        reply: Reply,
        question: Question,
        *,
        channel: str = "web",
        email: str = "",
        generation: str = "",
    ) -> None:
        """Keep a reply under its id; a later reply to the same question stands beside it.

        A referred question waits for the staff. Raises BadInput for an id or address that
        cannot be.
        """
        if not _ID.fullmatch(reply.id):
            raise BadInput("a question id is 16 to 64 letters, digits, hyphens, underscores")
        if max(len(channel), len(generation)) > CODE_LENGTH:
            raise BadInput(f"channel and generation have at most {CODE_LENGTH} characters")
        email = checked_email(email)
        now = datetime.now(UTC)
        standing = Standing.WAITING if reply.status is Status.REFERRED else Standing.ANSWERED
        with self._writing() as session, session.begin():
            row = session.get(QuestionRow, reply.id)
            if row is None:
                row = QuestionRow(
                    id=reply.id,
                    # PostgreSQL stores no NUL.
                    text=question.text.replace("\0", " "),
                    language=question.language,
                    country=question.country,
                    instrument=question.instrument,
                    topic=question.topic,
                    channel=channel,
                    email=email,
                    asked_at=now,
                )
                session.add(row)
            row.status = standing.value
            row.replies.append(
                ReplyRow(
                    body=reply.as_json(),
                    status=reply.status.value,
                    created_at=now,
                    generation=generation,
                )
            )

    def find(self, id: str) -> KeptQuestion | None:
        """Return the question of this id with its latest reply, None where there is none."""
        if not _ID.fullmatch(id):
            return None
        with self._reading() as session:
            row = session.get(QuestionRow, id)
            return None if row is None else _kept(row)

    def set_email(self, id: str, email: str) -> bool:
        """Set or clear ("") the asker's address; say whether the question is there.

        Raises BadInput for an address that cannot be.
        """
        email = checked_email(email)
        with self._writing() as session, session.begin():
            row = session.get(QuestionRow, id) if _ID.fullmatch(id) else None
            if row is not None:
                row.email = email
        return row is not None

    def waiting(self, limit: int = 50) -> tuple[KeptQuestion, ...]:
        """Return the questions that wait for the staff, longest waiting first."""
        query = (
            select(QuestionRow)
            .where(QuestionRow.status == Standing.WAITING.value)
            .order_by(QuestionRow.asked_at, QuestionRow.id)
            .limit(limit)
            .options(selectinload(QuestionRow.replies))
        )
        with self._reading() as session:
            return tuple(_kept(row) for row in session.scalars(query))

    def counts(self) -> dict[str, int]:
        """Return the number of questions by standing, every standing named."""
        query = select(QuestionRow.status, func.count()).group_by(QuestionRow.status)
        with self._reading() as session:
            found = {row[0]: row[1] for row in session.execute(query)}
        return {standing.value: found.get(standing.value, 0) for standing in Standing}

    def delete_older_than(self, days: int) -> int:
        """Delete questions asked more than `days` days ago, with replies; return how many."""
        if days < 1:
            raise BadInput("questions are kept for at least one day")
        before = datetime.now(UTC) - timedelta(days=days)
        with self._writing() as session, session.begin():
            done = session.execute(delete(QuestionRow).where(QuestionRow.asked_at < before))
        return cast(CursorResult[Any], done).rowcount


def _kept(row: QuestionRow) -> KeptQuestion:
    last = row.replies[-1]
    return KeptQuestion(
        id=row.id,
        question=Question(row.text, row.language, row.country, row.instrument, row.topic),
        reply=reply_from_json(last.body),
        status=Standing(row.status),
        channel=row.channel,
        email=row.email,
        asked_at=row.asked_at,
        generation=last.generation,
    )
