"""Running the service: `helpdesk setup`, `serve`, `generations`, `retire-questions`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from typing import Any

import click

from helpdesk.cli.progress import Bars
from helpdesk.services.operating import checked, kept_generations
from helpdesk.settings import read_settings
from helpdesk.wiring import Parts


@click.command()
def setup() -> None:
    """Make the starter knowledge and the desk's tables ready; quick when they are."""
    parts = Parts(read_settings())
    report = parts.ingest(Bars()).run([])
    parts.desk.close()
    name = parts.generations.live_name()
    done = "built" if report.generation else "unchanged"
    documents, passages = report.counts["documents"], report.counts["passages"]
    click.echo(
        f"ready: generation {name} ({done}), {documents:,} documents, {passages:,} passages,"
        f" {report.seconds:.1f} s"
    )


@click.command()
@click.option("--host", help="Address to serve on, in place of HELPDESK_HOST.")
@click.option("--port", type=click.IntRange(1, 65535), help="In place of HELPDESK_PORT.")
@click.option("--workers", type=click.IntRange(1, 64), help="In place of HELPDESK_WORKERS.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the web pages and the API until interrupted."""
    from helpdesk.cli.serving import Server

    given: dict[str, Any] = {"host": host, "port": port, "workers": workers}
    settings = replace(
        read_settings(), **{name: value for name, value in given.items() if value is not None}
    )
    click.echo(f"serving on http://{settings.host}:{settings.port} (Ctrl-C stops)")
    Server(settings).run()


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_context
def generations(context: click.Context, as_json: bool) -> None:
    """List the generations of knowledge that are kept, oldest first."""
    if context.invoked_subcommand is not None:
        return
    kept = kept_generations(Parts(read_settings()).generations)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in kept], indent=2))
        return
    for each in kept:
        figures = f"{each.documents:>9,} documents {each.passages:>9,} passages"
        mark = "live" if each.live else ""
        if each.damage:
            click.echo(f"{each.name}  damaged: {each.damage}  {mark}".rstrip())
            continue
        click.echo(f"{each.name}  {each.made}  {figures}  {mark}".rstrip())
    if not kept:
        click.echo("no knowledge yet: run `helpdesk setup` first")


@generations.command("roll-back")
@click.argument("name")
def roll_back(name: str) -> None:
    """Make the kept generation NAME live again; running servers follow at the next question."""
    kept = Parts(read_settings()).generations
    with kept.writing():
        kept.roll_back(name)
    click.echo(f"generation {name} is live")


@click.group()
def index() -> None:
    """Look after the search index."""


@index.command()
@click.argument("generation", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def check(generation: str | None, as_json: bool) -> None:
    """Compare store, Whoosh, posting lists and vectors of GENERATION (the live one) row by row.

    Exit status: 0 when they agree, 1 when they do not.
    """
    parts = Parts(read_settings())
    name, problems = checked(parts.generations, generation, parts.cache, Bars())
    if as_json:
        click.echo(json.dumps({"generation": name, "problems": problems}, indent=2))
    else:
        for problem in problems:
            click.echo(f"- {problem}")
        click.echo(f"generation {name}: {'sound' if not problems else 'not sound'}")
    sys.exit(1 if problems else 0)


@click.command("retire-questions")
@click.option("--days", type=click.IntRange(min=1), help="In place of HELPDESK_KEEP_DAYS.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def retire_questions(days: int | None, as_json: bool) -> None:
    """Delete questions and replies that are past their time."""
    parts = Parts(read_settings())
    days = days or parts.settings.keep_days
    gone = parts.desk.delete_older_than(days)
    if as_json:
        click.echo(json.dumps({"deleted": gone, "older_than_days": days}))
    else:
        click.echo(f"deleted {gone:,} questions older than {days:,} days")
