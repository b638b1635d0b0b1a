"""The `steward draft` commands: deliverables, written to a folder."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.options import As, Day, Model, asker, day_of

draft = typer.Typer(help="Draft a deliverable.", no_args_is_help=True)


@draft.callback()
def _drafts() -> None:
    """Draft a deliverable."""


Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Where the file goes; STEWARD_HOME/out if not.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@draft.command()
def digest(
    email: As = "", out: Out = None, model: Model = None, today: Day = None, as_json: Json = False
) -> None:
    """Write this week's digest, and keep what it said for the next one."""
    from bot.terminal.drafting import draft_digest

    code = draft_digest(asker(email), out=out, model=model, today=day_of(today), as_json=as_json)
    raise typer.Exit(code)
