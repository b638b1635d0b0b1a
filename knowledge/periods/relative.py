"""Time phrases that count from today: this quarter, the last 6 weeks, a year ago, to date."""

from datetime import date, timedelta
from math import ceil
from re import Match

from knowledge.periods.frame import Frame, Rule
from knowledge.periods.period import Span
from knowledge.periods.units import DAY, Unit, named_unit, shifted, unit_around
from knowledge.periods.words import (
    NUMBER,
    REFERENCE,
    SHORT_UNIT,
    UNIT,
    number_of,
    reference_of,
    unit_of,
)

_DAYS = {
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "now": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "day after tomorrow": 2,
    "day before yesterday": -2,
}
_OVER = r"(?:(?:in|within|over|during|for|across|through|throughout)\s+)?(?:the\s+|these\s+)?"
_COUNTED = rf"(?P<number>{NUMBER})[\s-]*(?P<unit>(?:working|business)\s+days?|hours?|hrs?|{UNIT})"
_COUNTED_SHORT = rf"(?P<number>\d{{1,4}})\s?(?P<unit>{SHORT_UNIT})"
_AHEAD = r"(?P<ahead>next|coming|following|upcoming)"
_BEHIND = r"(?P<behind>last|past|previous|prior|trailing|rolling|preceding)"
_NOT_OF = r"(?!\s+(?:of|ago|earlier)\b)"
_STEPS = {"last": -1, "this": 0, "next": 1}
_TO_DATE: dict[str, Unit] = {"y": "year", "q": "quarter", "m": "month", "w": "week"}
_EDGE_OF: dict[str, Unit] = {**_TO_DATE, "d": "day"}


def _day(match: Match[str], frame: Frame) -> Span:
    words = match["day"]
    day = frame.today + timedelta(days=_DAYS[words])
    return Span(day, day, words if words != "now" else "today")


def _referred_unit(match: Match[str], frame: Frame) -> Span | None:
    words = match["unit"]
    unit, size = unit_of(words)
    if match["ref"] == "past":
        return _rolling(frame, -size, unit, f"the past {words}")
    if size != 1 or unit == "day" or words.endswith("s"):
        return None
    step = _STEPS[reference_of(match["ref"])]
    return _whole(frame, unit, step, words.startswith("calendar"))


def _whole(frame: Frame, unit: Unit, step: int, is_calendar: bool = False) -> Span:
    first_month = 1 if is_calendar else frame.first_month
    start, _ = unit_around(frame.today, unit, first_month)
    span = named_unit(shifted(start, step, unit), unit, first_month)
    if unit == "week" and abs(step) <= 1:
        name = {-1: "last week", 0: "this week", 1: "next week"}[step]
        return Span(span.start, span.end, name)
    calendar = "calendar " if is_calendar and frame.first_month != 1 else ""
    return Span(span.start, span.end, calendar + span.name)


def _this_unit(match: Match[str], frame: Frame) -> Span:
    return _whole(frame, unit_of(match["unit"])[0], 0)


def _two_steps(match: Match[str], frame: Frame) -> Span | None:
    unit, size = unit_of(match["unit"])
    if size != 1 or unit == "day":
        return None
    return _whole(frame, unit, 2 if match["which"] == "after next" else -2)


def _year_before(match: Match[str], frame: Frame) -> Span:
    unit, _ = unit_of(match["unit"])
    return named_unit(shifted(frame.today, -1, "year"), unit, frame.first_month)


def _rolling_one(match: Match[str], frame: Frame) -> Span:
    unit, size = unit_of(match["unit"])
    side = 1 if match["ahead"] else -1
    return _rolling(frame, side * size, unit, f"the {_side(side)} {match['unit']}")


def _rolling_many(match: Match[str], frame: Frame) -> Span | None:
    return _counted(match, frame, 1 if match["ahead"] else -1)


def _trailing(match: Match[str], frame: Frame) -> Span | None:
    months = match.groupdict().get("number")
    if months is None:
        return _rolling(frame, -12, "month", "the last 12 months")
    return _counted(match, frame, -1)


def _by_lean(match: Match[str], frame: Frame) -> Span | None:
    return _counted(match, frame, 1 if frame.lean == "future" else -1)


def _counted(match: Match[str], frame: Frame, side: int) -> Span | None:
    words, number = match["unit"], number_of(match["number"])
    if number == 0:
        return None
    counted = _count(number, words)
    name = f"the {_side(side)} {counted.removeprefix('1 ')}"
    if words.startswith(("working", "business")):
        there = frame.company.add_working_days(frame.today, side * min(number, 1000))
        return _ordered(frame.today, there, name)
    if words.startswith("h") and not words.startswith("hal"):
        there = frame.today + timedelta(days=side * ceil(number / 24))
        return _ordered(frame.today, there, name)
    unit, size = unit_of(words)
    if unit in ("quarter", "half", "fiscal year") and _is_next_or_last(match):
        first, last = (1, number) if side > 0 else (-number, -1)
        start, end = _whole(frame, unit, first), _whole(frame, unit, last)
        names = start.name if number == 1 else f"{start.name} to {end.name}"
        return Span(start.start, end.end, names)
    return _rolling(frame, side * number * size, unit, name)


def _is_next_or_last(match: Match[str]) -> bool:
    return bool(match.groupdict().get("ahead") or match.groupdict().get("behind"))


def _rolling(frame: Frame, count: int, unit: Unit, name: str) -> Span:
    """A window that today ends or begins; one that ends today is `count` units to the day."""
    there = shifted(frame.today, count, unit)
    return _ordered(frame.today, there + DAY if count < 0 else there, name)


def _ordered(one: date, other: date, name: str) -> Span:
    return Span(min(one, other), max(one, other), name)


