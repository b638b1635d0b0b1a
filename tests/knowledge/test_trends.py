from datetime import date, timedelta
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.trends import (
    Week,
    compare,
    compare_newest,
    largest_drop,
    week_to,
    weekly,
    weeks_between,
)

END = date(2026, 3, 1)


def weeks(*values: float | None) -> list[Week]:
    first = END - timedelta(weeks=len(values) - 1)
    return [Week(first + timedelta(weeks=i), value) for i, value in enumerate(values)]


def test_whole_weeks_end_on_the_last_day() -> None:
    assert weeks_between(date(2026, 2, 10), END) == [date(2026, 2, 22), END]


def test_a_time_shorter_than_a_week_is_one() -> None:
    assert weeks_between(date(2026, 2, 27), END) == [END]


@settings(deadline=None)
@given(st.integers(0, 800))
def test_weeks_do_not_overlap_and_lie_in_the_time(days: int) -> None:
    ends = weeks_between(END - timedelta(days=days), END)
    covered = [day for end in ends for day in week_to(end)]
    assert len(set(covered)) == len(covered) == 7 * max(1, (days + 1) // 7)
    assert max(covered) == END


def test_a_week_is_reduced_from_the_days_that_have_data() -> None:
    days = {END: 4.0, END - timedelta(days=6): 2.0, END - timedelta(days=20): 9.0}
    found = weekly(days, [END - timedelta(days=7), END], fmean)
    assert [week.value for week in found] == [None, 3.0]


def test_four_weeks_against_four() -> None:
    found = compare(weeks(40, 42, 38, 40, 99, 20, 22, 24, 22))
    assert found is not None
    assert (found.weeks, found.first, found.last, found.change) == (4, 40, 22, pytest.approx(-0.45))


def test_a_short_series_is_halved() -> None:
    found = compare(weeks(10, None, 20, 30))
    assert found is not None
    assert (found.weeks, found.first, found.last) == (1, 10, 30)


@pytest.mark.parametrize("series", [(), (5.0,), (None, 5.0)])
def test_one_week_is_no_trend(series: tuple[float | None, ...]) -> None:
    assert compare(weeks(*series)) is None


def test_from_nothing_there_is_no_change_in_percent() -> None:
    found = compare(weeks(0, 5))
    assert found is not None
    assert found.change is None


def test_the_newest_week_against_the_four_before() -> None:
    found = compare_newest(weeks(99, 40, 22, 22, 22, 20))
    assert found is not None
    assert (found.weeks, found.first, found.last) == (4, 26.5, 20)


def test_the_largest_drop_is_between_neighbours() -> None:
    found = largest_drop(weeks(40, 39, None, 22, 23))
    assert found is not None
    assert (found.end, found.before, found.after) == (END - timedelta(weeks=1), 39, 22)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1e6), max_size=30))
def test_what_never_falls_has_no_drop(values: list[float]) -> None:
    assert largest_drop(weeks(*sorted(values))) is None
