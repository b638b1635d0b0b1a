"""`steward draft`: deliverables, written to a folder."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.options import As, Day, Model, asker, day_of

draft = typer.Typer(
    help="Draft a deliverable and write its files; nothing is sent.", no_args_is_help=True
)

Out = Annotated[
    Path | None, typer.Option(help="Where the files go; else STEWARD_HOME/out.", file_okay=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@draft.command()
def escalation(
    account: str,
    to: Annotated[str, typer.Option(help="support, product, engineering or finance.")] = "support",
    ticket: Annotated[str | None, typer.Option(help="The ticket's id.")] = None,
    topic: Annotated[str | None, typer.Option(help="What it is about without a ticket.")] = None,
    email: As = "",
    out: Out = None,
    as_json: Json = False,
    model: Model = None,
    today: Day = None,
) -> None:
    """A case for support, product, engineering or finance."""
    from bot.terminal.drafting import draft_with

    arguments = {"account": account, "to": to, "ticket": ticket, "topic": topic}
    raise typer.Exit(
        draft_with(
            "draft_escalation", arguments, asker(email), out=out, as_json=as_json, model=model,
            today=day_of(today),
        )
    )  # fmt: skip


@draft.command()
def email(
    accounts: Annotated[list[str], typer.Argument(metavar="ACCOUNT...")],
    kind: Annotated[
        str,
        typer.Option(help="renewal, check_in, qbr_invitation, follow_up or price_pushback."),
    ] = "check_in",
    to: Annotated[str | None, typer.Option(help="The stakeholder who gets it.")] = None,
    stage: Annotated[
        int | None, typer.Option(help="Renewal: 180, 120, 90, 60 or 30 days before it.")
    ] = None,
    length: Annotated[str, typer.Option(help="shorter, normal or longer.")] = "normal",
    email: As = "",
    out: Out = None,
    as_json: Json = False,
    model: Model = None,
    today: Day = None,
) -> None:
    """An email to a client, for each of at most ten accounts."""
    from bot.terminal.drafting import draft_with

    arguments = {
        "accounts": accounts, "kind": kind.replace("-", "_"), "to": to, "stage": stage,
        "length": length,
    }  # fmt: skip
    raise typer.Exit(
        draft_with(
            "draft_email", arguments, asker(email), out=out, as_json=as_json, model=model,
            today=day_of(today),
        )
    )  # fmt: skip


@draft.command()
def digest(
    email: As = "", out: Out = None, model: Model = None, today: Day = None, as_json: Json = False
) -> None:
    """This week's digest; what it said is kept for the next one."""
    from bot.terminal.digest import draft_digest

    code = draft_digest(asker(email), out=out, model=model, today=day_of(today), as_json=as_json)
    raise typer.Exit(code)