def _ago(match: Match[str], frame: Frame) -> Span:
    number = number_of(match["number"])
    side = -1 if match["side"] in ("ago", "earlier", "back") else 1
    unit, size = unit_of(match["unit"])
    if unit in ("quarter", "half", "fiscal year"):
        return _whole(frame, unit, side * number)
    day = shifted(frame.today, side * number * size, unit)
    return Span(day, day, f"{_count(number, match['unit'])} {match['side']}")


def _this_time(match: Match[str], frame: Frame) -> Span:
    unit, size = unit_of(match["unit"])
    side = -1 if match["ref"] == "last" else 1
    day = shifted(frame.today, side * size, unit)
    return Span(day, day, f"this time {match['ref']} {match['unit']}")


def _to_date(match: Match[str], frame: Frame) -> Span:
    words = match.groupdict()
    if words.get("short"):
        unit = "fiscal year" if words["short"] == "fytd" else _TO_DATE[words["short"][0]]
    else:
        unit, _ = unit_of(words["unit"])
    whole = _whole(frame, unit, 0)
    return Span(whole.start, frame.today, f"{whole.name} to date")


def _edge(match: Match[str], frame: Frame) -> Span:
    words = match.groupdict()
    unit = unit_of(words["unit"])[0] if words.get("unit") else _EDGE_OF[words["short"][-1]]
    step = _STEPS[reference_of(words.get("ref") or "this")]
    return edge_of(_whole(frame, unit, step), words.get("edge") or "end")


def edge_of(span: Span, edge: str) -> Span:
    """Give the first or the last day of a span."""
    if edge in ("start", "beginning"):
        return Span(span.start, span.start, f"the start of {span.name}")
    return Span(span.end, span.end, f"the end of {span.name}", is_edge=True)


def _side(side: int) -> str:
    return "next" if side > 0 else "last"


def _count(number: int, words: str) -> str:
    if words.startswith(("working", "business", "h")):
        plain = words.removesuffix("s")
    else:
        unit, size = unit_of(words)
        plain, number = unit, number * size
    many = "halves" if plain == "half" else f"{plain}s"
    return f"{number} {plain if number == 1 else many}"


RELATIVE: tuple[Rule, ...] = (
    Rule(rf"(?:the\s+)?(?P<day>{'|'.join(sorted(_DAYS, key=len)[::-1])})", _day),
    Rule(
        rf"(?:in|within|over|during|for)\s+the\s+(?:{_AHEAD}|(?P<behind>last|past|previous))\s+"
        rf"(?P<unit>day|week|fortnight|month|year){_NOT_OF}",
        _rolling_one,
    ),
    Rule(rf"(?:the\s+|this\s+)?(?P<ref>{REFERENCE})\s+(?P<unit>{UNIT}){_NOT_OF}", _referred_unit),
    Rule(rf"(?:the\s+)?(?P<unit>{UNIT})\s+(?P<which>after\s+next|before\s+last)", _two_steps),
    Rule(r"(?:the\s+)?(?:same|this)\s+(?P<unit>week|month|quarter)\s+last\s+year", _year_before),
    Rule(rf"{_OVER}(?:{_AHEAD}|{_BEHIND})\s+(?:{_COUNTED}){_NOT_OF}", _rolling_many),
    Rule(rf"{_OVER}(?:{_AHEAD}|{_BEHIND})\s+(?:{_COUNTED_SHORT})", _rolling_many),
    Rule(r"ttm|ltm|(?:the\s+)?(?:trailing|rolling)\s+year", _trailing),
    Rule(r"[tl](?P<number>\d{1,3})(?P<unit>[dwmq])", _trailing),
    Rule(
        rf"(?:in|within|inside)\s+(?:about\s+|around\s+|roughly\s+)?{_COUNTED}(?:'?\s+time)?{_NOT_OF}",
        _by_lean,
    ),
    Rule(rf"(?:in|within)\s+{_COUNTED_SHORT}{_NOT_OF}", _by_lean),
    Rule(
        rf"(?P<number>{NUMBER})[\s-]+(?P<unit>{UNIT})\s+(?P<side>ago|earlier|back|from\s+(?:now|today)|hence)",
        _ago,
    ),
    Rule(r"this\s+time\s+(?P<ref>last|next)\s+(?P<unit>week|month|quarter|year)", _this_time),
    Rule(r"(?P<short>f?ytd|qtd|mtd|wtd)", _to_date),
    Rule(rf"(?:the\s+)?(?P<unit>{UNIT})[\s-]+to[\s-]+date", _to_date),
    Rule(rf"(?:this\s+|the\s+)?(?P<unit>{UNIT})\s+so\s+far", _to_date),
    Rule(rf"so\s+far\s+this\s+(?P<unit>{UNIT})", _to_date),
    Rule(
        rf"(?:the\s+)?(?P<edge>end|close|start|beginning)[\s-]+of[\s-]+(?:the\s+)?"
        rf"(?:(?P<ref>{REFERENCE})\s+)?(?P<unit>{UNIT})(?!\s+of\b)",
        _edge,
    ),
    Rule(rf"(?:the\s+)?(?:(?P<ref>{REFERENCE})\s+)?(?P<unit>{UNIT})(?:'s)?[\s-]*end", _edge),
    Rule(r"(?P<short>eo[dwmqy])", _edge),
    Rule(_COUNTED + _NOT_OF, _by_lean, clear_alone=False),
    Rule(_COUNTED_SHORT + _NOT_OF, _by_lean, clear_alone=False),
    Rule(
        rf"the\s+(?P<unit>(?:fiscal\s+)?(?:week|month|quarter|qtr|half|year)){_NOT_OF}",
        _this_unit,
        clear_alone=False,
    ),
)
