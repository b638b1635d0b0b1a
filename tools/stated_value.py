"""A value as somebody says it, made what a proposal keeps: "in February", "84k", "no", "3pm"."""

import re
from datetime import datetime, time
from decimal import Decimal

from knowledge.changeable import KINDS, NewPerson, written
from knowledge.errors import Adjust
from tools.desk import Desk
from tools.meant import role_of

_AMOUNT = re.compile(
    r"(?P<sign>[$€£])?\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<scale>k|m|mn|mm|thousand|grand|million)?\b\s*(?P<code>[A-Za-z]{3})?\b",
    re.I,
)
_SCALES = {"k": 10**3, "thousand": 10**3, "grand": 10**3}
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_CLOCK = re.compile(r"\b(?:at )?(\d{1,2})(?::(\d{2}))?\s*(am|pm)?\b(?!\s*(?:st|n[d]|rd|th))", re.I)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def stated_value(
    desk: Desk, change: str, value: str | None, role: str | None, currency: str
) -> str:
    """The value as `knowledge.changeable` has it. Raises Adjust where words are missing.

    A time in the past that names several days means the last of them that has been.
    """
    kind = KINDS[change]
    said = (value or "").strip()
    if kind.kind == "past":
        if not said:
            return desk.rights_on.isoformat()
        return min(desk.period(said, "past").end, desk.rights_on).isoformat()
    if not said and not (kind.kind == "choice" and role):
        raise Adjust(f"Say the new value: what is the {kind.words}?")
    if kind.kind == "day":
        return desk.period(said, "future").start.isoformat()
    if kind.kind == "amount":
        return _amount(said, currency)
    if kind.kind == "instant":
        return _instant(desk, said)
    if kind.kind == "person":
        return written(NewPerson(said, role_of(role) or "other"))
    if change == "stakeholder_role":
        return role_of(role or said) or said
    if kind.kind == "number":
        return said.replace(",", "")
    return said


def _amount(said: str, currency: str) -> str:
    match = _AMOUNT.search(said)
    if match is None:
        raise Adjust(f"{said!r} is no amount: say it like 84k or $84,000.")
    scale = (match["scale"] or "").lower()
    factor = _SCALES.get(scale, 10**6 if scale else 1)
    code = _SIGNS.get(match["sign"] or "") or (match["code"] or "").upper() or currency
    return f"{Decimal(match['number'].replace(',', '')) * factor:f} {code}"


def _instant(desk: Desk, said: str) -> str:
    rest = _ISO.sub(" ", said)
    clock = next((m for m in _CLOCK.finditer(rest) if m[2] or m[3]), None)
    day_words = said.replace(clock.group(), " ").strip(" ,") if clock else said
    if clock is None:
        raise Adjust("Say the day and the time, such as 14 March at 15:00.")
    hour, minute = int(clock[1]), int(clock[2] or 0)
    if (clock[3] or "").lower() == "pm" and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        raise Adjust(f"{clock.group()!r} is no time of day.")
    day = desk.period(day_words, "future").start
    zone = desk.company.zone(desk.viewer.time_zone)
    return datetime.combine(day, time(hour, minute), zone).isoformat()
