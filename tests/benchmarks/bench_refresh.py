"""Time the nightly health of many accounts against reading their usage rows once.

python -m tests.benchmarks.bench_refresh [accounts]
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

import numpy as np
from sqlalchemy import func, insert, select, update

from knowledge.health import load_rules
from knowledge.store import tables
from knowledge.store.engine import Store, open_file
from knowledge.store.evaluation import operations_view
from knowledge.store.schema import migrate
from knowledge.store.signals import load_signals
from knowledge.store.snapshots import health_history, health_of, refresh_health
from tests.factories import READ_AT, TODAY, days_ago, fill_usage, make_account, make_contract

Row: TypeAlias = dict[str, Any]

_DAYS = 90
_BOOK = 34
_METRICS = (("active_users", ""), ("events", "reports"), ("events", "alerts"))
_numbers = count(1)


def main(accounts: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_file(Path(folder) / "bench.db")
        migrate(store)
        _fill(store, accounts)
        _time(store, accounts)
        store.close()


def _time(store: Store, accounts: int) -> None:
    rules = load_rules()
    with store.read() as connection:
        everybody = operations_view(connection, TODAY)
        book = everybody.narrowed(tables.accounts.c.plan == "book")
        floor = _best(lambda: connection.scalar(select(func.sum(tables.usage.c.value))))
        _say(f"{accounts:,} accounts, {accounts * _DAYS * len(_METRICS):,} usage rows, best of 3")
        _say(f"{'read the usage once':32}{floor * 1e3:10.1f} ms      1.0")
        _compare("signals of all", lambda: load_signals(everybody, rules), floor)
        _compare("signals of a book", lambda: load_signals(book, rules), floor)
    _compare("refresh", lambda: refresh_health(store, TODAY, rules), floor)
    refresh_health(store, days_ago(1), rules)
    since = days_ago(30)
    with store.read() as connection:
        everybody = operations_view(connection, TODAY)
        book = everybody.narrowed(tables.accounts.c.plan == "book")
        _compare("health of all", lambda: health_of(everybody, rules), floor)
        _compare("health of a book", lambda: health_of(book, rules), floor)
        _compare("history of a book", lambda: health_history(book, since), floor)


def _compare(name: str, run: Callable[[], object], floor: float) -> None:
    taken = _best(run)
    _say(f"{name:32}{taken * 1e3:10.1f} ms {taken / floor:8.2f}")


def _best(run: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return min(times)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _fill(store: Store, accounts: int) -> None:
    rng = np.random.default_rng(7)
    with store.write() as connection:
        ids = [make_account(connection) for _ in range(accounts)]
        for account in ids:
            make_contract(connection, account)
        book = tables.accounts.c.id.in_(ids[:: max(1, accounts // _BOOK)][:_BOOK])
        connection.execute(update(tables.accounts).where(book).values(plan="book"))
        for account in ids:
            for metric, feature in _METRICS:
                values = rng.poisson(30, _DAYS).tolist()
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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
