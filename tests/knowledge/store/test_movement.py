import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.store.movement import movement
from knowledge.store.snapshots import Health

NAMES = ("seat_utilisation", "usage_trend", "p1_age", "nps")
MEASURE = {"group": "usage", "words": "", "unit": "percent", "age_days": 1.0}


def snapshot(measures: dict[str, tuple[float, float, float]], cap: float | None = None) -> Health:
    """A snapshot of measures given as (points, weight, freshness), by the definition of H."""
    total = sum(weight * fresh for _, weight, fresh in measures.values())
    computed = None
    rows: list[dict[str, Any]] = []
    if total:
        computed = sum(m * w * f for m, w, f in measures.values()) / total
    for name, (points, weight, fresh) in measures.items():
        share = weight * fresh / total if total else 0.0
        rows.append(
            MEASURE | {"measure": name, "value": points, "points": points, "weight": weight,
                       "freshness": fresh, "contribution": share * points,
                       "points_lost": share * (100 - points)}
        )  # fmt: skip
    detail = {"computed": computed, "measures": rows, "caps": [], "missing": []}
    score = computed if cap is None or computed is None else min(cap, computed)
    return Health(1, date(2026, 3, 2), score, 1.0, "green", "test", json.dumps(detail))


measures = st.dictionaries(
    st.sampled_from(NAMES),
    st.tuples(st.floats(0, 100), st.floats(0.01, 1), st.floats(0.01, 1)),
    min_size=1,
)


@settings(deadline=None)
@given(measures, measures, st.none() | st.floats(0, 100))
def test_the_parts_sum_to_the_change(before: Any, after: Any, cap: float | None) -> None:
    first, last = snapshot(before), snapshot(after, cap)
    found = movement(first, last)
    assert found is not None
    assert first.score is not None
    assert last.score is not None
    values = sum(moved.value for moved in found.measures)
    assert values + found.weights + found.caps == pytest.approx(last.score - first.score)


def test_a_value_that_fell_is_what_moved_the_score() -> None:
    found = movement(
        snapshot({"nps": (80, 1, 1), "p1_age": (100, 1, 1)}),
        snapshot({"nps": (80, 1, 1), "p1_age": (0, 1, 1)}),
    )
    assert found is not None
    assert [(moved.measure, moved.value, moved.weight) for moved in found.measures] == [
        ("p1_age", -50.0, 0.0),
        ("nps", 0.0, 0.0),
    ]


def test_a_measure_that_goes_moves_by_its_weight_alone() -> None:
    found = movement(
        snapshot({"nps": (40, 1, 1), "p1_age": (80, 1, 1)}), snapshot({"nps": (40, 1, 1)})
    )
    assert found is not None
    assert [moved.value for moved in found.measures] == [0.0, 0.0]
    assert found.weights == pytest.approx(-20)


def test_a_cap_is_told_apart() -> None:
    found = movement(snapshot({"nps": (80, 1, 1)}), snapshot({"nps": (80, 1, 1)}, cap=50))
    assert found is not None
    assert (found.weights, found.caps) == (0.0, -30.0)


def test_without_a_score_there_is_no_movement() -> None:
    assert movement(snapshot({}), snapshot({"nps": (80, 1, 1)})) is None
