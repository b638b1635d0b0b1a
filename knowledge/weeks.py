"""The week of a digest: Monday to Sunday, told by its ISO number."""

from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.acts import working_day_from
from knowledge.company import Company

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week, by its Monday."""

    start: date

    @property
    def end(self) -> date:
        """Its Sunday."""
        return self.start + timedelta(days=6)

    @property
    def key(self) -> str:
        """The year and number of ISO 8601: "2026-W10"."""
        year, number, _ = self.start.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def before(self) -> "Week":
        return Week(self.start - _WEEK)

    @property
    def after(self) -> "Week":
        return Week(self.start + _WEEK)

    def last_working_day(self, company: Company) -> date:
        """Friday, as a rule; its Sunday where nobody works in it."""
        found = company.add_working_days(self.end + timedelta(days=1), -1)
        return found if found >= self.start else self.end


def week_of(day: date, company: Company) -> Week:
    """The week of the day; on a weekend the one that begins, as nobody works what is left."""
    first = working_day_from(day, company)
    return Week(first - timedelta(days=first.weekday()))
