import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.health import BANDS, bands, hold_bands, load_rules
from knowledge.health.signals import CodeArray

RULES = load_rules()


def held(before: str, days: list[float], *, coverage: float = 1.0, capped: bool = False) -> str:
    code = np.array([BANDS.index(before)], dtype=np.int8)
    found = hold_bands(
        code, np.array(days)[:, None], np.array([coverage]), np.array([capped]), RULES
    )
    return BANDS[int(found[0])]


def today(health: float, coverage: float = 1.0) -> str:
    return BANDS[int(bands(np.array([health]), np.array([coverage]), RULES)[0])]


@pytest.mark.parametrize(
    ("health", "band"),
    [(0, "red"), (44.9, "red"), (45, "yellow"), (69.9, "yellow"), (70, "green"), (100, "green")],
)
def test_a_band_begins_at_its_line(health: float, band: str) -> None:
    assert today(health) == band


def test_a_score_short_of_the_line_by_rounding_is_on_it() -> None:
    assert today(70 - 1e-12) == "green"


def test_low_coverage_is_unknown_whatever_the_score() -> None:
    assert [today(x, coverage=0.49) for x in (10.0, 60.0, 99.0)] == ["unknown"] * 3


def test_coverage_at_the_floor_is_known() -> None:
    assert today(80, coverage=0.5) == "green"


@pytest.mark.parametrize(
    ("before", "days", "expected"),
    [
        pytest.param("green", [69, 68], "green", id="not far enough"),
        pytest.param("green", [71, 60], "green", id="one day only"),
        pytest.param("green", [66, 66], "yellow", id="far enough, long enough"),
        pytest.param("yellow", [73, 73], "green", id="up"),
        pytest.param("yellow", [72.5, 90], "yellow", id="up, the first day too little"),
        pytest.param("green", [20, 20], "red", id="two bands down"),
        pytest.param("red", [72, 72], "yellow", id="past one line, not yet the other"),
        pytest.param("green", [20], "green", id="no second day yet"),
    ],
)
def test_a_band_holds_until_the_line_is_well_crossed(
    before: str, days: list[float], expected: str
) -> None:
    assert held(before, days) == expected


def test_a_cap_takes_effect_at_once() -> None:
    assert held("green", [95, 25], capped=True) == "red"


def test_a_cap_does_not_lift_a_band_at_once() -> None:
    assert held("red", [40, 60], capped=True) == "red"


def test_unknown_comes_and_goes_at_once() -> None:
    assert held("green", [90, 90], coverage=0.2) == "unknown"
    assert held("unknown", [90, 71]) == "green"


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_held_band_is_never_green_under_the_coverage_floor(one: float, two: float) -> None:
    before: CodeArray = np.array([BANDS.index("green")], dtype=np.int8)
    found = hold_bands(before, np.array([[one], [two]]), np.array([0.4]), np.array([False]), RULES)
    assert BANDS[int(found[0])] == "unknown"
