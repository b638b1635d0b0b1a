"""The last resort for a single day in words or digits: strict, English, and loaded when needed."""

import re
from datetime import date, datetime, time

from knowledge.periods.frame import Lean
from knowledge.periods.words import MONTH, WEEKDAY

_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d)")
_MONTHS_IN_YEAR = 12
_SAFE = re.compile(
    rf"(?:{MONTH}|{WEEKDAY}|of|the|at|on|am|pm|utc|gmt|st|[nr]d|th|t|z|[\d\s:,.'/+-])+", re.ASCII
)


def point_date(words: str, today: date, lean: Lean) -> date | None:
    """Give the one day that `words` name, or None.

    A numeric date whose day and month could change places is not guessed.
    """
    if numeric := _NUMERIC.fullmatch(words):
        return _unambiguous(int(numeric[1]), int(numeric[3]), int(numeric[4]))
    if not re.search(r"\d", words) or not re.search(rf"\b{MONTH}", words):
        return None
    if not _SAFE.fullmatch(words):
        return None
    return _read_by_dateparser(words, today, lean)


def _unambiguous(one: int, two: int, year: int) -> date | None:
    if one == two or two > _MONTHS_IN_YEAR >= one:
        return date(year, one, two)
    if one > _MONTHS_IN_YEAR >= two:
        return date(year, two, one)
    return None


def _read_by_dateparser(words: str, today: date, lean: Lean) -> date | None:
    from dateparser import parse

    found = parse(
        words,
        languages=["en"],
        settings={
            "STRICT_PARSING": False,
            "REQUIRE_PARTS": ["day", "month"],
            "PARSERS": ["absolute-time"],
            "PREFER_DATES_FROM": lean,
            "RELATIVE_BASE": datetime.combine(today, time.min),
        },
    )
    return found.date() if found else None
