"""The console command `helpdesk`: one small module per group of commands."""

from __future__ import annotations

import sys

import click

from helpdesk.cli.ask import ask
from helpdesk.cli.evaluate import evaluate
from helpdesk.cli.guidance import guidance
from helpdesk.cli.operate import generations, index, retire_questions, serve, setup
from helpdesk.cli.take_in import ingest
from knowledge.errors import HelpdeskError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ilo-helpdesk")
def cli() -> None:
    """Answer questions on international labour standards from cited sources."""


for command in (
    setup,
    serve,
    ingest,
    ask,
    evaluate,
    generations,
    index,
    guidance,
    retire_questions,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line; an error made on purpose is one line and exit status 2."""
    try:
        cli(standalone_mode=True)
    except HelpdeskError as error:
        click.echo(f"helpdesk: {error}", err=True)
        sys.exit(2)
