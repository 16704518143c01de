"""Guidance pages from JSON lines."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.page_blocks import blocks
from ingest.readers.guidance_pages import READER
from ingest.records import Entry, InputFile, Refusal
from knowledge.documents import Document, Kind
from knowledge.errors import UnreadableSource

MADE = Path(__file__).resolve().parents[1] / "sources" / "guidance_pages.jsonl"


def read(path: Path) -> tuple[list[Document], list[Refusal]]:
    found = list(READER.read(InputFile(path)))
    return (
        [item.document for item in found if isinstance(item, Entry)],
        [item for item in found if isinstance(item, Refusal)],
    )


def test_pages_become_documents() -> None:
    assert READER.recognises(InputFile(MADE))
    (page, same), _ = read(MADE)
    assert (page.id, page.kind, page.title) == (
        "porridge-guide.step-1-en",
        Kind.GUIDANCE,
        "Why Oats Matter",
    )
    assert page.url == "https://github.com/OatsOffice/Porridge"
    assert page.instruments == ("C138",)
    assert [(s.locator, page.text[s.start : s.end]) for s in page.sections] == [
        (
            "Opening",
            "Bakers buy oats from many farms, and under Convention No. 138 no child may be hired "
            "to carry the sacks that the Act on Sacks, as amended, describes.\n"
            "A second paragraph speaks of the suppliers.",
        ),
        ("Checking the farm", "Visit the farm twice. Ask who works there."),
    ]
    assert page.sections[1].headings == ("Why Oats Matter", "Checking the farm")
    assert same.text == page.text
    assert (same.language, same.url) == ("ms", "https://example.org/porridge/1")
    assert same.note.endswith("the same text as porridge-guide.step-1-en")


def test_bad_rows_are_refused_with_line_and_reason() -> None:
    _, refusals = read(MADE)
    assert [(r.row, r.reason.split(":")[0]) for r in refusals] == [
        ("line 3", "repeats id porridge-guide.step-1-en"),
        ("line 4", "text"),
        ("line 5", "not JSON"),
        ("line 6", "not a JSON object"),
        ("line 7", "language"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{" + "[" * 100_000, "not JSON"),
        ('{"id": ' + "9" * 5000 + "}", "not JSON"),
        ('{"id": "a", "text": "' + "x" * (4 * 1024 * 1024) + '"}', "the limit is"),
        (
            '{"id": "***", "publisher": ",", "source": "s", "language": "en", "text": "T"}',
            "not a slug",
        ),
        ('{"id": "a", "publisher": "p", "source": "s", "text": 3}', "text"),
        ('{"id": "a", "publisher": "p", "source": "s", "text": "\\ud800 b"}', "language"),
    ],
)
def test_hostile_rows_are_refused(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_text(line, encoding="utf-8")
    ((documents), (refusal,)) = read(path)
    assert not documents
    assert reason in refusal.reason


def test_a_lone_surrogate_does_not_reach_the_store(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    row = {"id": "a", "publisher": "p", "source": "s", "language": "en", "text": "A \ud800 b."}
    path.write_text(json.dumps(row), encoding="utf-8")
    ((page,), _) = read(path)
    assert page.text.encode() == b"A ? b."


@pytest.mark.parametrize("line", ["a\n", "A.\n", "A b\n", "“\n"])
def test_a_page_of_very_many_lines_is_read_in_good_time(line: str) -> None:
    start = time.perf_counter()
    blocks((line * 200_000).splitlines())
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff{}", b"{}\0"])
def test_a_broken_file_is_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_bytes(content)
    with pytest.raises(UnreadableSource):
        read(path)


def test_headings_and_paragraphs_are_told_apart() -> None:
    lines = [
        "Steps in a Visit",
        "A visit has several steps, which are listed",
        "below.",
        "What do you ask?",
        "The question is always the same: who made the bread, with whose flour, and who was paid",
        "for it in the end, once the oven was cold?",
        "Flour, apples, and the law of the",
        "Republic of Oats",
        "(2010) apply to",
        "Bakers",
        ", who read https://example.org/",
        ".",
        "Apples",
        "Pears",
        "Plums",
        "Quinces",
        "The end is near.",
    ]
    assert [(b.heading, b.text) for b in blocks(lines)] == [
        (True, "Steps in a Visit"),
        (False, "A visit has several steps, which are listed below."),
        (True, "What do you ask?"),
        (
            False,
            "The question is always the same: who made the bread, with whose flour, and who was "
            "paid for it in the end, once the oven was cold?",
        ),
        (
            False,
            "Flour, apples, and the law of the Republic of Oats (2010) apply to Bakers, who read "
            "https://example.org/.",
        ),
        (False, "Apples"),
        (False, "Pears"),
        (False, "Plums"),
        (False, "Quinces"),
        (False, "The end is near."),
    ]


LINE = st.text(alphabet="aB1 .,;:?(“”’é-", min_size=1, max_size=60).map(
    lambda text: " ".join(text.split())
)


@given(st.lists(LINE, max_size=30))
def test_no_character_is_lost_or_invented(lines: list[str]) -> None:
    text = "".join(block.text for block in blocks(lines))
    assert text.replace(" ", "") == "".join(lines).replace(" ", "")


def test_the_shared_pages(shared: Path) -> None:
    path = shared / "data" / "guidance" / "comply_chain_pages.jsonl"
    documents, refusals = read(path)
    assert not refusals
    assert Counter(d.language for d in documents) == {"en": 89, "ms": 89, "fr": 88, "es": 87}
    assert len({d.id for d in documents}) == 353
    assert len({d.text for d in documents}) == 348
    assert sum("the same text as" in d.note for d in documents) == 5
    assert "comply-chain.info-about-en" in {d.id for d in documents}
    assert {d.url for d in documents} == {"https://github.com/USDepartmentofLabor/Comply-Chain"}
    for document in documents:
        assert document.sections
        for section in document.sections:
            quote = document.text[section.start : section.end]
            assert quote == quote.strip() != ""
    lines = path.read_text(encoding="utf-8").strip().split("\n")
    originals = (json.loads(line)["text"] for line in lines)
    for document, original in zip(documents, originals, strict=True):
        kept = Counter("".join(document.text.split()))
        lost = Counter("".join(original.split())) - kept
        assert lost.total() <= 0.002 * kept.total() + 8, document.id
