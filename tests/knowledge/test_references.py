"""Articles, paragraphs, documents, cases, years and indicators in a question."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.references import normalise_document, parse_references


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What does Article 2 of C138 say?", [("2", "", "")]),
        ("Art. 3(d)", [("3", "", "d")]),
        ("Art 2(1)", [("2", "1", "")]),
        ("article 2, paragraph 1", [("2", "1", "")]),
        ("art. 2 para. 3", [("2", "3", "")]),
        ("artículo 2.1", [("2", "1", "")]),
        ("artículo 3, apartado d)", [("3", "", "d")]),
        ("l'article 3 d) de la convention n° 182", [("3", "", "d")]),
        ("Article 2(1)(a)", [("2", "1", "a")]),
        ("articles 2 and 3", [("2", "", ""), ("3", "", "")]),
        ("artículos 2, 3 y 5", [("2", "", ""), ("3", "", ""), ("5", "", "")]),
        ("Articles 2 to 4", [("2", "", ""), ("3", "", ""), ("4", "", "")]),
        ("Article XX of the MLC, 2006", [("XX", "", "")]),
        ("Convention 138 Article 40", [("40", "", "")]),
        ("an article in 2021", []),
        ("particle 5", []),
    ],
)
def test_articles(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = parse_references(text)
    assert [(a.article, a.paragraph, a.point) for a in found.articles] == expected
    assert found.paragraphs == ()
    assert all(0 <= a.start < a.end <= len(text) for a in found.articles)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("paragraph 25", [range(25, 26)]),
        ("para. 25 of GB.347/INS/8", [range(25, 26)]),
        ("paragraphs 23-25", [range(23, 26)]),
        ("paragraphes 3 à 5", [range(3, 6)]),
        ("párrafo 10", [range(10, 11)]),
        ("§ 12", [range(12, 13)]),
        ("paragraphs 4, 6 and 8–10", [range(4, 5), range(6, 7), range(8, 11)]),
    ],
)
def test_paragraphs(text: str, expected: list[range]) -> None:
    assert list(parse_references(text).paragraphs) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GB.347/INS/8", "GB.347/INS/8"),
        ("gb 347 ins 8", "GB.347/INS/8"),
        ("GB.344/INS/18(Rev.1)", "GB.344/INS/18(Rev.1)"),
        ("GB.344/INS/18 (REV. 1)", "GB.344/INS/18(Rev.1)"),
        ("GB.346/INS/INF/3", "GB.346/INS/INF/3"),
        ("GB.329/INS/3/2", "GB.329/INS/3/2"),
        ("GB.309/12", "GB.309/12"),
    ],
)
def test_documents(text: str, expected: str) -> None:
    assert normalise_document(text) == expected
    found = parse_references(f"Which paragraphs of {text} are about labour inspection?")
    assert found.documents == (expected,)
    assert found.paragraphs == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Case No. 2581", ("2581",)),
        ("Case 2581", ("2581",)),
        ("cas n° 2581", ("2581",)),
        ("caso núm. 2581", ("2581",)),
        ("Cases Nos 2581 and 2710", ("2581", "2710")),
        ("in case 2021 figures exist", ()),
        ("a case of 15 workers", ()),
    ],
)
def test_cases(text: str, expected: tuple[str, ...]) -> None:
    assert parse_references(text).cases == expected


@pytest.mark.parametrize(
    ("text", "years", "period"),
    [
        ("in 2021", (2021,), (2021, 2021)),
        ("in 2015 and 2020", (2015, 2020), (2015, 2020)),
        ("between 2015 and 2020", (), (2015, 2020)),
        ("entre 2015 et 2020", (), (2015, 2020)),
        ("2015-2020", (), (2015, 2020)),
        ("2017–21", (), (2017, 2021)),
        ("de 2016 à 2019", (), (2016, 2019)),
        ("since 2018", (), (2018, None)),
        ("desde 2018", (), (2018, None)),
        ("depuis 2018", (), (2018, None)),
        ("after 2018", (), (2019, None)),
        ("until 2020", (), (None, 2020)),
        ("avant 2020", (), (None, 2019)),
        ("Minimum Age Convention, 1973 (No. 138)", (), (None, None)),
        ("Made Up Convention, 1990 (No. 300)", (), (None, None)),
        ("Convention (n° 138) sur l'âge minimum, 1973, en 2021", (2021,), (2021, 2021)),
        ("the 2030 Agenda and the 1998 Declaration", (), (None, None)),
        ("US$2015 on 12.10.2020", (), (None, None)),
        ("no year at all", (), (None, None)),
    ],
)
def test_years(text: str, years: tuple[int, ...], period: tuple[int | None, int | None]) -> None:
    found = parse_references(text)
    assert found.years == years
    assert found.period == period


@pytest.mark.parametrize("text", ["SDG 8.8.2", "8.8.2 in Kenya?", "ODD 8.8.2", "ODS 8.8.2"])
def test_indicators(text: str) -> None:
    assert parse_references(text).indicators == ("8.8.2",)


def test_dates_and_versions_are_no_indicators() -> None:
    assert parse_references("12.10.2020, v1.2.3, 18.1.1").indicators == ()


@given(st.text(alphabet="Article 2(1).d GB/INS paragraph–-§,andNo°19208 \n", max_size=200))
def test_any_text_is_read(text: str) -> None:
    found = parse_references(text)
    assert all(0 <= a.start < a.end <= len(text) for a in found.articles)


@pytest.mark.parametrize(
    "piece", ["Article 2 and 3, ", "2015 and ", "GB.3/", "case ", "§ ", "1.1.1 ", "a 2015-", " "]
)
def test_hostile_text_takes_no_long_time(piece: str) -> None:
    text = (piece * 2000)[:2000]
    parse_references(text)
    started = time.perf_counter()
    parse_references(text)
    assert time.perf_counter() - started < 0.25  # some 10 ms where nothing else runs
