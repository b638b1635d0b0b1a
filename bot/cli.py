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
alerts = typer.Typer(help="Whose usage fell and stays down; snooze and answer alerts.")
health.add_typer(alerts, name="alerts")

As = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who asks: their e-mail.")]
Model = Annotated[
    str | None, typer.Option(help='"builtin", or a provider\'s such as "openai:gpt-5.2".')
]
_DAY = typer.Option(formats=["%Y-%m-%d"], metavar="DATE")
Day = Annotated[datetime | None, _DAY]


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
    """Do the nightly work: score every account's health, raise alerts of usage that fell."""
    from bot.terminal.upkeep import refresh as run

    run(_day(as_of))


@app.command()
def acts(
    verb: Annotated[
        str | None, typer.Argument(metavar="[accept|done|snooze|decline]", show_default=False)
    ] = None,
    act_id: Annotated[str | None, typer.Argument(metavar="[ID]", show_default=False)] = None,
    email: As = "",
    reason: Annotated[str | None, typer.Option(help="Why: needed to snooze or decline.")] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When a snoozed act comes back.")
    ] = None,
    today: Day = None,
) -> None:
    """List what waits to be done; accept it, call it done, snooze it or decline it."""
    from bot.terminal import acts as waiting

    if not email:
        raise typer.BadParameter("say who: --as EMAIL")
    if verb is None:
        waiting.list_open(email, _day(today))
        return
    waiting.decide(verb, act_id, email, reason=reason, until=_day(until))


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


@app.command()
def call(
    account: str,
    email: As,
    said: Annotated[
        str | None, typer.Argument(metavar="commit|best_case|at_risk|likely_loss")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why: it is shown beside the call.")] = "",
    amount: Annotated[str | None, typer.Option(help="ARR that you expect to renew.")] = None,
    day: Day = None,
) -> None:
    """Call a renewal; without a call, show the calls made so far."""
    from bot.terminal import judging

    if said is None:
        judging.show_calls(account, email)
        return
    judging.make_call(account, said, email, reason=reason, amount=amount, day=_day(day))


@app.command()
def override(
    account: str,
    email: As,
    score: Annotated[int | None, typer.Option(help="What the score should be, 0 to 100.")] = None,
    band: Annotated[str | None, typer.Option(help="green, yellow or red.")] = None,
    reason: Annotated[str, typer.Option(metavar="CODE", help="A reason from the list.")] = "",
    words: Annotated[str, typer.Option(help="Why, in a sentence.")] = "",
    evidence: Annotated[str | None, typer.Option(help="Where it can be seen.")] = None,
    until: Day = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take it back.")] = False,
) -> None:
    """Keep your own score or band beside the computed one, for at most 90 days."""
    from bot.terminal import judging
    from knowledge.store.overrides import NewOverride

    if withdraw:
        judging.withdraw(account, email)
        return
    if until is None:
        raise typer.BadParameter("an override ends: say --until DATE")
    scope, value = judging.scope_of(score, band)
    new = NewOverride(scope, value, reason, words, until.date(), evidence)
    judging.override(account, email, new)


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

        print_alerts(email, _day(as_of), as_json=as_json)


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


@health.command()
def fit(as_of: Day = None) -> None:
    """Learn the renewal probability from past renewals; the next refresh uses it."""
    from bot.terminal.fitting import fit as run

    run(_day(as_of))


@health.command()
def backtest(
    as_of: Day = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where the page goes.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Test the renewal probability on past renewals, beside trivial scores."""
    from bot.terminal.fitting import backtest as run

    run(_day(as_of), out=out, json=as_json)


def _day(instant: datetime | None) -> date | None:
    return instant.date() if instant else None


if __name__ == "__main__":
    main()
