"""`steward notes ...`: search, index, and what was read in notes."""

from typing import Annotated

import typer

from bot.commands.options import As, Day, asker, day_of

notes = typer.Typer(help="Call notes, transcripts and emails.", no_args_is_help=True)


@notes.command("search")
def search_notes(
    query: str,
    email: As,
    account: Annotated[str | None, typer.Option(help="Only this account's notes.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 5,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Find what was said: passages, verbatim, with speaker and date."""
    from bot.terminal.notes import print_found

    print_found(query, email, account=account, limit=limit, as_json=as_json)


@notes.command("index")
def index_notes() -> None:
    """Make new and edited notes searchable by meaning; goes on where it was left."""
    from bot.terminal.notes import index

    index()


@notes.command()
def readings(
    account: Annotated[str | None, typer.Argument()] = None,
    email: As = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Confirmed and dismissed ones too.")
    ] = False,
    today: Day = None,
) -> None:
    """List what notes say and nobody has confirmed: promises, departures, signs of leaving."""
    from bot.terminal.readings import list_readings

    list_readings(asker(email), account, everything=everything, today=day_of(today))


@notes.command()
def confirm(reading: int, email: As = "") -> None:
    """Confirm that a note says so; from then on it counts as fact."""
    from bot.terminal.readings import judge_reading

    judge_reading(asker(email), reading, "confirmed")


@notes.command()
def dismiss(reading: int, email: As = "") -> None:
    """Dismiss what was read in a note: it won't be shown again."""
    from bot.terminal.readings import judge_reading

    judge_reading(asker(email), reading, "dismissed")


@notes.command()
def done(reading: int, email: As = "") -> None:
    """Mark a confirmed promise as kept."""
    from bot.terminal.readings import close_promise

    close_promise(asker(email), reading)
