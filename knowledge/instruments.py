"""ILO instruments: the catalogue, their addresses in NORMLEX, and their mentions in a text.

The catalogue's rows and codes are in `instrument_catalogue`, the reading of mentions in
`instrument_mentions`; other packages import from here.
"""

from __future__ import annotations

from knowledge.instrument_catalogue import (
    CATALOGUE,
    LAST_CONVENTION,
    LAST_PROTOCOL,
    LAST_RECOMMENDATION,
    Instrument,
    all_instruments,
    by_code,
    by_title,
    exists,
    normalise_code,
)
from knowledge.instrument_mentions import InstrumentMention, mentions

__all__ = [
    "CATALOGUE",
    "LAST_CONVENTION",
    "LAST_PROTOCOL",
    "LAST_RECOMMENDATION",
    "Instrument",
    "InstrumentMention",
    "all_instruments",
    "by_code",
    "by_title",
    "exists",
    "mentions",
    "normalise_code",
    "ratifications_url",
    "text_url",
]

_PAGE = "https://normlex.ilo.org/dyn/nrmlx_en/f?p=NORMLEXPUB:"


def text_url(code: str) -> str | None:
    """Address of the instrument's text in NORMLEX; None where the code is not catalogued."""
    instrument = by_code(code)
    if instrument is None or instrument.kind == "Constitution":
        return None
    if instrument.normlex_id:
        return f"{_PAGE}12100:0::NO::P12100_INSTRUMENT_ID:{instrument.normlex_id}"
    ilo_code = "C186" if instrument.code == "MLC" else instrument.code
    return f"{_PAGE}12100:0::NO::P12100_ILO_CODE:{ilo_code}"


def ratifications_url(code: str) -> str | None:
    """Address of the list of ratifications; None where its NORMLEX id is not catalogued."""
    instrument = by_code(code)
    if instrument is None or not instrument.normlex_id or instrument.kind == "Recommendation":
        return None
    return f"{_PAGE}11300:0::NO::P11300_INSTRUMENT_ID:{instrument.normlex_id}"
