"""Dates as people write them, each read as the parts that it tells: day, month, quarter, year."""

import re
from dataclasses import dataclass
from datetime import date

_NAMES = "January February March April May June July August September October November December"
_MONTHS = {name[:3]: number for number, name in enumerate(_NAMES.split(), start=1)}
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

_MON = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
_MON += r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
_DAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_NTH = r"(?:[snrt][tdh])?"
_YEAR = r"(?:19|20)\d\d"
_CUE = re.compile(
    r"\b(?:in|since|by|until|through|during|from|of|last|next|this|early|late|mid|before"
    r"|after) $",
    re.IGNORECASE,
)
DATE = re.compile(
    rf"""(?<![\w/.#-])(?=[\dADFHJMNOQSTW])(?:
    (?P<iso>{_YEAR}-\d\d-\d\d)(?:T\d\d:\d\d\S*)?
    |(?P<slashed>\d{{1,2}}/\d{{1,2}}/(?:20)?\d\d)
    |(?:(?P<wd1>{_DAY})\.?,?\ )?(?:(?P<first>\d{{1,2}}){_NTH}\s?[–-]\s?)?(?P<d1>\d{{1,2}}){_NTH}
      (?:\ of)?[ -](?P<m1>{_MON})\b(?:\.(?=\ \d))?(?:,?[ -](?P<y1>{_YEAR}))?
    |(?:(?P<wd2>{_DAY})\.?,?\ )?(?P<m2>{_MON})\.?\ (?P<d2>\d{{1,2}}){_NTH}(?![\d%:]|[.,]\d|\w)
      (?:,?\ (?P<y2>{_YEAR}))?
    |(?P<m3>{_MON})\.?,?\ (?P<y3>{_YEAR})
    |(?P<part>[QH][1-4])(?:\ ?(?P<fiscal>FY)?'?(?P<y4>{_YEAR}|\d\d)\b(?!%))?
    |FY\ ?'?(?P<fy>{_YEAR}|\d\d)
    |(?P<m5>{_MON})\b(?!\ ?\d)
    |(?P<y5>{_YEAR})\b(?![,.]?\d)
    )(?!\w)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """The told parts of a date; a part that the text leaves open is None.

    `month_first` holds the other reading of "3/4/2026". `fiscal` periods match by name alone.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    months: tuple[int, ...] = ()
    fiscal: bool = False
    month_first: "Day | None" = None

    def exact(self, year: int | None) -> date | None:
        """Give the one date that is told, in `year` where the words leave it open."""
        year = self.year or year
        if not (year and self.month and self.day) or self.month_first is not None:
            return None
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    def covers(self, when: date) -> bool:
        """Say whether the date is one that these words may mean."""
        if self.fiscal:
            return False
        if self.month_first is not None and self.month_first.covers(when):
            return True
        return (
            self.year in (None, when.year)
            and self.month in (None, when.month)
            and self.day in (None, when.day)
            and self.weekday in (None, when.weekday())
            and (not self.months or when.month in self.months)
        )


def read_days(match: re.Match[str]) -> list[tuple[int, int, Day]]:
    """Read a match of DATE: (start, end, day), two of them for a range as "2–6 March".

    A month or a year by itself is one only after a word as "in" or "since".
    """
    parts = match.groupdict()
    start, end = match.span()
    if parts["iso"]:
        year, month, number = map(int, parts["iso"].split("-"))
        return [(start, end, Day(year, month, number))]
    if parts["slashed"]:
        return [(start, end, _slashed(parts["slashed"]))]
    if parts["part"] or parts["fy"]:
        return [(start, end, _period(parts))]
    if parts["m5"] or parts["y5"]:
        is_dated = _CUE.search(match.string, max(0, start - 9), start)
        day = Day(month=_month(parts["m5"]), year=_number(parts["y5"]))
        return [(start, end, day)] if is_dated else []
    return _day_month(match, parts)


def _day_month(match: re.Match[str], parts: dict[str, str | None]) -> list[tuple[int, int, Day]]:
    start, end = match.span()
    year = _number(parts["y1"] or parts["y2"] or parts["y3"])
    month = _month(parts["m1"] or parts["m2"] or parts["m3"])
    weekday = parts["wd1"] or parts["wd2"]
    day = Day(year, month, _number(parts["d1"] or parts["d2"]), _weekday(weekday))
    if not parts["first"]:
        return [(start, end, day)]
    first = Day(year, month, int(parts["first"]), day.weekday)
    last = Day(year, month, day.day)
    return [(start, match.end("first"), first), (match.start("d1"), end, last)]


def _period(parts: dict[str, str | None]) -> Day:
    year = _number(parts["y4"] or parts["fy"])
    if year is not None and year < 100:
        year += 2000
    if parts["fy"] or parts["fiscal"] or not parts["part"]:
        return Day(year=year, fiscal=True)
    size = 3 if parts["part"][0] == "Q" else 6
    first = (int(parts["part"][1]) - 1) * size + 1
    return Day(year=year, months=tuple(range(first, first + size)))


def _slashed(written: str) -> Day:
    one, two, year = map(int, written.split("/"))
    year += 2000 if year < 100 else 0
    return Day(year, two, one, month_first=Day(year, one, two))


def _number(written: str | None) -> int | None:
    return int(written) if written else None


def _month(written: str | None) -> int | None:
    return _MONTHS[written[:3]] if written else None


def _weekday(written: str | None) -> int | None:
    return _WEEKDAYS.index(written[:3]) if written else None
