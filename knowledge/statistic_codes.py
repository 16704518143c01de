"""What the codes in statistical tables mean: breakdowns, flags, kinds of source.

Only codes whose meaning is certain are put into words; any other code is shown as it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache

SEX = {
    "SEX_T": "total",
    "SEX_F": "women",
    "SEX_M": "men",
    "SEX_O": "other sex",
    "BOTHSEX": "both sexes",
    "FEMALE": "female",
    "MALE": "male",
}

ECONOMY = {
    "ECO_AGNAG_TOTAL": "all economic activities",
    "ECO_AGNAG_AGR": "agriculture",
    "ECO_AGNAG_NAG": "non-agriculture",
    "ECO_SECTOR_TOTAL": "all sectors",
    "ECO_SECTOR_AGR": "agriculture",
    "ECO_SECTOR_IND": "industry",
    "ECO_SECTOR_SER": "services",
    "ECO_SECTOR_X": "sector not classified",
    "ECO_AGGREGATE_TOTAL": "all economic activities",
    "ECO_AGGREGATE_AGR": "agriculture",
    "ECO_AGGREGATE_MAN": "manufacturing",
    "ECO_AGGREGATE_CON": "construction",
    "ECO_AGGREGATE_MEL": "mining and quarrying; electricity, gas and water supply",
    "ECO_AGGREGATE_MKT": "market services",
    "ECO_AGGREGATE_PUB": "non-market services",
    "ECO_AGGREGATE_X": "activity not classified",
}

FLAGS = {
    "B": "break in series",
    "U": "unreliable",
    "E": "estimated",
    "P": "provisional",
    "I": "imputed",
    "C": "country data",
    "CA": "country data, adjusted",
    "G": "global monitoring data",
    "M": "modelled",
}

ORIGINS = {"BA": "labour force survey", "XA": "ILO modelled estimates"}

UNITS = {"PT": "%", "PERCENT": "%", "HR": "hours"}

_AGE = re.compile(r"(?:AGE_[A-Z0-9]+_)?(?:Y?GE(\d+)|Y?(\d+)\+|Y?(\d+)-(\d+))")
_TOTAL_AGES = frozenset({"ALLAGE", "15+"})


@lru_cache(maxsize=4096)
def breakdown_words(code: str) -> str:
    """Put one breakdown code into words, keeping the code: "women (SEX_F)"."""
    words = SEX.get(code) or ECONOMY.get(code) or _age_words(code)
    if not words and is_total(code):
        words = "all ages" if "AGE" in code else "total"
    return f"{words} ({code})" if words else code


def _age_words(code: str) -> str:
    match = _AGE.fullmatch(code)
    if not match:
        return ""
    from_age = match[1] or match[2]
    return f"aged {from_age} and over" if from_age else f"aged {match[3]}-{match[4]}"


@lru_cache(maxsize=4096)
def is_total(code: str) -> bool:
    """Say whether a breakdown code stands for everyone: both sexes, all sectors, 15 and over."""
    return (
        code in ("SEX_T", "BOTHSEX")
        or code in _TOTAL_AGES
        or code.endswith(("_TOTAL", "_YGE15"))
        or code == "_T"
    )


def is_age_range(code: str) -> bool:
    """Say whether a code is a bare age range ("5-17"), as the UN's exports write them."""
    return re.fullmatch(r"\d{1,3}(?:-\d{1,3}|\+)", code) is not None


# Groups that people ask about by name, with the ends of the codes that stand for them alone.
_GROUPS = (
    (
        "women",
        r"\b(?:wom[ae]n|female|girls?|femmes?|filles?|mujer(?:es)?|niñas)\b",
        r"SEX_F|FEMALE",
    ),
    ("men", r"\b(?:m[ae]n|male|boys?|hommes?|garçons?|hombres?|varones)\b", r"SEX_M|MALE"),
    ("young", r"\b(?:youth|young|jeunes?|j[óo]ven(?:es)?|juvenil)\b", r".*_Y15-24|15-24"),
)


def groups_of(text: str) -> frozenset[str]:
    """Name the groups that a question asks about: "women", "men", "young"."""
    return frozenset(name for name, words, _ in _GROUPS if re.search(words, text, re.IGNORECASE))


@lru_cache(maxsize=4096)
def group_of(code: str) -> str:
    """Name the group that a breakdown code stands for; "" for none of those."""
    return next((name for name, _, codes in _GROUPS if re.fullmatch(codes, code)), "")


def flag_words(flag: str) -> str:
    """Put a flag into words, keeping it: "U: unreliable"; "" for none."""
    return f"{flag}: {FLAGS[flag]}" if flag in FLAGS else flag


def origin_words(origin: str) -> str:
    """Put a source cell into words: "BA:463" is "labour force survey (BA:463)"."""
    kind = ORIGINS.get(origin.partition(":")[0]) if ":" in origin else None
    return f"{kind} ({origin})" if kind else origin
