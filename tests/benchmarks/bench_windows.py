"""Time the windows over daily usage against the plainest sums over the same dense arrays.

python -m tests.benchmarks.bench_windows [accounts]
"""

import sys
from collections.abc import Callable
from time import perf_counter

import numpy as np

from knowledge.health import load_rules
from knowledge.health.counted import Roles, counts_of
from knowledge.health.days import Days
from knowledge.health.usage import BASELINE_DAYS, RECENT_DAYS, usage_measures
from knowledge.health.windows import add_day, windows_at
from tests.factories import TODAY

_DAYS = 90
_METRICS = 3
_RUNS = 9
_LAST = TODAY.toordinal() - 1


def main(accounts: int) -> None:
    rng = np.random.default_rng(7)
    values = rng.poisson(30, (_METRICS, _DAYS, accounts)).astype(np.float32)
    values[rng.random(values.shape) < 0.05] = np.nan
    days = Days(values, _LAST - _DAYS + 1)
    yesterday = windows_at(days, _LAST - 1)

    def a_night() -> None:
        yesterday.day = _LAST - 1
        add_day(yesterday, days)

    floor = _best(lambda: _plain(values))
    full = _best(lambda: _signals(days, accounts))
    _say(f"{accounts:,} accounts, {_METRICS} metrics, {_DAYS} days, best of {_RUNS}")
    _say(f"{'plain NumPy sums':32}{floor * 1e3:9.1f} ms      1.00")
    _say(f"{'windows and measures in full':32}{full * 1e3:9.1f} ms {full / floor:9.2f}")
    night = _best(a_night)
    _say(f"{'one day more':32}{night * 1e3:9.1f} ms {night / full:9.2%} of the full")


def _plain(values: np.ndarray) -> list[np.ndarray]:
    """Sums and counts of both windows, as anybody would write them."""
    found = []
    for metric in values:
        known = ~np.isnan(metric)
        filled = np.where(known, metric, 0)
        before = slice(-RECENT_DAYS - BASELINE_DAYS, -RECENT_DAYS)
        found.append(filled[-RECENT_DAYS:].sum(axis=0, dtype=np.float64))
        found.append(filled[before].sum(axis=0, dtype=np.float64))
        found.append(known[before].sum(axis=0))
    return found


def _signals(days: Days, accounts: int) -> object:
    counts = counts_of(windows_at(days, _LAST), Roles((0,), (1, 2), (2,)))
    return usage_measures(counts, _LAST + 1, np.full(accounts, 100.0), load_rules())


def _best(run: Callable[[], object]) -> float:
    times = []
    for _ in range(_RUNS):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return min(times)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
