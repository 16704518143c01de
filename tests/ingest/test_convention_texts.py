"""The texts of Conventions: made rows with every trap, then all 82 rows of the real file."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.convention_lines import NOTE, Shape, clean, english_body, is_dutch
from ingest.convention_structure import arabic, compose, split_instruments
from ingest.readers.convention_texts import READER, article_gaps, articles
from ingest.records import Entry, InputFile, Refusal
from knowledge.documents import Document, Kind, Section
from knowledge.errors import UnreadableSource

MADE = Path(__file__).parent.parent / "sources" / "convention_texts" / "made.jsonl"
DUTCH = re.compile(r"\b(?:het|een|van|de[rn]?|worden|wordt|niet|voor|zijn|lid|bij|dit|deze)\b")


@cache
def documents(path: Path) -> dict[str, Document]:
    """The documents of a file by id; no row of it may be refused."""
    entries = list(READER.read(InputFile(path)))
    refused = [entry for entry in entries if isinstance(entry, Refusal)]
    assert refused == []
    return {entry.document.id: entry.document for entry in entries if isinstance(entry, Entry)}


def quotes(document: Document) -> dict[str, str]:
    """The text of each section by locator; the first where one recurs."""
    found: dict[str, str] = {}
    for section in document.sections:
        found.setdefault(section.locator, document.text[section.start : section.end])
    return found


def section(document: Document, locator: str) -> Section:
    return next(section for section in document.sections if section.locator == locator)


def row(**changes: object) -> str:
    """A good made row with some of its fields changed; a field given as ... is left out."""
    good: dict[str, object] = {
        "bwb_id": "BWBV9000001",
        "cited_as": "Minimum Age Convention, 1973",
        "text": "### Article 1 \n\nAll lamps shall be lit.",
    }
    return json.dumps({key: value for key, value in (good | changes).items() if value is not ...})


def read(tmp_path: Path, content: str) -> list[Entry | Refusal]:
    path = tmp_path / "rows.jsonl"
    path.write_text(content, encoding="utf-8")
    return list(READER.read(InputFile(path)))


# --- made rows ---------------------------------------------------------------------------


def test_made_rows_give_one_document_an_instrument() -> None:
    found = documents(MADE)
    assert list(found) == ["c138", "r146", "mlc", "constitution"]
    c138 = found["c138"]
    assert c138.title == "C138 Minimum Age Convention, 1973 (No. 138)"
    assert (c138.kind, c138.language, c138.as_of) == (Kind.INSTRUMENT, "en", "2017")
    assert c138.instruments == ("C138",)
    assert c138.identifiers == ("C138", "BWBV9000001")
    assert c138.url is not None
    assert c138.note.endswith("The stored text lacks Article 3.")
    assert "not the official ILO publication" in c138.note
    assert "appended to C138 Minimum Age Convention" in found["r146"].note


def test_articles_and_their_paragraphs_are_sections() -> None:
    document = documents(MADE)["c138"]
    found = quotes(document)
    assert found["Article 1"] == (
        "Every lantern shall be lit at dusk, that is to say:\n\n(a) at sunset; or\n\n"
        "b) when the keeper asks for it."
    )
    assert found["Article 2(1)"] == "1. Each keeper shall hold a lamp."
    assert found["Article 2(2)"] == "2. Each lamp shall be clean."
    assert found["Article 2(3)"].endswith("use–\n(a) | small ... | 1 foot\nlarge | 2 feet")
    assert found["Article 4(1)"] == "(1). The lamps of this Article shall be red."
    assert found["Article 4(2)"].endswith("Any other lamp may not.")
    assert found["Article 5"].endswith("equally authoritative.")
    assert found["Authentic text"].endswith("IN FAITH WHEREOF nobody signed.")
    assert section(document, "Article 2(3)").part == "article-2-3"
    assert section(document, "Article 1").headings == ("Part I. General provisions", "Article 1")
    assert section(document, "Article 5").headings == ("Part II. Final Provisions", "Article 5")


def test_headings_are_made_english_and_empty_articles_are_not_made_up() -> None:
    document = documents(MADE)["c138"]
    assert "\n\nArticle 2\n\n1. Each keeper" in document.text
    assert "Artikel" not in document.text
    assert "Article 3" not in document.text
    assert article_gaps(document) == (3,)
    assert articles(document) == (
        *("Article 1", "Article 2", "Article 4", "Article 5"),
        *("Annex I, Article 1", "Annex I, Article 2"),
    )


def test_an_annex_restarts_its_articles_without_collision() -> None:
    document = documents(MADE)["c138"]
    found = section(document, "Annex I, Article 2(1)")
    assert found.part == "annex-1-article-2-1"
    assert found.headings == ("Annex I. Lamps on ships", "Article 2")
    schedule = section(document, "Schedule to Part I")
    assert schedule.part == "schedule-to-part-1"


def test_a_preamble_is_one_section_with_its_clauses_apart() -> None:
    found = quotes(documents(MADE)["c138"])["Preamble"]
    assert found.split("\n\n")[1:] == [
        "Having met for this test, and",
        "Having thought of lanterns, adopts the following text, which may be cited as made up.",
    ]


def test_an_appended_recommendation_is_a_document_of_its_own() -> None:
    found = documents(MADE)["r146"]
    assert found.title == "R146 Minimum Age Recommendation, 1973 (No. 146)"
    assert quotes(found)["Paragraph 1"] == (
        "1. (1) Members should store the oil for all lamps.\n\n(2) Oil should be kept cool."
    )
    assert quotes(found)["Paragraph 2"] == "2 The oil should be clean."
    assert section(found, "Paragraph 2").part == "para-2"
    assert section(found, "Paragraph 2").headings == ("I. Lamp oil",)


def test_the_code_of_the_maritime_labour_convention() -> None:
    document = documents(MADE)["mlc"]
    shown = [(section.locator, section.part) for section in document.sections]
    assert shown == [
        ("Preamble", "preamble"),
        ("Article I(1)", "article-1-1"),
        ("Article I(2)", "article-1-2"),
        ("Explanatory Note, para. 1", "explanatory-note-1"),
        ("Explanatory Note, para. 2", "explanatory-note-2"),
        ("Regulation 1.1", "regulation-1.1"),
        ("Regulation 1.1(1)", "regulation-1.1-1"),
        ("Standard A1.1", "standard-a1.1"),
        ("Guideline B1.1.1(1)", "guideline-b1.1.1-1"),
        ("Appendix A5-I", "appendix-a5-i"),
        ("Appendix A5-I", "appendix-a5-i"),
    ]
    assert section(document, "Regulation 1.1(1)").headings == (
        "Title 1. Minimum requirements for cooks",
        "Regulation 1.1 – Cooks",
    )


def test_the_constitution_and_its_declaration() -> None:
    document = documents(MADE)["constitution"]
    assert document.title == "Constitution of the International Labour Organisation"
    found = quotes(document)
    assert found["Preamble"].startswith("Whereas all tests should be small;\n\nAnd whereas")
    assert found["Annex, I"] == "The tests are of two kinds:\n\n(a) small; and\n\n(b) large."
    assert section(document, "Annex, II").part == "annex-part-2"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, ""),
        ("[]", "not a JSON object"),
        (row(text=...), "without text"),
        (row(bwb_id=...), "without bwb_id"),
        (row(bwb_id="=HYPERLINK()"), "not of the form"),
        (row(text=""), "missing or empty"),
        (row(text=None), "missing or empty"),
        (row(text=7), "missing or empty"),
        (row(text="####Verdrag\n\nHet verdrag van de leden."), "no English text"),
        (row(cited_as="<b>Lamp</b> Convention, 1973"), "no instrument of the catalogue"),
        (row(cited_as="Minimum Age Convention, 1974"), "no instrument of the catalogue"),
        (row(cited_as=None), "neither cited_as nor headings"),
        (row(cited_as=["x"], headings=[1, None]), "neither cited_as nor headings"),
        (row(text="x" * (5 * 1024 * 1024)), "the limit is"),
    ],
)
def test_a_bad_row_is_refused_by_line_and_the_rest_goes_on(
    tmp_path: Path, line: str, reason: str
) -> None:
    bad, good = read(tmp_path, f"\n{line}\n{row()}\n")
    assert isinstance(bad, Refusal)
    assert (bad.file, bad.row) == ("rows.jsonl", "line 2")
    assert reason in bad.reason
    assert isinstance(good, Entry)


def test_a_repeated_instrument_is_refused(tmp_path: Path) -> None:
    first, second = read(tmp_path, f"{row()}\n{row()}")
    assert isinstance(first, Entry)
    assert isinstance(second, Refusal)
    assert "repeats C138" in second.reason


def test_a_recommendation_of_no_known_number_keeps_its_own_title(tmp_path: Path) -> None:
    text = (
        "### Article 1 \n\nAll lamps shall be lit.\n\n####Recommendation concerning lamps\n\n"
        "The General Conference of the International Labour Organisation adopts what may be cited "
        "as the Lamps Recommendation, 1973.\n\n1. All lamps should be lit.\n"
    )
    _, found = read(tmp_path, row(text=text))
    assert isinstance(found, Entry)
    assert found.document.id == "lamps-recommendation-1973"
    assert found.document.instruments == ()
    assert found.document.url is None


def test_an_article_may_bear_a_title_of_its_own() -> None:
    raw = ["### Article 1", "", "####SCOPE", "", "1. All lamps.", "### Article 2", "####RIGHTS"]
    text, sections = compose(list(clean([*raw, "### Article 3", "Lamps."])))
    assert [section.locator for section in sections] == ["Article 1(1)", "Article 3"]
    assert sections[0].headings == ("Article 1. Scope",)
    assert sections[1].headings == ("Rights", "Article 3")
    assert text == "Article 1. Scope\n\n1. All lamps.\n\nRights\n\nArticle 3\n\nLamps."


def test_recognises_its_files_alone(tmp_path: Path) -> None:
    assert READER.recognises(InputFile(MADE))
    for content in ('{"item_id": 1, "text": ""}', "bwb_id,text\n", '["bwb_id", "text"]'):
        path = tmp_path / "other.jsonl"
        path.write_text(content, encoding="utf-8")
        assert not READER.recognises(InputFile(path))


def test_an_empty_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource):
        read(tmp_path, " \n")


# --- properties --------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *("### Article 1 ", "###Artikel 2", "### Article IV", "### PART I", "### III", "###"),
        *("####GENERAL", "####– Title", "### ANNEX ", "###SCHEDULE TO PART X", "#### Lamps*"),
        *("### Regulation 1.1", "###Standard A1.1 – Lamps", "### Recommendation 5", "### 4"),
        *("1. All the lamps.", "2. That is all. 3. The next.", "(1). All of it", "(a)any", "4."),
        *("|a |b |", "| --- |", "|", "*", "**The* lamps*", "IThe end", "Treedt in werking"),
        *("The foregoing is the authentic text", "PREAMBLEWhereas", "", " ", "De leden van het"),
    ]
)


@given(st.lists(PIECES | st.text(max_size=30), max_size=25), st.booleans())
def test_sections_are_trimmed_ordered_and_inside_the_text(raw: list[str], rec: bool) -> None:
    text, sections = compose(list(clean(raw)), recommendation=rec)
    for found in sections:
        quote = text[found.start : found.end]
        assert quote
        assert quote == quote.strip()
        assert found.locator
        assert found.part
    assert all(one.end <= other.start for one, other in pairwise(sections))


@given(st.lists(PIECES | st.text(max_size=30), max_size=25))
def test_no_line_is_lost_when_instruments_are_divided(raw: list[str]) -> None:
    lines = list(clean(raw))
    assert [line for own in split_instruments(lines) for line in own] == lines


@given(st.text(max_size=400))
def test_the_english_body_is_part_of_the_text(text: str) -> None:
    body = english_body(text)
    assert "\n".join(body) in text or not body


@given(st.integers(1, 89))
def test_roman_numerals_are_read(number: int) -> None:
    tens, units = divmod(number, 10)
    roman = ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX"][tens]
    roman += ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][units]
    assert arabic(roman) == str(number)


# --- the real file -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def source(shared: Path) -> Path:
    return shared / "data" / "instruments" / "convention_texts.jsonl"


@pytest.fixture(scope="module")
def real(source: Path) -> dict[str, Document]:
    return documents(source)


def test_the_real_file_gives_92_documents(real: dict[str, Document], source: Path) -> None:
    assert READER.recognises(InputFile(source))
    assert len(real) == 92
    recommendations = sorted(name for name in real if name.startswith("r"))
    assert recommendations == [
        *("r146", "r148", "r150", "r152", "r154", "r155", "r158", "r159", "r160", "r191"),
    ]
    assert sum(len(document.sections) for document in real.values()) == 4038


def test_real_titles_lead_to_their_codes(real: dict[str, Document], shared: Path) -> None:
    table = (shared / "data" / "instruments" / "title_codes.csv").read_text(encoding="utf-8")
    codes = {line.split(",", 1)[0].lower() for line in table.splitlines()[1:]}
    hosts = {name for name in real if not name.startswith("r")}
    assert hosts == codes | {"constitution"}
    assert real["c042"].title.endswith("Convention (Revised), 1934 (No. 42)")
    assert (real["c080"].date, real["c116"].date) == ("1946", "1961")


def test_real_gaps_are_exactly_the_known_ones(real: dict[str, Document]) -> None:
    gaps = {name: article_gaps(document) for name, document in real.items()}
    assert {name: found for name, found in gaps.items() if found} == {
        "c080": (2,),
        "c102": (*range(13, 19), *range(25, 39), *range(53, 65)),
        "p029": (7,),
    }
    notes = {name: document.note.rpartition("publication.")[2] for name, document in real.items()}
    assert {name: note for name, note in notes.items() if note} == {
        "c080": " The stored text lacks Article 2 and Article 1(1).",
        "c102": " The stored text lacks Articles 13-18, 25-38 and 53-64.",
        "p029": " The stored text lacks Article 7.",
    }


def test_real_numbers_rise_within_their_articles(real: dict[str, Document]) -> None:
    for name, document in real.items():
        # Appendix forms recur under several headings; every other place occurs once.
        parts = [
            s.part for s in document.sections if not s.part.startswith(("app", "annex", "supp"))
        ]
        assert len(parts) == len(set(parts)), name
        numbers = [int(m[1]) for part in parts if (m := re.match(r"article-(\d+)", part))]
        assert numbers == sorted(numbers), name
        paragraphs = [(part.rpartition("-")) for part in parts if re.search(r"\d-\d+$", part)]
        for (unit, _, one), (other, _, two) in pairwise(paragraphs):
            assert unit != other or int(two) == int(one) + 1, (name, unit, one, two)
        points = [int(part[5:]) for part in parts if part.startswith("para-")]
        assert points == list(range(1, len(points) + 1)), name


def test_real_annexes_keep_their_own_numbers(real: dict[str, Document]) -> None:
    names = articles(real["c097"])
    assert names[:23] == tuple(f"Article {number}" for number in range(1, 24))
    assert names[23:31] == tuple(f"Annex I, Article {number}" for number in range(1, 9))
    assert names[31:44] == tuple(f"Annex II, Article {number}" for number in range(1, 14))
    assert names[44:] == ("Annex III, Article 1", "Annex III, Article 2")


def test_every_real_convention_reaches_its_last_article(real: dict[str, Document]) -> None:
    """Each ends with the article on its authoritative languages, save the Constitution."""
    clause = re.compile(r"(English and French|French and English).*(authoritative|authentic)")
    lasts = {
        name: quotes(document)[articles(document)[-1].replace("Annex III, Article 2", "Article 23")]
        for name, document in real.items()
        if articles(document) and name != "constitution"
    }
    assert len(lasts) == 81
    assert [name for name, text in lasts.items() if not clause.search(text)] == []
    assert articles(real["constitution"])[-1] == "Article 40"
    assert "Annex, V" in quotes(real["constitution"])


def test_no_dutch_and_no_marks_are_left_in_real_texts(real: dict[str, Document]) -> None:
    words = {
        (name, found.locator): DUTCH.findall(document.text[found.start : found.end].lower())
        for name, document in real.items()
        for found in document.sections
    }
    # Two single words stand within English sentences; a quote keeps the text as stored.
    assert {key: found for key, found in words.items() if found} == {
        ("c062", "Article 9(2)"): ["bij"],
        ("c024", "Article 3(3)"): ["bij"],
    }
    for name, document in real.items():
        assert not re.search(r"##|\*\*|Artikel|\| ?---|  |\n{3}", document.text), name
        assert [line for line in document.text.split("\n") if is_dutch(line)] == [], name


def test_no_english_is_lost_from_real_texts(real: dict[str, Document], source: Path) -> None:
    """Letters and digits of the English body all arrive, empty articles' headings apart."""

    def bare(text: str) -> str:
        return re.sub(r"[^a-z0-9]", "", text.lower().replace("artikel", "article"))

    short: dict[str, int] = {}
    for line in source.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        body = " ".join(text for text in english_body(raw["text"]) if not NOTE.match(text))
        own = [d for d in real.values() if raw["bwb_id"] in d.identifiers]
        lost = len(bare(body)) - len(bare(" ".join(document.text for document in own)))
        if lost:
            short[own[0].id] = lost
    # "Article 2" and "Article 7" without text; a paragraph number printed twice.
    assert short == {"c080": 8, "p029": 8, "c169": 1}


