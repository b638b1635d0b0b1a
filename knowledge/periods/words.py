"""The words of time phrases, as pieces of patterns, and what they mean."""

from typing import Literal

from knowledge.periods.units import Unit

Reference = Literal["this", "next", "last"]

NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "couple": 2,
    "three": 3,
    "few": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "eighteen": 18,
    "twenty": 20,
    "thirty": 30,
    "forty-five": 45,
    "forty five": 45,
    "forty": 40,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
}
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4} | {
    "4th": 4,
    "last": 0,
    "final": 0,
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_REFERENCES: dict[str, Reference] = {
    "this": "this",
    "current": "this",
    "next": "next",
    "nxt": "next",
    "coming": "next",
    "upcoming": "next",
    "following": "next",
    "last": "last",
    "past": "last",
    "previous": "last",
    "prior": "last",
    "prev": "last",
}

_WORDS = "|".join(sorted(NUMBERS, key=len, reverse=True))
NUMBER = rf"(?:\d{{1,4}}|(?:a\s+)?(?:couple|few|hundred)(?:\s+of)?|{_WORDS})"
REFERENCE = rf"(?:{'|'.join(_REFERENCES)})"
FISCAL = r"(?:fiscal|financial|fy)"
UNIT = (
    rf"(?:(?:{FISCAL}|calendar)\s+)?(?:days?|weeks?|wks?|fortnights?|months?|mos?|mths?|quarters?"
    rf"|qtrs?|q|half[- ]?years?|halves|half|years?|yrs?)|fy"
)
SHORT_UNIT = r"(?:days?|d|weeks?|wks?|w|months?|mths?|mos?|m|quarters?|qtrs?|q|years?|yrs?|y)"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
YEAR = r"(?:19|20)\d\d"
DAY_OF_MONTH = r"(?:[12]\d|3[01]|0?[1-9])(?:st|[nr]d|th)?"

_MONTH_STARTS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNITS: tuple[tuple[str, Unit], ...] = (
    ("half", "half"),
    ("halv", "half"),
    ("q", "quarter"),
    ("w", "week"),
    ("m", "month"),
    ("y", "year"),
    ("d", "day"),
)


def number_of(words: str) -> int:
    """Give the number that a NUMBER says."""
    text = words.removesuffix(" of").removeprefix("a ").strip() or "a"
    return int(text) if text.isdecimal() else NUMBERS[text]


def unit_of(words: str) -> tuple[Unit, int]:
    """Give the unit that a UNIT or SHORT_UNIT says, and how many of them (a fortnight is two)."""
    if words.startswith("fortnight"):
        return "week", 2
    if words.startswith("half"):
        return "half", 1
    bare = words.split()[-1]
    if bare == "fy" or (words.startswith(("fiscal", "financial", "fy")) and bare[0] == "y"):
        return "fiscal year", 1
    return next((unit, 1) for start, unit in _UNITS if bare.startswith(start))


def reference_of(words: str) -> Reference:
    """Give "this", "next" or "last" for a REFERENCE."""
    return _REFERENCES[words]


def month_of(words: str) -> int:
    """Give the number of a MONTH."""
    return _MONTH_STARTS.index(words[:3]) + 1


def weekday_of(words: str) -> int:
    """Give the number of a WEEKDAY, Monday 0."""
    return next(number for number, day in enumerate(WEEKDAYS) if day.startswith(words[:3]))


def year_of(words: str) -> int:
    """Give the year that two or four digits name."""
    digits = int(words.strip("' "))
    return digits + 2000 if digits < 100 else digits
