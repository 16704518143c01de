"""`helpdesk guidance`: look after the notes that ship."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import click

from helpdesk.services.guidance.checking import GuidanceReport, check_guidance


@click.group()
def guidance() -> None:
    """Look after the guidance that ships."""


@guidance.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--shared",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the source texts, in place of HELPDESK_SHARED (../shared).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(paths: tuple[Path, ...], shared: Path | None, as_json: bool) -> None:
    """Check that every sentence of the notes at PATHS cites what is there, in our own words.

    Exit status: 0 when nothing is wrong, 1 when something is.
    """
    texts = shared or Path(os.environ.get("HELPDESK_SHARED", "../shared"))
    report = check_guidance(paths, texts if texts.is_dir() else None)
    click.echo(json.dumps(asdict(report), indent=2) if as_json else as_text(report))
    sys.exit(1 if report.problems else 0)


def as_text(report: GuidanceReport) -> str:
    """Return a report as text: faults, then counts."""
    lines = [str(problem) for problem in report.problems]
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(report.kinds.items()))
    languages = ", ".join(f"{name} {count}" for name, count in sorted(report.languages.items()))
    states = ", ".join(f"{state} {count}" for state, count in sorted(report.sentences.items()))
    ease = ", ".join(f"{kind} {value}" for kind, value in report.ease.items())
    lines += [
        f"notes: {sum(report.kinds.values())} ({kinds}); languages: {languages}",
        f"cited lines: {states}",
        f"reading ease (Flesch, median): {ease}",
    ]
    if report.skipped:
        lines.append(report.skipped)
    lines.append(f"{len(report.problems)} problems" if report.problems else "clean")
    return "\n".join(lines)
