"""Statistical tables in six layouts, and the starter's own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.compile_statistics import STARTER, compile_statistics
from ingest.readers import (
    ilostat_bulk,
    ilostat_rplumber,
    sdg_0882,
    sdmx_csv,
    starter_statistics,
    unsdg,
)
from ingest.readers.unsdg import listed
from ingest.records import Entry, InputFile, Reader, Refusal
from ingest.statistic_rows import BadRowError, address, as_of, value, year
from knowledge.documents import Kind
from knowledge.errors import UnreadableSource
from knowledge.facts import Statistic

SOURCES = Path(__file__).resolve().parent.parent / "sources" / "statistics"
READERS: tuple[Reader, ...] = (
    ilostat_bulk.READER,
    ilostat_rplumber.READER,
    sdmx_csv.READER,
    unsdg.READER,
    sdg_0882.READER,
    starter_statistics.READER,
)


def read(path: Path, **manifest: str) -> tuple[dict[str, Entry], list[Refusal]]:
    """Read a file with the one reader that recognises it; documents by id, and refusals."""
    file = InputFile(path, manifest)
    (reader,) = [reader for reader in READERS if reader.recognises(file)]
    items = list(reader.read(file))
    entries = [item for item in items if isinstance(item, Entry)]
    by_id = {entry.document.id: entry for entry in entries}
    assert len(by_id) == len(entries)
    return by_id, [item for item in items if isinstance(item, Refusal)]


def facts(entry: Entry) -> Iterator[Statistic]:
    for fact in entry.facts:
        assert isinstance(fact, Statistic)
        yield fact


def line(entry: Entry, fact: Statistic) -> str:
    return entry.document.text[fact.start : fact.end]


def write(folder: Path, text: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


# --- made inputs -----------------------------------------------------------------------------


def test_bulk_gives_one_table_per_country() -> None:
    entries, _ = read(SOURCES / "bulk.csv")
    assert set(entries) == {"sdg-0831-sex-eco-rt.ken", "sdg-0831-sex-eco-rt.nga"}
    document = entries["sdg-0831-sex-eco-rt.ken"].document
    assert document.kind is Kind.STATISTIC
    assert document.title == (
        "SDG 8.3.1 Proportion of informal employment in total employment: Kenya"
    )
    assert document.countries == ("KEN",)
    assert not document.by_meaning
    assert document.as_of is None
    assert document.url == (
        "https://rplumber.ilo.org/data/indicator/?id=SDG_0831_SEX_ECO_RT_A&ref_area=KEN"
        "&timefrom=2018&timeto=2019&type=code&format=.csv"
    )
    about, coverage, first, *_ = document.sections
    assert (about.part, coverage.part, first.part) == ("about", "coverage", "2019")
    assert document.text[coverage.start : coverage.end] == (
        "Years in this table for Kenya: 2018, 2019."
    )


def test_bulk_lines_are_in_words_newest_first_headline_first() -> None:
    entries, _ = read(SOURCES / "bulk.csv")
    entry = entries["sdg-0831-sex-eco-rt.ken"]
    rows = list(facts(entry))
    assert [(row.year, row.value, row.headline) for row in rows] == [
        (2019, "80.10", True),
        (2019, "79", True),
        (2019, "", False),
        (2019, "88.25", False),
        (2019, "80.10", False),  # the same total under another classification
        (2018, "81.5", True),
    ]
    assert line(entry, rows[0]) == (
        "Kenya, 2019: 80.10 %; total (SEX_T), all economic activities (ECO_AGNAG_TOTAL). "
        "Source: labour force survey (BA:1). Notes: C1:2; I1:3; R1:9."
    )
    assert rows[0].breakdown == "SEX_T, ECO_AGNAG_TOTAL"
    assert rows[0].indicator == "SDG_0831_RT"
    assert "Source: ZZ:7." in line(entry, rows[1])


def test_empty_values_and_flags_are_said() -> None:
    entries, _ = read(SOURCES / "bulk.csv")
    entry = entries["sdg-0831-sex-eco-rt.ken"]
    empty, flagged = list(facts(entry))[2:4]
    assert line(entry, empty) == (
        "Kenya, 2019: no value published; women (SEX_F), agriculture (ECO_AGNAG_AGR). "
        "Source: labour force survey (BA:1). Flag U: unreliable."
    )
    assert (empty.value, empty.flag) == ("", "U")
    assert "Flag B: break in series." in line(entry, flagged)


def test_bad_rows_are_refused_by_line_and_the_rest_goes_on() -> None:
    entries, refusals = read(SOURCES / "bulk.csv")
    assert [(r.file, r.row) for r in refusals] == [
        ("bulk.csv", row) for row in ("9", "11", "12", "13", "14", "15")
    ]
    reasons = [refusal.reason for refusal in refusals]
    assert reasons[0] == "area 'QQQ' is not a known country; its rows are left out"
    assert reasons[1] == "the value is not a number: 'many'"
    assert reasons[2] == "the year is missing"
    assert reasons[3] == "6 columns, the header has 11"
    assert reasons[4] == "the value is not a number: '=1+1'"
    assert reasons[5] == "not an indicator's code: '<b>'"
    assert [fact.value for fact in facts(entries["sdg-0831-sex-eco-rt.nga"])] == ["92.9"]


def test_rplumber_has_documents_of_its_own() -> None:
    entries, refusals = read(SOURCES / "rplumber.csv")
    assert refusals == []
    (entry,) = entries.values()
    assert entry.document.id == "une-deap-sex-age-rt.ken.rplumber"
    total, young = facts(entry)
    assert total.headline and not young.headline
    assert "men (SEX_M), aged 15-24 (AGE_YTHADULT_Y15-24)" in line(entry, young)


def test_sdmx_states_source_notes_bounds_and_address() -> None:
    entries, refusals = read(SOURCES / "sdmx_semicolon.csv")
    entry = entries["df-how-uemp-sex-nb.civ"]
    assert entry.document.url == "https://example.org/data?x=1"
    total, women = facts(entry)
    assert line(entry, total) == (
        "Côte d'Ivoire, 2021: 41.20 hours a week; total (SEX_T). Source: LFS - Test survey. "
        "Notes: Made up; lower bound 40; upper bound 44."
    )
    assert (women.value, women.flag, women.indicator) == ("1.26", "U", "HOW_UEMP_NB")
    assert [(r.row, r.reason) for r in refusals] == [("4", "not a yearly value: frequency 'Q'")]


def test_an_unknown_indicator_keeps_its_code_and_stated_unit() -> None:
    entries, _ = read(SOURCES / "sdmx_semicolon.csv")
    entry = entries["df-emp-xyz-sex-nb.civ"]
    (fact,) = facts(entry)
    assert entry.document.title == "DF_EMP_XYZ_SEX_NB: Côte d'Ivoire"
    assert fact.unit == "PS (times 10 to the power of 3)"
    assert entry.document.url is not None and "id=EMP_XYZ_SEX_NB_A&" in entry.document.url


def test_the_two_sdmx_layouts_do_not_collide() -> None:
    semicolon, _ = read(SOURCES / "sdmx_semicolon.csv")
    comma, refusals = read(SOURCES / "sdmx_comma.csv")
    assert refusals == []
    assert set(comma) == {"df-how-uemp-sex-nb.civ.sdmx-comma"}
    assert not set(comma) & set(semicolon)


def test_un_export_reads_lists_decimal_years_and_area_names() -> None:
    entries, refusals = read(SOURCES / "unsdg.csv")
    entry = entries["unsdg-8.7.1-sl-tlf-chldec.civ"]
    both, girls = facts(entry)
    assert (both.year, both.value, both.headline, both.flag) == (2016, "21.5", True, "")
    assert (girls.headline, girls.flag) == (False, "CA")
    assert line(entry, girls) == (
        "Côte d'Ivoire, 2016: 20 %; aged 5-17 (5-17), female (FEMALE). Source: TEST 2016. "
        "Flag CA: country data, adjusted. Notes: First made-up note; Second one."
    )
    assert entry.document.url == "https://example.org/series?code=1"
    assert [(r.row, r.reason) for r in refusals] == [
        ("5", "area 'Atlantis (999)' is not a known country; its rows are left out"),
        ("6", "no year: '2020.5'"),
    ]


def test_an_age_range_is_no_headline_beside_all_ages() -> None:
    entries, _ = read(SOURCES / "unsdg.csv")
    entry = entries["unsdg-8.5.2-sl-tlf-uem.nga"]
    assert [(f.value, f.headline) for f in facts(entry)] == [("6.1", True), ("9.6", False)]
    assert entry.document.title == "SDG 8.5.2 Made-up rate (%): Nigeria"
    assert entry.document.url is None


def test_sdg_0882_says_its_scale() -> None:
    entries, refusals = read(SOURCES / "sdg_0882.csv")
    entry = entries["sdg-0882-noc-rt.som"]
    assert "0 is best, 10 is worst" in entry.document.text
    assert "Somalia, 2015: 1.90 on the scale from 0 (best) to 10 (worst)." in entry.document.text
    assert [f.value for f in facts(entries["sdg-0882-noc-rt.ken"])] == ["", "0"]
    assert [r.row for r in refusals] == ["6"]


def test_as_of_comes_from_the_manifest_alone() -> None:
    entries, _ = read(SOURCES / "sdg_0882.csv", retrieved="2024-03-05")
    document = entries["sdg-0882-noc-rt.som"].document
    assert document.as_of == "2024-03-05"
    assert "As of 2024-03-05." in document.text
    assert as_of(InputFile(SOURCES / "sdg_0882.csv", {"retrieved": "last week"})) is None


@pytest.mark.parametrize("path", sorted(SOURCES.glob("*.csv")), ids=lambda path: path.stem)
def test_every_section_is_a_trimmed_line_and_every_fact_has_one(path: Path) -> None:
    entries, _ = read(path)
    for entry in entries.values():
        sections = {(s.start, s.end) for s in entry.document.sections}
        for start, end in sections:
            quote = entry.document.text[start:end]
            assert quote and quote == quote.strip()
        for fact in facts(entry):
            assert (fact.start, fact.end) in sections
            assert fact.document == entry.document.id
            assert f", {fact.year}: {fact.value or 'no value published'}" in line(entry, fact)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ref_area,indicator,source,time\nKEN,A_B_RT,BA:1,2019\n", "no column obs_value"),
        ("ref_area,indicator,source,time,obs_value,time\n", "names a column twice"),
        (b"ref_area,indicator,source,time,obs_value\nKEN,\xff", "not UTF-8"),
        (b"ref_area,indicator,source,time,obs_value\n\0", "NUL"),
        ("", "empty"),
    ],
)
def test_unusable_files_are_refused_whole(tmp_path: Path, text: str | bytes, reason: str) -> None:
    with pytest.raises(UnreadableSource, match=reason):
        list(ilostat_bulk.READER.read(InputFile(write(tmp_path, text))))


def test_hostile_rows_are_refused_one_by_one(tmp_path: Path) -> None:
    head = "ref_area,indicator,source,time,obs_value\n"
    rows = [
        f"KEN,A_B_RT,{'x' * 3000},2019,1",
        f"KEN,A_B_RT,{'x' * 200_000},2019,1",
        "",
        "KEN,A_B_RT,<script>x</script>,2019,1",
        'KEN,A_B_RT,"two\nlines",2018,1',
        'KEN,A_B_RT,"never closed,2017,1',
    ]
    entries, refusals = read(write(tmp_path, head + "\n".join(rows)))
    assert [refusal.row for refusal in refusals] == ["2", "3", "8"]
    (entry,) = entries.values()
    assert [fact.origin for fact in facts(entry)] == ["<script>x</script>", "two lines"]


def test_other_files_are_not_recognised(tmp_path: Path) -> None:
    for text in ("country,year\nKEN,2019\n", "plain text", '{"a": 1}', "ref_area\n"):
        file = InputFile(write(tmp_path, text))
        assert not any(reader.recognises(file) for reader in READERS)


# --- cells -----------------------------------------------------------------------------------


@given(st.decimals(-(10**9), 10**9, places=4) | st.integers(-(10**9), 10**9))
def test_any_plain_number_is_kept_as_written(number: object) -> None:
    assert value(str(number)) == str(number)


@given(st.text(max_size=30))
def test_a_value_is_a_number_or_nothing_or_refused(cell: str) -> None:
    try:
        kept = value(cell)
    except BadRowError:
        return
    assert kept == "" or (kept == cell and cell.isascii() and float(cell) == float(kept))


@given(st.text(max_size=12) | st.integers(0, 3000).map(str))
def test_a_year_is_a_year_or_refused(cell: str) -> None:
    try:
        number = year(cell)
    except BadRowError:
        return
    assert 1900 <= number <= 2099 and cell in (str(number), f"{number}.0")


@given(st.text(max_size=40))
def test_list_cells_never_fail(cell: str) -> None:
    assert isinstance(listed(cell), str)
    assert listed(f"['{cell}']") == listed(f"['{cell}']").strip(" ")


@given(st.lists(st.lists(st.text(max_size=8), max_size=7), max_size=8))
def test_any_rows_give_entries_or_refusals(rows: list[list[str]]) -> None:
    text = "\n".join(",".join(row) for row in rows).replace("\0", "")
    content = f"ref_area,indicator,source,time,obs_value\n{text}".encode("utf-8", "replace")
    file = InputFile(Path("any.csv"))
    file.__dict__["content"] = content
    assert all(isinstance(item, Entry | Refusal) for item in ilostat_bulk.READER.read(file))


def test_only_web_addresses_are_addresses() -> None:
    assert address("https://example.org/a?b=c&d=1") == "https://example.org/a?b=c&d=1"
    for cell in ("", "nan", "javascript:alert(1)", "https://a b", 'https://x"onload=1'):
        assert address(cell) is None


# --- real inputs -----------------------------------------------------------------------------

# file: tables, rows, headline rows; regions left out.
EXPECTED = {
    "ILR_TUMT_NOC_RT_A.csv": (139, 1287, 1287),
    "SDG_0831_SEX_ECO_RT_A.csv": (140, 49360, 1121),
    "SDG_0852_SEX_AGE_RT_A.csv": (221, 23480, 2997),
    "SDG_A821_NOC_RT_A.csv": (189, 4341, 4341),
    "rplumber_UNE_DEAP_SEX_AGE_RT_A_excerpt.csv": (1, 6, 6),
    "sdg_0882_noc_rt_countries_2015_2024.csv": (187, 1862, 1862),
    "sdmx_csv_DF_HOW_UEMP_SEX_NB_2023.csv": (61, 361, 120),
    "sdmx_csv_DF_ILR_CBCT_NOC_RT_2023.csv": (19, 19, 19),
    "sdmx_csv_DF_ILR_TUMT_NOC_RT_2023.csv": (9, 9, 9),
    "sdmx_csv_DF_SDG_0552_NOC_RT_2023.csv": (139, 814, 814),
    "sdmx_csv_probe_SDG_0552_KEN.csv": (1, 1, 1),
    "unsdg_api_8.7.1_SL_TLF_CHLDEC_2023.csv": (96, 286, 96),
}


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "statistics"


@pytest.mark.parametrize("name", EXPECTED)
def test_real_files_are_read_whole(folder: Path, name: str) -> None:
    entries, refusals = read(folder / name)
    rows = [fact for entry in entries.values() for fact in facts(entry)]
    assert refusals == []
    assert (len(entries), len(rows), sum(row.headline for row in rows)) == EXPECTED[name]


def test_real_documents_never_share_an_id(folder: Path) -> None:
    ids = [document for name in EXPECTED for document in read(folder / name)[0]]
    assert len(set(ids)) == len(ids) == sum(tables for tables, _, _ in EXPECTED.values())


def test_somalia_has_four_years_only(folder: Path) -> None:
    entries, _ = read(folder / "sdg_0882_noc_rt_countries_2015_2024.csv")
    entry = entries["sdg-0882-noc-rt.som"]
    assert [fact.year for fact in facts(entry)] == [2018, 2017, 2016, 2015]
    assert "Years in this table for Somalia: 2015, 2016, 2017, 2018." in entry.document.text


def test_kenya_has_two_values_for_one_year(folder: Path) -> None:
    full, _ = read(folder / "sdmx_csv_DF_SDG_0552_NOC_RT_2023.csv")
    probe, _ = read(folder / "sdmx_csv_probe_SDG_0552_KEN.csv")
    one = [*facts(full["df-sdg-0552-noc-rt.ken"])]
    other = [*facts(probe["df-sdg-0552-noc-rt.ken.sdmx-comma"])]
    assert {(f.indicator, f.year, f.value, f.origin) for f in one + other if f.year == 2019} == {
        ("SDG_0552_RT", 2019, "49.6", "HIES - Household Budget Survey"),
        ("SDG_0552_RT", 2019, "37.1", "LFS - Labour Force Survey"),
    }


def test_mexico_has_two_union_densities_for_one_year(folder: Path) -> None:
    bulk, _ = read(folder / "ILR_TUMT_NOC_RT_A.csv")
    sdmx, _ = read(folder / "sdmx_csv_DF_ILR_TUMT_NOC_RT_2023.csv")
    rows = [*facts(bulk["ilr-tumt-noc-rt.mex"]), *facts(sdmx["df-ilr-tumt-noc-rt.mex"])]
    assert {(f.indicator, f.value) for f in rows if f.year == 2020} == {
        ("ILR_TUMT_RT", "13.22"),
        ("ILR_TUMT_RT", "12.4"),
    }


def test_real_empty_values_and_flags(folder: Path) -> None:
    entries, _ = read(folder / "sdmx_csv_DF_SDG_0552_NOC_RT_2023.csv")
    rows = [fact for entry in entries.values() for fact in facts(entry)]
    assert sum(not row.value for row in rows) == 3
    assert sum(row.flag == "U" for row in rows) == 27
    entry = entries["df-sdg-0552-noc-rt.afg"]
    (empty,) = [fact for fact in facts(entry) if fact.year == 2021]
    assert line(entry, empty).startswith("Afghanistan, 2021: no value published.")
    assert "Flag U: unreliable." in line(entry, empty)


def test_the_largest_file_is_read_quickly(folder: Path) -> None:
    file = InputFile(folder / "SDG_0831_SEX_ECO_RT_A.csv")
    start = time.process_time()
    rows = sum(len(i.facts) for i in ilostat_bulk.READER.read(file) if isinstance(i, Entry))
    assert rows == 49360
    assert time.process_time() - start < 4  # about 1.5 s where nothing else runs


# --- starter ---------------------------------------------------------------------------------

PAIRS = {
    "statistics_0882.csv": "sdg_0882_noc_rt_countries_2015_2024.csv",
    "statistics_union_density.csv": "ILR_TUMT_NOC_RT_A.csv",
}


@pytest.mark.parametrize(("starter", "rows"), [(s, EXPECTED[o][1]) for s, o in PAIRS.items()])
def test_the_starter_is_read_without_refusals(starter: str, rows: int) -> None:
    entries, refusals = read(STARTER / starter)
    assert refusals == []
    assert sum(len(entry.facts) for entry in entries.values()) == rows


@pytest.mark.parametrize(("starter", "original"), PAIRS.items())
def test_the_starter_equals_what_ingesting_gives(folder: Path, starter: str, original: str) -> None:
    assert read(STARTER / starter)[0] == read(folder / original)[0]


def test_the_starter_is_what_compiling_gives(folder: Path, tmp_path: Path) -> None:
    compile_statistics(folder, tmp_path)
    for name in PAIRS:
        assert (tmp_path / name).read_bytes() == (STARTER / name).read_bytes()
