"""The desk's tables. A change here needs a migration in `migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

ID_LENGTH = 22  # secrets.token_urlsafe(16)
TEXT_LENGTH = 2000
CODE_LENGTH = 40
EMAIL_LENGTH = 254


class Standing(StrEnum):
    """Where a question stands: answered at once, waiting for a person, or done with."""

    ANSWERED = "answered"
    WAITING = "waiting"
    CLOSED = "closed"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware moment to UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment as aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of the desk's tables."""


class QuestionRow(Base):
    """A question as asked; its id is the asker's private key to it."""

    __tablename__ = "questions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    country: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    instrument: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    topic: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    channel: Mapped[str] = mapped_column(String(CODE_LENGTH))
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))
    status: Mapped[str] = mapped_column(String(CODE_LENGTH), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    replies: Mapped[list[ReplyRow]] = relationship(
        order_by="ReplyRow.number", cascade="all, delete-orphan", passive_deletes=True
    )


class ReplyRow(Base):
    """A reply as given, whole; `generation` names the knowledge it was drawn from."""

    __tablename__ = "replies"

    number: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), index=True
    )
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(CODE_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    generation: Mapped[str] = mapped_column(String(CODE_LENGTH))
