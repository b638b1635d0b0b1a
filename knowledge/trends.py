"""A daily series seen by the week, and how its last weeks compare with its first. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
COMPARED_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days up to and with `end`; `value` is None where no day has data."""

    end: date
    value: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The mean of the first and of the last `weeks` weeks that have data.

    `change` is a ratio: -0.46 is 46% down; None where the first weeks were 0.
    """

    weeks: int
    first: float
    last: float

    @property
    def change(self) -> float | None:
        return self.last / self.first - 1 if self.first else None


@dataclass(frozen=True, slots=True)
class Drop:
    """The largest fall from one week to the next."""

    end: date
    before: float
    after: float


def weeks_between(start: date, end: date) -> list[date]:
    """The last days of the whole weeks from `start` to `end`, which ends the newest; at least one.

    Days before the oldest whole week are left out.
    """
    whole = max(1, ((end - start).days + 1) // 7)
    return [end - _WEEK * back for back in reversed(range(whole))]


def weekly(
    days: Mapping[date, float], ends: Sequence[date], reduce: Callable[[Sequence[float]], float]
) -> list[Week]:
    """What `reduce` makes of the values of each week that ends on one of `ends`."""
    return [Week(end, _value([days[d] for d in week_to(end) if d in days], reduce)) for end in ends]


def week_to(end: date) -> list[date]:
    """The seven days up to and with `end`."""
    return [end - _DAY * back for back in reversed(range(7))]


def compare(weeks: Sequence[Week]) -> Comparison | None:
    """Compare the first four weeks with the last four, or the two halves of a shorter series.

    None where fewer than two weeks have data.
    """
    values = [w.value for w in weeks if w.value is not None]
    size = min(COMPARED_WEEKS, len(values) // 2)
    if not size:
        return None
    return Comparison(size, fmean(values[:size]), fmean(values[-size:]))


def compare_newest(weeks: Sequence[Week]) -> Comparison | None:
    """Compare the newest week with the four before it; None where there is none before."""
    values = [w.value for w in weeks if w.value is not None]
    before = values[-COMPARED_WEEKS - 1 : -1]
    return Comparison(len(before), fmean(before), values[-1]) if before else None


def largest_drop(weeks: Sequence[Week]) -> Drop | None:
    """The largest fall between two neighbouring weeks; None where it never fell."""
    known = [(w.end, w.value) for w in weeks if w.value is not None]
    falls = [(before - after, end, before, after) for (_, before), (end, after) in pairwise(known)]
    fall, end, before, after = max(falls, default=(0.0, date.min, 0.0, 0.0))
    return Drop(end, before, after) if fall > 0 else None


def _value(values: Sequence[float], reduce: Callable[[Sequence[float]], float]) -> float | None:
    return reduce(values) if values else None
