"""Time the scoring of many accounts against reading their arrays once.

python -m tests.benchmarks.bench_health [accounts]
"""

import sys
from collections.abc import Callable
from time import perf_counter

import numpy as np

from knowledge.health import (
    EVIDENCE,
    MEASURES,
    Signals,
    contributions,
    decompose,
    load_rules,
    score,
)


def main(accounts: int) -> None:
    rules = load_rules()
    signals = _signals(accounts)
    scores = score(signals, rules)
    floor = _best(lambda: _read_once(signals))
    _say(f"{accounts:,} accounts, best of 7")
    _say(f"{'read the arrays once':24}{floor * 1e3:9.2f} ms      1.0")
    work: dict[str, Callable[[], object]] = {
        "score": lambda: score(signals, rules),
        "contributions": lambda: contributions(scores),
        "decompose": lambda: decompose(scores, scores),
    }
    for name, run in work.items():
        taken = _best(run)
        _say(f"{name:24}{taken * 1e3:9.2f} ms {taken / floor:8.1f}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _best(run: Callable[[], object]) -> float:
    times = []
    for _ in range(7):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return min(times)


def _read_once(signals: Signals) -> float:
    arrays = (signals.values, signals.age_days, signals.sample_sizes, signals.evidence)
    return float(sum(array.sum() for array in arrays))


def _signals(n: int) -> Signals:
    rng = np.random.default_rng(7)
    shape = (n, len(MEASURES))
    values = rng.uniform(0, 100, shape)
    values[rng.random(shape) < 0.2] = np.nan
    evidence = np.where(rng.random((n, len(EVIDENCE))) < 0.05, 50.0, np.nan)
    return Signals(
        values=values,
        age_days=rng.uniform(0, 120, shape),
        sample_sizes=rng.uniform(1, 200, shape),
        segment=rng.integers(0, 3, n).astype(np.int8),
        stage=rng.integers(0, 4, n).astype(np.int8),
        tenure_days=rng.uniform(0, 1500, n),
        evidence=evidence,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
