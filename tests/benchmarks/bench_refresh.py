"""Time the nightly health of many accounts against reading their usage rows once.

python -m tests.benchmarks.bench_refresh [accounts]
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from sqlalchemy import func, select

from knowledge.health import load_rules
from knowledge.store import tables
from knowledge.store.engine import Store, open_file
from knowledge.store.evaluation import operations_view
from knowledge.store.schema import migrate
from knowledge.store.signals import load_signals
from knowledge.store.snapshots import health_history, health_of, refresh_health
from tests.benchmarks.company import METRICS, fill
from tests.factories import TODAY, days_ago

_DAYS = 90
_BOOK = 34


def main(accounts: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_file(Path(folder) / "bench.db")
        migrate(store)
        fill(store, accounts, book=_BOOK, days=_DAYS)
        _time(store, accounts)
        store.close()


def _time(store: Store, accounts: int) -> None:
    rules = load_rules()
    with store.read() as connection:
        everybody = operations_view(connection, TODAY)
        book = everybody.narrowed(tables.accounts.c.plan == "book")
        floor = _best(lambda: connection.scalar(select(func.sum(tables.usage.c.value))))
        _say(f"{accounts:,} accounts, {accounts * _DAYS * len(METRICS):,} usage rows, best of 3")
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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
