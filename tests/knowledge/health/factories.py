"""Accounts to score: healthy ones, unless a test says otherwise."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from knowledge.health import EVIDENCE, MEASURES, Observed, Signals, codes, stack_signals
from knowledge.health.signals import FloatArray

HEALTHY = {
    "seat_utilisation": 96.0,
    "usage_trend": 12.0,
    "feature_breadth": 75.0,
    "p1_age": 0.0,
    "ticket_rate": 6.0,
    "contact_recency": 5.0,
    "responsiveness": 80.0,
    "nps": 9.5,
    "csat": 95.0,
}

GROUP_OF = {
    "usage": ("seat_utilisation", "usage_trend", "feature_breadth"),
    "support": ("p1_age", "ticket_rate"),
    "engagement": ("contact_recency", "responsiveness"),
    "survey": ("nps", "csat"),
}


def healthy(n: int = 1, segment: str = "mid_market", stage: str = "mature") -> Signals:
    observed = {name: Observed(np.full(n, x), np.zeros(n)) for name, x in HEALTHY.items()}
    return stack_signals(
        observed,
        {},
        segment=codes([segment] * n, ("enterprise", "mid_market", "smb")),
        stage=codes([stage] * n, ("onboarding", "adopting", "mature", "renewing")),
        tenure_days=np.full(n, 900.0),
    )


def with_value(signals: Signals, measure: str, value: float, row: int = 0) -> Signals:
    return replace(signals, values=_set(signals.values, row, MEASURES.index(measure), value))


def with_age(signals: Signals, measure: str, days: float, row: int = 0) -> Signals:
    return replace(signals, age_days=_set(signals.age_days, row, MEASURES.index(measure), days))


def with_size(signals: Signals, measure: str, size: float, row: int = 0) -> Signals:
    column = MEASURES.index(measure)
    return replace(signals, sample_sizes=_set(signals.sample_sizes, row, column, size))


def with_evidence(signals: Signals, name: str, value: float, row: int = 0) -> Signals:
    return replace(signals, evidence=_set(signals.evidence, row, EVIDENCE.index(name), value))


def without(signals: Signals, *measures: str) -> Signals:
    values = signals.values.copy()
    values[:, [MEASURES.index(name) for name in measures]] = np.nan
    return replace(signals, values=values)


@st.composite
def any_signals(draw: st.DrawFn, n: int = 12) -> Signals:
    """Draw accounts of all kinds: missing, stale, future-dated and tiny samples among them."""
    shape = (n, len(MEASURES))
    spans = np.array([120, 200, 100, 100, 90, 300, 100, 10, 100], dtype=float)
    offsets = np.array([0, -100, 0, 0, 0, 0, 0, 0, 0], dtype=float)
    values = draw(_floats(shape, 0, 1)) * spans + offsets
    values[draw(hnp.arrays(bool, shape))] = np.nan
    evidence = draw(_floats((n, len(EVIDENCE)), 0, 200))
    evidence[draw(hnp.arrays(bool, evidence.shape))] = np.nan
    return Signals(
        values=values,
        age_days=draw(_floats(shape, -5, 300)),
        sample_sizes=draw(_floats(shape, 0, 400)),
        segment=draw(hnp.arrays(np.int8, n, elements=st.integers(-1, 2))),
        stage=draw(hnp.arrays(np.int8, n, elements=st.integers(-1, 3))),
        tenure_days=draw(_floats((n,), 0, 2000)),
        evidence=evidence,
    )


def _floats(shape: tuple[int, ...], low: float, high: float) -> st.SearchStrategy[FloatArray]:
    return hnp.arrays(np.float64, shape, elements=st.floats(low, high, width=32))


def _set(array: FloatArray, row: int, column: int, value: float) -> FloatArray:
    changed = array.copy()
    changed[row, column] = value
    return changed
