"""A period, and how an answer says it."""

from dataclasses import dataclass
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both inclusive, and the words that an answer uses for them."""

    start: date
    end: date
    label: str

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Span:
    """Resolved days before they are labelled.

    `name` is empty where the days say it all. `is_edge` marks "the end of X": a day that a
    deadline includes and a search reaches up to.
    """

    start: date
    end: date
    name: str = ""
    is_edge: bool = False

    def labelled(self) -> Period:
        """Give the period, its label closing with the days."""
        days = show_days(self.start, self.end)
        label = f"{self.name} ({days})" if self.name else days
        return Period(self.start, self.end, label)


def show_day(day: date) -> str:
    """Write one day: "2 Feb 2026"."""
    return f"{_day_and_month(day)} {day.year}"


def show_days(start: date, end: date) -> str:
    """Write days as briefly as is clear: "1 Jan - 31 Mar 2027", "1 - 31 Mar 2027"."""
    if start == end:
        return show_day(start)
    if start.year != end.year:
        return f"{show_day(start)} - {show_day(end)}"
    if start.month != end.month:
        return f"{_day_and_month(start)} - {show_day(end)}"
    return f"{start.day} - {show_day(end)}"


def _day_and_month(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"
