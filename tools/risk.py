"""Which accounts are at risk, in the order of money and deadline, and why."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from knowledge.acts import due_by
from knowledge.facts import Fact
from knowledge.ranking import RiskKind
from knowledge.store.portfolio import Position, by_stake, portfolio
from knowledge.store.usage import newest_days
from tools.about import About, share_of
from tools.beside import Beside, beside_of
from tools.decided import Decided
from tools.desk import Desk
from tools.freshness import usage_freshness
from tools.health_level import held_names
from tools.positions import (
    book_of,
    call_fact,
    caller_of,
    deadline_facts,
    health_facts,
    risk_kind_of,
    scope_words,
)
from tools.reasons import Act, Case, Reason, cases_for, sources_of
from tools.result import Result
from tools.scope import whose_of

Segment = Literal["enterprise", "mid_market", "smb"]
HORIZON_DAYS = 90
LATER_SHOWN = 3
MOST_SHOWN = 20
REASONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class RiskItem:
    """One account that needs a decision; `deadline_kind` says which date it is.

    `due` is when the act is due; `is_today` says that it is now. `call_by` is who made the
    call, where the asker didn't. `decided`: what somebody decided
    of the act; done, snoozed or declined, it is urged no more.
    """

    account: Fact
    arr: Fact
    deadline_kind: str
    deadline: Fact
    days_left: Fact
    score: Fact
    band: Fact
    call: Fact
    call_by: Fact | None
    reasons: tuple[Reason, ...]
    act: Act
    decided: Decided | None
    beside: Beside | None
    due: Fact
    is_today: bool


@dataclass(frozen=True, slots=True)
class Later:
    """An account at risk whose deadline is beyond the horizon."""

    account: Fact
    arr: Fact
    band: Fact
    score: Fact
    deadline_kind: str
    deadline: Fact
    beside: Beside | None


@dataclass(frozen=True, slots=True)
class AtRisk:
    """The answer: how many, how much, then each account.

    `risk_kind` says what the order's risk is: "calibrated" (a model fitted on the company's own
    renewals), "prior" (what the evidence usually means, not calibrated), or "mixed".
    """

    scope: str
    whose: str
    whose_call: str
    considered: Fact
    listed: Fact
    by: Fact | None
    at_stake: Fact
    total_arr: Fact
    share: Fact
    converted: bool
    risk_kind: RiskKind
    items: tuple[RiskItem, ...]
    more: Fact | None
    later_count: Fact
    later: tuple[Later, ...]
    freshness: tuple[Fact, ...]
    held: tuple[Fact, ...]


def at_risk_accounts(
    desk: Desk,
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
    within: str | None = None,
    limit: int = 5,
) -> Result:
    """List the accounts whose renewal is at risk, the most urgent first, each with its ARR, its
    notice or renewal date, its health, the CSM's own call, the reasons and one act for today.

    Use it for "which accounts are at risk", "who might churn", "where are the fires", "what needs
    me". The order is ARR, risk and deadline, not the score: a green account can come first. For
    what to do today or this week use priorities; for one account, account_summary.

    Args:
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, for a manager, such as "Maya Lindqvist".
        within: how far ahead to look for deadlines, such as "next quarter"; 90 days when left out.
        limit: how many accounts to show, 1 to 20.
    """
    horizon = _horizon(desk, within)
    with desk.view(segment=segment, region=region, csm=csm) as view:
        positions = [p for p in portfolio(view, desk.company, desk.rules) if p.is_customer]
        newest = newest_days(view)
        ranked = [p for p in by_stake(positions, desk.today) if p.exposure.is_at_risk]
        due = [p for p in ranked if _is_due(p, horizon)]
        shown = due[: max(1, min(limit, MOST_SHOWN))]
        cases = cases_for(view, shown, newest, desk.viewer)
        freshness = usage_freshness(view, newest)
    later = [p for p in ranked if not _is_due(p, horizon)]
    answer = _answer(desk, positions, due, later, shown, cases, freshness)
    scope = scope_words(desk, segment=segment, region=region, csm=csm)
    return Result(
        "at_risk_accounts",
        replace(answer, scope=scope, whose=whose_of(desk, csm)),
        desk.today,
        sources=sources_of(shown),
        accounts=tuple(position.account.name for position in shown),
    )


def _horizon(desk: Desk, within: str | None) -> date:
    if within is None:
        return desk.today + timedelta(days=HORIZON_DAYS)
    return desk.period(within, "future").end


def _is_due(position: Position, horizon: date) -> bool:
    """Its deadline is within the horizon; an account whose notice is served can't wait either."""
    due = position.exposure.deadline
    return (due is not None and due <= horizon) or "notice_served" in position.exposure.flags


def _answer(
    desk: Desk,
    positions: list[Position],
    due: list[Position],
    later: list[Position],
    shown: list[Position],
    cases: dict[int, Case],
    freshness: tuple[Fact, ...],
) -> AtRisk:
    book = book_of(desk)
    currency = desk.company.currency
    stake = sum((p.arr_reporting for p in due), Decimal(0))
    total = sum((p.arr_reporting for p in positions), Decimal(0))
    last = max((p.exposure.deadline for p in due if p.exposure.deadline), default=None)
    hidden = len(due) - len(shown)
    return AtRisk(
        whose="",
        scope="",
        whose_call="your call" if desk.sees_one_book else "CSM's call",
        considered=book.count("accounts", len(positions), "accounts"),
        listed=book.count("accounts that need a decision", len(due), "accounts"),
        by=book.day("last deadline among them", last) if last else None,
        at_stake=book.total("ARR of the accounts that need a decision", stake, currency),
        total_arr=book.total("ARR", total, currency),
        share=book.percent("share of ARR", share_of(stake, total)),
        converted=any(p.currency != currency for p in positions),
        risk_kind=risk_kind_of(p.exposure.risk_kind for p in positions),
        items=tuple(_item(p, cases[p.account.id], desk) for p in shown),
        more=book.count("more accounts that need a decision", hidden, "accounts")
        if hidden
        else None,
        later=tuple(_later(p, desk.today) for p in later[:LATER_SHOWN]),
        later_count=book.count("accounts at risk with a later date", len(later), "accounts"),
        freshness=freshness,
        held=held_names(shown, desk.rules, desk.today),
    )


def _item(position: Position, case: Case, desk: Desk) -> RiskItem:
    today = desk.today
    about = About(position.account.name, today)
    kind, due, left = deadline_facts(position, about)
    score, band = health_facts(position, about)
    worked_out = due_by(case.act.kind, position.exposure.deadline, today, desk.company)
    caller = caller_of(position)
    due_on = case.accepted_due or worked_out
    return RiskItem(
        account=about.name(position.account.home),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        deadline_kind=kind,
        deadline=due,
        days_left=left,
        score=score,
        band=band,
        call=call_fact(position, about),
        call_by=about.text("CSM call made by", caller, position.call.home)
        if position.call and caller and caller != desk.viewer.name
        else None,
        reasons=case.reasons[:REASONS_SHOWN],
        act=case.act,
        decided=case.decided,
        beside=beside_of(position, today),
        due=about.day("act to be done by", due_on, "notice or renewal date"),
        is_today=due_on <= today,
    )


def _later(position: Position, today: date) -> Later:
    about = About(position.account.name, today)
    kind, due, _ = deadline_facts(position, about)
    score, band = health_facts(position, about)
    arr = about.money("ARR", position.arr, position.currency, "sum of ARR events")
    beside = beside_of(position, today)
    return Later(about.name(position.account.home), arr, band, score, kind, due, beside)
