"""`steward health ...`: the engine by itself, and its alerts."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.options import As, Day, day_of

health = typer.Typer(help="The health engine by itself.", no_args_is_help=True)
alerts = typer.Typer(help="Whose usage fell and stays down; snooze and answer alerts.")
health.add_typer(alerts, name="alerts")


@health.command()
def scores(as_of: Day = None, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Print every account's score, coverage and band."""
    from bot.terminal.upkeep import print_scores

    print_scores(day_of(as_of), as_json=as_json)


@health.command()
def explain(
    account: str,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help='Such as "2 Feb" or "our last QBR".')
    ] = None,
    email: As = "",
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Say why an account's score is what it is, and why it moved; without --as, see all."""
    from bot.terminal import explaining

    explaining.explain(account, since, email, as_json=as_json)


@health.command()
def calls(email: As = "", as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Show how CSM calls and overrides fared against past renewals; without --as, all of them."""
    from bot.terminal import explaining

    explaining.calls(email, as_json=as_json)


@health.command()
def fit(as_of: Day = None) -> None:
    """Learn the renewal probability from past renewals; the next refresh uses it."""
    from bot.terminal.fitting import fit as run

    run(day_of(as_of))


@health.command()
def backtest(
    as_of: Day = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the page goes.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Test the renewal probability on past renewals, beside trivial scores."""
    from bot.terminal.fitting import backtest as run

    run(day_of(as_of), out=out, json=as_json)


@alerts.callback(invoke_without_command=True)
def list_alerts(
    context: typer.Context,
    email: As = "",
    as_of: Day = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Print the open alerts, the false-alarm budget, and what can't be found."""
    if context.invoked_subcommand is None:
        from bot.terminal.alerts import print_alerts

        print_alerts(email, day_of(as_of), as_json=as_json)


@alerts.command()
def snooze(
    alert_id: int,
    email: As,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], metavar="DATE")],
) -> None:
    """Hide an alert until a day, at most 90 days ahead."""
    from bot.terminal.alerts import snooze as run

    run(alert_id, email, until.date())


@alerts.command()
def useful(
    alert_id: int,
    email: As,
    yes: Annotated[bool, typer.Option("--yes/--no", help="Was it useful?")],
    words: Annotated[str, typer.Option(help="Why, in a few words.")] = "",
) -> None:
    """Say whether an alert was useful."""
    from bot.terminal.alerts import answer

    answer(alert_id, email, useful=yes, words=words)
