"""When accounts began to pay, stopped, and came back, as their ARR events tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from sqlalchemy import func, select

from knowledge.money import from_minor
from knowledge.store.access import View
from knowledge.store.tables import arr_events


@dataclass(frozen=True, slots=True)
class Departure:
    """An account that pays nothing any more: since `day`, and what it paid until then."""

    account_id: int
    day: date
    arr: Mapping[str, Decimal]


def first_days(view: View) -> dict[int, date]:
    """The first day of each account's ARR, up to the view's day."""
    e = arr_events.c
    query = (
        select(e.account_id, func.min(e.day))
        .where(view.sees(e.account_id), e.day <= view.today, e.delta_minor > 0)
        .group_by(e.account_id)
    )
    return {row[0]: row[1] for row in view.connection.execute(query)}


def last_begun(view: View) -> dict[int, date]:
    """The last day on which each account began to pay or came back, up to the view's day."""
    e = arr_events.c
    query = (
        select(e.account_id, func.max(e.day))
        .where(view.sees(e.account_id), e.day <= view.today)
        .where(e.kind.in_(("new", "reactivation")))
        .group_by(e.account_id)
    )
    return {row[0]: row[1] for row in view.connection.execute(query)}


def departures(view: View) -> dict[int, Departure]:
    """The accounts that have paid and pay nothing on the view's day."""
    e = arr_events.c
    query = (
        select(e.account_id, e.currency, e.day, func.sum(e.delta_minor))
        .where(view.sees(e.account_id), e.day <= view.today)
        .group_by(e.account_id, e.currency, e.day)
        .order_by(e.account_id, e.day)
    )
    found: dict[int, Departure] = {}
    seen: set[int] = set()
    balance: dict[str, int] = {}
    rows = view.connection.execute(query)
    for (account_id, day), changes in groupby(rows, key=lambda row: (row[0], row[2])):
        if account_id not in seen:
            seen.add(account_id)
            balance = {}
        before = {code: minor for code, minor in balance.items() if minor}
        for _, currency, _, minor in changes:
            balance[currency] = balance.get(currency, 0) + int(minor)
        if any(balance.values()):
            found.pop(account_id, None)
        elif before:
            paid = {code: from_minor(minor, code) for code, minor in before.items()}
            found[account_id] = Departure(account_id, day, paid)
    return found
