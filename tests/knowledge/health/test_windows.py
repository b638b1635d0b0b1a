from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.health.days import FEED_DAYS, Days, Past
from knowledge.health.windows import ARRAYS, Windows, add_day, set_columns, windows_at

A_MONDAY = 738_157


def usage(seed: int, days: int = 200, accounts: int = 6) -> Days:
    """Daily feeds with gaps, weekly ones, some that stop, and accounts without any row."""
    rng = np.random.default_rng(seed)
    values = rng.poisson(2, (3, days, accounts)).astype(np.float32)
    density = rng.choice([0.0, 0.1, 0.7, 0.98, 1.0], (3, 1, accounts))
    values[rng.random(values.shape) >= density] = np.nan
    ends = rng.integers(1, 2 * days, (3, 1, accounts))
    values[np.arange(days)[None, :, None] >= ends] = np.nan
    return Days(values, A_MONDAY + int(rng.integers(7)))


def same(one: Windows, other: Windows) -> bool:
    return one.day == other.day and not one.differing(other).any()


def past_of(days: Days, until: int) -> Past:
    then = windows_at(days, until)
    return Past(then.first, then.last_used, then.daily)


@given(seed=st.integers(0, 10_000), start=st.integers(0, 150), more=st.integers(1, 49))
def test_a_day_added_gives_the_windows_of_all_days_anew(seed: int, start: int, more: int) -> None:
    days = usage(seed)
    windows = windows_at(days, days.first_day + start)

    for _ in range(more):
        add_day(windows, days)

    assert same(windows, windows_at(days, days.first_day + start + more))


@given(seed=st.integers(0, 10_000), cut=st.integers(1, 30), end=st.integers(60, 199))
def test_days_that_are_no_longer_held_are_told_by_the_past(seed: int, cut: int, end: int) -> None:
    days = usage(seed)
    first = days.first_day + cut
    shorter = Days(days.values[:, cut:], first, past_of(days, first + FEED_DAYS - 1))
    end = max(end, cut + 84)

    assert same(windows_at(shorter, days.first_day + end), windows_at(days, days.first_day + end))


@given(seed=st.integers(0, 10_000), changed=st.integers(0, 199), end=st.integers(1, 199))
def test_windows_of_changed_accounts_alone_are_those_of_all(
    seed: int, changed: int, end: int
) -> None:
    days = usage(seed)
    day = days.first_day + end
    windows = windows_at(days, day)
    late = replace(days, values=days.values.copy())
    late.values[:, changed, [1, 4]] = [7, np.nan]

    touched = np.array([1, 4])
    set_columns(windows, touched, windows_at(late.columns(touched), day))

    assert same(windows, windows_at(late, day))


@given(seed=st.integers(0, 10_000), end=st.integers(0, 198))
def test_later_days_change_no_window(seed: int, end: int) -> None:
    days = usage(seed)
    day = days.first_day + end

    cut = Days(days.values[:, : end + 1], days.first_day)

    assert same(windows_at(days, day), windows_at(cut, day))


def test_windows_count_rows_and_not_zeros_alone() -> None:
    values = np.full((1, 84, 2), np.nan, dtype=np.float32)
    values[0, :, 0] = 0
    windows = windows_at(Days(values, A_MONDAY), A_MONDAY + 83)

    def of(name: str) -> list[float]:
        return getattr(windows, name)[0].tolist()

    assert of("before_days") == [56, 0]
    assert of("working_days") == [20, 0]
    assert of("week_days") == [7, 0]
    assert of("first") == [A_MONDAY, 0]
    assert of("last_used") == [0, 0]
    assert of("daily") == [True, False]


def test_more_accounts_than_fit_a_chunk_are_all_computed() -> None:
    values = np.ones((1, 90, 20_000), dtype=np.float32)

    windows = windows_at(Days(values, A_MONDAY), A_MONDAY + 88)
    add_day(windows, Days(values, A_MONDAY))

    assert np.all(windows.recent == 28)
    assert np.all(windows.before == 56)


def test_windows_that_differ_anywhere_arent_the_same() -> None:
    days = usage(1)
    windows = windows_at(days, days.first_day + 100)

    for name in ARRAYS:
        other = Windows(windows.day, *(getattr(windows, n).copy() for n in ARRAYS))
        changed = getattr(other, name)
        changed[0, 0] = 1 - changed[0, 0]
        assert windows.differing(other).tolist() == [True, *[False] * 5]


@pytest.mark.parametrize("day", [0, 55, 199])
def test_no_accounts_have_no_windows(day: int) -> None:
    days = Days(np.empty((2, 200, 0), dtype=np.float32), A_MONDAY)

    assert windows_at(days, A_MONDAY + day).recent.shape == (2, 0)
