"""Compiles the starter's ratification table from saved NORMLEX tables, for maintainers.

    python -m ingest.compile_starter ../shared

takes the newest table of each instrument below that folder and rewrites
`knowledge/starter/ratifications.csv`. Facts carry over, sentences do not: a declaration longer
than a few words keeps the restatement that the table already has for it, and is named for
writing where there is none.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from ingest.ratification_rows import RatificationRow
from ingest.readers.normlex_ratifications import READER, ListFile, read_list
from ingest.readers.starter_ratifications import COLUMNS
from ingest.records import InputFile

TABLE = Path(__file__).resolve().parent.parent / "knowledge" / "starter" / "ratifications.csv"
_FACT_WORDS = 7  # "Has ratified the Protocol of 2002" is a fact; longer ones are sentences


def is_sentence(footnote: str) -> bool:
    """Say whether a footnote is a text of its own, not a short fact such as a minimum age."""
    parts = re.split(r"(?<=\.)\s", footnote)
    return any(len(part.split()) > _FACT_WORDS for part in parts)


def newest_lists(folder: Path) -> tuple[ListFile, ...]:
    """The newest list of each instrument among the tables below a folder, by instrument."""
    newest: dict[str, ListFile] = {}
    for path in sorted(folder.rglob("*.csv")):
        file = InputFile(path)
        if not READER.recognises(file):
            continue
        found = read_list(file)
        held = newest.get(found.instrument)
        if held is None or held.snapshot < found.snapshot:
            newest[found.instrument] = found
    return tuple(newest[code] for code in sorted(newest))


def compiled(lists: Iterable[ListFile], restated: dict[tuple[str, str], str]) -> str:
    """Write the table; `restated` gives declarations in own words by instrument and country."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for found in lists:
        for row in found.rows:
            own = is_sentence(row.footnote)
            text = restated.get((found.instrument, row.country.iso3), "") if own else row.footnote
            writer.writerow(_cells(found, row, text, own))
    return out.getvalue()


def _cells(found: ListFile, row: RatificationRow, footnote: str, own: bool) -> tuple[str, ...]:
    return (
        found.instrument,
        row.country.iso3,
        row.ratified.isoformat(),
        row.status.value,
        row.ends.isoformat() if row.ends else "",
        row.begins.isoformat() if row.begins else "",
        row.replaced_by,
        row.territory,
        footnote,
        "yes" if own else "",
        row.remark,
        found.snapshot.isoformat(),
        found.url or "",
    )


def _restatements() -> dict[tuple[str, str], str]:
    if not TABLE.exists():
        return {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            (row["instrument"], row["country"]): row["footnote"]
            for row in csv.DictReader(file)
            if row["own_words"] == "yes"
        }


def main(folder: Path) -> int:
    """Rewrite the table from the folder; 1 where a declaration still needs restating."""
    lists, restated = newest_lists(folder), _restatements()
    missing = [
        f"{found.instrument} {row.country.iso3}: {row.footnote}"
        for found in lists
        for row in found.rows
        if is_sentence(row.footnote) and not restated.get((found.instrument, row.country.iso3))
    ]
    TABLE.write_text(compiled(lists, restated), encoding="utf-8")
    print(f"{sum(len(found.rows) for found in lists)} facts of {len(lists)} instruments")
    for line in missing:
        print(f"restate in own words: {line}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
