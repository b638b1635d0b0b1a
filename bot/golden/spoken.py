"""Whether a value stands in a text, however it is written there."""

import re
from datetime import date
from decimal import Decimal

from bot.golden.truth import Value

_SIGN = r"(?:[$€£]|(?:USD|EUR|GBP) ?)"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = {"k": 1_000, "m": 1_000_000}
_MONEY = re.compile(rf"{_SIGN}({_NUMBER})([kKmM]?)\b")
_PERCENT = re.compile(rf"([−-]?)({_NUMBER}) ?%")
_DAY = re.compile(
    r"\b(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?: (\d{4}))?\b"
)
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_COUNT = re.compile(rf"(?<![\d.,#])([−-]?)({_NUMBER})(?![\d%])")
_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_NONE = re.compile(r"\b(?:no|none|nobody|nothing)\b", re.I)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def stands_in(value: Value, text: str) -> bool:
    """True where the text says the value, rounded as it is written there."""
    if value.unit == "text":
        return " ".join(str(value.value).casefold().split()) in " ".join(
            plain(text).casefold().split()
        )
    if value.unit == "day":
        return _has_day(value.value, text)
    if value.unit == "money":
        return any(_agrees(value.value, shown, scale) for shown, scale in _MONEY.findall(text))
    if value.unit == "percent":
        return any(_agrees(value.value, _signed(*found)) for found in _PERCENT.findall(text))
    return _has_count(value.value, text)


def plain(text: str) -> str:
    """The text without Markdown's marks and escapes."""
    return re.sub(r"\\([^\w\s])", r"\1", text).replace("*", "").replace("_", "")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _has_day(day: date, text: str) -> bool:
    for number, month, year in _DAY.findall(text):
        same = int(number) == day.day and _MONTHS.index(month) + 1 == day.month
        if same and (not year or int(year) == day.year):
            return True
    return any((int(y), int(m), int(d)) == (day.year, day.month, day.day)
               for y, m, d in _ISO.findall(text))  # fmt: skip


def _has_count(count: Decimal, text: str) -> bool:
    rest = plain(text)
    for other in (_ISO, _DAY, _MONEY, _PERCENT):
        rest = other.sub(" ", rest)
    if any(_agrees(count, _signed(*found)) for found in _COUNT.findall(rest)):
        return True
    if count == 0:
        return bool(_NONE.search(rest))
    if count != int(count) or not 0 < count <= 20:
        return False
    return bool(re.search(rf"\b{_WORDS[int(count)]}\b", rest, re.IGNORECASE))


def _signed(sign: str, number: str) -> str:
    return f"-{number}" if sign else number


def _agrees(value: Decimal, shown: str, scale: str = "") -> bool:
    digits = shown.replace(",", "")
    places = len(digits.partition(".")[2])
    times = _SCALE.get(scale.lower(), 1)
    slack = Decimal(times) / 2 / Decimal(10) ** places
    return abs(value - Decimal(digits) * times) <= slack
