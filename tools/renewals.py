"""What renews when, by when notice must be given, and what became of what was due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.errors import Adjust
from knowledge.facts import Fact
from knowledge.periods import Period
from knowledge.store.contracts import Renewal, contracts_begun, renewals_decided
from knowledge.store.portfolio import Position, portfolio
from knowledge.store.usage import newest_days
from knowledge.terms import Contract
from tools.desk import Desk
from tools.filters import Filter, amount
from tools.freshness import Freshness, freshness_of
from tools.positions import owner_named
from tools.renewal_coming import (
    MOST_SHOWN,
    Coming,
    Deadline,
    DueOn,
    NotListed,
    chosen,
    coming,
    not_listed,
    totals_of,
)
from tools.renewal_items import Due, dues_of, outcomes_by_due, sources_of, table_of
from tools.renewal_of import renewals_of_account
from tools.renewal_past import PastRenewals, past_renewals, past_table
from tools.result import Result
from tools.scope import Scope, period_words, scope_of

Segment = Literal["enterprise", "mid_market", "smb"]
Band = Literal["green", "yellow", "red", "unknown"]
DEFAULT_PERIOD = "next 90 days"


@dataclass(frozen=True, slots=True)
class Renewals:
    """The answer. `deadline` says which date counts; `past` is about the days before today.

    `least` and `most` bound the accounts' ARR, where the question does.
    """

    whose: str
    noun: str
    least: Fact | None
    most: Fact | None
    deadline: Deadline
    period: Fact
    customers: Fact
    coming: Coming | None
    past: PastRenewals | None
    not_listed: NotListed
    freshness: Freshness
    converted: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """What the store knows, before it is cut to the period."""

    positions: Sequence[Position]
    decided: Sequence[Renewal]
    begun: dict[int, list[Contract]]
    newest: dict[int, date]


def upcoming_renewals(
    desk: Desk,
    period: str | None = None,
    account: str | None = None,
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
    deadline: Deadline = "renewal",
    band: Band | None = None,
    min_arr: float | None = None,
    max_arr: float | None = None,
) -> Result:
    """List the contracts that renew in a time, in date order: ARR, renewal date, notice date, what
    happens without anybody's doing, health and the CSM's call; totals by month. For a past time,
    what was due and what became of it.

    Use it for "what renews next quarter", "when does Acme renew", "which notice dates are coming
    up" (deadline "notice"), "who served notice" (deadline "served"), "how did last quarter's
    renewals go", "why did customers leave last year". For what is in danger and why, use
    at_risk_accounts; for retention over a time, portfolio_metrics.

    Args:
        period: a time, such as "next quarter", "before year end" or "last quarter"; the next 90
            days when left out.
        account: only this account's renewal, whenever it is, such as "Acme".
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, such as "Maya Lindqvist", or a team's.
        deadline: whether the renewal date or the notice date has to be in the period; "served"
            lists the contracts whose notice was served, whenever they end.
        band: only accounts of this health band.
        min_arr: only accounts with at least this ARR in the reporting currency, such as 50000.
        max_arr: only accounts with at most this ARR in the reporting currency, such as 80000.
    """
    if account:
        return renewals_of_account(desk, account)
    days = desk.period(period or DEFAULT_PERIOD, "past" if deadline == "served" else "future")
    wanted = Filter(band=band, least=amount(min_arr), most=amount(max_arr))
    if not wanted.is_empty and days.end < desk.today and deadline == "renewal":
        raise Adjust("Only renewals to come can be narrowed by health or ARR: ask for those.")
    with desk.view(segment=segment, region=region, csm=csm) as view:
        read = _Read(
            portfolio(view, desk.company, desk.rules),
            renewals_decided(view, min(days.start, desk.today), date.max),
            contracts_begun(view),
            newest_days(view),
        )
    owner = owner_named(read.positions, csm)
    scope = scope_of(desk, segment=segment, region=region, csm=owner)
    due_on = DueOn(deadline, days if period or deadline != "served" else None)
    answer, dues = _answer(desk, days, due_on, read, wanted, scope)
    tables = [table_of(answer.coming.items, "Renewals")] if dues and answer.coming else []
    if answer.past and answer.past.items:
        tables.append(past_table(answer.past))
    shown = dues[:MOST_SHOWN]
    return Result(
        "upcoming_renewals",
        answer,
        desk.today,
        tables=tuple(tables),
        sources=sources_of(shown),
        accounts=tuple(dict.fromkeys(due.name for due in shown)),
    )


def _answer(
    desk: Desk, days: Period, due_on: DueOn, read: _Read, wanted: Filter, scope: Scope
) -> tuple[Renewals, list[Due]]:
    deadline = due_on.deadline
    positions = [p for p in read.positions if wanted.fits(p) and wanted.holds(p.arr_reporting)]
    every = dues_of(positions, outcomes_by_due(read.decided), desk.today)
    dues = chosen(every, due_on, desk.today)
    is_over = deadline == "renewal" and days.start < days.end <= desk.today and not dues
    accounts = {p.account.id: p.account for p in read.positions}
    past = None
    if deadline == "renewal" and wanted.is_empty:
        past = past_renewals(desk, scope, days, accounts, read.decided, read.begun)
    customers = sum(p.is_customer for p in positions)
    names = {due.position.account.id: due.name for due in dues}
    least, most = wanted.bounds(scope, desk.company.currency)
    answer = Renewals(
        whose=scope.whose,
        noun=wanted.noun(scope),
        least=least,
        most=most,
        deadline=deadline,
        period=scope.about.text("period", period_words(days)),
        customers=scope.about.count("accounts", customers, "accounts"),
        coming=None if is_over else coming(desk, scope, dues, deadline, every),
        past=past,
        not_listed=not_listed(desk, scope, positions, every, deadline),
        freshness=freshness_of(names, read.newest, desk.today),
        converted=totals_of(dues, desk).converted or bool(past and past.converted),
    )
    return answer, dues
