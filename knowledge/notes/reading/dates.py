"""Which day a promise is due: a date phrase in a sentence, resolved on the note's own day."""

import re
from datetime import date, timedelta

from knowledge.company import Company
from knowledge.errors import UnclearPeriod
from knowledge.periods import parse_period

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_NUMBER = r"(?:\d{1,2}|a|one|two|three|four|five|six|seven|eight|ten|fourteen)"
_UNIT = r"(?:(?:working|business|calendar)\s+)?(?:days?|weeks?|months?)"
_PHRASE = re.compile(
    rf"""\b(?:
      (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
    | (?P<dotted>\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}})
    | (?P<plain>
        \d{{1,2}}(?:st|[nr]d|th)?\s+(?:of\s+)?{_MONTH}\b\.?(?:,?\s+\d{{4}})?
      | {_MONTH}\b\.?\s+\d{{1,2}}(?:st|[nr]d|th)?\b(?:,?\s+\d{{4}})?
      | (?:the\s+)?end\s+of\s+(?:the\s+|this\s+|next\s+)?(?:week|month|quarter|year|{_MONTH}|q[1-4])
      | (?:early|mid|late)[\s-]+{_MONTH}\b
      | month[\s-]+end | year[\s-]+end
      | (?:in|within)\s+(?:the\s+next\s+)?{_NUMBER}\s+{_UNIT}
      | (?:this|next|coming)\s+(?:{_WEEKDAY}|week|month|quarter)\b
      | tomorrow | today | tonight
      | the\s+\d{{1,2}}(?:st|[nr]d|th)(?!\s+(?:of\s+)?{_MONTH})
      | (?<=by\s){_MONTH}\b
      | {_WEEKDAY}\b
      )
    | (?P<close>(?:eod|eow|eom|eoq|cob|end\s+of\s+(?:the\s+)?(?:day|business))
        (?!\s+(?:on\s+)?(?:{_WEEKDAY}|tomorrow|\d)))
    )""",
    re.I | re.X,
)
_DUE = re.compile(
    r"(?:\b(?:by|until|till|before|no\s+later\s+than|latest|due|deadline)\s*:?\s*(?:the\s+|eod\s+|cob\s+)?"
    r"|[(–-]\s*)$",
    re.I,
)
# "within 5 business days", "the 3rd of April"
_NOISE = re.compile(r"(?:working|business|calendar)\s+|(?<=\d[a-z]{2}\s)of\s+", re.I)
_CLOSES = {"eow": "end of the week", "eom": "end of the month", "eoq": "end of the quarter"}
_PAST_YEAR_DAYS = 270


def due_in(text: str, day: date, company: Company) -> tuple[date, int, int] | None:
    """The day that a sentence of `day` names as due, and where; None where it names none.

    Of several, the first after "by", "until", "before" and the like; else the last.
    """
    found = []
    for match in _PHRASE.finditer(text):
        resolved = _resolved(match, day, company)
        if resolved is not None:
            is_due = _DUE.search(text, 0, match.start()) is not None
            found.append((is_due, resolved, match.start(), match.end()))
    if not found:
        return None
    named = [f for f in found if f[0]]
    _, resolved, start, end = named[0] if named else found[-1]
    return resolved, start, end


def _resolved(match: re.Match[str], day: date, company: Company) -> date | None:
    if match["dotted"]:
        return _dotted(match["dotted"])
    if match["close"]:
        phrase = _CLOSES.get(match["close"].lower(), "today")
    else:
        phrase = _NOISE.sub("", match[0])
        phrase = re.sub(r"(?i)^coming\b", "next", phrase)
    try:
        found = parse_period(phrase, day, company, lean="future").end
    except UnclearPeriod:
        return None
    # "12 February", said on the 13th, is yesterday and not in a year.
    return found if (found - day).days < _PAST_YEAR_DAYS else _year_before(found)


def _dotted(written: str) -> date | None:
    """12.03.2026 is a day first; 03/25/2026 a month first; what could be both is unclear."""
    first, second, year = (int(part) for part in re.split(r"[./]", written))
    if "/" in written and first <= 12 and second <= 12 and first != second:
        return None
    day, month = (second, first) if second > 12 else (first, second)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year_before(day: date) -> date:
    return (
        day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else day - timedelta(365)
    )
