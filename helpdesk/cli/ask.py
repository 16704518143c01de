"""`helpdesk ask`: ask one question, or a file of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import click

from helpdesk.questions import LANGUAGES, Question
from helpdesk.replies import Reply
from helpdesk.services.asking import Asking
from helpdesk.settings import read_settings
from helpdesk.wiring import Parts
from knowledge.errors import BadInput

CHANNEL = "cli"
MAX_LINE = 64 * 1024  # bytes
_FIELDS = ("language", "country", "instrument", "topic")


@click.command()
@click.argument("question", required=False)
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the question.")
@click.option("--country", metavar="ISO3", help="The country it is about, such as BGD.")
@click.option("--instrument", metavar="CODE", help="The instrument it is about, such as C138.")
@click.option("--topic", metavar="ID", help="The topic it is about.")
@click.option("--json", "as_json", is_flag=True, help="Print the reply as JSON.")
@click.option("--explain", is_flag=True, help="Show each step; nothing is kept.")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE.jsonl",
    help='Answer one question a line ({"id", "question", ...}); one JSON reply a line.',
)
def ask(
    question: str | None,
    language: str | None,
    country: str | None,
    instrument: str | None,
    topic: str | None,
    as_json: bool,
    explain: bool,
    batch: Path | None,
) -> None:
    """Answer QUESTION ("-" reads it from standard input) from cited sources.

    With --batch, a line that cannot be read gives a line with its id and the error, and the
    rest goes on. Exit status: 0 when asked (answered or referred), 2 for a wrong question.
    """
    if (question is None) == (batch is None):
        raise click.UsageError("give either a QUESTION or --batch FILE.jsonl")
    asking = Parts(read_settings()).asking
    if batch is not None:
        for line in answer_lines(asking, batch):
            click.echo(json.dumps(line, ensure_ascii=False))
            sys.stdout.flush()
        return
    text = sys.stdin.read(MAX_LINE) if question == "-" else str(question)
    asked = Question(text.strip(), language, country, instrument, topic)
    if explain:
        show_steps(asking.explain(asked), as_json)
        return
    reply = asking.ask(asked, channel=CHANNEL)
    if as_json:
        click.echo(json.dumps(reply.as_json(), indent=2, ensure_ascii=False))
    else:
        click.echo(as_text(reply))


def answer_lines(asking: Asking, batch: Path) -> Iterator[dict[str, Any]]:
    """Give one reply, or error, per line of a batch, with the line's own id."""
    with click.open_file(str(batch), "rb") as lines:
        for number, line in enumerate(_bounded(lines), 1):
            if line.strip():
                yield _answered(asking, line, number)


def _bounded(lines: IO[bytes]) -> Iterator[bytes]:
    """Give lines, each cut just past the bound, so that no line fills the memory."""
    while line := lines.readline(MAX_LINE + 1):
        rest = line
        while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
            rest = lines.readline(MAX_LINE + 1)
        yield line


def _answered(asking: Asking, line: bytes, number: int) -> dict[str, Any]:
    row: Any = None
    try:
        if len(line) > MAX_LINE:
            raise BadInput(f"the line is longer than {MAX_LINE:,} bytes")
        row = _row(line)
        asked = Question(row.get("question", ""), **{name: row.get(name) for name in _FIELDS})
        return asking.ask(asked, channel=CHANNEL).as_json() | {"id": row.get("id")}
    except BadInput as refused:
        named = row.get("id") if isinstance(row, dict) else None
        return {"id": named, "line": number, "error": str(refused)}


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"the line is not JSON: {error}") from None
    if not isinstance(row, dict):
        raise BadInput("the line is not a JSON object")
    return row


def show_steps(steps: list[tuple[str, str]], as_json: bool) -> None:
    """Print the steps of the answering path."""
    if as_json:
        rows = [{"step": step, "text": text} for step, text in steps]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    width = max((len(step) for step, _ in steps), default=0)
    for step, text in steps:
        click.echo(f"{step:{width}}  {text}")


def as_text(reply: Reply) -> str:
    """Return a reply as plain text: statements, sources, notice."""
    lines = [
        f"{statement.text} {''.join(f'[{n}]' for n in statement.citations)}"
        for statement in reply.statements
    ]
    if reply.sources:
        lines += ["", "Sources"]
    for n, source in enumerate(reply.sources, 1):
        place = ", ".join(part for part in (source.title, source.locator) if part)
        told = f" (as of {source.as_of})" if source.as_of else ""
        lines.append(f"[{n}] {place}{told}")
        lines.append(f"    “{' '.join(source.quote.split())}”")
        lines.append(f"    {source.url or source.document}")
    if reply.notice:
        lines += ["", reply.notice] if lines else [reply.notice]
    return "\n".join(lines)
