"""`helpdesk evaluate`: measure retrieval and answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from helpdesk.cli.progress import Bars
from helpdesk.services.evaluating import CONFIGURATIONS, evaluate_retrieval
from helpdesk.services.judging import judge, read_judged, scores
from helpdesk.settings import read_settings
from helpdesk.wiring import Parts

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def evaluate() -> None:
    """Measure retrieval and answers on judged questions."""


@evaluate.command()
@click.option("--corpus", required=True, type=_FILE, help="JSON lines of {_id, text}.")
@click.option("--queries", required=True, type=_FILE, help="JSON lines of {_id, text}.")
@click.option("--qrels", required=True, type=_FILE, help="query<TAB>document<TAB>grade.")
@click.option("--language", default="en", show_default=True, help="Language of the corpus.")
@click.option(
    "--config",
    "configs",
    multiple=True,
    type=click.Choice(CONFIGURATIONS),
    help="A configuration to measure; several are compared with the first. [product]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def retrieval(
    corpus: Path,
    queries: Path,
    qrels: Path,
    language: str,
    configs: tuple[str, ...],
    as_json: bool,
) -> None:
    """Index a corpus through the product's own pipeline and score its ranking."""
    parts = Parts(read_settings())
    measured = evaluate_retrieval(
        parts.settings.home,
        lambda: parts.embedder,
        parts.cache,
        corpus,
        queries,
        qrels,
        language,
        Bars(),
        configs or ("product",),
    )
    if as_json:
        click.echo(json.dumps(measured, indent=2))
    elif len(configs) > 1:
        click.echo(compared(measured))
    else:
        for name, value in measured.items():
            click.echo(f"{name:15} {value}")


def compared(measured: dict[str, Any]) -> str:
    """Return configurations side by side, and how each differs from the first."""
    (against, differences), *_ = ((k, v) for k, v in measured.items() if k != "configurations")
    lines = [f"{'configuration':15} {'recall@10':>9} {'map@10':>7} {'ndcg@10':>8} {'p50 ms':>7}"]
    for name, each in measured["configurations"].items():
        figures = (each["recall@10"], each["map@10"], each["ndcg@10"], each["latency_p50"])
        lines.append(f"{name:15} {figures[0]:9} {figures[1]:7} {figures[2]:8} {figures[3]:7}")
    for name, each in differences.items():
        low, high = each["map@10 interval"]
        lines.append(
            f"{name} {against}: MAP@10 {each['map@10']:+.4f} [{low:+.4f}, {high:+.4f}],"
            f" {each['wins']} won, {each['losses']} lost;"
            f" lost most: {', '.join(each['lost most'][:3]) or 'none'}"
        )
    return "\n".join(lines)


@evaluate.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--split", help="Only the questions of this split, such as holdout.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def answers(files: tuple[Path, ...], split: str | None, as_json: bool) -> None:
    """Ask judged questions of the live knowledge and score the replies; none is kept."""
    questions = read_judged(files, split)
    bars = Bars()
    found = scores(
        judge(Parts(read_settings()).asking, questions, lambda n, of: bars("questions", n, of))
    )
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for name, value in found.items():
        if name not in ("faults", "by_kind"):
            click.echo(f"{name:20} {value}")
    for kind, share in found["by_kind"].items():
        click.echo(f"  {kind:18} {share}")
    for fault in found["faults"]:
        click.echo(f"- {fault['id']} {fault['question']}: {fault['fault']}")
