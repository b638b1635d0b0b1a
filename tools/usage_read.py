"""What the store has of usage for one answer: the days, the weeks made of them, the seats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Literal

from knowledge.company import Company
from knowledge.periods import Period
from knowledge.store.access import View
from knowledge.store.contracts import contracts_begun
from knowledge.store.usage import Window, features_used
from knowledge.store.usage_series import FeatureDay, account_sums, features_by_day, whole_by_day
from knowledge.terms import Contract
from knowledge.trends import Week, week_to, weekly, weeks_between
from tools.freshness import is_stale

Metric = Literal["active_users", "seats", "features", "events"]
# A time with fewer whole weeks is shown with the weeks before it.
LEAST_WEEKS = 8
MONTH = timedelta(days=27)


@dataclass(frozen=True, slots=True)
class UsageData:
    """The weeks end on `ends[-1]`, the newest day with data in the period."""

    ends: tuple[date, ...]
    users: Mapping[date, float]
    assigned: Mapping[date, float]
    events: Mapping[date, float]
    features: Sequence[FeatureDay]
    contracts: Mapping[int, Sequence[Contract]]
    company: Company

    @property
    def end(self) -> date:
        return self.ends[-1]

    def weeks(self, metric: Metric) -> list[Week]:
        """Users: the mean of the working days; seats: of all days; events: the sum; features: how
        many different ones."""
        if metric == "features":
            return [Week(end, float(len(self._used(end))) or None) for end in self.ends]
        if metric == "events":
            return weekly(self.events, self.ends, sum)
        if metric == "seats":
            return weekly(self.assigned, self.ends, fmean)
        return weekly(self._on_working_days(), self.ends, fmean)

    def purchased(self, day: date) -> int | None:
        """Seats in the contracts in force on a day; None where no contract says."""
        seats = [
            c.seats for of in self.contracts.values() for c in of if c.is_active(day) and c.seats
        ]
        return sum(seats) if seats else None

    def users_now(self) -> float | None:
        """The mean of the working days in the 28 days to the end."""
        recent = [v for day, v in self._on_working_days().items() if day >= self.end - MONTH]
        return fmean(recent) if recent else None

    def assigned_now(self) -> float | None:
        """The newest count of assigned seats."""
        return self.assigned[max(self.assigned)] if self.assigned else None

    def events_by_feature(self, first: date, last: date) -> dict[str, float]:
        """The events of each feature from `first` to `last`."""
        found: dict[str, float] = {}
        for row in self.features:
            if first <= row.day <= last:
                found[row.feature] = found.get(row.feature, 0.0) + row.value
        return found

    def _on_working_days(self) -> dict[date, float]:
        return {day: v for day, v in self.users.items() if self.company.is_working_day(day)}

    def _used(self, end: date) -> set[str]:
        days = set(week_to(end))
        return {row.feature for row in self.features if row.day in days}


def read_usage(view: View, when: Period, newest: Mapping[int, date], company: Company) -> UsageData:
    """Read the period up to the newest day with data, in a fixed number of queries.

    Seats count for the accounts whose data reaches to the end.
    """
    end = min(when.end, max(newest.values()), view.today - timedelta(days=1))
    ends = weeks_between(when.start, end)
    if len(ends) < LEAST_WEEKS:
        ends = weeks_between(end - timedelta(weeks=LEAST_WEEKS) + timedelta(days=1), end)
    window = Window(min(ends[0] - timedelta(days=6), end - MONTH), end)
    return UsageData(
        tuple(ends),
        whole_by_day(view, "active_users", window),
        whole_by_day(view, "seats_assigned", window),
        whole_by_day(view, "events", window),
        features_by_day(view, window),
        {k: v for k, v in contracts_begun(view).items() if not is_stale(newest.get(k), end)},
        company,
    )


def account_levels(
    view: View, metric: Metric, ends: Sequence[date], company: Company
) -> dict[int, float]:
    """Each account's level over these weeks, as the weekly series has it."""
    days = [day for end in ends for day in week_to(end)]
    if metric == "features":
        return {k: float(v) for k, v in features_used(view, Window(days[0], days[-1])).items()}
    if metric == "events":
        sums = account_sums(view, "events", days)
        return {key: total / len(ends) for key, (total, _) in sums.items()}
    if metric == "active_users":
        days = [day for day in days if company.is_working_day(day)]
    source = "seats_assigned" if metric == "seats" else "active_users"
    sums = account_sums(view, source, days)
    return {key: total / count for key, (total, count) in sums.items() if count}


def users_of(view: View, newest: date, company: Company) -> float | None:
    """Active users a working day in the four weeks to the newest day with data, one account's."""
    ends = weeks_between(newest - timedelta(weeks=4) + timedelta(days=1), newest)
    return next(iter(account_levels(view, "active_users", ends, company).values()), None)
