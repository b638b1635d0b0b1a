"""The `steward` command: arguments in, exit codes out. Heavy things are imported when used."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.exits import exit_code
from knowledge.errors import StewardError

app = typer.Typer(
    name="steward",
    help="The assistant of Client Success Managers: ask about your accounts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
health = typer.Typer(help="The health engine by itself.", no_args_is_help=True)
app.add_typer(health, name="health")
notes = typer.Typer(help="Call notes, mails and transcripts.", no_args_is_help=True)
app.add_typer(notes, name="notes")

As = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who asks: their e-mail.")]
Model = Annotated[
    str | None, typer.Option(help='"builtin", or a provider\'s such as "openai:gpt-5.2".')
]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE")]


def main() -> None:
    """Run the command; turn an error that a person can act on into a sentence and a code."""
    try:
        app()
    except StewardError as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(exit_code(error))


@app.command()
def demo() -> None:
    """Make the sample workspace, ask four questions, and open a chat where there is a terminal."""
    from bot.terminal.demo import run

    run()


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument()] = None,
    email: As = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    as_jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read questions from standard input, one object a line.")
    ] = False,
    model: Model = None,
    thread: Annotated[str | None, typer.Option(help="Go on with this conversation.")] = None,
    today: Day = None,
) -> None:
    """Ask one question, or with --jsonl many."""
    from bot.terminal import asking

    if as_jsonl:
        raise typer.Exit(asking.ask_lines(sys.stdin, default_email=email, model=model))
    if not question or not email:
        raise typer.BadParameter('say what and who: steward ask "QUESTION" --as EMAIL')
    code = asking.ask_once(
        question, email, as_json=as_json, model=model, thread=thread, today=_day(today)
    )
    raise typer.Exit(code)


@app.command()
def chat(email: As, model: Model = None, today: Day = None) -> None:
    """Talk with Steward in the terminal."""
    from bot.terminal.chat import converse

    converse(email, model=model, today=_day(today))


@app.command("import")
def import_(
    folder: Annotated[Path | None, typer.Argument()] = None,
    mapping: Annotated[
        str | None, typer.Option(help="A mapping file, or the name of one that ships.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and check; land nothing.")
    ] = False,
    template: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write an empty template there instead.")
    ] = None,
    company: Annotated[
        bool, typer.Option("--company", help="Take the folder's company.toml over yours.")
    ] = False,
) -> None:
    """Load CSV or JSON-lines tables; exit 1 if any row was refused (the good ones landed)."""
    from bot.terminal import importing

    if template:
        raise typer.Exit(importing.write_template(template))
    if folder is None:
        raise typer.BadParameter("name the folder to import, or --template DIR")
    raise typer.Exit(importing.run(folder, mapping=mapping, dry_run=dry_run, take_company=company))


@app.command()
def sample(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the files go.")],
    accounts: Annotated[int, typer.Option(min=10)] = 150,
    months: Annotated[int, typer.Option(min=6, max=60)] = 24,
    seed: int = 7,
    until: Day = None,
) -> None:
    """Write the sample world as files that can be imported."""
    from bot.terminal.demo import write_sample

    write_sample(out, accounts=accounts, months=months, seed=seed, until=_day(until))


@app.command()
def refresh(as_of: Day = None) -> None:
    """Do the nightly work: score every account's health."""
    from bot.terminal.upkeep import refresh as run

    run(_day(as_of))


@app.command()
def migrate() -> None:
    """Bring the store to this version's schema; an SQLite store is backed up first."""
    from bot.terminal.upkeep import migrate as run

    run()


@app.command()
def doctor() -> None:
    """Say what is configured, reachable and fresh, and what to do next."""
    from bot.terminal.doctor import examine

    raise typer.Exit(examine())


@app.command()
def check(
    text_file: Path,
    facts: Annotated[Path, typer.Option(help="A JSON list of facts.")],
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Hold a text against facts; exit 1 where a span can't be traced."""
    from bot.terminal.checking import check_file

    raise typer.Exit(check_file(text_file, facts, as_json=as_json))


@app.command()
def serve(
    http: Annotated[int | None, typer.Option(metavar="PORT", help="Listen on this port.")] = None,
) -> None:
    """Answer in Slack."""
    from bot.slack.serve import serve as run

    run(http)


@health.command()
def scores(as_of: Day = None, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Print every account's score, coverage and band."""
    from bot.terminal.upkeep import print_scores

    print_scores(_day(as_of), as_json=as_json)


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

    list_readings(_asker(email), account, everything=everything, today=_day(today))


@notes.command()
def confirm(reading: int, email: As = "") -> None:
    """Confirm that a note says so; from then on it counts as fact."""
    from bot.terminal.readings import judge_reading

    judge_reading(_asker(email), reading, "confirmed")


@notes.command()
def dismiss(reading: int, email: As = "") -> None:
    """Dismiss what was read in a note: it won't be shown again."""
    from bot.terminal.readings import judge_reading

    judge_reading(_asker(email), reading, "dismissed")


@notes.command()
def done(reading: int, email: As = "") -> None:
    """Mark a confirmed promise as kept."""
    from bot.terminal.readings import close_promise

    close_promise(_asker(email), reading)


def _asker(email: str) -> str:
    if not email:
        raise typer.BadParameter("say who: --as EMAIL")
    return email


def _day(instant: datetime | None) -> date | None:
    return instant.date() if instant else None


if __name__ == "__main__":
    main()
