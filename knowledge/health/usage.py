"""The usage measures, of what was counted of each account up to a day.

Who counts is `knowledge.store`: by SQL for any day (`signals_usage`), or by the working set for the
night's (`windows`). Both give the same `UsageCounts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.health.raw import change_percent, percent_of
from knowledge.health.rules import Rules
from knowledge.health.signals import FloatArray, Observed

RECENT_DAYS = 28
BASELINE_DAYS = 56
_BASELINE_DAYS_NEEDED = BASELINE_DAYS // 2


@dataclass(frozen=True, slots=True)
class UsageCounts:
    """What n accounts used up to day `newest` (its ordinal); arrays of shape (n,), NaN for no row.

    Recent are the 28 days that end on `newest`, before are the 56 before them. `first...` and
    `last_used` are ordinals: of the first row, and of the last row over 0. Sums are of rows;
    `working` adds up the active users of recent working days, of which `working_days` have a row.
    `features` counts those used recently, of `features_known` that anybody ever used.
    `users_stopped`, `all_stopped` (bool): a daily feed that has gone quiet (`windows`).
    """

    newest: int
    features_known: int
    first: FloatArray
    first_users: FloatArray
    first_events: FloatArray
    last_used: FloatArray
    working: FloatArray
    working_days: FloatArray
    recent_users: FloatArray
    recent_events: FloatArray
    before_users: FloatArray
    before_events: FloatArray
    days_before_users: FloatArray
    days_before_events: FloatArray
    features: FloatArray
    users_stopped: NDArray[np.bool_]
    all_stopped: NDArray[np.bool_]

    def rows(self, index: Sequence[int] | NDArray[np.intp]) -> "UsageCounts":
        """Return the counts of some of the accounts, -1 for one without any row."""
        at = np.asarray(index, dtype=np.intp)
        taken: dict[str, Any] = {
            field.name: _taken(getattr(self, field.name), at) for field in fields(self)[2:]
        }
        return UsageCounts(self.newest, self.features_known, **taken)


def usage_measures(
    counts: UsageCounts, today: int, seats: FloatArray, rules: Rules
) -> tuple[dict[str, Observed], FloatArray]:
    """Return the usage measures, and the days since anything was used (NaN where used today).

    Seat utilisation is the mean of daily active users over the working days (Monday to Friday)
    with a row in 28 days, in percent of the purchased seats. A store of daily counts can't tell
    how many different people were active in a month, which is more: who comes twice a week counts
    for two fifths.

    The trend compares the mean per day of 28 days with that of the 56 before, of active users, or
    of events where the account has none. It needs rows on half of the 56 days.

    What a feed that has stopped would tell is missing, and no use isn't shown.
    """
    nothing = np.full(len(seats), np.nan)
    age = np.full(len(seats), float(today - counts.newest))
    users = np.divide(
        counts.working, counts.working_days, out=nothing.copy(), where=counts.working_days > 0
    )
    idle = ~np.isnan(counts.first_users) & np.isnan(counts.working_days)
    in_use = percent_of(np.where(idle, 0.0, users), seats)
    used = np.where(np.isnan(counts.first), np.nan, np.nan_to_num(counts.features))
    breadth = percent_of(used, np.full(len(seats), float(counts.features_known)))
    trend, sample = _trend(counts, seats)
    unheard = counts.users_stopped | counts.all_stopped
    measures = {
        "seat_utilisation": Observed(np.where(unheard, np.nan, in_use), age, seats),
        "usage_trend": Observed(np.where(unheard, np.nan, trend), age, sample),
        "feature_breadth": Observed(np.where(counts.all_stopped, np.nan, breadth), age),
    }
    silent = _silent_days(counts, today, rules)
    return measures, np.where(counts.all_stopped, np.nan, silent)


def _trend(counts: UsageCounts, seats: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the change in percent and what it rests on: users a day before, else the seats."""
    by_users = ~np.isnan(counts.first_users)
    first = np.where(by_users, counts.first_users, counts.first_events)
    total_before = np.where(by_users, counts.before_users, counts.before_events)
    total_recent = np.where(by_users, counts.recent_users, counts.recent_events)
    days_before = np.where(by_users, counts.days_before_users, counts.days_before_events)
    start = counts.newest - RECENT_DAYS + 1
    before = total_before / np.clip(start - first, 1, BASELINE_DAYS)
    recent = np.nan_to_num(total_recent) / RECENT_DAYS
    enough = days_before >= _BASELINE_DAYS_NEEDED
    trend = np.where(enough, change_percent(recent, before), np.nan)
    return trend, np.where(by_users, before, seats)


def _silent_days(counts: UsageCounts, today: int, rules: Rules) -> FloatArray:
    """Return the days without use, up to the newest day, where the source is fresh."""
    graces = [m.freshness.grace_days for m in rules.measures if m.group == "usage"]
    if today - counts.newest > max(graces, default=0.0):
        return np.full(len(counts.first), np.nan)
    last = np.where(np.isnan(counts.last_used), counts.first - 1, counts.last_used)
    days = counts.newest - last
    return np.where(days > 0, days, np.nan)


def _taken(array: NDArray[Any], at: NDArray[np.intp]) -> NDArray[Any]:
    absent = False if array.dtype == np.bool_ else np.nan
    if not len(array):
        return np.full(len(at), absent, dtype=array.dtype)
    taken = array[at]
    taken[at < 0] = absent
    return taken
