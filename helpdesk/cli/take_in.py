"""`helpdesk ingest`: read sources and switch to the generation that has them."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from helpdesk.cli.progress import Bars
from helpdesk.services.ingesting import Report
from helpdesk.services.source_files import reader_names
from helpdesk.settings import read_settings
from helpdesk.wiring import Parts

_COLUMNS = ("files", "taken", "superseded", "refused")


@click.command(epilog=f"Readers: {', '.join(reader_names())}.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--reader", help="Read every file with this reader instead of recognising it.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def ingest(paths: tuple[Path, ...], reader: str | None, as_json: bool) -> None:
    """Read the files at or below PATHS into a new generation of knowledge.

    Each file is recognised by its name and content; bad rows are refused with file, row and
    reason, and the rest goes on. Exit status: 0 when all that could be read is live, 1 when
    nothing of PATHS was taken in, 2 for a wrong argument or a busy writer.
    """
    if not paths:
        raise click.UsageError("name at least one file or folder")
    report = Parts(read_settings()).ingest(Bars()).run(paths, reader)
    click.echo(json.dumps(as_data(report), indent=2) if as_json else as_table(report))
    sys.exit(0 if report.took_in else 1)


def as_data(report: Report) -> dict[str, Any]:
    """Return a report as JSON data."""
    return {
        "generation": report.generation,
        "changed": report.generation is not None,
        "files_read": report.read,
        "files_unchanged": report.unchanged,
        "counts": report.counts,
        "sources": [asdict(source) for source in report.sources],
        "refusals": [asdict(refusal) for refusal in report.refusals],
        "embedded": report.built.embedded if report.built else 0,
        "notice": report.built.notice if report.built else "",
        "seconds": round(report.seconds, 2),
    }


def as_table(report: Report) -> str:
    """Return a report as text: a table per source, figures, refusals."""
    rows: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for source in report.sources:
        row = rows[(source.reader, source.origin)]
        row.update(
            files=1, taken=source.taken, superseded=source.superseded, refused=source.refused
        )
    width = max((len(reader) for reader, _ in rows), default=6)
    head = f"{'source':{width}}  {'origin':8}" + "".join(f"{name:>12}" for name in _COLUMNS)
    lines = [head, "-" * len(head)]
    for (reader, origin), row in sorted(rows.items()):
        figures = "".join(f"{row[name]:>12,}" for name in _COLUMNS)
        lines.append(f"{reader:{width}}  {origin:8}{figures}")
    return "\n".join([*lines, "", *_figures(report), *_refusals(report), _closing(report)])


def _figures(report: Report) -> list[str]:
    counts = report.counts
    kinds = ", ".join(f"{kind} {number:,}" for kind, number in counts["kinds"].items())
    texts = ", ".join(f"{kind} {number}" for kind, number in counts["instrument_texts"].items())
    return [
        f"documents: {counts['documents']:,} ({kinds})",
        f"texts of instruments: {texts or 'none'}",
        f"passages: {counts['passages']:,}",
        f"ratification facts: {counts['ratifications']:,} current,"
        f" for {counts['ratified_instruments']} instruments",
        f"supervisory items: {counts['findings']:,}; statistics: {counts['statistics']:,};"
        f" instruments in the catalogue: {counts['catalogue']:,}",
    ]


def _refusals(report: Report) -> list[str]:
    if not report.refusals:
        return ["nothing refused"]
    lines = [f"refused: {len(report.refusals)}"]
    for refusal in report.refusals:
        row = f", row {refusal.row}" if refusal.row else ""
        lines.append(f"  {refusal.file}{row}: {refusal.reason}")
    return lines


def _closing(report: Report) -> str:
    seconds = f"{report.seconds:.1f} s"
    if report.generation is None:
        return f"nothing changed ({report.unchanged} files as held), {seconds}"
    built = report.built
    embedded = built.embedded if built else 0
    notice = f"; {built.notice}" if built and built.notice else ""
    return (
        f"generation {report.generation} is live: {report.read} files read,"
        f" {embedded:,} passages embedded, {seconds}{notice}"
    )
