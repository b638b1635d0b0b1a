"""The `steward` command: arguments in, exit codes out. Heavy things are imported when used."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.drafts import draft
from bot.commands.health import health
from bot.commands.judgement import acts, call, override, proposals
from bot.commands.notes import notes
from bot.commands.options import As, Day, Model, day_of
from bot.commands.slack import slack
from bot.exits import exit_code
from knowledge.errors import StewardError

app = typer.Typer(
    name="steward",
    help="The assistant of Client Success Managers: ask about your accounts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(draft, name="draft")
app.add_typer(health, name="health")
app.add_typer(notes, name="notes")
app.add_typer(slack, name="slack")


def main() -> None:
    """Run the command; turn an error that a person can act on into a sentence and a code."""
    try:
        app()
    except StewardError as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(exit_code(error))


@app.command()
def demo() -> None:
    """Make the sample workspace, ask a few questions, and open a chat where there is a terminal."""
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
        question, email, as_json=as_json, model=model, thread=thread, today=day_of(today)
    )
    raise typer.Exit(code)


@app.command()
def chat(email: As, model: Model = None, today: Day = None) -> None:
    """Talk with Steward in the terminal."""
    from bot.terminal.chat import converse

    converse(email, model=model, today=day_of(today))


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

    write_sample(out, accounts=accounts, months=months, seed=seed, until=day_of(until))


@app.command()
def refresh(as_of: Day = None) -> None:
    """Do the nightly work: health, alerts of usage that fell, new notes made searchable."""
    from bot.terminal.upkeep import refresh as run

    run(day_of(as_of))


@app.command()
def migrate() -> None:
    """Bring the store to this version's schema; an SQLite store is backed up first."""
    from bot.terminal.upkeep import migrate as run

    run()


@app.command()
def doctor(
    data_flow: Annotated[
        bool, typer.Option("--data-flow", help="Print what leaves this machine, to whom.")
    ] = False,
) -> None:
    """Say what is configured, reachable and fresh, and what to do next."""
    if data_flow:
        from bot.terminal.data_flow import print_flows

        raise typer.Exit(print_flows())
    from bot.terminal.doctor import examine

    raise typer.Exit(examine())


@app.command()
def check(
    text_file: Path,
    facts: Annotated[Path, typer.Option(help="A JSON list of facts.")],
    customer_facing: Annotated[
        bool, typer.Option("--customer-facing", help="Also hold back what is for us alone.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Hold a text against facts; exit 1 where a span can't be traced or may not be sent."""
    from bot.terminal.checking import check_file

    raise typer.Exit(check_file(text_file, facts, as_json=as_json, customer_facing=customer_facing))


@app.command()
def serve(
    http: Annotated[
        int | None,
        typer.Option(
            metavar="PORT", help="Take events by HTTP on this port, also with an app token."
        ),
    ] = None,
    workers: Annotated[
        bool, typer.Option(help="Answer too; with --no-workers `steward worker` does.")
    ] = True,
) -> None:
    """Answer in Slack: over Socket Mode with an app token, else over HTTP."""
    from bot.slack.serve import serve as run

    run(http, workers=workers)


@app.command()
def worker() -> None:
    """Answer what `steward serve --no-workers` writes down, in a process of its own."""
    from bot.slack.workers import work

    work()


@app.command()
def forget(
    what: Annotated[str, typer.Argument(metavar="note|person|account|conversations|thread")],
    which: Annotated[str | None, typer.Argument(metavar="ID|EMAIL|NAME")] = None,
    email: As = "",
) -> None:
    """Delete a note, a person or an account everywhere; or your own conversations (--as)."""
    from bot.terminal.forgetting import forget as run

    run(what, which, email)


@app.command("eval")
def eval_(
    model: Model = None,
    only: Annotated[str, typer.Option(help="A kind, a tool or an id of golden questions.")] = "",
    email: Annotated[str, typer.Option("--as", help="Only what this person asks.")] = "",
    home: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep the sample world here for next time.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    held: Annotated[
        bool, typer.Option("--held", help="List failures of the held part too.")
    ] = False,
) -> None:
    """Ask the golden questions of the sample world and print the scorecard; 1 below the bars."""
    from bot.terminal.evaluating import evaluate

    code = evaluate(model=model, only=only, email=email, home=home, as_json=as_json, show_held=held)
    raise typer.Exit(code)


app.command()(acts)
app.command()(call)
app.command()(override)
app.command()(proposals)


if __name__ == "__main__":
    main()
