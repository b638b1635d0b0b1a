from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from knowledge.movement import Span, movement

AMOUNTS = st.integers(0, 10**6).map(Decimal)
SPANS = st.lists(st.builds(Span, AMOUNTS, AMOUNTS, AMOUNTS, st.booleans()), max_size=20)


def span(starting: int, ending: int, uplift: int = 0, *, paid_before: bool = False) -> Span:
    return Span(Decimal(starting), Decimal(ending), Decimal(uplift), paid_before)


def test_nobody_at_the_start_has_no_retention() -> None:
    found = movement([span(0, 100)])
    assert found.retention is None
    assert (found.new_accounts, found.new_arr) == (1, 100)


def test_uplift_counts_up_to_the_expansion() -> None:
    found = movement([span(100, 103, uplift=5), span(100, 90, uplift=5), span(100, 120, uplift=4)])
    assert (found.uplift_arr, found.earned_arr) == (7, 16)


def test_who_paid_before_came_back() -> None:
    found = movement([span(0, 50, paid_before=True), span(0, 70), span(0, 0)])
    assert (found.returned_accounts, found.returned_arr) == (1, 50)
    assert (found.new_accounts, found.new_arr) == (1, 70)


@given(SPANS)
def test_all_that_is_paid_at_the_end_is_accounted_for(spans: list[Span]) -> None:
    found = movement(spans)
    kept = found.retention.ending_arr if found.retention else Decimal(0)
    assert kept + found.new_arr + found.returned_arr == sum(s.ending for s in spans)


@given(SPANS)
def test_expansion_is_uplift_and_what_was_earned(spans: list[Span]) -> None:
    found = movement(spans)
    expansion = found.retention.expansion_arr if found.retention else Decimal(0)
    assert found.uplift_arr + found.earned_arr == expansion
    assert found.uplift_arr >= 0
    assert found.earned_arr >= 0
