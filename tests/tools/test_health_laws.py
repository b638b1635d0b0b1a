"""Laws of an explanation: what is shown adds up, whatever the data, the rules and the caps."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from knowledge.health import MEASURES, load_rules
from knowledge.ranking import Exposure
from knowledge.store.accounts import Account
from knowledge.store.explanation import Explanation
from knowledge.store.movement import movement
from knowledge.store.portfolio import Position
from knowledge.store.snapshots import Health
from tests.factories import TODAY, days_ago
from tools.about import About
from tools.health_level import level_of
from tools.health_moves import Told, moves_of
from tools.health_records import Records
from tools.health_waterfall import waterfall

ACCOUNT = Account(
    1, "A-1", "Halden Freight", "mid_market", None, None, None, "USD", "mature", None, None, None,
    None, "test:A-1",
)  # fmt: skip
POSITION = Position(
    ACCOUNT, Decimal(1), "USD", Decimal(1), (), None, None, None, None, (), (),
    Exposure(1, Decimal(1), None, ()), None, None,
)  # fmt: skip
TOLD = Told(POSITION, Records("Halden Freight", TODAY, days_ago(28), (), (), ()), TODAY)
UNITS = {m.id: m.unit for m in load_rules().measures}
ABOUT = About("Halden Freight", TODAY)


def snapshot(
    day: date, measures: dict[str, tuple[float, float, float]], limit: float | None, version: str
) -> Health:
    """A snapshot of measures given as (points, weight, freshness), by the definition of H."""
    total = sum(weight * fresh for _, weight, fresh in measures.values())
    computed = sum(m * w * f for m, w, f in measures.values()) / total
    rows: list[dict[str, Any]] = [
        {"measure": name, "group": "usage", "words": name, "unit": UNITS[name], "value": m,
         "points": m, "points_lost": w * f / total * (100 - m), "contribution": w * f / total * m,
         "age_days": 1.0, "freshness": f, "weight": w}
        for name, (m, w, f) in measures.items()
    ]  # fmt: skip
    cap = {"cap": "p1_open", "words": "a P1", "limit": limit, "evidence": 60.0, "unit": "hours"}
    detail = {
        "computed": computed, "measures": rows, "caps": [] if limit is None else [cap],
        "missing": [name for name in MEASURES if name not in measures],
    }  # fmt: skip
    score = computed if limit is None else min(limit, computed)
    return Health(1, day, score, 0.9, "yellow", version, json.dumps(detail))


measures = st.dictionaries(
    st.sampled_from(MEASURES),
    st.tuples(st.floats(0, 100), st.floats(0.01, 1), st.floats(0.01, 1)),
    min_size=1,
)
caps = st.none() | st.integers(0, 60).map(float)


@given(measures, measures, caps, caps, st.sampled_from(["1", "2"]))
def test_the_moves_shown_sum_to_the_difference_of_the_scores_shown(
    before: Any, after: Any, cap_before: float | None, cap_after: float | None, version: str
) -> None:
    then = snapshot(days_ago(28), before, cap_before, "1")
    now = snapshot(TODAY, after, cap_after, version)
    moves, _ = moves_of(Explanation(now, then, True, movement(then, now)), TOLD, days_ago(28))
    assert moves is not None
    assert now.score is not None
    assert then.score is not None
    shown = [item.points.value for item in moves.items]
    assert 0 not in shown
    assert sum(shown) == moves.change.value == round(now.score) - round(then.score)  # type: ignore[arg-type]
    assert (moves.rules_now is not None) == (version == "2")
    bars = waterfall(moves, ABOUT.day("snapshot of", TODAY), ABOUT).bars
    assert bars[-1].end == round(now.score)


@given(measures, caps)
def test_what_is_brought_and_taken_sums_to_the_score_shown(
    measured: Any, cap: float | None
) -> None:
    health = snapshot(TODAY, measured, cap, "1")
    level = level_of(health, load_rules(), ABOUT)
    brought = sum(item.brings.value for item in level.items)  # type: ignore[misc]
    taken = level.taken.value if level.taken else 0
    assert health.score is not None
    assert brought == level.computed.value
    assert brought + taken == round(health.score)  # type: ignore[operator]
