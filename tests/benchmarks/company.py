"""A large company for the benchmarks: a year of activity, daily usage, one marked book."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count, product
from typing import Any, TypeAlias

import numpy as np
from sqlalchemy import insert, update

from knowledge.store import tables
from knowledge.store.engine import Store
from knowledge.store.landing_usage import land_usage, metric_id
from tests.factories import (
    READ_AT,
    days_ago,
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
        for table, times, row in _ACTIVITY:
            for _ in range(times):
                connection.execute(insert(table), list(_rows(row, ids, rng)))
    fill_days(store, ids, first=days_ago(days), last=days_ago(1))


def fill_days(store: Store, ids: list[int], *, first: date, last: date) -> None:
    """Land daily usage of these accounts, as an import does."""
    rng = np.random.default_rng(first.toordinal())
    days = [(first + timedelta(days=i)).isoformat() for i in range((last - first).days + 1)]
    with store.write() as connection:
        home = {"source": "bench", "folder": "", "started_at": READ_AT}
        made = connection.execute(insert(tables.imports).values(home)).inserted_primary_key
        metrics = sorted(metric_id(connection, *metric) for metric in METRICS)
    assert made is not None
    at_once = max(1, 20_000 // (len(days) * len(metrics)))
    for start in range(0, len(ids), at_once):
        keys = product(ids[start : start + at_once], metrics, days)
        values = rng.poisson(30, at_once * len(metrics) * len(days)).tolist()
        rows = [(*key, "", float(value), made[0]) for key, value in zip(keys, values, strict=False)]
        with store.write() as connection:
            land_usage(connection, rows)


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
