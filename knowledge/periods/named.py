"""Time phrases that name their place in the calendar: days, months, quarters, halves, years."""

from collections.abc import Iterator
from datetime import date, timedelta
from re import Match

from knowledge.periods.frame import Frame, Rule
from knowledge.periods.period import Span
from knowledge.periods.units import (
    DAY,
    Unit,
    add_months,
    fiscal_year,
    fiscal_year_of,
    named_unit,
    part_of_year,
    unit_around,
)
from knowledge.periods.words import (
    DAY_OF_MONTH,
    MONTH,
    ORDINALS,
    REFERENCE,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    month_of,
    reference_of,
    weekday_of,
    year_of,
)

_FY = r"(?:fy|(?:fiscal|financial)(?:\s+year)?)\s?'?"
_IN_YEAR = (
    rf"(?:(?:of\s+|in\s+)?(?:(?P<year>{YEAR})|{_FY}(?P<fy>\d{{4}}|\d{{2}})\b"
    rf"|(?:the\s+)?(?P<yearref>{REFERENCE})\s+(?:(?:fiscal|calendar)\s+)?(?:year|yr|fy)\b)"
    rf"|(?:'|/)(?P<short>\d\d)(?!\d))"
)
_OF_THE_YEAR = r"\s+of\s+(?P<thisyear>the\s+(?:fiscal\s+)?year)"
_ORDINAL = rf"(?P<ordinal>{'|'.join(ORDINALS)})"
_CALENDAR = r"(?:(?P<calendar>fiscal|calendar|fy|cy)\s+)?"
_REF = rf"(?:(?P<ref>{REFERENCE})\s+)?"
_WEEKDAY_BEFORE = rf"(?:{WEEKDAY},?\s+)?"
_STEPS = {"last": -1, "this": 0, "next": 1}
_YEARS_AROUND = range(-8, 9)


def _iso_day(match: Match[str], _frame: Frame) -> Span:
    day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    return Span(day, day)


def _iso_month(match: Match[str], frame: Frame) -> Span:
    start = date(int(match["year"]), int(match["month"]), 1)
    return named_unit(start, "month", frame.first_month)


def _iso_week(match: Match[str], frame: Frame) -> Span:
    monday = date.fromisocalendar(int(match["year"]), int(match["week"]), 1)
    return named_unit(monday, "week", frame.first_month)


def _day_of_month(match: Match[str], frame: Frame) -> Span | None:
    day, month = int(match["day"].rstrip("stndrh")), month_of(match["month"])
    year = _calendar_year(match, frame)
    if year is not None:
        return Span(date(year, month, day), date(year, month, day))
    found = frame.choose(_each_year(frame, month, day))
    return Span(*found) if found else None


def _each_year(frame: Frame, month: int, day: int) -> Iterator[tuple[date, date]]:
    for offset in _YEARS_AROUND:
        try:
            there = date(frame.today.year + offset, month, day)
        except ValueError:
            continue
        yield there, there


def _month(match: Match[str], frame: Frame) -> Span | None:
    month, year = month_of(match["month"]), _calendar_year(match, frame)
    reference = reference_of(match["ref"]) if match["ref"] else None
    if year is None and reference == "this":
        year = frame.today.year
    if year is not None:
        start = date(year, month, 1)
    else:
        firsts = (date(frame.today.year + n, month, 1) for n in (-2, -1, 0, 1, 2))
        found = frame.choose(((day, add_months(day, 1) - DAY) for day in firsts), reference)
        if not found:
            return None
        start = found[0]
    return named_unit(start, "month", frame.first_month)


def _part(match: Match[str], frame: Frame, unit: Unit) -> Span | None:
    words = match.groupdict()
    ordinal = words.get("ordinal")
    number = ORDINALS[ordinal] if ordinal else int(words["number"])
    first_month = 1 if words["calendar"] in ("calendar", "cy") else frame.first_month
    named = words.get("year") or words.get("short")
    if named and words["calendar"] not in ("fiscal", "fy"):
        first_month = 1
    year = year_of(named or words["fy"]) if named or words.get("fy") else None
    yearref = "this" if words.get("thisyear") else words.get("yearref")
    if year is None and yearref:
        year = fiscal_year_of(frame.today, first_month) + _STEPS[reference_of(yearref)]
    if number == 0 and year is None:
        return None
    number = number or (4 if unit == "quarter" else 2)
    if number > (4 if unit == "quarter" else 2):
        return None
    if year is not None:
        found: tuple[date, date] | None = part_of_year(unit, number, year, first_month)
    else:
        found = _nearest_part(frame, unit, number, first_month, words.get("ref"))
    if not found:
        return None
    span = named_unit(found[0], unit, first_month)
    calendar = "calendar " if first_month != frame.first_month else ""
    return Span(span.start, span.end, calendar + span.name)


