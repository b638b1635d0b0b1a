"""Figures as people write them: amounts, percentages, durations, plain and spelled-out numbers."""

import re
from typing import NamedTuple

_CODES = """USD EUR GBP CHF JPY CNY CAD AUD NZD SGD HKD INR SEK NOK DKK PLN CZK HUF RON BGN TRY ZAR
    BRL MXN CLP COP ARS ILS AED SAR QAR KRW TWD THB IDR MYR PHP VND UAH EGP NGN KES"""
CURRENCIES = frozenset(_CODES.split())
_SIGNS = {
    "$": "USD", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD",
    "S$": "SGD", "HK$": "HKD", "R$": "BRL", "MX$": "MXN", "€": "EUR", "£": "GBP", "¥": "JPY",
    "₹": "INR", "₩": "KRW", "₪": "ILS", "dollar": "USD", "euro": "EUR", "pound": "GBP",
}  # fmt: skip
SCALE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9}
SCALE["billion"] = 1e9

DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0}
DAYS |= {"month": 30.44, "quarter": 91.31, "year": 365.25}

_GROUPING = str.maketrans("", "", ", \u00a0\u202f\u2009")
_CODE = "|".join(sorted(CURRENCIES))
_SIGN = r"(?:US|CA|C|AU|A|NZ|S|HK|R|MX)?\$|[€£¥₹₩₪]"
_SPAN = r"(?:business|working|calendar)?[ -]?(?P<span>minute|hour|day|week|month|quarter|year)s?"
FIGURE = re.compile(
    rf"""(?=[\d+−–$€£¥₹₩₪A-Z-])(?<![\w#/.,:@])(?P<sign>(?<![\w)])[+−–-])?(?:(?P<cur>{_SIGN}|\b(?:{_CODE}))\s?)?
    (?P<inner>[−-])?
    (?P<num>(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?:[ \u00a0\u202f\u2009]\d{{3}})+(?![\d.,]\d|\d)|\d+)
    (?:\.\d+)?)
    (?P<scale>(?:[kKmMB]|bn|mn)\b|\s(?:thousand|million|billion)\b)?
    (?:\s?(?P<after>[€£]|\$(?!\d)|(?:{_CODE}|dollar|euro|pound)s?\b)
      |\s?(?P<points>percentage[ ]points?|pp\b|pts?\b)
      |\s?(?P<pct>%|percent\b|per[ ]cent\b|pct\b)
      |(?P<ordinal>[snrt][tdh])\b
      |(?:\s|-)?{_SPAN}\b
    )?""",
    re.VERBOSE,
)
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
_ONES += "fifteen sixteen seventeen eighteen nineteen"
_NUMBER_WORDS = {word: value for value, word in enumerate(_ONES.split())}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBER_WORDS |= {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
WORD = re.compile(
    rf"""(?=[zotfsenhaZOTFSENHA])(?<![\w-])(?i:(?P<dozen>(?:half[ ])?a[ ]dozen)
    |(?P<tens>{_TENS.replace(" ", "|")})-(?P<unit>one|two|three|four|five|six|seven|eight|nine)
    |(?P<word>{"|".join(_NUMBER_WORDS)}))
    (?:(?![\w-])|(?=-(?:{_SPAN.replace("?P<span>", "?:")})\b))
    (?:[ -]{_SPAN}\b)?""",
    re.VERBOSE,
)


class Figure(NamedTuple):
    """A number as written: it stands for anything within `slack` of `value`.

    `unit` is an ISO currency, "percent", "points", a time unit in the singular, or "".
    """

    value: float
    slack: float
    unit: str = ""
    signed: bool = False

    def covers(self, number: float, is_change: bool = True) -> bool:
        """Say whether the number, rounded as the text shows it, is this figure.

        A change may leave its sign to the words: "down 14" is −14, and so is money lost.
        """
        room = self.slack * (1 + 1e-9) + 1e-9
        if abs(number - self.value) <= room:
            return True
        is_bare = not self.signed and (is_change or self.unit in CURRENCIES)
        return is_bare and abs(abs(number) - self.value) <= room


def read_figure(match: re.Match[str]) -> Figure:
    """Read a match of FIGURE."""
    digits = match["num"].translate(_GROUPING)
    scale = SCALE[match["scale"].strip().lower()] if match["scale"] else 1.0
    decimals = len(digits.partition(".")[2])
    sign = match["sign"] or match["inner"]
    value = float(digits) * scale * (-1 if sign and sign != "+" else 1)
    return Figure(value, 0.5 * scale / 10**decimals, _unit(match), bool(sign))


def read_word(match: re.Match[str]) -> Figure:
    """Read a match of WORD."""
    unit = (match["span"] or "").lower()
    if match["dozen"]:
        return Figure(6.0 if match["dozen"].lower().startswith("half") else 12.0, 0.0, unit)
    if match["tens"]:
        low = _NUMBER_WORDS[match["unit"].lower()]
        return Figure(float(_NUMBER_WORDS[match["tens"].lower()] + low), 0.0, unit)
    return Figure(float(_NUMBER_WORDS[match["word"].lower()]), 0.0, unit)


def _unit(match: re.Match[str]) -> str:
    currency = match["cur"] or match["after"]
    if currency:
        currency = currency.strip()
        return _SIGNS.get(currency) or _SIGNS.get(currency.rstrip("s")) or currency[:3]
    if match["pct"]:
        return "percent"
    return "points" if match["points"] else match["span"] or ""
