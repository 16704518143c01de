"""Governing Body papers: a made paper to the letter, the five real ones by their figures."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.manifests import manifest_rows
from ingest.paper_structure import paper_sections
from ingest.paper_text import paper_blocks
from ingest.readers.governing_body import READER
from ingest.records import Entry, InputFile
from knowledge.documents import Document, Kind, Section
from knowledge.errors import UnreadableSource
from knowledge.sentences import sentences

MADE = Path(__file__).resolve().parents[1] / "sources" / "governing_body"
WORDS = re.compile(r"[^\W_]+")
# Locators of the numbered paragraphs: the body's last, then those of each appendix.
PAPERS = {
    "gb.346-ins-6": (13, 40),
    "gb.347-ins-8": (4, 43),
    "gb.346-ins-inf-3": (64, 0),
    "gb.329-ins-3-2": (16, 0),
    "gb.328-ins-5-1": (43, 0),
}


def read(path: Path, manifest: dict[str, str] | None = None) -> Document:
    (entry,) = READER.read(InputFile(path, manifest or {}))
    assert isinstance(entry, Entry)
    return entry.document


def structure(text: str) -> tuple[str, tuple[Section, ...]]:
    return paper_sections(paper_blocks(text))


def found(document: Document, locator: str) -> list[str]:
    return [document.text[s.start : s.end] for s in document.sections if s.locator == locator]


def written(folder: Path, text: str, name: str = "paper.txt") -> InputFile:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return InputFile(path)


def assert_well_formed(text: str, sections: tuple[Section, ...]) -> None:
    for section in sections:
        stretch = text[section.start : section.end]
        assert stretch and stretch == stretch.strip(), section
        assert section.locator and re.fullmatch(r"[a-z0-9.-]*", section.part), section
    for one, two in pairwise(sections):
        assert one.end <= two.start, (one, two)


@pytest.fixture(scope="module")
def papers(shared: Path) -> dict[str, Document]:
    rows = manifest_rows(shared / "seeds")
    documents = [read(shared / "seeds" / name, row) for name, row in sorted(rows.items())]
    return {document.id: document for document in documents}


def test_made_paper_reads_as_expected() -> None:
    path = MADE / "mini_paper.txt"
    document = read(path, manifest_rows(MADE)[path.name])
    expected = json.loads((MADE / "mini_paper.expected.json").read_text(encoding="utf-8"))
    sections = [
        {
            "locator": section.locator,
            "part": section.part,
            "headings": list(section.headings),
            "text": document.text[section.start : section.end],
        }
        for section in document.sections
    ]
    assert sections == expected.pop("sections")
    assert document.kind is Kind(expected.pop("kind"))
    assert list(document.identifiers) == expected.pop("identifiers")
    for name, value in expected.items():
        assert getattr(document, name) == value, name


def test_five_papers_carry_what_the_manifest_says(papers: dict[str, Document]) -> None:
    assert set(papers) == set(PAPERS)
    strategy = papers["gb.347-ins-8"]
    assert strategy.title == "GB.347/INS/8 ILO strategy on decent work in supply chains"
    assert (strategy.date, strategy.language, strategy.url) == ("2023-02-27", "en", None)
    assert strategy.identifiers == ("GB.347/INS/8",)
    assert papers["gb.329-ins-3-2"].date == "2017-03"
    for document in papers.values():
        assert_well_formed(document.text, document.sections)


@pytest.mark.parametrize(("paper", "counts"), PAPERS.items())
def test_paragraph_numbers_rise_without_a_gap(
    papers: dict[str, Document], paper: str, counts: tuple[int, int]
) -> None:
    body, appendix = counts
    locators = list(dict.fromkeys(section.locator for section in papers[paper].sections))
    assert [name for name in locators if name.startswith("para. ")] == [
        f"para. {number}" for number in range(1, body + 1)
    ]
    under: dict[str, list[int]] = {}
    for name in locators:
        if match := re.fullmatch(r"(App.*?), para\. (\d+)", name):
            under.setdefault(match.group(1), []).append(int(match.group(2)))
    for numbers in under.values():
        assert numbers == list(range(1, len(numbers) + 1))
    assert sum(map(len, under.values())) == appendix


def test_paragraphs_numbered_twice_are_told_apart(papers: dict[str, Document]) -> None:
    strategy = papers["gb.347-ins-8"]
    for number in range(1, 5):
        cover, annexed = f"para. {number}", f"Appendix, para. {number}"
        assert len(found(strategy, cover)) == len(found(strategy, annexed)) == 1
        assert found(strategy, cover) != found(strategy, annexed)
    parts = {section.part for section in strategy.sections}
    assert {"para-3", "appendix-para-3", "appendix-para-27"} <= parts and "para-5" not in parts


def test_labour_inspection_stands_under_its_output(papers: dict[str, Document]) -> None:
    (section,) = [s for s in papers["gb.347-ins-8"].sections if s.locator == "Appendix, para. 27"]
    assert [re.split(r"[.:] ", heading)[0] for heading in section.headings] == [
        "Appendix",
        "Part III",
        "Research, knowledge and practical tools",
        "Output 14",
    ]


def test_all_twenty_outputs_are_headings(papers: dict[str, Document]) -> None:
    headings = {
        match.group()
        for section in papers["gb.347-ins-8"].sections
        if section.locator.startswith("Appendix, para.")
        for heading in section.headings
        if (match := re.match(r"Output \d+", heading))
    }
    assert headings == {f"Output {number}" for number in range(1, 21)}


def test_appendix_that_numbers_anew_names_its_parts(papers: dict[str, Document]) -> None:
    blocks = papers["gb.346-ins-6"]
    (helpdesk,) = found(blocks, "Appendix, Part 3, section D, para. 4")
    assert "Helpdesk" in helpdesk
    assert len(found(blocks, "Appendix, Part 3, section A, para. 7")) == 1
    assert found(blocks, "Appendix, Preamble, para. 3")


def test_both_dates_of_the_mid_term_report_stay(papers: dict[str, Document]) -> None:
    roadmap = papers["gb.329-ins-3-2"]
    (ninth,) = found(roadmap, "para. 9")
    (twelfth,) = found(roadmap, "para. 12")
    assert "November 2019" in ninth and "November 2019" not in twelfth
    assert "October 2019" in twelfth and "October 2019" not in ninth


def test_a_sentence_cut_by_page_lines_and_note_reads_whole(papers: dict[str, Document]) -> None:
    roadmap = papers["gb.329-ins-3-2"]
    (fifth,) = found(roadmap, "para. 5")
    assert "\n" not in fifth and "lack of coherence; adds" in fifth
    assert "November. The attached" in fifth  # the footnote's mark is gone
    assert found(roadmap, "footnote 2") == ["2 ILC.105/PR/14-1, paras 22–23."]
    (thirty_ninth,) = found(papers["gb.328-ins-5-1"], "para. 39")
    assert "effectively address the decent work deficits" in thirty_ninth
    (sixth,) = found(papers["gb.346-ins-6"], "para. 6")
    assert "cross-border social dialogue" in sixth


def test_tables_stay_out_of_paragraphs(papers: dict[str, Document]) -> None:
    roadmap = papers["gb.329-ins-3-2"]
    (table,) = found(roadmap, "table, para. 14")
    assert table.count("\n") == 12 and "Outcome A" in table
    first, rest = found(roadmap, "para. 14")
    assert "Outcome" not in first + rest
    rows = {s.locator for s in roadmap.sections if s.locator.startswith("table, row")}
    assert len(rows) == 30 and all(name.endswith(", Appendix I") for name in rows)
    matrix = papers["gb.328-ins-5-1"]
    assert len([s for s in matrix.sections if s.locator.startswith("table, row")]) == 33
    strategy = papers["gb.347-ins-8"]
    (row,) = [s for s in strategy.sections if s.locator.endswith("Output 5, Appendix")]
    assert "RESOURCE" not in strategy.text[row.start : row.end]  # it is the whole area's


@pytest.mark.parametrize("paper", PAPERS)
def test_no_words_are_lost(shared: Path, papers: dict[str, Document], paper: str) -> None:
    """All but page furniture is kept: footnote marks, a page header set on its side."""
    names = {row["code"]: name for name, row in manifest_rows(shared / "seeds").items()}
    source = (shared / "seeds" / names[papers[paper].identifiers[0]]).read_text(encoding="utf-8")
    source = re.sub(r"(?m)^\s*https?://\S+\s*$", "", source)
    source = re.sub(r"</?[a-z]+[^<>]*>", " ", source)
    before = Counter(WORDS.findall(source.lower()))
    after = Counter(WORDS.findall(papers[paper].text.lower()))
    assert sum((before - after).values()) <= 0.006 * sum(before.values())
    assert not {word for word in before - after if len(word) > 2 and word not in {"gb329"}}
    added = after - before
    assert sum(added.values()) <= 5, added  # the heading "Notes" and the footnotes' numbers


def test_stored_text_is_free_of_extraction_marks(papers: dict[str, Document]) -> None:
    for document in papers.values():
        assert not re.search(r"https?://|\f|\*\*|\]\(|</?p>|[▶►¹²³]|  |-\n|\n\n\n", document.text)
        for section in document.sections:
            if "para" in section.locator and "table" not in section.locator:
                first = document.text[section.start : section.end].split("\n")[0]
                assert sentences(first), section


@pytest.mark.parametrize(
    ("source", "stored"),
    [
        ("1. The imple-\nmentation of it.\nNo implementation yet.", "1. The implementation of it."),
        ("1. The cross-\nborder talks go on.", "1. The cross-border talks go on."),
        ("1. The sup\u00ad\nply chain is long.", "1. The supply chain is long."),
        ("1. A re\u00adport is due.", "1. A report is due."),
        ("1. It was said. 1 Then it was\nwritten down.\n\n1 A source.", "1. It was said. Then it"),
        ("1. See Part 1 of the text\nas it is.\n\n1 A source.", "1. See Part 1 of the text"),
        ("1. Between 1 and nine of the\nten.¹ So be it.\n\n¹ A source.", "1. Between 1 and nine"),
    ],
)
def test_line_ends_and_footnote_marks(source: str, stored: str) -> None:
    text, _ = structure(source)
    assert text.startswith(stored)


def test_without_manifest_the_cover_page_says_it(tmp_path: Path) -> None:
    text = (
        "Governing Body\n\nGB.901/INS/2(Rev.1)\n\nDate: 7 May 2030\n\nSECOND ITEM ON THE AGENDA\n\n"
        "On ovens\n\nRelated documents: GB.900/INS/1.\n\n1. Ovens are hot.\n\n2. So are pans.\n"
    )
    file = written(tmp_path, text)
    assert READER.recognises(file)
    document = read(file.path)
    assert document.id == "gb.901-ins-2-rev.1"
    assert (document.title, document.date) == ("GB.901/INS/2(Rev.1) On ovens", "2030-05-07")
    assert [s.locator for s in document.sections] == ["cover page", "para. 1", "para. 2"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.html", "Governing Body GB.901/INS/2\n1. Ovens."),
        ("rows.txt", '{"text": "Governing Body GB.901/INS/2\\n1. Ovens."}'),
        ("convention.txt", "The Governing Body, see GB.901/INS/2\nArticle 1\n1. Each Member."),
        ("note.txt", "The Governing Body met.\n1. It rained."),
        ("letter.txt", "See GB.901/INS/2 of the Governing Body."),
    ],
)
def test_other_files_are_not_taken_for_papers(tmp_path: Path, name: str, text: str) -> None:
    assert not READER.recognises(written(tmp_path, text, name))


def test_text_without_numbers_falls_back_to_blocks(tmp_path: Path) -> None:
    document = read(written(tmp_path, "One thing.\n\nAnother thing.\n\nA third.").path)
    assert [s.locator for s in document.sections] == [f"text, block {n}" for n in (1, 2, 3)]
    assert document.id == "paper" and document.date is None


def test_a_cut_paper_keeps_what_is_there() -> None:
    whole = (MADE / "mini_paper.txt").read_text(encoding="utf-8")
    for end in range(0, len(whole), 37):
        text, sections = structure(whole[:end])
        assert_well_formed(text, sections)
        text, sections = structure(whole[end:])
        assert_well_formed(text, sections)


@pytest.mark.parametrize(
    "content", [b"", b" \n\n", b"\xff\xfe1\x00", b"1. a\x00b", b"***\n\n...\n"]
)
def test_nothing_to_read_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "paper.txt"
    path.write_bytes(content)
    with pytest.raises(UnreadableSource, match=r"paper\.txt"):
        list(READER.read(InputFile(path)))


def test_a_line_past_the_limit_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "Governing Body\n1. " + "a" * 5_000_000)
    with pytest.raises(UnreadableSource, match="a line is over"):
        list(READER.read(file))


@pytest.mark.parametrize(
    "unit",
    ["a ", "*a", "**a ", "[a](", "<p ", "1 A\n", "1. a\n", "a\n", "a\n\n", "A\n\n", "A\tb\n", "-\n",
     "a-\n", "G\nB\n", "X X\n", "(a) b\n", "Appendix\n\n", "■ a\n", "\f1\n",
     "Part 1. A\n\n", "¹ a\n"],
)  # fmt: skip
def test_time_grows_with_the_text_only(unit: str) -> None:
    begun = time.perf_counter()
    text, sections = structure("1. Some text\n\n" + unit * (200_000 // len(unit)))
    assert time.perf_counter() - begun < 20
    assert_well_formed(text, sections)


def test_markup_and_formulas_stay_text(tmp_path: Path) -> None:
    text = "1. A <script>alert(1)</script> and =HYPERLINK(0) stay.\n\n2. Next."
    file = written(tmp_path, text)
    manifest = {"code": "GB.900/INS/1", "title": "<b>Ovens</b>", "url": "javascript:alert(1)"}
    document = read(file.path, manifest)
    assert "<script>alert(1)</script> and =HYPERLINK(0)" in document.text
    assert document.title == "GB.900/INS/1 <b>Ovens</b>" and document.url is None


PIECES = st.sampled_from(
    ["1. ", "2. ", "13. ", "Appendix", "Annex II", "Part 2. ", "A. ", "Output 3. ", "■ ", "(a) ",
     "¹ ", "1 A", "\t", "\n", "\n\n", "\n ", "\f", "X X X", "Draft decision", "GB.999/POL/7",
     "https://example.org", "word", " ", ". ", "Some words here", "-\n", "**", "<p>", "\u00ad"]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=80).map("".join)))
def test_any_text_gives_ordered_sections(text: str) -> None:
    stored, sections = structure(text)
    assert_well_formed(stored, sections)
