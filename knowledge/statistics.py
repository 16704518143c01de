"""Find indicators by id, by code in any table's spelling, and in what people write."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from knowledge.indicators import INDICATORS, Indicator

__all__ = [
    "Indicator",
    "all_indicators",
    "by_id",
    "data_address",
    "mentions",
    "normalise_indicator",
    "table_code",
]

_DATA = "https://rplumber.ilo.org/data/indicator/"
_BY_ID = {indicator.id: indicator for indicator in INDICATORS}


def all_indicators() -> tuple[Indicator, ...]:
    """Every indicator of the catalogue, in its order."""
    return INDICATORS


def by_id(indicator: str) -> Indicator | None:
    """The indicator of that id ("SDG_0882_RT"); None where the catalogue has none."""
    return _BY_ID.get(indicator)


def normalise_indicator(code: str) -> str:
    """Make one id of the codes an indicator goes by, whether the catalogue has it or not.

    "ILR_TUMT_NOC_RT", "ILR_TUMT_NOC_RT_A", "ILO:DF_ILR_TUMT_NOC_RT(1.0)" and the measure code
    "ILR_TUMT_RT" are all "ILR_TUMT_RT": topic, subject, measure, without the breakdowns that a
    table happens to have. UN series codes ("SL_TLF_CHLDEC") stay as they are.
    """
    parts = table_code(code).split("_")
    if len(parts) > 3 and parts[-1] in ("RT", "NB", "DT", "XR"):
        parts = [*parts[:2], parts[-1]]
    return "_".join(parts)


def table_code(code: str) -> str:
    """The bare code of a table: "ILO:DF_ILR_TUMT_NOC_RT(1.0)" is "ILR_TUMT_NOC_RT"."""
    bare = code.strip().upper().rpartition(":")[2].partition("(")[0]
    return re.sub(r"(?<=_(?:RT|NB|DT|XR))_[AQM]$", "", bare.removeprefix("DF_"))


def data_address(code: str, country: str, first: int, last: int) -> str:
    """The address that gives one country's rows of an ILOSTAT table of yearly values."""
    return (
        f"{_DATA}?id={table_code(code)}_A&ref_area={country}"
        f"&timefrom={first}&timeto={last}&type=code&format=.csv"
    )


def mentions(text: str) -> tuple[str, ...]:
    """Ids of the indicators a text names, in the order of their first mention.

    Terms in English, French and Spanish, numbers such as "SDG 8.8.2" ("ODD", "ODS",
    "indicator 8.8.2"), and table codes. One term may name more than one indicator.
    """
    pattern, ids = _terms()
    found: dict[str, None] = {}
    for match in pattern.finditer(_fold(text)):
        number, code, term = match["number"], match["code"], match["term"]
        if number:
            names = tuple(i.id for i in INDICATORS if i.goal == number)
        elif code:
            known = normalise_indicator(code)
            names = (known,) if known in _BY_ID else ()
        else:
            names = ids[term]
        found.update(dict.fromkeys(names))
    return tuple(found)


@cache
def _terms() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """The pattern of all terms, longest first, and which indicators each one names."""
    ids: dict[str, tuple[str, ...]] = {}
    for indicator in INDICATORS:
        for name in (*indicator.terms, *indicator.names.values()):
            folded = _fold(name)
            ids[folded] = (*ids.get(folded, ()), indicator.id)
    longest_first = "|".join(re.escape(t) for t in sorted(ids, key=len, reverse=True))
    pattern = re.compile(
        r"\b(?:(?:sdg|odd|ods|indicator|indicateur|indicador)(?: (?:indicator|target))? "
        r"(?P<number>\d{1,2}\.\d\.\d)\b(?!\.\d)"
        r"|(?P<code>(?:df_)?[a-z]{2,3}_[a-z0-9]{3,5}(?:_[a-z0-9]{1,9}){1,6})\b"
        rf"|(?P<term>{longest_first})\b)"
    )
    return pattern, ids


def _fold(text: str) -> str:
    """Lower case without accents, one spelling of labour, hyphens and white space as a space."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower().replace("’", "'")
    return re.sub(r"\blabor\b", "labour", re.sub(r"[\s-]+", " ", plain))
