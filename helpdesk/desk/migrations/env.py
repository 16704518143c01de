"""Runs migrations on the connection that the caller opened and locked."""

from __future__ import annotations

from alembic import context

from helpdesk.desk.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters tables by copying them
)
with context.begin_transaction():
    context.run_migrations()
