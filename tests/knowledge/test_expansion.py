import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.expansion import (
    Condition,
    features_of_goal,
    gates,
    is_filling_up,
    is_gap,
    listed_products,
)

FREE = Condition(60.0, False, True, False, False)
FEATURES = ["Payment runs", "Supplier portal", "Runs"]
shares = st.lists(st.floats(0, 120), min_size=8, max_size=8)


@pytest.mark.parametrize(
    ("weeks", "filling"),
    [
        ([80, 80, 80, 80, 86, 86, 86, 86], True),
        ([80, 80, 80, 80, 86, 84, 90, 90], False),
        ([85, 85, 85, 85, 86, 86, 86, 86], False),
        ([95, 95, 95, 95, 90, 90, 90, 90], False),
        ([80, None, 80, 80, 86, 86, 86, 86], False),
        ([86, 86, 86, 86], False),
    ],
    ids=["rising", "one week under", "hardly rising", "falling", "a gap", "too short"],
)
def test_seats_fill_up_over_four_weeks(weeks: list[float | None], filling: bool) -> None:
    assert is_filling_up(weeks) is filling


@given(shares)
def test_seats_that_fill_up_were_full_in_every_week(weeks: list[float]) -> None:
    if is_filling_up(weeks):
        assert min(weeks[4:]) >= 85
        assert sum(weeks[4:]) > sum(weeks[:4])


def test_nothing_holds_back_a_healthy_account() -> None:
    assert gates(FREE) == ()


@pytest.mark.parametrize(
    ("changed", "gate"),
    [
        ({"score": 59.9}, "low_health"),
        ({"score": None}, "unknown_health"),
        ({"has_open_p1": True}, "p1_open"),
        ({"has_first_value": False}, "no_first_value"),
        ({"notice_served": True}, "notice_served"),
        ({"is_at_risk": True}, "at_risk"),
    ],
)
def test_each_gate_holds_back_by_itself(changed: dict[str, object], gate: str) -> None:
    known = {name: getattr(FREE, name) for name in Condition.__dataclass_fields__}
    assert gates(Condition(**(known | changed))) == (gate,)


@pytest.mark.parametrize(("own", "top", "gap"), [(5, 10, True), (5.1, 10, False), (0, 0, False)])
def test_half_of_the_top_quarter_is_a_gap(own: float, top: float, gap: bool) -> None:
    assert is_gap(own, top) is gap


@pytest.mark.parametrize(
    ("named", "words", "found"),
    [
        ("payment runs", "Close faster", ("Payment runs",)),
        ("Something else", "Use payment runs", ()),
        (None, "Get every PAYMENT  RUNS done", ("Payment runs", "Runs")),
        (None, "Overruns down", ()),
    ],
)
def test_a_goal_speaks_of_whole_feature_names(
    named: str | None, words: str, found: tuple[str, ...]
) -> None:
    assert features_of_goal(named, words, FEATURES) == found


def test_products_are_listed_with_either_mark() -> None:
    assert listed_products("A one; b,C ") == {"a one", "b", "c"}
    assert listed_products(None) == frozenset()
