import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.health import whole_points

POINTS = st.floats(-100, 100)


@given(st.lists(POINTS, min_size=1, max_size=12), st.floats(0, 100))
def test_whole_parts_sum_to_the_difference_of_the_rounded_scores(
    parts: list[float], before: float
) -> None:
    total = round(before + sum(parts)) - round(before)
    whole = whole_points(parts, total)
    assert sum(whole) == total


@given(st.lists(POINTS, min_size=1, max_size=12), st.floats(-0.999, 0.999))
def test_no_part_moves_by_a_point_or_more(parts: list[float], off: float) -> None:
    total = round(sum(parts) + off)
    assume(abs(total - sum(parts)) < 0.999)
    whole = whole_points(parts, total)
    assert all(abs(shown - part) < 1 + 1e-9 for shown, part in zip(whole, parts, strict=True))


def test_the_largest_remainder_is_rounded_up_first() -> None:
    assert whole_points([-10.6, -8.1, -0.3], -19) == (-11, -8, 0)


def test_parts_that_are_whole_already_stay() -> None:
    assert whole_points([-11.0, 4.0, 0.0], -7) == (-11, 4, 0)


def test_no_parts_sum_to_nothing() -> None:
    assert whole_points([], 0) == ()
    with pytest.raises(ValueError, match="no parts"):
        whole_points([], 1)
