"""The accounts that left: when, what they paid until then, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.facts import Fact
from knowledge.store.access import View
from knowledge.store.arr_history import Departure, departures
from knowledge.store.contracts import Renewal, renewals_decided
from knowledge.store.portfolio import Position
from tools.about import About
from tools.desk import Desk
from tools.filters import Filter
from tools.outcomes import reason_words
from tools.result import Result, Table
from tools.scope import Scope
from tools.totals import Totals


@dataclass(frozen=True, slots=True)
class DepartedAccount:
    """One account that left; the unknown parts are unknown facts."""

    account: Fact
    csm: Fact | None
    segment: Fact
    arr: Fact
    left_on: Fact
    reason: Fact


@dataclass(frozen=True, slots=True)
class DepartedList:
    """The answer: how many left, how much ARR went with them, when the last one."""

    noun: str
    least: Fact | None
    most: Fact | None
    departed: Fact
    lost_arr: Fact
    converted: bool
    newest: Fact
    shown: Fact
    items: tuple[DepartedAccount, ...]


@dataclass(frozen=True, slots=True)
class _Gone:
    position: Position
    day: date | None
    amounts: dict[str, Decimal]
    reporting: Decimal
    reason: Renewal | None

    @property
    def name(self) -> str:
        return self.position.account.name


def _newest_first(gone: _Gone) -> int:
    return -(gone.day or date.min).toordinal()


_KEYS: dict[str, Callable[[_Gone], Any]] = {
    "arr": lambda g: -g.reporting,
    "name": lambda g: g.name.casefold(),
}


def departed_accounts(
    view: View,
    desk: Desk,
    scope: Scope,
    wanted: Filter,
    candidates: Sequence[Position],
    sort: str,
    limit: int,
) -> Result:
    """Those of the accounts that pay nothing who once paid, or whose stage says that they left."""
    left = departures(view)
    churned = [r for r in renewals_decided(view, date.min, view.today) if r.outcome == "churned"]
    reasons = {renewal.account_id: renewal for renewal in churned}
    gone = [
        _gone(p, left.get(p.account.id), reasons.get(p.account.id), desk)
        for p in candidates
        if p.account.id in left or p.account.stage == "churned"
    ]
    gone = [g for g in gone if wanted.holds(g.reporting)]
    gone.sort(key=lambda g: g.name.casefold())
    gone.sort(key=_KEYS.get(sort, _newest_first))
    return _result(desk, scope, wanted, gone, gone[:limit])


def departure_of(view: View, position: Position, desk: Desk) -> DepartedAccount | None:
    """When and why the view's one account left; None where it pays, or never did."""
    if position.is_customer:
        return None
    left = departures(view).get(position.account.id)
    if left is None and position.account.stage != "churned":
        return None
    decided = [r for r in renewals_decided(view, date.min, view.today) if r.outcome == "churned"]
    return _item(_gone(position, left, decided[-1] if decided else None, desk), desk, False)


def _gone(position: Position, left: Departure | None, reason: Renewal | None, desk: Desk) -> _Gone:
    amounts = dict(left.arr) if left else {}
    reporting = sum((desk.company.convert(a, c) for c, a in amounts.items()), Decimal(0))
    return _Gone(position, left.day if left else None, amounts, reporting, reason)


def _result(
    desk: Desk, scope: Scope, wanted: Filter, gone: list[_Gone], shown: list[_Gone]
) -> Result:
    several = len({g.position.account.csm for g in gone}) > 1
    items = tuple(_item(g, desk, several) for g in shown)
    newest = min(gone, key=_newest_first, default=None)
    used = {currency for g in gone for currency in g.amounts}
    totals = Totals(desk.company.currency, bool(used - {desk.company.currency}))
    least, most = wanted.bounds(scope, desk.company.currency)
    about = scope.about
    answer = DepartedList(
        noun=Filter(wanted.industry).noun(scope),
        least=least,
        most=most,
        departed=about.count("accounts that left", len(gone), "accounts"),
        lost_arr=totals.money(
            about, "ARR of the accounts that left, before", [g.reporting for g in gone]
        ),
        converted=totals.converted,
        newest=about.day("newest departure", newest.day if newest else None),
        shown=about.count("accounts shown", len(shown), "accounts"),
        items=items,
    )
    names = tuple(g.name for g in shown)
    tables = (_table(items),) if items else ()
    return Result("list_accounts", answer, desk.today, tables, accounts=names)


def _item(gone: _Gone, desk: Desk, several: bool) -> DepartedAccount:
    account = gone.position.account
    about = About(account.name, desk.today, account.home)
    renewal = gone.reason
    reason = reason_words(renewal.outcome, renewal.reason) if renewal else None
    return DepartedAccount(
        account=about.name(),
        csm=about.text("CSM", account.csm or "nobody") if several else None,
        segment=about.text("segment", account.segment),
        arr=_paid(gone, about, desk),
        left_on=about.day("left on", gone.day, "sum of ARR events"),
        reason=about.text("reason for leaving", reason, renewal.home if renewal else ""),
    )


def _paid(gone: _Gone, about: About, desk: Desk) -> Fact:
    words, source = "ARR before it left", "sum of ARR events"
    if not gone.amounts:
        return about.money(words, None, gone.position.account.currency, source)
    if len(gone.amounts) > 1:
        return about.money(words, gone.reporting, desk.company.currency, source)
    currency, amount = next(iter(gone.amounts.items()))
    return about.money(words, amount, currency, source)


def _table(items: Sequence[DepartedAccount]) -> Table:
    owner = ("CSM",) if items[0].csm else ()
    columns = ("Account", *owner, "Segment", "ARR before", "Left on", "Reason")
    rows = tuple(
        (i.account, *((i.csm,) if i.csm else ()), i.segment, i.arr, i.left_on, i.reason)
        for i in items
    )
    return Table("Accounts that left", columns, rows)
