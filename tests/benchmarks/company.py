"""A large company for the benchmarks: a year of activity, daily usage, one marked book."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any, TypeAlias

import numpy as np
from sqlalchemy import insert, update

from knowledge.store import tables
from knowledge.store.engine import Store
from tests.factories import (
    READ_AT,
    days_ago,
    fill_usage,
    make_account,
    make_contract,
    make_ownership,
    make_person,
)

Row: TypeAlias = dict[str, Any]

METRICS = (("active_users", ""), ("events", "reports"), ("events", "alerts"))
CSM = "csm@steward.test"
_numbers = count(1)


def fill(store: Store, accounts: int, *, book: int, days: int) -> None:
    """Fill a store; `book` of the accounts have plan "book" and are in the book of `CSM`."""
    rng = np.random.default_rng(7)
    with store.write() as connection:
        ids = [make_account(connection) for _ in range(accounts)]
        for account in ids:
            make_contract(connection, account)
        owner = make_person(connection, email=CSM)
        owned = ids[:: max(1, accounts // book)][:book]
        marked = update(tables.accounts).where(tables.accounts.c.id.in_(owned))
        connection.execute(marked.values(plan="book"))
        for account in owned:
            make_ownership(connection, account, owner)
        for account in ids:
            for metric, feature in METRICS:
                values = rng.poisson(30, days).tolist()
                fill_usage(connection, account, values, metric=metric, feature=feature)
        for table, times, row in _ACTIVITY:
            for _ in range(times):
                connection.execute(insert(table), list(_rows(row, ids, rng)))


def _rows(row: Callable[[date], Row], ids: list[int], rng: np.random.Generator) -> Iterator[Row]:
    """A row for each account, on a day of the last year."""
    for account, days in zip(ids, rng.integers(1, 365, len(ids)).tolist(), strict=True):
        home = {"source": "bench", "source_id": f"{next(_numbers)}", "read_at": READ_AT}
        yield {"account_id": account, **home, **row(days_ago(days))}


def _ticket(day: date) -> Row:
    closed = day + timedelta(days=4)
    known = {"priority": "P3", "kind": "question", "escalated": False}
    return {"opened_on": day, "closed_on": closed, **known}


def _touchpoint(day: date) -> Row:
    return {"day": day, "kind": "email", "two_way": day.day % 2 == 0}


def _survey(day: date) -> Row:
    return {"kind": "NPS", "answered_on": day, "score": 8, "role": "champion"}


_ACTIVITY = (
    (tables.tickets, 12, _ticket),
    (tables.touchpoints, 36, _touchpoint),
    (tables.surveys, 4, _survey),
)
