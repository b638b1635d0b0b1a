"""One cell's text as the value that its column holds. Each reader raises ValueError with a reason
that a person can act on; an empty cell never reaches it.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge.connectors.entities import Column, Kind

CellValue = str | int | Decimal | date | datetime | bool
Reader = Callable[[str], CellValue]

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)([ T]00:00(:00(\.0+)?)?)?Z?", re.ASCII)
_YES = frozenset({"yes", "y", "true", "t", "1"})
_NO = frozenset({"no", "n", "false", "f", "0"})
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_MOST_DIGITS = 30


def reader(column: Column) -> Reader:
    """Give the function that reads the column's cells."""
    if column.kind == "choice":
        return partial(_choice, {_folded(choice): choice for choice in column.choices})
    if column.kind == "ref":
        return _mail if column.of == "people" else _text
    read = _READERS_BY_NAME.get(column.name, _READERS[column.kind])
    if column.least is None and column.most is None:
        return read
    return partial(_bounded, read, column.least, column.most)


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run the text: it is kept, and escaped where it goes out."""
    if text[:1] in ("=", "@", "\t", "\r"):
        return True
    return text[:1] in ("+", "-") and len(text) > 1 and not _PLAIN_AFTER_SIGN.match(text)


# "-5", "+49 30 123", "- a list item" and "-- " are what people write; "-2+cmd()", "--cmd" are not.
_PLAIN_AFTER_SIGN = re.compile(r"[+-][\d\s.,()/%-]*$|[-+]{1,2}\s(?![=+@]|-\S|\w+\()")


def read_day(text: str) -> date:
    """Read YYYY-MM-DD, also with a midnight after it."""
    found = _DAY.fullmatch(text)
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError("not a date: write YYYY-MM-DD, or give date_formats in a mapping")
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ValueError(f"not a likely date: {_FIRST_DAY.year} to {_LAST_DAY.year} is taken")
    return day


def read_number(text: str) -> Decimal:
    """Read a number with a decimal point and nothing between the thousands."""
    if not _NUMBER.fullmatch(text) or len(text) > _MOST_DIGITS:
        raise ValueError("not a number: write 1234.56, or set decimal and thousands in a mapping")
    return Decimal(text)


def _whole(text: str) -> int:
    number = read_number(text)
    if number != number.to_integral_value():
        raise ValueError("not a whole number")
    return int(number)


def _bounded(read: Reader, least: Decimal | None, most: Decimal | None, text: str) -> CellValue:
    value = read(text)
    if least is not None and value < least:  # type: ignore[operator]
        raise ValueError("negative" if least == 0 else f"less than {least}")
    if most is not None and value > most:  # type: ignore[operator]
        raise ValueError(f"more than {most}")
    return value


def _choice(choices: dict[str, str], text: str) -> str:
    found = choices.get(_folded(text))
    if found is None:
        raise ValueError(f"not one of {', '.join(choices.values())}")
    return found


def _folded(text: str) -> str:
    return re.sub(r"[\s\-]+", "_", text.casefold())


def _text(text: str) -> str:
    return text


def _currency(text: str) -> str:
    code = text.upper()
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise ValueError("not a currency: write its ISO code, such as EUR")
    return code


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("not a time zone: write its IANA name, such as Europe/Berlin") from None


def _mail(text: str) -> str:
    if not _MAIL.fullmatch(text):
        raise ValueError("not an e-mail address")
    return text.lower()


def _yes_or_no(text: str) -> bool:
    word = text.casefold()
    if word not in _YES and word not in _NO:
        raise ValueError("neither yes nor no")
    return word in _YES


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("not a time: write ISO 8601, such as 2026-03-05T14:30:00Z") from None
    if not _FIRST_DAY <= instant.date() <= _LAST_DAY:
        raise ValueError(f"not a likely time: {_FIRST_DAY.year} to {_LAST_DAY.year} is taken")
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


_READERS: dict[Kind, Reader] = {
    "text": _text,
    "email": _mail,
    "int": _whole,
    "decimal": read_number,
    "money": read_number,
    "date": read_day,
    "instant": _instant,
    "bool": _yes_or_no,
}
_READERS_BY_NAME: dict[str, Reader] = {"currency": _currency, "time_zone": _zone}
