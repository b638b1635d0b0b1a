"""Reads bounds on ARR: "over 100k", "between 20 and 50k", "six-figure"."""

import re

from bot.builtin.router.question import Question

# A number before a slash is part of a date.
_AMOUNT = r"[$€£]? ?(\d[\d,]*(?:\.\d+)?)(?! ?/ ?\d) ?(k|m|mm|mn|thousand|million|grand)?\b"
_OVER = re.compile(
    rf"(?:\b(?:over|above|more than|at least|greater than|bigger than|larger than|exceeding"
    rf"|north of|upwards of|from|minimum(?: of)?|min)|[>≥]=?)"
    rf" ?{_AMOUNT}(?! ?(?:accounts|days|seats|users))",
    re.I,
)
_UNDER = re.compile(
    r"(?:\b(?:under|below|less than|at most|smaller than|up to|no more than|not more than|south of"
    r"|lower than|maximum(?: of)?|max)|[<≤]=?)"
    rf" ?{_AMOUNT}(?! ?(?:accounts|days|seats|users))",
    re.I,
)
_OR_MORE = re.compile(
    rf"(?<!\w){_AMOUNT}(?:\+| ?(?:or more|and up|and above|or above|plus)\b)"
    r"|(?P<figures>\b(?:six|seven)[- ]figure)",
    re.I,
)
_BETWEEN = re.compile(rf"\b(?:between|from) {_AMOUNT} (?:and|to|-) {_AMOUNT}", re.I)
_THOUSAND, _MILLION = dict.fromkeys(("k", "thousand", "grand"), 1e3), ("m", "mm", "mn", "million")
_LEAST_MONEY = 1000
_SCALE = _THOUSAND | dict.fromkeys(_MILLION, 1e6)


def min_arr(question: Question) -> int | None:
    between = _BETWEEN.search(question.rest)
    match = between or _OVER.search(question.rest)
    if not match:
        return _open_ended(question.rest)
    return _money(match[1], match[2] or (match[4] if between else ""))


def max_arr(question: Question) -> int | None:
    between = _BETWEEN.search(question.rest)
    if between:
        return _money(between[3], between[4])
    match = _UNDER.search(question.rest)
    return _money(match[1], match[2]) if match else None


def bounds_said(text: str) -> tuple[str, ...]:
    """The bounds on money as typed: an amount, or a number with its scale."""
    found = [m for wording in (_BETWEEN, _OVER, _UNDER, _OR_MORE) if (m := wording.search(text))]
    return tuple(m.group().strip() for m in found[:1] if _is_money(m))


def _is_money(match: re.Match[str]) -> bool:
    if match.groupdict().get("figures"):
        return True
    money = re.search(r"[$€£]|\d ?(?:k|m|mm|mn|thousand|million|grand)\b", match.group(), re.I)
    return bool(money) or _money(match[1], match[2]) >= _LEAST_MONEY


def _open_ended(text: str) -> int | None:
    match = _OR_MORE.search(text)
    if not match:
        return None
    if match["figures"]:
        return 1_000_000 if match["figures"].lower().startswith("seven") else 100_000
    # "5 or more" counts something else than money.
    amount = _money(match[1], match[2])
    return amount if amount >= _LEAST_MONEY else None


def _money(number: str, scale: str | None) -> int:
    return int(float(number.replace(",", "")) * _SCALE.get((scale or "").lower(), 1))
