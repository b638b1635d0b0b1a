"""Running windows over daily usage: dense arrays in, sums and counts of every account out.

Two ways to the same windows: all of them from the days that are held (`windows_at`), or one day
more on windows that stand (`add_day`), which reads five days of the arrays and not eighty-four.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from knowledge.health.days import (
    FEED_DAYS,
    FEED_DAYS_NEEDED,
    BoolArray,
    DayArray,
    Days,
    filled,
    is_working,
)
from knowledge.health.signals import FloatArray
from knowledge.health.usage import BASELINE_DAYS, RECENT_DAYS

CountArray = NDArray[np.int16]

# A week without a row is longer than any weekend or public holiday.
QUIET_DAYS = 7
# So many accounts at a time that their windows stay in the processor's cache.
_COLUMNS = 16384


@dataclass(slots=True)
class Windows:
    """What M metrics of N accounts show as of a day (ordinal); every array is (M, N).

    `recent`, `working`, `working_days`: sum of the 28 days that end on `day`, sum and rows of the
    working days (Monday to Friday) among them. `before`, `before_days`: sum and rows of the 56 days
    before. `week_days`: rows in the last 7 days. `feed_days`: rows on working days in the last 56.
    `first`, `last_used`: ordinals of the first row and of the last over 0, 0 for none. `daily`:
    whether the 56 days that end on the last working day with a row have 32 such days.
    """

    day: int
    recent: FloatArray
    working: FloatArray
    working_days: CountArray
    before: FloatArray
    before_days: CountArray
    week_days: CountArray
    feed_days: CountArray
    first: DayArray
    last_used: DayArray
    daily: BoolArray

    def differing(self, other: "Windows") -> BoolArray:
        """Tell of which accounts the windows aren't the same, to the last digit; shape (N,)."""
        differ = [getattr(self, name) != getattr(other, name) for name in ARRAYS]
        found: BoolArray = np.logical_or.reduce(differ).any(axis=0)
        return found


ARRAYS = tuple(field.name for field in fields(Windows)[1:])
_TYPES: dict[str, type[np.generic]] = {
    "recent": np.float64,
    "working": np.float64,
    "before": np.float64,
    "first": np.int32,
    "last_used": np.int32,
    "daily": np.bool_,
}


def windows_at(days: Days, day: int) -> Windows:
    """Compute all windows as of a day, which must be held; days after it don't count."""
    metrics, _, accounts = days.values.shape
    windows = Windows(
        day, *(np.empty((metrics, accounts), _TYPES.get(name, np.int16)) for name in ARRAYS)
    )
    for start in range(0, accounts, _COLUMNS):
        some = days.columns(slice(start, start + _COLUMNS))
        for m in range(metrics):
            for name, found in _of_metric(some, m, day - days.first_day).items():
                getattr(windows, name)[m, start : start + _COLUMNS] = found
    return windows


def add_day(windows: Windows, days: Days) -> None:
    """Move the windows one day on, in place.

    Exact where values are counts; sums of fractions would gather rounding.
    """
    windows.day += 1
    for start in range(0, days.values.shape[-1], _COLUMNS):
        at = slice(start, start + _COLUMNS)
        some = Windows(windows.day, *(getattr(windows, name)[:, at] for name in ARRAYS))
        _add(some, days.columns(at))


def set_columns(windows: Windows, at: NDArray[np.intp], some: Windows) -> None:
    """Put windows of some of the accounts in their places."""
    for name in ARRAYS:
        getattr(windows, name)[:, at] = getattr(some, name)


def _add(windows: Windows, days: Days) -> None:
    new, new_known = _day(days, windows.day)
    left_week = _day(days, windows.day - QUIET_DAYS)[1]
    left_recent, left_recent_known = _day(days, windows.day - RECENT_DAYS)
    left_before, left_before_known = _day(days, windows.day - RECENT_DAYS - BASELINE_DAYS)
    gained = new - left_recent
    windows.recent += gained
    windows.before += left_recent - left_before
    windows.before_days += _change(left_recent_known, left_before_known)
    windows.week_days += _change(new_known, left_week)
    np.copyto(windows.first, windows.day, where=new_known & (windows.first == 0))
    used_on = (new > 0) * np.int32(windows.day)
    np.maximum(windows.last_used, used_on, out=windows.last_used)
    if not is_working(windows.day):
        return
    windows.working += gained
    windows.working_days += _change(new_known, left_recent_known)
    windows.feed_days += _change(new_known, _day(days, windows.day - FEED_DAYS)[1])
    is_daily = windows.feed_days >= FEED_DAYS_NEEDED
    np.logical_or(windows.daily & ~new_known, is_daily & new_known, out=windows.daily)


