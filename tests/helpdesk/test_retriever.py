"""The index serves LangChain users, and LangChain costs nothing to everyone else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.wiring import Parts
from knowledge.store.documents import get_document

ROOT = Path(__file__).resolve().parents[2]


def test_documents_are_passages_with_their_place(parts: Parts) -> None:
    from helpdesk.langchain_retriever import HelpdeskRetriever

    searcher = parts.library.searcher()
    found = HelpdeskRetriever(searcher=searcher, limit=4).invoke("forced labour in cotton")
    assert len(found) == 4
    for document in found:
        told = document.metadata
        stored = get_document(searcher.db, told["document"])
        assert stored is not None
        assert stored.text[told["start"] : told["end"]] == document.page_content
        assert (told["title"], told["url"], told["kind"]) == (
            stored.title,
            stored.url,
            stored.kind.value,
        )
        assert told["locator"]
    scores = [document.metadata["score"] for document in found]
    assert scores == sorted(scores, reverse=True)


def test_the_number_of_passages_is_bounded(parts: Parts) -> None:
    from helpdesk.langchain_retriever import HelpdeskRetriever

    for limit in (0, 201):
        with pytest.raises(ValueError, match="limit"):
            HelpdeskRetriever(searcher=parts.library.searcher(), limit=limit)


@pytest.mark.parametrize("module", ["helpdesk.app", "helpdesk.cli", "wsgi"])
def test_no_module_of_langchain_is_imported_by_default(module: str, tmp_path: Path) -> None:
    program = (
        f"import sys, {module}\n"
        "print([name for name in sys.modules if name.startswith(('langchain', 'langgraph'))])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"HELPDESK_HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[]"
