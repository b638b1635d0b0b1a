"""How a fact is written: for a reader, and for a model."""

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from knowledge.facts import Fact
from knowledge.money import show_money
from tools.addresses import QUOTED

UNKNOWN = "unknown"
_NEAR_DAYS = 183
# An underscore inside a word is no markup.
_MARKUP = re.compile(r"([\\`*~\[\]<>|]|(?<!\w)_|_(?!\w))")
_FORMATTED = re.compile(r"[`*|~\\]+|(?<!\w)_+|_+(?!\w)")
_STRAIGHT = str.maketrans("“”«»", '""""')
_WORDS = {"enterprise": "enterprise", "mid_market": "mid-market", "smb": "SMB"}
_PLAIN = ("text", "band", "quote", "points", "date", "")


def show(fact: Fact, today: date) -> str:
    """Write a fact for a reader: "$84,000", "9.8%", "14 Mar", "11 days", "34 accounts".

    An unknown value says "unknown". Somebody's words ("quote") are as `said` gives them.
    The year of a date is left out where it can't be mistaken.
    """
    value = fact.value
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return show_day(value, today)
    if isinstance(value, str):
        if fact.unit == "quote":
            return said(value)
        return escape(_WORDS.get(value, value))
    return _number(Decimal(str(value)), fact.unit)


def plain(fact: Fact, today: date) -> str:
    """Write a fact as `show` does, but words as they are: for a text that isn't Markdown.

    Words stay on one line and lose characters that can't be seen.
    """
    if isinstance(fact.value, str):
        seen = "".join(c for c in fact.value if not _is_unseen(c))
        return _WORDS.get(fact.value, " ".join(seen.split()))
    return show(fact, today)


def bare(fact: Fact) -> str:
    """Write a number without its noun: "34"."""
    if fact.value is None or isinstance(fact.value, str | date | bool):
        return UNKNOWN if fact.value is None else str(fact.value)
    return _plain_number(Decimal(str(fact.value)))


def show_day(day: date, today: date) -> str:
    """ "14 Mar" this year or within half a year, else "14 Mar 2027"."""
    near = day.year == today.year or abs((day - today).days) <= _NEAR_DAYS
    return f"{day.day} {day:%b}" if near else f"{day.day} {day:%b %Y}"


def for_model(fact: Fact) -> str:
    """Write a fact for a model: ISO dates, exact money, text from outside quoted."""
    value = fact.value
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        clean = " ".join(value.split())
        return clean if fact.unit == "band" else f'"{clean.replace(chr(34), chr(39))}"'
    return _number(Decimal(str(value)), fact.unit)


def escape(text: str) -> str:
    """Make text from outside safe in Markdown: one line, no markup of its own."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def said(words: str) -> str:
    """Somebody's words, to stand between “ and ”: no link, mention, code or unseen character."""
    seen = "".join(c for c in words if not _is_unseen(c))
    for pattern in (*QUOTED, _FORMATTED):
        seen = pattern.sub("…", seen)
    return escape(seen.translate(_STRAIGHT))


def _is_unseen(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character)[0] == "C"


def _number(value: Decimal, unit: str) -> str:
    if len(unit) == 3 and unit.isupper():
        return show_money(value, unit)
    if unit == "percent":
        return f"{_plain_number(value, 1)}%"
    if unit in _PLAIN:
        return _plain_number(value, 1)
    shown = _plain_number(value, 1)
    return f"{shown} {unit.removesuffix('s') if shown == '1' and _is_plural(unit) else unit}"


def _is_plural(unit: str) -> bool:
    return unit.endswith("s") and not unit.endswith("ss")


def _plain_number(value: Decimal, decimals: int = 2) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole = rounded == rounded.to_integral_value()
    return f"{rounded:,.0f}" if whole else f"{rounded:,}".rstrip("0")
