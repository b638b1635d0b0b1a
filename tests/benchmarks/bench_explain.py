"""Time the explanation of one account from snapshots: the store's reads, and the decomposition.

The floor is reading the account's two snapshots as they stand, without taking them apart.

python -m tests.benchmarks.bench_explain [accounts]
"""

import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import insert, select

from knowledge.health import load_rules
from knowledge.store.engine import Store, open_file
from knowledge.store.evaluation import operations_view
from knowledge.store.explanation import explain
from knowledge.store.movement import movement
from knowledge.store.schema import migrate
from knowledge.store.snapshots import Health, refresh_health
from knowledge.store.tables import health_snapshots
from tests.factories import TODAY, fill_usage, make_account, make_contract, make_touchpoint

RULES = load_rules()
DAYS = 90


def main(accounts: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_file(Path(folder) / "steward.db")
        migrate(store)
        account = _fill(store, accounts)
        _say(f"{accounts:,} accounts x {DAYS} days of snapshots, median of 50")
        floor = _median(lambda: _read(store, account))
        _say(f"{'read two snapshots':34}{floor * 1e3:8.2f} ms      1.0")
        whole = _median(lambda: _explain(store, account))
        _say(f"{'read and take apart':34}{whole * 1e3:8.2f} ms {whole / floor:8.1f}")
        first, last = (Health(*row) for row in _read(store, account))
        alone = _median(lambda: movement(_fresh(first), _fresh(last)))
        _say(f"{'take apart alone, JSON included':34}{alone * 1e3:8.2f} ms {alone / floor:8.1f}")
        store.close()


def _fill(store: Store, accounts: int) -> int:
    """One account with history, and its snapshots copied to as many others for 90 days."""
    with store.write() as c:
        account = make_account(c)
        make_contract(c, account)
        fill_usage(c, account, [40.0] * 90)
        make_touchpoint(c, account)
        others = [account, *(make_account(c) for _ in range(accounts - 1))]
    refresh_health(store, TODAY, RULES)
    with store.write() as c:
        row = c.execute(select(health_snapshots)).one()._asdict()
        row.pop("id")
        for back in range(DAYS):
            day = TODAY - timedelta(days=back)
            rows = [row | {"account_id": key, "day": day} for key in others]
            c.execute(insert(health_snapshots), rows[1:] if back == 0 else rows)
    return account


def _explain(store: Store, account: int) -> object:
    with store.read() as c:
        view = operations_view(c, TODAY).only(account)
        return explain(view, RULES, TODAY - timedelta(days=28))


def _read(store: Store, account: int) -> list[tuple[object, ...]]:
    s = health_snapshots.c
    days = (TODAY - timedelta(days=28), TODAY)
    query = select(
        s.account_id, s.day, s.score, s.coverage, s.band, s.rules_version, s.detail
    ).where(s.account_id == account, s.day.in_(days))
    with store.read() as c:
        return [tuple(row) for row in c.execute(query)]


def _fresh(health: Health) -> Health:
    return Health(
        health.account_id, health.day, health.score, health.coverage, health.band,
        health.rules_version, health.detail,
    )  # fmt: skip


def _median(run: Callable[[], object]) -> float:
    times = []
    for _ in range(50):
        began = perf_counter()
        run()
        times.append(perf_counter() - began)
    return median(times)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
