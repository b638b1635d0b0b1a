"""Usage by day as dense arrays: what the windows are computed from."""

from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

DayArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]

# A daily feed has a row nearly every day: on 32 of the 40 working days of eight weeks.
FEED_DAYS = 56
FEED_DAYS_NEEDED = 32
_MONDAY_TO_FRIDAY = 5


@dataclass(frozen=True, slots=True)
class Past:
    """What M metrics of N accounts had done before the days that are held, all (M, N).

    As of the `FEED_DAYS`th day that is held (its rows included), so that the eight weeks that end
    on any later day are held whole. `first`, `last_used`, `daily` as in `Windows`.
    """

    first: DayArray
    last_used: DayArray
    daily: BoolArray


@dataclass(frozen=True, slots=True)
class Days:
    """Usage a day: `values` (M metrics, D days, N accounts), never negative, NaN for no row.

    Day i is the ordinal `first_day + i`. `past` is None where no row is older than `first_day`.
    """

    values: NDArray[np.floating]
    first_day: int
    past: Past | None = None

    @property
    def settled(self) -> int:
        """How many of the first days `past` tells of already."""
        return FEED_DAYS if self.past else 0

    def columns(self, at: NDArray[np.intp] | slice) -> "Days":
        """Return the days of some of the accounts."""
        past = self.past and Past(*(getattr(self.past, f.name)[:, at] for f in fields(Past)))
        return Days(self.values[:, :, at], self.first_day, past)


def filled(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the values with 0 where there is no row."""
    zeroed: NDArray[np.floating] = np.fmax(rows, rows.dtype.type(0))
    return zeroed


def is_working(day: int) -> bool:
    """Tell whether the day (ordinal) is one of Monday to Friday."""
    return date.fromordinal(day).weekday() < _MONDAY_TO_FRIDAY
