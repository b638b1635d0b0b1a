"""Weeks, months, quarters, halves and years, calendar and fiscal: which days they are."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

from knowledge.periods.period import MONTHS, Span, show_day

Unit = Literal["day", "week", "month", "quarter", "half", "year", "fiscal year"]
MONTHS_IN: dict[Unit, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "fiscal year": 12}
DAY = timedelta(days=1)


def add_months(day: date, count: int) -> date:
    """Give the same day `count` months on; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shifted(day: date, count: int, unit: Unit) -> date:
    """Give the day `count` units on (back where negative)."""
    if unit == "day":
        return day + timedelta(days=count)
    if unit == "week":
        return day + timedelta(weeks=count)
    return add_months(day, count * MONTHS_IN[unit])


def fiscal_year_of(day: date, first_month: int) -> int:
    """Give the fiscal year of a day, named by the year it ends in."""
    return day.year + (first_month > 1 and day.month >= first_month)


def fiscal_year(number: int, first_month: int) -> tuple[date, date]:
    """Give the first and the last day of the fiscal year that ends in year `number`."""
    start = date(number - (first_month > 1), first_month, 1)
    return start, add_months(start, 12) - DAY


def part_of_year(unit: Unit, number: int, year: int, first_month: int = 1) -> tuple[date, date]:
    """Give the days of the `number`th quarter or half of a fiscal (from January: calendar) year."""
    months = MONTHS_IN[unit]
    start = add_months(fiscal_year(year, first_month)[0], months * (number - 1))
    return start, add_months(start, months) - DAY


def unit_around(day: date, unit: Unit, first_month: int) -> tuple[date, date]:
    """Give the whole week, month, quarter, half or year that `day` is in; quarters are fiscal."""
    if unit == "day":
        return day, day
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    months = MONTHS_IN[unit]
    into = (day.month - first_month) % months
    start = add_months(day.replace(day=1), -into)
    return start, add_months(start, months) - DAY


def named_unit(start: date, unit: Unit, first_month: int) -> Span:
    """Give the unit around `start` with the name an answer uses: "Q1 2027", "Q1 FY27"."""
    first, last = unit_around(start, unit, first_month)
    if unit == "week":
        return Span(first, last, f"the week of {show_day(first)}")
    if unit == "month":
        return Span(first, last, f"{MONTHS[first.month - 1]} {first.year}")
    if unit == "year":
        return Span(first, last, str(first.year))
    if unit == "day":
        return Span(first, last)
    fiscal = fiscal_year_of(first, first_month)
    if unit == "fiscal year":
        return Span(first, last, f"FY{fiscal % 100:02}")
    number = (first.month - first_month) % 12 // MONTHS_IN[unit] + 1
    year = str(fiscal) if first_month == 1 else f"FY{fiscal % 100:02}"
    return Span(first, last, f"{'Q' if unit == 'quarter' else 'H'}{number} {year}")
