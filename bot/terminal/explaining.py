"""`steward health explain` and `health calls`: why a score is so, and how judgements fared."""

import json
import sys
import time
from dataclasses import asdict
from dataclasses import replace as changed

from rich.table import Table

from bot.answer import Answer, Usage
from bot.builtin.writer import write_one
from bot.checker import check
from bot.settings import Settings
from bot.terminal.show import console, print_markdown
from bot.wiring import Steward
from knowledge.store.accounts import names_of
from knowledge.store.judgement_record import LEAD_DAYS, Outcomes, Record, judgement_record
from tools.desk import Desk
from tools.health import explain_health
from tools.positions import CALLS

# Under this many renewals a share says more than it knows.
PERCENT_FROM = 20


def explain(account: str, since: str | None, email: str, *, as_json: bool) -> None:
    """Explain one account's score; without an e-mail as the operator, who sees every account."""
    began = time.perf_counter()
    desk = desk_of(Steward(Settings()), email)
    arguments = {"account": account} | ({"since": since} if since else {})
    result = explain_health(desk, **arguments)
    text = write_one(result)
    with desk.view() as view:
        known = names_of(view).values()
    facts = tuple(changed(fact, id=f"f{i}") for i, fact in enumerate(result.facts, start=1))
    answer = Answer(
        text=text,
        tools=({"name": "explain_health", "args": arguments},),
        facts=facts,
        tables=result.tables,
        charts=result.charts,
        sources=result.sources,
        untraced=tuple(check(text, facts, accounts=known)),
        accounts=result.accounts,
        model="builtin",
        usage=Usage(),
        elapsed_ms=round(1000 * (time.perf_counter() - began)),
        as_of=desk.today,
        thread="",
    )
    if as_json:
        print(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))  # noqa: T201
    elif sys.stdout.isatty():
        print_markdown(console(), text)
    else:
        print(text)  # noqa: T201


def calls(email: str, *, as_json: bool) -> None:
    """Show how calls and overrides fared against the renewals that are over."""
    desk = desk_of(Steward(Settings()), email)
    with desk.view() as view:
        record = judgement_record(view)
    if as_json:
        print(json.dumps(asdict(record), ensure_ascii=False))  # noqa: T201
        return
    out = console()
    out.print(
        f"{record.called} of {record.renewals} past renewals had a CSM's call {LEAD_DAYS} days or "
        "more before; the band is the one computed on the day of that call.",
        soft_wrap=True,
    )
    if record.called:
        out.print(_outcomes("CSM's call", record.by_call))
        out.print(_outcomes("band then", record.by_band))
    out.print(_overrides(record), soft_wrap=True)


def desk_of(steward: Steward, email: str) -> Desk:
    """The desk of the person with this e-mail; the operator's where there is none."""
    return steward.desk(email) if email else steward.operator_desk()


def _outcomes(heading: str, rows: tuple[Outcomes, ...]) -> Table:
    table = Table(heading, "renewals", "renewed in full", "contracted", "churned")
    for row in rows:
        share = f" ({row.renewed / row.n:.0%})" if row.n >= PERCENT_FROM else ""
        told = (f"{row.renewed} of {row.n}{share}", str(row.contracted), str(row.churned))
        table.add_row(CALLS.get(row.judged, row.judged), str(row.n), *told)
    return table


def _overrides(record: Record) -> str:
    if not record.overrides and not record.pending:
        return "No override has been made."
    told = [
        f"Overrides that {'raised' if found.raised else 'lowered'} the computed health were right "
        f"in {found.right} of {found.n}, the computed in the other {found.n - found.right}."
        for found in record.overrides
    ]
    if record.pending:
        told.append(f"{record.pending} can't be judged yet.")
    return " ".join(told)
