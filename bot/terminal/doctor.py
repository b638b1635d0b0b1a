"""`steward doctor`: what is configured, reachable and fresh, and what to do next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rich.markup import escape

from bot.cost import cost_of_a_question
from bot.settings import Settings
from bot.terminal.show import console
from bot.wiring import Steward
from knowledge.errors import StewardError
from knowledge.notes.minilm import installed
from knowledge.store.contents import contents_of
from knowledge.store.landing import unfinished_imports
from knowledge.store.passage_search import whole_extent
from knowledge.store.renewal_model import KeptModel, newest_model
from knowledge.store.schema import require_current
from knowledge.store.snapshots import operations_view
from knowledge.store.vectors import counts_by_model

State = Literal["ok", "note", "fault"]
MARKS = {
    "ok": "[green]ok[/green]   ",
    "note": "[yellow]note[/yellow] ",
    "fault": "[red]fault[/red]",
}
STALE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, and what to do about it where something is to be done."""

    state: State
    subject: str
    says: str
    cure: str = ""


def examine() -> int:
    """Print what was found; return 4 where something that is needed isn't there."""
    out = console()
    findings = list(_examined())
    for finding in findings:
        says = f"{MARKS[finding.state]}  [bold]{finding.subject}[/bold]: {escape(finding.says)}"
        out.print(says, soft_wrap=True)
        if finding.cure:
            out.print(f"       → {escape(finding.cure)}", soft_wrap=True)
    return 4 if any(finding.state == "fault" for finding in findings) else 0


def _examined() -> Iterator[Finding]:
    try:
        settings = Settings()
    except ValueError as error:
        yield Finding("fault", "settings", str(error), "Correct it in the environment or in .env.")
        return
    steward = Steward(settings)
    yield from _frame(steward)
    yield from _store(steward)
    yield from _models(settings)
    yield from _cost(steward)
    yield from _slack(settings)


def _frame(steward: Steward) -> Iterator[Finding]:
    try:
        company, rules = steward.company, steward.rules
    except StewardError as error:
        yield Finding("fault", "company and rules", str(error))
        return
    says = f"{company.name}, {company.currency}, fiscal year from month {company.fiscal_year_start}"
    yield Finding("ok", "company", f"{says}, rules {rules.stamp}")


def _store(steward: Steward) -> Iterator[Finding]:
    try:
        place = steward.settings.store_url if steward.store.is_sqlite else "PostgreSQL"
        require_current(steward.store)
    except StewardError as error:
        yield Finding("fault", "store", str(error))
        return
    with steward.store.read() as connection:
        found = contents_of(operations_view(connection, steward.today_now()))
        unfinished = unfinished_imports(connection)
    says = f"{place}: {found.accounts} accounts"
    yield Finding("ok" if found.accounts else "note", "store", says)
    for _, folder, begun in unfinished:
        says = f"the import of {folder} begun on {begun:%Y-%m-%d at %H:%M} UTC was not finished"
        yield Finding("note", "import", says, "Run it again, if it doesn't still run.")
    if not found.accounts:
        yield Finding("note", "data", "no accounts yet", "Run `steward import FOLDER`.")
        return
    yield Finding("ok", "people", f"{len(found.people)}, such as {', '.join(found.people[:3])}")
    today = steward.today_now()
    for name, newest in (("usage", found.newest_usage), ("health", found.newest_health)):
        yield _fresh(name, newest, today)
    with steward.store.read() as connection:
        yield _renewal_model(newest_model(connection, today))
        passages, vectors = whole_extent(connection)[0], counts_by_model(connection)
    yield _notes(passages, max(vectors.values(), default=0))


def _renewal_model(kept: KeptModel | None) -> Finding:
    if kept is None:
        cure = "Run `steward health fit` once you have two years of renewals or so."
        return Finding("note", "renewal probability", "never fitted on your renewals", cure)
    if kept.refused:
        return Finding("note", "renewal probability", f"none: {kept.refused}")
    says = f"fitted on {kept.day.isoformat()}; {kept.tested}"
    return Finding("ok", "renewal probability", says)


def _notes(passages: int, embedded: int) -> Finding:
    says = f"{passages:,} passages, {embedded:,} of them searchable by meaning"
    if embedded < passages and installed():
        return Finding("note", "notes", says, "Run `steward notes index`, or `steward refresh`.")
    return Finding("ok", "notes", says)


def _fresh(name: str, newest: date | None, today: date) -> Finding:
    if newest is None:
        cure = "Import usage." if name == "usage" else "Run `steward refresh`."
        return Finding("note", name, "no data", cure)
    age = (today - newest).days
    says = f"to {newest.isoformat()}"
    if age <= STALE_DAYS:
        return Finding("ok", name, says)
    cure = "Import newer usage." if name == "usage" else "Run `steward refresh`."
    return Finding("note", name, f"{says}, {age} days old", cure)


def _models(settings: Settings) -> Iterator[Finding]:
    name = settings.model_name
    if name == "builtin":
        yield Finding("ok", "model", "built-in; no key is needed")
    elif name.startswith("openai:") and not settings.openai_api_key:
        yield Finding("fault", "model", f"{name} has no key", "Set OPENAI_API_KEY.")
    else:
        yield Finding("ok", "model", f"{name}; the built-in model answers where it fails")
    if installed():
        yield Finding("ok", "embedding", "all-MiniLM-L6-v2, local")
    else:
        yield Finding("note", "embedding", "none: questions are matched by their words alone")


def _cost(steward: Steward) -> Iterator[Finding]:
    if steward.settings.model_name == "builtin":
        return
    try:
        cost = cost_of_a_question(steward.settings, steward.operator_desk())
    except StewardError as error:
        yield Finding("fault", "cost of a question", str(error))
        return
    how = "counted" if cost.is_exact else "estimated"
    says = f"with one tool, about {cost.read:,} tokens read ({how}) and {cost.written:,} written"
    if cost.dollars is None:
        yield Finding("ok", "cost of a question", says)
        return
    yield Finding("ok", "cost of a question", f"{says}: ${cost.dollars:.4f}")


def _slack(settings: Settings) -> Iterator[Finding]:
    wanted = {
        "SLACK_BOT_TOKEN": settings.slack_bot_token,
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
    }
    missing = [name for name, value in wanted.items() if not value]
    if missing:
        cure = f"To answer in Slack, set {' and '.join(missing)} (README, Slack)."
        yield Finding("note", "Slack", "not configured", cure)
        return
    yield Finding("ok", "Slack", "configured; start it with `steward serve`")
