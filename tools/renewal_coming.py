"""Renewals to come: the contracts, their months, the calls on them; and what isn't among them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from knowledge.facts import Fact
from knowledge.periods import Period
from knowledge.store.accounts import Account
from knowledge.store.portfolio import Position
from tools.about import About
from tools.desk import Desk
from tools.named import Named, named
from tools.positions import CALLS
from tools.renewal_items import Due, RenewalItem, arr_of, item_of, paying_contracts
from tools.scope import Scope
from tools.totals import Tally, Totals
from tools.totals import totals_of as totals_of_accounts

Deadline = Literal["renewal", "notice", "served"]
MOST_SHOWN = 25
_NOUNS = {
    "renewal": "renewals",
    "notice": "contracts with a notice date",
    "served": "contracts with notice served",
}
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Month:
    """What a month's dates add up to."""

    month: Fact
    count: Fact
    arr: Fact


@dataclass(frozen=True, slots=True)
class Coming:
    """Renewals to come, in the order of their dates. `following` is the next one after them."""

    count: Fact
    arr: Fact
    first_on: Fact
    items: tuple[RenewalItem, ...]
    shown: Fact
    months: tuple[Month, ...]
    calls: tuple[Tally, ...]
    following: RenewalItem | None


@dataclass(frozen=True, slots=True)
class Group:
    """Contracts or accounts that the list leaves out: how many, how much, whose."""

    count: Fact
    arr: Fact
    who: Named


@dataclass(frozen=True, slots=True)
class NotListed:
    """What has no place in a list by date. `no_notice` only where the notice date counts."""

    rolling: Group | None
    no_date: Group | None
    no_notice: Group | None
    overdue: tuple[RenewalItem, ...]
    overdue_count: Fact


@dataclass(frozen=True, slots=True)
class DueOn:
    """Which day of a contract has to be in `days`; None is any time."""

    deadline: Deadline
    days: Period | None


def chosen(dues: Sequence[Due], due_on: DueOn, today: date) -> list[Due]:
    """Those whose day is in the period; a renewal is never before today."""
    days = due_on.days or Period(date.min, date.max, "")
    if due_on.deadline == "served":
        found = [d for d in dues if d.contract.notice_was_served(today)]
        found = [d for d in found if (d.contract.notice_served_on or today) in days]
        return sorted(found, key=lambda d: (d.renewal, d.name))
    if due_on.deadline == "notice":
        found = [d for d in dues if d.contract.notice_date and d.contract.notice_date in days]
        return sorted(found, key=lambda d: (d.contract.notice_date or date.max, d.name))
    found = [d for d in dues if d.renewal in days and d.renewal >= today]
    return sorted(found, key=lambda d: (d.renewal, d.name))


def coming(
    desk: Desk, scope: Scope, dues: Sequence[Due], deadline: Deadline, every: Sequence[Due]
) -> Coming:
    """The facts about these renewals; `dues` stand in the order of their dates."""
    about, totals, today = scope.about, totals_of(dues, desk), desk.today
    several = len({d.position.account.csm for d in dues}) > 1
    noun = _NOUNS[deadline]
    shown = dues[:MOST_SHOWN]
    after = dues[-1].renewal if dues else today
    following = min(
        (d for d in every if d.renewal > after and d not in dues),
        key=lambda d: (d.renewal, d.name),
        default=None,
    )
    return Coming(
        count=about.count(noun, len(dues), noun.split()[0]),
        arr=totals.money(about, "ARR renewing", [arr_of(d, desk.company) for d in dues]),
        first_on=about.day(f"first {deadline} date", _day(dues[0], deadline) if dues else None),
        items=tuple(item_of(d, today, several=several, until=_day(d, deadline)) for d in shown),
        shown=about.count(f"{noun}, shown", len(shown), noun.split()[0]),
        months=_months(desk, about, totals, dues, deadline),
        calls=_calls(about, dues),
        following=item_of(following, today, several=False) if following and not dues else None,
    )


def totals_of(dues: Sequence[Due], desk: Desk) -> Totals:
    """How to add the contracts' ARR up."""
    currency = desk.company.currency
    return Totals(currency, any(d.contract.currency != currency for d in dues))


def not_listed(
    desk: Desk, scope: Scope, positions: Sequence[Position], dues: Sequence[Due], deadline: str
) -> NotListed:
    """What a CSM may miss in the list, and why it isn't in it."""
    today = desk.today
    rolling = [(p, c) for p, c in paying_contracts(positions) if c.is_rolling]
    dated = {d.position.account.id for d in dues} | {p.account.id for p, _ in rolling}
    no_date = [p for p in positions if p.is_customer and p.account.id not in dated]
    no_notice = [d for d in dues if d.contract.notice_date is None and d.renewal >= today]
    overdue = [d for d in dues if d.renewal < today and d.decided is None]
    rolling_arr = [desk.company.convert(c.arr, c.currency) for _, c in rolling]
    group = _Grouping(scope.about, totals_of_accounts(positions, desk.company))
    return NotListed(
        rolling=group.of("rolling monthly contracts", "contracts", rolling_arr, ()),
        no_date=group.of(
            "accounts without a renewal date",
            "accounts",
            [p.arr_reporting for p in no_date],
            [p.account for p in no_date],
        ),
        no_notice=group.of(
            "contracts without a notice date",
            "contracts",
            [arr_of(d, desk.company) for d in no_notice],
            [d.position.account for d in no_notice],
        )
        if deadline == "notice"
        else None,
        overdue=tuple(item_of(d, today, several=False) for d in overdue[:_NAMED]),
        overdue_count=scope.about.count("renewals overdue", len(overdue), "renewals"),
    )


@dataclass(frozen=True, slots=True)
class _Grouping:
    about: About
    totals: Totals

    def of(
        self, words: str, noun: str, amounts: Sequence[Decimal], accounts: Sequence[Account]
    ) -> Group | None:
        """A group of what isn't listed; None where there is none."""
        if not amounts:
            return None
        about = self.about
        return Group(
            about.count(words, len(amounts), noun),
            self.totals.money(about, f"ARR of the {words}", amounts),
            named(about, words, accounts),
        )


def _day(due: Due, deadline: str) -> date:
    notice = due.contract.notice_date
    return notice if deadline == "notice" and notice else due.renewal


def _months(
    desk: Desk, about: About, totals: Totals, dues: Sequence[Due], deadline: str
) -> tuple[Month, ...]:
    by_month: dict[date, list[Due]] = {}
    for due in dues:
        by_month.setdefault(_day(due, deadline).replace(day=1), []).append(due)
    found = []
    for first, group in by_month.items():
        words = f"{first:%B %Y}"
        amounts = [arr_of(due, desk.company) for due in group]
        found.append(
            Month(
                about.text("month", words),
                about.count(f"renewals in {words}", len(group), "renewals"),
                totals.money(about, f"ARR renewing in {words}", amounts),
            )
        )
    return tuple(found)


def _calls(about: About, dues: Sequence[Due]) -> tuple[Tally, ...]:
    """How many renewals the CSM has called what, the ones not called last."""
    made = Counter(d.position.call.call for d in dues if d.position.call)
    told = [(CALLS[call], made[call]) for call in CALLS if made[call]]
    silent = len(dues) - made.total()
    if silent:
        told.append(("not made", silent))
    return tuple(
        Tally(words, about.count(f"CSM calls: {words}", count, "renewals")) for words, count in told
    )
