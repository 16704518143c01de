"""Questions and replies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "questions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(40)),
        sa.Column("country", sa.String(40)),
        sa.Column("instrument", sa.String(40)),
        sa.Column("topic", sa.String(40)),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_questions_status", "questions", ["status"])
    op.create_index("ix_questions_asked_at", "questions", ["asked_at"])
    op.create_table(
        "replies",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column(
            "question",
            sa.String(64),
            sa.ForeignKey("questions.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("generation", sa.String(40), nullable=False),
    )
    op.create_index("ix_replies_question", "replies", ["question"])


def downgrade() -> None:
    """Drop the two tables."""
    op.drop_table("replies")
    op.drop_table("questions")
