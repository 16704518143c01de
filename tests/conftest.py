"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
