"""The catalogue of ILO instruments: codes, titles and what the lists at hand say of each.

The rows stand in `catalogue/instruments.csv`; its last column says which are confirmed by a list
at hand and which come from general knowledge and are to be confirmed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from knowledge.titles import TitleIndex, TitleMatch

CATALOGUE = Path(__file__).parent / "catalogue" / "instruments.csv"

# The highest numbers known to us (International Labour Conference of 2025). A higher number is
# reported as unknown to us; raise these when the Conference adopts more.
LAST_CONVENTION = 192
LAST_RECOMMENDATION = 209
# A Protocol bears the number of the Convention it belongs to.
LAST_PROTOCOL = LAST_CONVENTION

_CODE = re.compile(r"(?:ILO\s?)?([CPR])[\s.-]{0,2}0{0,2}(\d{1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One Convention, Protocol or Recommendation, or the Constitution, as catalogued.

    `number` is None where it has none in use (MLC, Constitution). `year` is that of adoption.
    `aliases` are other names in English, French and Spanish; `name_fr` and `name_es` the
    titles to show, "" where not catalogued. `normlex_id`, `status` and `entry_into_force` are
    empty where no list at hand gives them. `source` says where the row comes from.
    """

    code: str
    kind: str
    number: int | None
    title: str
    year: int
    aliases: tuple[str, ...]
    fundamental: bool
    governance: bool
    entry_into_force: date | None
    normlex_id: str
    status: str
    name_fr: str = ""
    name_es: str = ""
    source: str = ""

    @property
    def label(self) -> str:
        """Title and number as usually cited: "Minimum Age Convention, 1973 (No. 138)"."""
        return self._numbered(self.title, "No.")

    @property
    def confirmed(self) -> bool:
        """Whether a list at hand gives both title and code."""
        return "general knowledge" not in self.source

    def named(self, language: str) -> str:
        """The label in "en", "fr" or "es"; in English where the name is not catalogued."""
        name, sign = {"fr": (self.name_fr, "n°"), "es": (self.name_es, "núm.")}.get(
            language, ("", "")
        )
        if not name:
            return self.label
        dated = name if str(self.year) in name or self.kind == "Constitution" else None
        return self._numbered(dated or f"{name}, {self.year}", sign)

    def _numbered(self, title: str, sign: str) -> str:
        if self.number is None or self.kind == "Protocol":
            return title
        return f"{title} ({sign} {self.number})"


def _split(cell: str) -> tuple[str, ...]:
    return tuple(alias for alias in cell.split("|") if alias)


def _instrument(row: dict[str, str]) -> Instrument:
    english, french, spanish = (_split(row[f"aliases_{lang}"]) for lang in ("en", "fr", "es"))
    force = row["entry_into_force"]
    return Instrument(
        code=row["code"],
        kind=row["kind"],
        number=int(row["number"]) if row["number"] else None,
        title=row["title"],
        year=int(row["year"]),
        aliases=english + french + spanish,
        fundamental=row["fundamental"] == "yes",
        governance=row["governance"] == "yes",
        entry_into_force=date.fromisoformat(force) if force else None,
        normlex_id=row["normlex_id"],
        status=row["status"],
        name_fr=french[0] if french else "",
        name_es=spanish[0] if spanish else "",
        source=row["source"],
    )


@cache
def _catalogue() -> dict[str, Instrument]:
    with CATALOGUE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: _instrument(row) for row in csv.DictReader(lines)}


def all_instruments() -> tuple[Instrument, ...]:
    """Every instrument of the catalogue, in the catalogue's order."""
    return tuple(_catalogue().values())


def normalise_code(text: str) -> str | None:
    """The code as we write it ("C29" -> "C029", "C186" -> "MLC"); None where it is none."""
    text = text.strip()
    if text.upper() in {"MLC", "MLC, 2006", "MLC 2006"}:
        return "MLC"
    if text.upper() == "CONSTITUTION":
        return "CONSTITUTION"
    match = _CODE.fullmatch(text)
    return numbered_code(match[1].upper(), int(match[2])) if match else None


def numbered_code(letter: str, number: int) -> str | None:
    """The code of a kind ("C", "P", "R") and number; None for number 0.

    The Maritime Labour Convention, 2006, has number 186 in NORMLEX and the code MLC here.
    """
    if number < 1:
        return None
    return "MLC" if (letter, number) == ("C", 186) else f"{letter}{number:03d}"


def by_code(code: str) -> Instrument | None:
    """The catalogued instrument of a code in any usual form."""
    return _catalogue().get(normalise_code(code) or "")


def exists(code: str) -> bool | None:
    """True: catalogued. None: a number in the known range of which we hold nothing.

    False: beyond the known range, or no code at all.
    """
    normal = normalise_code(code)
    if normal is None:
        return False
    if normal in _catalogue():
        return True
    last = {"C": LAST_CONVENTION, "P": LAST_PROTOCOL, "R": LAST_RECOMMENDATION}[normal[0]]
    return None if int(normal[1:]) <= last else False


def _titles(instrument: Instrument) -> Iterator[tuple[str, bool]]:
    """Every way an instrument's title is written, and whether it is the exact title."""
    dateless = re.sub(r",? \d{4}$", "", instrument.title)
    # A Protocol's title ends with the year of its Convention: "..., 1930" as well as "2014".
    years = {instrument.year, int(instrument.title[-4:])} if dateless != instrument.title else ()
    for title in (dateless, *instrument.aliases):
        yield title, True
        yield from ((f"{title}, {year}", True) for year in years)
        inverted = re.fullmatch(r"(.+) (Convention|Recommendation)( \(Revised\))?", title)
        if inverted:
            turned = f"{inverted[2]} on {inverted[1]}{inverted[3] or ''}"
            yield turned, True
            yield f"{turned}, {instrument.year}", True
    yield instrument.title, True
    if "(Revised)" in dateless:
        base = dateless.replace(" (Revised)", "")
        yield base, False
        yield f"{base}, {instrument.year}", True


@cache
def _title_index() -> TitleIndex:
    return TitleIndex(
        (title, instrument.code, exact)
        for instrument in all_instruments()
        for title, exact in _titles(instrument)
    )


def candidates(match: TitleMatch) -> tuple[str, ...]:
    """The codes a title may mean: the one that bears it exactly, else all that may."""
    return match.exact if len(match.exact) == 1 else match.exact + match.related


def find_titles(text: str) -> Iterator[TitleMatch]:
    """Titles and aliases of catalogued instruments in a text, left to right."""
    return _title_index().find(text)


def by_title(title: str) -> Instrument | None:
    """The instrument of a whole title or alias, with year or number or without, if only one.

    A year or number that is not the instrument's makes it unknown.
    """
    bare = re.sub(r"\s*\((?:No\.?|n\s?[°ºo]|núm\.)\s?(\d{1,3})\)\s*$", "", title[:400])
    match = _title_index().whole(bare)
    codes = candidates(match) if match else ()
    numbers = re.findall(r"(\d{1,3})\)\s*$", title[:400]) if bare != title[:400] else []
    if numbers and match:
        found = (by_code(code) for code in match.exact + match.related)
        codes = tuple(i.code for i in found if i and i.number == int(numbers[0]))
    return by_code(codes[0]) if len(codes) == 1 else None
