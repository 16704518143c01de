"""The catalogue of indicators and the words for codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.statistic_codes import breakdown_words, flag_words, is_total, origin_words
from knowledge.statistics import (
    all_indicators,
    by_id,
    data_address,
    mentions,
    normalise_indicator,
    table_code,
)


@pytest.mark.parametrize(
    ("code", "indicator"),
    [
        ("ILR_TUMT_NOC_RT", "ILR_TUMT_RT"),
        ("ILR_TUMT_NOC_RT_A", "ILR_TUMT_RT"),
        ("DF_ILR_TUMT_NOC_RT", "ILR_TUMT_RT"),
        ("ILO:DF_ILR_TUMT_NOC_RT(1.0)", "ILR_TUMT_RT"),
        ("ILR_TUMT_RT", "ILR_TUMT_RT"),
        ("sdg_0882_noc_rt", "SDG_0882_RT"),
        ("SDG_0831_SEX_ECO_RT", "SDG_0831_RT"),
        ("UNE_DEAP_SEX_AGE_RT_A", "UNE_DEAP_RT"),
        ("DF_HOW_UEMP_SEX_NB", "HOW_UEMP_NB"),
        ("SDG_A821_NOC_RT", "SDG_A821_RT"),
        ("SL_TLF_CHLDEC", "SL_TLF_CHLDEC"),
        ("SL_TLF_NEET_19ICLS", "SL_TLF_NEET_19ICLS"),
    ],
)
def test_every_spelling_of_a_code_gives_one_id(code: str, indicator: str) -> None:
    assert normalise_indicator(code) == indicator
    assert normalise_indicator(indicator) == indicator


@given(st.text(max_size=60))
def test_any_text_can_be_normalised_and_searched(text: str) -> None:
    assert normalise_indicator(text).isascii() or not text.isascii()
    assert all(by_id(name) for name in mentions(text))


@given(st.from_regex(r"[A-Z]{3}_[A-Z0-9]{4}(_[A-Z]{3}){1,3}_(RT|NB)", fullmatch=True))
def test_dataflow_and_bulk_codes_agree(code: str) -> None:
    indicator = normalise_indicator(code)
    assert normalise_indicator(f"ILO:DF_{code}(1.0)") == indicator
    assert normalise_indicator(f"{code}_A") == normalise_indicator(indicator) == indicator


@pytest.mark.parametrize(
    ("question", "indicators"),
    [
        ("What is the trade union density in Mexico?", ("ILR_TUMT_RT",)),
        ("Union-density since 2010", ("ILR_TUMT_RT",)),
        ("Taux de syndicalisation au Sénégal", ("ILR_TUMT_RT",)),
        ("¿Cuál es la TASA DE SINDICALIZACION en México?", ("ILR_TUMT_RT",)),
        ("SDG 8.8.2 for Kenya", ("SDG_0882_RT",)),
        ("ODD 8.7.1 au Niger", ("SL_TLF_CHLDEC",)),
        ("indicador 5.5.2", ("SDG_0552_RT",)),
        ("compliance with labor rights", ("SDG_0882_RT",)),
        ("child labour rate in Ghana", ("SL_TLF_CHLDEC",)),
        ("collective bargaining coverage", ("ILR_CBCT_RT",)),
        ("women in managerial positions", ("SDG_0552_RT",)),
        ("l’emploi informel au Togo", ("SDG_0831_RT",)),
        ("unemployment rate in Kenya", ("SDG_0852_RT", "UNE_DEAP_RT")),
        ("average weekly hours and union density", ("HOW_UEMP_NB", "ILR_TUMT_RT")),
        ("SDG_0882_NOC_RT_A", ("SDG_0882_RT",)),
        ("DF_ILR_TUMT_NOC_RT", ("ILR_TUMT_RT",)),
    ],
)
def test_indicators_are_found_in_three_languages(
    question: str, indicators: tuple[str, ...]
) -> None:
    assert mentions(question) == indicators


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Has Cambodia ratified C138?",
        "What does Article 8 of C098 say about trade unions?",
        "SDG 8.8.25",
        "SDG 8.8.2.1",
        "SDG target 8.8",
        "Regulation 5.5.2 of the MLC",
        "reunion density",
        "What did the supervisory bodies say about child labour?",
        "XYZ_ABCD_NOC_RT",
    ],
)
def test_nothing_is_found_where_no_indicator_is_named(question: str) -> None:
    assert mentions(question) == ()


def test_the_catalogue_is_consistent() -> None:
    ids = [indicator.id for indicator in all_indicators()]
    assert len(set(ids)) == len(ids)
    for indicator in all_indicators():
        assert by_id(indicator.id) is indicator
        assert normalise_indicator(indicator.id) == indicator.id
        assert set(indicator.names) == {"en", "fr", "es"}
        for name in indicator.names.values():
            assert indicator.id in mentions(name)


def test_names_carry_the_goal_number() -> None:
    indicator = by_id("SDG_0882_RT")
    assert indicator is not None
    assert indicator.title == "SDG 8.8.2 Level of national compliance with labour rights"
    assert indicator.named("fr").startswith("ODD 8.8.2 Niveau")
    assert indicator.named("es").startswith("ODS 8.8.2 Nivel")
    assert indicator.named("ms") == indicator.title
    assert by_id("NO_SUCH_RT") is None


def test_addresses_follow_the_service_s_pattern() -> None:
    assert table_code("ILO:DF_SDG_0882_NOC_RT(1.0)") == "SDG_0882_NOC_RT"
    assert data_address("sdg_0882_noc_rt", "CAN", 2015, 2023) == (
        "https://rplumber.ilo.org/data/indicator/?id=SDG_0882_NOC_RT_A&ref_area=CAN"
        "&timefrom=2015&timeto=2023&type=code&format=.csv"
    )


@pytest.mark.parametrize(
    ("code", "words", "total"),
    [
        ("SEX_T", "total (SEX_T)", True),
        ("SEX_F", "women (SEX_F)", False),
        ("BOTHSEX", "both sexes (BOTHSEX)", True),
        ("AGE_YTHADULT_YGE15", "aged 15 and over (AGE_YTHADULT_YGE15)", True),
        ("AGE_YTHADULT_YGE25", "aged 25 and over (AGE_YTHADULT_YGE25)", False),
        ("AGE_YTHADULT_Y15-24", "aged 15-24 (AGE_YTHADULT_Y15-24)", False),
        ("15+", "aged 15 and over (15+)", True),
        ("5-17", "aged 5-17 (5-17)", False),
        ("ALLAGE", "all ages (ALLAGE)", True),
        ("OCU_ISCO08_TOTAL", "total (OCU_ISCO08_TOTAL)", True),
        ("OCU_ISCO08_1", "OCU_ISCO08_1", False),
    ],
)
def test_breakdowns_in_words(code: str, words: str, total: bool) -> None:
    assert breakdown_words(code) == words
    assert is_total(code) is total


def test_flags_and_origins_in_words() -> None:
    assert flag_words("U") == "U: unreliable"
    assert flag_words("?") == "?"
    assert origin_words("BA:463") == "labour force survey (BA:463)"
    assert origin_words("FI:1") == "FI:1"
    assert origin_words("BA - not a code") == "BA - not a code"
