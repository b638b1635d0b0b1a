"""The company's frame: currency and plan rates, fiscal year, working days, zone, segments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge.company_file import CompanyFile
from knowledge.errors import BadCompany

Segment = Literal["enterprise", "mid_market", "smb"]
SEGMENTS: tuple[Segment, ...] = ("enterprise", "mid_market", "smb")

_DEFAULT = Path(__file__).with_name("company.toml")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOST_YEARLY_HOLIDAYS = 60


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """One segment: accounts with at least `from_arr` a year that no higher segment takes.

    `accounts_per_csm` is the usual (lowest, highest) size of one book; None where it is pooled.
    """

    key: Segment
    name: str
    from_arr: Decimal
    accounts_per_csm: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """What the whole deployment shares.

    `plan_rates` are units of `currency` for one unit of the other currency. `working_days` are
    weekday numbers, Monday 0. `yearly_holidays` are (month, day). `segments` stand highest first.
    """

    name: str
    currency: str
    fiscal_year_start: int
    time_zone: str
    working_days: frozenset[int]
    holidays: frozenset[date]
    yearly_holidays: frozenset[tuple[int, int]]
    segments: tuple[SegmentRule, ...]
    plan_rates: Mapping[str, Decimal] = field(hash=False)
    touch_every_days: int = 90
    goals_per_account: int = 3

    def zone(self, name: str | None) -> ZoneInfo:
        """A person's time zone; the company's where they have none, or one that is none."""
        try:
            return ZoneInfo(name or self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo(self.time_zone)

    def convert(self, amount: Decimal, currency: str) -> Decimal:
        """Give `amount` of `currency` in the reporting currency, at the plan rate, unrounded.

        Raises BadCompany where company.toml has no rate for `currency`.
        """
        code = currency.upper()
        if code == self.currency:
            return amount
        rate = self.plan_rates.get(code)
        if rate is None:
            raise BadCompany(
                f"company.toml has no plan rate for {code!r}: add `{code} = ...` under "
                f"[plan_rates], in {self.currency} for one {code}."
            )
        return amount * rate

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on `day`."""
        if day.weekday() not in self.working_days or day in self.holidays:
            return False
        return (day.month, day.day) not in self.yearly_holidays

    def add_working_days(self, day: date, count: int) -> date:
        """Give the day `count` working days after `day`, or before it where `count` is negative."""
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def segment_of(self, arr: Decimal) -> Segment:
        """Give the segment of an account that pays `arr` a year, in the reporting currency."""
        for rule in self.segments:
            if arr >= rule.from_arr:
                return rule.key
        return self.segments[-1].key

    def segment(self, key: Segment) -> SegmentRule:
        """Give the rule of one segment."""
        return next(rule for rule in self.segments if rule.key == key)


def load_company(path: Path | str | None = None) -> Company:
    """Read company.toml; None reads the packaged one.

    Raises BadCompany, naming the file, the line where it can be known, the key, and the cure.
    """
    default = CompanyFile.read(_DEFAULT)
    frame = default if path is None else CompanyFile.read(Path(path)).over(default)
    frame.refuse_unknown()
    working_days = _working_days(frame)
    holidays, yearly = _holidays(frame)
    currency = frame.currency_code("currency", frame.text("currency"))
    return Company(
        name=frame.text("name"),
        currency=currency,
        fiscal_year_start=frame.whole("fiscal_year_start", 1, 12),
        time_zone=_time_zone(frame),
        working_days=working_days,
        holidays=holidays,
        yearly_holidays=yearly,
        segments=_segments(frame),
        plan_rates=_plan_rates(frame, currency),
        touch_every_days=frame.whole("touch_every_days", 1, 366),
        goals_per_account=frame.whole("goals_per_account", 1, 20),
    )


def _time_zone(frame: CompanyFile) -> str:
    zone = frame.text("time_zone")
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as err:
        cure = "write an IANA name such as 'Europe/London'."
        raise frame.bad("time_zone", f"is {zone!r}", cure) from err
    return zone


def _working_days(frame: CompanyFile) -> frozenset[int]:
    cure = f"write some of {', '.join(_WEEKDAYS)}, as a list."
    names = frame.items("working_days", cure)
    if not names or any(name not in _WEEKDAYS for name in names):
        raise frame.bad("working_days", f"is {names!r}", cure)
    return frozenset(_WEEKDAYS.index(str(name)) for name in names)


def _holidays(frame: CompanyFile) -> tuple[frozenset[date], frozenset[tuple[int, int]]]:
    cure = "write each as 'MM-DD' (every year) or 'YYYY-MM-DD'."
    single: set[date] = set()
    yearly: set[tuple[int, int]] = set()
    for item in frame.items("holidays", cure):
        words = str(item)
        try:
            if len(words) == len("MM-DD"):
                leap_day = date.fromisoformat(f"2024-{words}")
                yearly.add((leap_day.month, leap_day.day))
            else:
                single.add(date.fromisoformat(words))
        except ValueError as err:
            raise frame.bad("holidays", f"has {words!r}", cure) from err
    if len(yearly) > _MOST_YEARLY_HOLIDAYS:
        cure = f"keep at most {_MOST_YEARLY_HOLIDAYS}."
        raise frame.bad("holidays", f"has {len(yearly)} yearly days", cure)
    return frozenset(single), frozenset(yearly)


def _plan_rates(frame: CompanyFile, currency: str) -> dict[str, Decimal]:
    rates: dict[str, Decimal] = {}
    for code in frame.table("plan_rates"):
        key = f"plan_rates.{code}"
        rate = frame.number(key)
        if rate <= 0:
            raise frame.bad(key, f"is {rate}", f"write how many {currency} one {code} is worth.")
        rates[frame.currency_code(key, code)] = rate
    if rates.get(currency, Decimal(1)) != 1:
        raise frame.bad(f"plan_rates.{currency}", "is not 1", "take the reporting currency out.")
    return rates


def _segments(frame: CompanyFile) -> tuple[SegmentRule, ...]:
    rules = tuple(_segment(frame, key) for key in SEGMENTS)
    for higher, lower in pairwise(rules):
        if higher.from_arr <= lower.from_arr:
            raise frame.bad(
                f"segments.{higher.key}.from_arr",
                f"is {higher.from_arr}",
                f"write more than {lower.name} starts at, {lower.from_arr}.",
            )
    return rules


def _segment(frame: CompanyFile, key: Segment) -> SegmentRule:
    where = f"segments.{key}"
    from_arr = frame.number(f"{where}.from_arr")
    if from_arr < 0:
        raise frame.bad(f"{where}.from_arr", f"is {from_arr}", "write 0 or more.")
    size_key = f"{where}.accounts_per_csm"
    if not frame.has(size_key):
        return SegmentRule(key, frame.text(f"{where}.name"), from_arr)
    cure = "write the lowest and the highest number of accounts, such as [40, 80]."
    match frame.items(size_key, cure):
        case [int(low), int(high)] if 0 < low <= high:
            return SegmentRule(key, frame.text(f"{where}.name"), from_arr, (low, high))
        case other:
            raise frame.bad(size_key, f"is {other!r}", cure)