def _nearest_part(
    frame: Frame, unit: Unit, number: int, first_month: int, ref: str | None
) -> tuple[date, date] | None:
    this_year = fiscal_year_of(frame.today, first_month)
    reference = reference_of(ref) if ref else None
    if reference == "this":
        return part_of_year(unit, number, this_year, first_month)
    years = range(this_year - 2, this_year + 3)
    spans = (part_of_year(unit, number, year, first_month) for year in years)
    return frame.choose(spans, reference)


def _quarter(match: Match[str], frame: Frame) -> Span | None:
    return _part(match, frame, "quarter")


def _half(match: Match[str], frame: Frame) -> Span | None:
    return _part(match, frame, "half")


def _fiscal_year(match: Match[str], frame: Frame) -> Span:
    year = year_of(match["until"] or match["fy"])
    start, _ = fiscal_year(year, frame.first_month)
    return named_unit(start, "fiscal year", frame.first_month)


def _year(match: Match[str], frame: Frame) -> Span:
    return named_unit(date(year_of(match["year"]), 1, 1), "year", frame.first_month)


def _calendar_year(match: Match[str], frame: Frame) -> int | None:
    if match["fy"]:
        fiscal = year_of(match["fy"])
        first = frame.first_month
        return fiscal - (first > 1 and month_of(match["month"]) >= first)
    if match["year"] or match["short"]:
        return year_of(match["year"] or match["short"])
    if match["yearref"]:
        return frame.today.year + _STEPS[reference_of(match["yearref"])]
    return None


def _weekday(match: Match[str], frame: Frame) -> Span | None:
    wanted = weekday_of(match["weekday"])
    monday, _ = unit_around(frame.today, "week", frame.first_month)
    days = [monday + timedelta(weeks=week, days=wanted) for week in (-2, -1, 0, 1, 2)]
    reference = reference_of(match["ref"]) if match["ref"] else None
    if reference in ("this", "next"):
        day = days[2] if reference == "this" else days[3]
    else:
        found = frame.choose(((day, day) for day in days), reference)
        if not found:
            return None
        day = found[0]
    return Span(day, day, WEEKDAYS[wanted].capitalize())


def _new_year(_match: Match[str], frame: Frame) -> Span | None:
    return _nearest_day(frame, 1, 1)


def _slashed(match: Match[str], frame: Frame) -> Span | None:
    return _nearest_day(frame, int(match["month"]), int(match["day"]))


def _nearest_day(frame: Frame, month: int, day: int) -> Span | None:
    found = frame.choose(_each_year(frame, month, day))
    return Span(*found) if found else None


def _nth_of_this_month(match: Match[str], frame: Frame) -> Span | None:
    wanted = int(match["day"].rstrip("stndrh"))
    months = (add_months(frame.today.replace(day=1), n) for n in range(-3, 4))
    ends = ((first, add_months(first, 1) - DAY) for first in months)
    days = [first.replace(day=wanted) for first, last in ends if wanted <= last.day]
    found = frame.choose((day, day) for day in days)
    return Span(*found) if found else None


def _week_of(match: Match[str], frame: Frame) -> Span | None:
    day = _day_of_month(match, frame)
    return named_unit(day.start, "week", frame.first_month) if day else None


_DAY_FIRST = (
    rf"(?:the\s+)?(?P<day>{DAY_OF_MONTH})\b(?:\s+of)?[\s-]*(?P<month>{MONTH})"
    rf"(?:,?[\s-]*{_IN_YEAR})?"
)
_MONTH_FIRST = rf"(?P<month>{MONTH})[\s-]+(?:the\s+)?(?P<day>{DAY_OF_MONTH})\b(?:,?\s*{_IN_YEAR})?"
_WEEK_OF = r"(?:(?:the\s+)?week\s+(?:of|commencing|starting|beginning)|w/c)\s+"

