"""Contracts, ARR and what became of renewals, for the accounts of a view."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, false, func, or_, select, true

from knowledge.money import from_minor
from knowledge.store.access import View
from knowledge.store.records import columns, fetch, home, money
from knowledge.store.tables import arr_events, concessions, contracts, renewals
from knowledge.terms import Contract


@dataclass(frozen=True, slots=True)
class Concession:
    account_id: int
    what: str
    percent: Decimal | None
    approved_by: str | None
    approved_on: date | None
    until: date | None
    home: str


@dataclass(frozen=True, slots=True)
class Renewal:
    """What became of a renewal; money in major units of `currency`."""

    account_id: int
    due: date
    decided_on: date | None
    outcome: str
    reason: str | None
    arr_before: Decimal | None
    arr_after: Decimal | None
    currency: str | None
    home: str


def active_contracts(view: View) -> dict[int, list[Contract]]:
    """The contracts in force on the view's day, by account, the earliest end first."""
    c = contracts.c
    return _contracts(view, or_(c.end.is_(None), c.end >= view.today))


def contracts_begun(view: View) -> dict[int, list[Contract]]:
    """Every contract that has begun by the view's day, also those that are over, by account."""
    return _contracts(view)


def _contracts(view: View, *wanted: ColumnElement[bool]) -> dict[int, list[Contract]]:
    c = contracts.c
    query = (
        select(
            c.id, c.account_id, c.start, c.end, c.term_months, c.renewal_date, c.notice_date,
            c.notice_served_on, c.auto_renew, c.arr_minor, c.currency, c.seats, c.plan,
            c.products, c.uplift_pct, c.payment_terms, home(contracts),
        )
        .where(view.sees(c.account_id), c.start <= view.today, *wanted)
        .order_by(c.account_id, c.end, c.id)
    )  # fmt: skip
    found: dict[int, list[Contract]] = defaultdict(list)
    for row in view.connection.execute(query):
        values = list(row)
        values[9] = from_minor(row.arr_minor, row.currency)
        found[row.account_id].append(Contract(*values))
    return dict(found)


def auto_renew_switched_off(view: View) -> set[int]:
    """The ids of contracts in force that don't renew by themselves, where the one before did.

    The one before is the account's last contract that ended before this one began. A contract
    keeps no history of its own: one that never renewed by itself, and one whose record was changed
    while it ran, look alike, and neither is here.
    """
    c, earlier = contracts.c, contracts.alias()
    before = (
        select(earlier.c.auto_renew)
        .where(earlier.c.account_id == c.account_id, earlier.c.end < c.start)
        .order_by(earlier.c.end.desc(), earlier.c.id.desc())
        .limit(1)
        .correlate(contracts)
        .scalar_subquery()
    )
    query = select(c.id).where(
        view.sees(c.account_id),
        c.start <= view.today,
        or_(c.end.is_(None), c.end >= view.today),
        c.auto_renew == false(),
        before == true(),
    )
    return set(view.connection.scalars(query))


def arr_on(view: View, days: Sequence[date]) -> dict[int, tuple[Mapping[str, Decimal], ...]]:
    """Each account's ARR on each of the days, by currency: the sum of its ARR events to that day.

    An account without any event is absent.
    """
    e = arr_events.c
    sums = [
        func.coalesce(func.sum(e.delta_minor).filter(e.day <= day), 0).label(f"d{i}")
        for i, day in enumerate(days)
    ]
    query = (
        select(e.account_id, e.currency, *sums)
        .where(view.sees(e.account_id), e.day <= max(days))
        .group_by(e.account_id, e.currency)
    )
    found: dict[int, tuple[dict[str, Decimal], ...]] = {}
    for account_id, currency, *minors in view.connection.execute(query):
        per_day = found.setdefault(account_id, tuple({} for _ in days))
        for day, minor in zip(per_day, minors, strict=True):
            day[currency] = from_minor(int(minor), currency)
    return dict(found)


def uplift_between(view: View, start: date, end: date) -> dict[int, Mapping[str, Decimal]]:
    """Contractual price rises after `start` and up to `end`, by account and currency."""
    e = arr_events.c
    query = (
        select(e.account_id, e.currency, func.sum(e.delta_minor).label("minor"))
        .where(view.sees(e.account_id), e.kind == "uplift", e.day > start, e.day <= end)
        .group_by(e.account_id, e.currency)
    )
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for row in view.connection.execute(query):
        found[row.account_id][row.currency] = from_minor(int(row.minor), row.currency)
    return dict(found)


def concessions_of(view: View) -> list[Concession]:
    """Concessions that hold on the view's day."""
    c = concessions.c
    query = select(*columns(concessions, Concession)).where(
        view.sees(c.account_id),
        or_(c.approved_on.is_(None), c.approved_on <= view.today),
        or_(c.until.is_(None), c.until >= view.today),
    )
    return fetch(view.connection, query, Concession)


def renewals_decided(view: View, since: date, until: date) -> list[Renewal]:
    """Renewals that were due in the period and have an outcome by the view's day."""
    r = renewals.c
    query = (
        select(
            r.account_id, r.due, r.decided_on, r.outcome, r.reason, r.arr_before_minor,
            r.arr_after_minor, r.currency, home(renewals),
        )
        .where(view.sees(r.account_id), r.due.between(since, until))
        .where(func.coalesce(r.decided_on, r.due) <= view.today)
        .order_by(r.due, r.id)
    )  # fmt: skip
    found = []
    for row in view.connection.execute(query):
        before, after = money(row[5], row[7]), money(row[6], row[7])
        found.append(Renewal(row[0], row[1], row[2], row[3], row[4], before, after, row[7], row[8]))
    return found