def test_real_text_outside_sections_is_headings_alone(real: dict[str, Document]) -> None:
    for name, document in real.items():
        edges = [0, *(end for s in document.sections for end in (s.start, s.end))]
        gaps = [document.text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=False)]
        longest = max((line for gap in gaps for line in gap.split("\n")), key=len)
        assert len(longest) < 200 or re.match("Convention|Recommendation", longest), name


def test_known_places_of_real_texts(real: dict[str, Document]) -> None:
    c138 = quotes(real["c138"])
    assert [name for name in c138 if name.startswith("Article 2(")] == [
        f"Article 2({number})" for number in range(1, 6)
    ]
    assert "15 years" in c138["Article 2(3)"]
    c182 = quotes(real["c182"])["Article 3"]
    assert [mark for mark in "abcde" if f"\n\n{mark}) " in c182] == ["a", "b", "c", "d"]
    c029 = quotes(real["c029"])
    assert "menace of any penalty" in c029["Article 2(1)"]
    assert c029["Article 2(2)"].count("\n\n(") == 5
    assert len(articles(real["c189"])) == 27
    assert section(real["c033"], "Article 1(2)").part == "article-1-2"
    assert section(real["c183"], "Article 4(1)").headings == ("Maternity leave", "Article 4")


def test_the_real_maritime_labour_convention(real: dict[str, Document]) -> None:
    mlc = real["mlc"]
    assert len(articles(mlc)) == 16
    assert "16 years" in quotes(mlc)["Regulation 1.1(2)"]
    assert "age of 16" in quotes(mlc)["Standard A1.1(1)"]
    assert section(mlc, "Article III").part == "article-3"
    units = {re.sub(r"(\(\d+\))?$", "", found.locator) for found in mlc.sections}
    counts = {
        kind: sum(unit.startswith(kind) for unit in units)
        for kind in ("Regulation", "Standard", "Guideline", "Appendix")
    }
    # Of 81 Guidelines, 15 are a heading over others and have no text of their own.
    assert counts == {"Regulation": 30, "Standard": 27, "Guideline": 66, "Appendix": 4}


def test_clean_lines_of_a_real_table(source: Path) -> None:
    lines = source.read_text(encoding="utf-8").splitlines()
    raw = next(json.loads(line)["text"] for line in lines if "BWBV0004669" in line)
    rows = [line.text for line in clean(english_body(raw)) if line.shape is Shape.ROW]
    assert rows[0].startswith("(a) | in vessels of 25 tons")
    assert len(rows) == 8
