"""`helpdesk evaluate`: measure retrieval and answers."""

from __future__ import annotations

import json
from pathlib import Path

import click

from helpdesk.cli.progress import Bars
from helpdesk.services.evaluating import evaluate_retrieval
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
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def retrieval(corpus: Path, queries: Path, qrels: Path, language: str, as_json: bool) -> None:
    """Index a corpus through the product's own pipeline and score its ranking."""
    parts = Parts(read_settings())
    scores = evaluate_retrieval(
        parts.settings.home,
        lambda: parts.embedder,
        parts.cache,
        corpus,
        queries,
        qrels,
        language,
        Bars(),
    )
    if as_json:
        click.echo(json.dumps(scores, indent=2))
    else:
        for name, value in scores.items():
            click.echo(f"{name:15} {value}")
