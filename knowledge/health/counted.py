"""From windows of every metric to what each account used."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.health.signals import FloatArray
from knowledge.health.usage import RECENT_DAYS, UsageCounts
from knowledge.health.windows import Windows


@dataclass(frozen=True, slots=True)
class Roles:
    """Which metrics of the windows count as what: their places along the first axis.

    `users` is of the whole product, `events` of the product and of its features, `features` of the
    features alone. All metrics of the windows tell of use.
    """

    users: tuple[int, ...]
    events: tuple[int, ...]
    features: tuple[int, ...]


def counts_of(windows: Windows, roles: Roles) -> UsageCounts:
    """Return what each account used; the windows end on the newest day with a row."""
    users, events, features = (list(x) for x in (roles.users, roles.events, roles.features))
    quiet = (windows.week_days == 0) & windows.daily
    return UsageCounts(
        newest=windows.day,
        features_known=int((windows.first[features] > 0).any(axis=1).sum()),
        first=_earliest(windows.first),
        first_users=_earliest(windows.first[users]),
        first_events=_earliest(windows.first[events]),
        last_used=_positive(windows.last_used.max(axis=0, initial=0)),
        working=windows.working[users].sum(axis=0),
        working_days=_positive(windows.working_days[users].sum(axis=0)),
        recent_users=windows.recent[users].sum(axis=0),
        recent_events=windows.recent[events].sum(axis=0),
        before_users=_sum_before(windows, users),
        before_events=_sum_before(windows, events),
        days_before_users=_most_before(windows, users),
        days_before_events=_most_before(windows, events),
        features=_used_lately(windows, features),
        users_stopped=quiet[users].any(axis=0),
        all_stopped=quiet.any(axis=0) & ~windows.week_days.any(axis=0),
    )


def _earliest(first: NDArray[np.int32]) -> FloatArray:
    never = np.iinfo(np.int32).max
    earliest = np.where(first > 0, first, never).min(axis=0, initial=never)
    return np.where(earliest < never, earliest, np.nan)


def _positive(found: NDArray[np.integer]) -> FloatArray:
    return np.where(found > 0, found, np.nan)


def _sum_before(windows: Windows, metrics: list[int]) -> FloatArray:
    known = windows.before_days[metrics].any(axis=0)
    return np.where(known, windows.before[metrics].sum(axis=0), np.nan)


def _most_before(windows: Windows, metrics: list[int]) -> FloatArray:
    most: FloatArray = windows.before_days[metrics].max(axis=0, initial=0).astype(np.float64)
    return most


def _used_lately(windows: Windows, metrics: list[int]) -> FloatArray:
    used: FloatArray = (windows.last_used[metrics] > windows.day - RECENT_DAYS).sum(
        axis=0, dtype=np.float64
    )
    return used
