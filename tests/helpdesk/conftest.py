"""Fixtures over a small made store."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from index.embedding import Embedder
from index.searcher import Searcher
from tests.helpdesk import made


@pytest.fixture(scope="session")
def searcher(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Searcher:
    """A searcher over the made store, built once a session."""
    return made.searcher(tmp_path_factory.mktemp("made"), embedder)


@pytest.fixture(scope="session")
def db(searcher: Searcher) -> Database:
    """The made store."""
    return searcher.db
