"""Time a night's work against reading the usage rows once, with the memory it takes.

python -m tests.benchmarks.bench_nightly [accounts] [days] [store file, kept and used again]
"""

import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import func, select

from knowledge.health import load_rules
from knowledge.store import tables
from knowledge.store.engine import Store, open_file
from knowledge.store.evaluation import operations_view
from knowledge.store.nightly import nightly
from knowledge.store.schema import migrate
from knowledge.store.snapshots import health_of
from knowledge.store.working_set import refresh_working_set
from tests.benchmarks.company import METRICS, fill, fill_days
from tests.factories import TODAY

_RULES = load_rules()
_TUESDAY = TODAY + timedelta(days=1)


def main(accounts: int, days: int, kept: Path | None) -> None:
    with tempfile.TemporaryDirectory(prefix="steward-bench-") as folder:
        path = kept or Path(folder) / "bench.db"
        is_new = not path.exists()
        store = open_file(path)
        if is_new:
            migrate(store)
            fill(store, accounts, book=34, days=days)
        _time(store, Path(folder))
        store.close()


def _time(store: Store, home: Path) -> None:
    with store.read() as connection:
        rows = connection.scalar(select(func.count()).select_from(tables.usage)) or 0
        ids = list(connection.scalars(select(tables.accounts.c.id)))
        total = select(func.sum(tables.usage.c.value))
        floor = _taken(lambda: connection.scalar(total))
    _say(f"{len(ids):,} accounts, {rows:,} usage rows of {len(METRICS)} metrics")
    _say(f"{'read the usage once':36}{floor:8.2f} s      1.00")

    def show(name: str, run: Callable[[], object]) -> None:
        taken = _taken(run)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        _say(f"{name:36}{taken:8.2f} s {taken / floor:9.2f}  peak {peak:6.0f} MB")

    show("the set from the rows", lambda: refresh_working_set(store, TODAY, home))
    show("the night: nothing new", lambda: nightly(store, TODAY, _RULES, home))
    fill_days(store, ids, first=TODAY, last=TODAY)
    show("the night: a day more", lambda: nightly(store, _TUESDAY, _RULES, home))
    next_week = TODAY + timedelta(days=7)
    show("the night: rows compared", lambda: nightly(store, next_week, _RULES, home))
    _explain(store, ids[len(ids) // 2])
    _forget(store)


def _explain(store: Store, account: int) -> None:
    """Read one account's score and its parts from the snapshots of two days."""
    with store.read() as connection:
        days = (TODAY, _TUESDAY)
        views = [operations_view(connection, day).only(account) for day in days]
        runs = [
            _taken(lambda: [health_of(view, _RULES)[account].parts for view in views])
            for _ in range(20)
        ]
    _say(f"{'one account explained, two days':36}{min(runs) * 1e3:8.2f} ms")


def _forget(store: Store) -> None:
    """Remove what the benchmark added, so that a kept store can be used again."""
    with store.write() as connection:
        connection.execute(tables.usage.delete().where(tables.usage.c.day >= TODAY))
        connection.execute(tables.health_snapshots.delete())


def _taken(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 10_000,
        int(sys.argv[2]) if len(sys.argv) > 2 else 365,
        Path(sys.argv[3]) if len(sys.argv) > 3 else None,
    )