NAMED: tuple[Rule, ...] = (
    Rule(rf"(?P<year>{YEAR})[-/](?P<month>\d\d)[-/](?P<day>\d\d)", _iso_day),
    Rule(rf"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>{YEAR})", _iso_day),
    # A slash may put the month first or the day: told only where one of them can't be a month.
    Rule(rf"(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d\d?)/(?P<year>{YEAR})", _iso_day),
    Rule(rf"(?P<month>\d\d?)/(?P<day>1[3-9]|2\d|3[01])/(?P<year>{YEAR})", _iso_day),
    Rule(
        r"(?P<day>1[3-9]|2\d|3[01])/(?P<month>1[0-2]|0?[1-9])(?![\d/])",
        _slashed,
        clear_alone=False,
    ),
    Rule(
        r"(?P<month>1[0-2]|0?[1-9])/(?P<day>1[3-9]|2\d|3[01])(?![\d/])",
        _slashed,
        clear_alone=False,
    ),
    Rule(rf"(?P<year>{YEAR})-(?P<month>\d\d)", _iso_month),
    Rule(rf"(?P<year>{YEAR})-?w(?P<week>\d\d)", _iso_week),
    Rule(_WEEK_OF + _DAY_FIRST, _week_of),
    Rule(_WEEK_OF + _MONTH_FIRST, _week_of),
    Rule(_WEEKDAY_BEFORE + _DAY_FIRST, _day_of_month),
    Rule(_WEEKDAY_BEFORE + _MONTH_FIRST, _day_of_month),
    Rule(
        rf"{_REF}(?P<month>{MONTH})"
        rf"(?:,?[\s-]*{_IN_YEAR})?",
        _month,
    ),
    Rule(
        rf"{_CALENDAR}(?:the\s+)?{_REF}(?:q\s?(?P<number>[1-4])|{_ORDINAL}\s+"
        rf"(?:(?:fiscal|calendar)\s+)?(?:quarter|qtr))(?:[\s,-]*{_IN_YEAR}|{_OF_THE_YEAR})?(?!\s+of\b)",
        _quarter,
    ),
    Rule(
        rf"{_CALENDAR}(?:(?P<year>{YEAR})|{_FY}(?P<fy>\d{{4}}|\d\d))[\s,-]*q(?P<number>[1-4])",
        _quarter,
    ),
    Rule(rf"{_CALENDAR}(?P<number>[1-4])q\s?'?(?P<short>\d\d)", _quarter),
    Rule(
        rf"{_CALENDAR}(?:the\s+)?{_REF}(?:h\s?(?P<number>[12])|{_ORDINAL}\s+half)"
        rf"(?:[\s,-]*{_IN_YEAR}|{_OF_THE_YEAR})?(?!\s+of\b)",
        _half,
    ),
    Rule(
        rf"{_CALENDAR}(?:(?P<year>{YEAR})|{_FY}(?P<fy>\d{{4}}|\d\d))[\s,-]*h(?P<number>[12])", _half
    ),
    Rule(rf"{_FY}(?P<fy>\d{{4}}|\d\d)(?:[/-](?P<until>\d{{4}}|\d\d))?", _fiscal_year),
    Rule(rf"(?P<fy>{YEAR})/(?P<until>\d\d)", _fiscal_year, clear_alone=False),
    Rule(r"(?:calendar(?:\s+year)?|cy)\s?'?(?P<year>\d{4}|\d\d)", _year),
    Rule(rf"(?:the\s+year\s+)?(?P<year>{YEAR})", _year, clear_alone=False),
    Rule(r"(?:the\s+)?new\s+year(?:'?s)?(?:\s+day)?", _new_year, clear_alone=False),
    Rule(rf"{_REF}(?P<weekday>{WEEKDAY})", _weekday),
    Rule(
        r"the\s+(?P<day>[12]?1st|2?2nd|2?3rd|[12]?[4-9]th|1[0-3]th|[23]0th|31st)",
        _nth_of_this_month,
        clear_alone=False,
    ),
)
