"""Opening the desk's database and bringing its tables up to date."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from knowledge.errors import BadInput, DeskUnavailable

_BUSY_MS = 10_000
_NO_FILE = (None, "", ":memory:")
_UPGRADING = 7_461_201  # any number: the advisory lock that upgrades take in PostgreSQL


def connect(url: str) -> Engine:
    """Return an engine for a SQLAlchemy URL (SQLite or PostgreSQL).

    Raises BadInput where the address makes no sense. Statements in error messages carry no
    values: those would be people's questions.
    """
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database not in (
            None,
            "",
            ":memory:",
        ):
            Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address, hide_parameters=True, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise BadInput(
            f"HELPDESK_DATABASE_URL cannot be used ({type(error).__name__}): expected an address"
            " such as sqlite:////path/desk.db or postgresql+psycopg://user@host/name, with its"
            " driver installed"
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for setting in (
        f"busy_timeout={_BUSY_MS}",
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=NORMAL",
        "secure_delete=ON",  # a deleted question is overwritten, not only unlinked
    ):
        connection.execute(f"PRAGMA {setting}").close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once and waits for it; a reader that turned writer half way
    # would fail at once where another had written in between.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def upgrade(engine: Engine) -> None:
    """Bring the tables up to date, one process at a time; raises DeskUnavailable."""
    config = Config()
    config.set_main_option("script_location", str(files("helpdesk.desk") / "migrations"))
    try:
        with engine.execution_options(writes=True).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADING})")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or type(error).__name__
        raise DeskUnavailable(f"the desk's database cannot be used: {cause}") from error