def _day(days: Days, day: int) -> tuple[NDArray[np.floating], BoolArray]:
    """Give a day's values with 0 for no row, and where there is one; (M, N) each."""
    i = day - days.first_day
    if i < 0:
        shape = (len(days.values), days.values.shape[-1])
        return np.zeros(shape), np.zeros(shape, dtype=np.bool_)
    row = days.values[:, i]
    return filled(row), row == row


def _change(come: BoolArray, left: BoolArray) -> NDArray[np.int8]:
    return come.view(np.int8) - left.view(np.int8)


def _of_metric(days: Days, m: int, end: int) -> dict[str, NDArray[np.generic]]:
    start = max(0, end + 1 - RECENT_DAYS - BASELINE_DAYS)
    held = days.values[m, start : end + 1]
    known = held == held
    values = filled(held)
    recent, since = max(0, end + 1 - RECENT_DAYS - start), days.first_day + start
    working = [i for i in range(len(held)) if is_working(since + i)]
    lately = [i for i in working if i >= recent]
    feed = [i for i in working if i > end - start - FEED_DAYS]
    feed_days = _count(known[feed])
    return {
        "recent": _sum(values[recent:]),
        "working": _sum(values[lately]),
        "working_days": _count(known[lately]),
        "before": _sum(values[:recent]),
        "before_days": _count(known[:recent]),
        "week_days": _count(known[max(0, len(held) - QUIET_DAYS) :]),
        "feed_days": feed_days,
        **_edges(days, m, end),
        "daily": _daily(days, m, end, feed_days),
    }


def _edges(days: Days, m: int, end: int) -> dict[str, DayArray]:
    values, earliest = days.values[m], days.settled
    first = _ordinals(_met(values, range(earliest, end + 1)), days)
    last_used = _ordinals(_met(values, range(end, earliest - 1, -1), over=0.0), days)
    if days.past:
        first = np.where(days.past.first[m] > 0, days.past.first[m], first)
        last_used = np.maximum(days.past.last_used[m], last_used)
    return {"first": first, "last_used": last_used}


def _daily(days: Days, m: int, end: int, feed_days: CountArray) -> BoolArray:
    values, first_day = days.values[m], days.first_day
    back = [i for i in range(end, days.settled - 1, -1) if is_working(first_day + i)]
    last = _met(values, back)
    daily = days.past.daily[m].copy() if days.past else np.zeros(len(last), np.bool_)
    for i in np.unique(last[last >= 0]).tolist():
        mine = last == i
        if i == back[0]:
            daily[mine] = feed_days[mine] >= FEED_DAYS_NEEDED
            continue
        span = [j for j in range(max(0, i + 1 - FEED_DAYS), i + 1) if is_working(first_day + j)]
        rows = values[np.array(span)[:, None], np.flatnonzero(mine)]
        daily[mine] = _count(rows == rows) >= FEED_DAYS_NEEDED
    return daily


def _met(
    values: NDArray[np.floating], order: Iterable[int], over: float = -np.inf
) -> NDArray[np.intp]:
    """Return each account's first day, in this order, with a row over that; -1 for none."""
    todo = np.arange(values.shape[1])
    met = np.full(values.shape[1], -1)
    for i in order:
        if not len(todo):
            break
        hit = values[i, todo] > over
        met[todo[hit]] = i
        todo = todo[~hit]
    return met


def _ordinals(met: NDArray[np.intp], days: Days) -> DayArray:
    return np.where(met >= 0, met + days.first_day, 0).astype(np.int32)


def _sum(rows: NDArray[np.floating]) -> FloatArray:
    total: FloatArray = rows.sum(axis=0, dtype=np.float64)
    return total


def _count(rows: BoolArray) -> CountArray:
    count: CountArray = rows.sum(axis=0, dtype=np.int16)
    return count
