"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from helpdesk.app import create_app
from helpdesk.desk import Desk
from helpdesk.settings import Settings
from helpdesk.wiring import Parts
from index.embedding import Embedder, configured

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared test inputs; skips where it is absent."""
    folder = Path(os.environ.get("HELPDESK_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"shared test inputs not found at {folder} (set HELPDESK_SHARED)")
    return folder


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """The real default embedder, converted once a session."""
    return configured(None, tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with a generation of the starter knowledge, built once a session.

    Tests read from it; one that would change knowledge builds a home of its own.
    """
    folder = tmp_path_factory.mktemp("home")
    parts = Parts(Settings(home=folder))
    parts.ingest(lambda _stage, _done, _total: None).run([])
    return folder


@pytest.fixture(scope="session")
def parts(home: Path) -> Parts:
    """Real parts over the starter knowledge, without a limit on asking."""
    return Parts(Settings(home=home, rate_limit="", contact="staff@example.org"))


@pytest.fixture(scope="session")
def app(parts: Parts) -> Flask:
    """The whole application over the starter knowledge."""
    return create_app(parts=parts)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A new visitor of the application."""
    return app.test_client()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty desk of its own."""
    opened = Desk.open(f"sqlite:///{tmp_path / 'desk.db'}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared_home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with all shared inputs taken in; it takes minutes, so only slow tests ask."""
    folder = tmp_path_factory.mktemp("shared-home")
    parts = Parts(Settings(home=folder))
    parts.ingest(lambda _stage, _done, _total: None).run([shared / "seeds", shared / "data"])
    return folder


@pytest.fixture(scope="session")
def shared_parts(shared_home: Path) -> Parts:
    """Real parts over all shared inputs, without a limit on asking."""
    return Parts(Settings(home=shared_home, rate_limit=""))
