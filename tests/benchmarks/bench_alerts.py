"""Time a night's watch over usage: the detector against adding its array up week by week, and
with reading the rows and writing the alerts.

python -m tests.benchmarks.bench_alerts [accounts in arrays] [accounts in a store]
"""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from knowledge.health import load_rules
from knowledge.health.alerts import usage_falls
from knowledge.health.signals import FloatArray
from knowledge.health.usage_limits import limit_at
from knowledge.health.usage_noise import Noise, healthy_usage
from knowledge.store.alerts_raised import raise_alerts
from knowledge.store.engine import open_file
from knowledge.store.evaluation import operations_view
from knowledge.store.schema import migrate
from knowledge.store.snapshots import refresh_health
from knowledge.store.usage_weeks import weekly_usage
from tests.benchmarks.company import fill
from tests.factories import TODAY

WEEKS = 86


def main(in_arrays: int, in_store: int) -> None:
    rules = load_rules()
    counts = healthy_usage(200, Noise(60, 0.0), (in_arrays, WEEKS), np.random.default_rng(7))
    peers = (np.arange(in_arrays) % 3).astype(np.int8)
    _say(
        f"one limit simulated: {_time(lambda: limit_at(39.0, Noise(60, 0.5), rules.alerts)):.2f} s"
    )
    usage_falls(counts, peers, rules.alerts)
    floor = min(_time(lambda: _week_by_week(counts)) for _ in range(3))
    taken = min(_time(lambda: usage_falls(counts, peers, rules.alerts)) for _ in range(3))
    _say(
        f"{in_arrays:,} accounts x {WEEKS} weeks, limits known: {taken:.2f} s, {taken / floor:.0f}"
    )
    _say(f"  times adding them up week by week ({floor * 1e3:.1f} ms)")
    with TemporaryDirectory() as folder:
        store = open_file(Path(folder) / "steward.db")
        migrate(store)
        fill(store, in_store, book=10, days=7 * WEEKS)
        refresh_health(store, TODAY, rules)
        with store.read() as connection:
            view = operations_view(connection, TODAY)
            read = _time(lambda: weekly_usage(view, range(1, in_store + 1), WEEKS))
        whole = _time(lambda: raise_alerts(store, TODAY, rules))
        _say(f"{in_store:,} accounts in a store: {read:.2f} s to read weeks, {whole:.2f} s in all")
        store.close()


def _week_by_week(counts: FloatArray) -> FloatArray:
    total = np.zeros(len(counts))
    for week in range(counts.shape[1]):
        total = total + counts[:, week]
    return total


def _time(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(*(int(n) for n in (sys.argv[1:3] if len(sys.argv) > 2 else ("10000", "500"))))
