"""A value line: one thing that got better, what it is worth a year, and whether that holds.

What counts is confirmed by the customer and complete; anything else is our estimate, or is named
with what it lacks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from knowledge.value import (
    DISCOUNT_RATE,
    YEARS,
    Appraisal,
    Range,
    appraise,
    benefit_flow,
    cost_flow,
    risk_adjusted_benefit,
    risk_adjusted_cost,
)

Status = Literal["confirmed", "incomplete", "estimate"]
Gap = Literal[
    "value", "formula", "baseline", "baseline_source", "measured", "direction", "attribution",
    "mismatch", "reconfirm", "confirmation", "range", "risk",
]  # fmt: skip
# A line that lacks one of these can be used, and the answer says what was taken instead.
SOFT: frozenset[Gap] = frozenset({"range", "risk"})
# Forrester's own example: moderately sure (66%) of an effect of 30% is a risk of 20%.
UNSTATED_RISK = Decimal("0.20")
# How far a stated figure may be from the one that its own formula gives.
TOLERANCE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One line as its source states it; money a year in major units of `currency`.

    `attribution` and `risk` are ratios. `better` says which way the measure improves; None where
    nothing tells. `unit_value` is what one `unit` of change is worth a year.
    """

    account_id: int
    name: str
    metric: str | None
    unit: str | None
    formula: str | None
    better: Literal["lower", "higher"] | None
    baseline: Decimal | None
    baseline_on: date | None
    baseline_by: str | None
    measured: Decimal | None
    measured_on: date | None
    measured_from: str | None
    unit_value: Decimal | None
    attribution: Decimal | None
    risk: Decimal | None
    low: Decimal | None
    likely: Decimal | None
    high: Decimal | None
    currency: str
    is_confirmed: bool
    confirmed_by: str | None
    confirmed_on: date | None
    owner: str | None
    home: str

    @property
    def subject(self) -> str:
        """What is measured, as a sentence names it."""
        return self.metric or self.name

    @property
    def change(self) -> Decimal | None:
        """By how many units it got better since the baseline; negative where it got worse."""
        if self.baseline is None or self.measured is None or self.better is None:
            return None
        sign = 1 if self.better == "higher" else -1
        return (self.measured - self.baseline) * sign

    @property
    def computed(self) -> Decimal | None:
        """The change times what a unit of it is worth."""
        if self.change is None or self.unit_value is None:
            return None
        return self.change * self.unit_value

    @property
    def gross(self) -> Range | None:
        """What the change is worth a year before attribution and risk: by the formula where it can
        be worked out, else as stated. A stated range is stretched to the computed figure."""
        likely = self.likely if self.computed is None else self.computed
        if likely is None:
            return None
        low, high = self.spread
        return Range(likely * low, likely, likely * high) if likely > 0 else Range(*[likely] * 3)

    @property
    def spread(self) -> tuple[Decimal, Decimal]:
        """Low and high as ratios of the likely figure; (1, 1) where no range is stated."""
        likely = self.computed if self.likely is None else self.likely
        if self.low is None or self.high is None or not likely or likely < 0:
            return Decimal(1), Decimal(1)
        if not self.low <= likely <= self.high:
            return Decimal(1), Decimal(1)
        return self.low / likely, self.high / likely

    @property
    def risk_taken(self) -> Decimal:
        return UNSTATED_RISK if self.risk is None else self.risk

    @property
    def share(self) -> Decimal:
        """The part of the change that is owed to us; 0 where nobody has agreed on one."""
        return self.attribution or Decimal(0)

    @property
    def worth(self) -> Decimal | None:
        """A year, in `currency`: mean of the range x share x (1 - risk)."""
        return None if self.gross is None else self.adjusted(self.gross.mean)

    def adjusted(self, amount: Decimal) -> Decimal:
        """An amount of the gross range after attribution and risk."""
        return risk_adjusted_benefit(amount * self.share, self.risk_taken)

    def was_confirmed(self, day: date) -> bool:
        on = self.confirmed_on
        return self.is_confirmed and bool(self.confirmed_by) and on is not None and on <= day


@dataclass(frozen=True, slots=True)
class OwnCost:
    """What the customer spends besides the fee, as somebody stated it; `risk` is a ratio."""

    account_id: int
    name: str
    amount: Decimal
    currency: str
    is_yearly: bool
    risk: Decimal | None
    stated_by: str | None
    stated_on: date | None
    home: str

    @property
    def risk_taken(self) -> Decimal:
        return UNSTATED_RISK if self.risk is None else self.risk

    @property
    def adjusted(self) -> Decimal:
        return risk_adjusted_cost(self.amount, self.risk_taken)


def gaps(line: ValueLine, day: date) -> tuple[Gap, ...]:
    """What a reader could object to, the gravest first. Confirmation is asked of a whole line
    alone."""
    found: list[Gap] = [gap for gap, is_open in _holes(line).items() if is_open]
    if not SOFT.issuperset(found):
        return tuple(found)
    if not line.was_confirmed(day):
        return ("confirmation", *found)
    return tuple(found)


def status(line: ValueLine, day: date) -> Status:
    """`confirmed`: it counts. `incomplete`: somebody confirmed it, and something is missing."""
    if not line.was_confirmed(day):
        return "estimate"
    return "confirmed" if SOFT.issuperset(gaps(line, day)) else "incomplete"


def _holes(line: ValueLine) -> dict[Gap, bool]:
    has_baseline = line.baseline is not None
    has_source = bool(line.baseline_by) and line.baseline_on is not None
    has_measure = line.measured is not None and line.measured_on is not None
    return {
        "baseline": not has_baseline,
        "baseline_source": has_baseline and not has_source,
        "measured": not has_measure,
        "direction": line.unit_value is not None and line.better is None,
        "formula": not line.formula or not line.unit,
        "value": line.gross is None and has_baseline and line.measured is not None,
        "attribution": line.attribution is None or not 0 < line.attribution < 1,
        "mismatch": _differs(line),
        "reconfirm": _is_newer_than_confirmed(line),
        "range": line.gross is not None and line.gross.low == line.gross.high,
        "risk": line.risk is None,
    }


def _differs(line: ValueLine) -> bool:
    """The stated figure isn't what its own formula gives."""
    if line.computed is None or line.likely is None:
        return False
    return abs(line.likely - line.computed) > TOLERANCE * abs(line.computed)


def _is_newer_than_confirmed(line: ValueLine) -> bool:
    """It was measured again after somebody confirmed it."""
    if not line.is_confirmed or line.confirmed_on is None or line.measured_on is None:
        return False
    return line.measured_on > line.confirmed_on


@dataclass(frozen=True, slots=True)
class ValueCase:
    """One account's case on a day, all in `currency`: `fee` is what they pay us a year. Where it
    was `converted`, some amounts came from other currencies, at plan rates."""

    account: str
    today: date
    currency: str
    fee: Decimal
    lines: tuple[ValueLine, ...]
    costs: tuple[OwnCost, ...]
    converted: bool = False
    rate: Decimal = DISCOUNT_RATE
    years: int = YEARS

    @property
    def counted(self) -> tuple[ValueLine, ...]:
        """The lines that may stand in a headline."""
        return tuple(line for line in self.lines if status(line, self.today) == "confirmed")

    @property
    def once(self) -> Decimal:
        return sum((c.adjusted for c in self.costs if not c.is_yearly), Decimal(0))

    @property
    def yearly(self) -> Decimal:
        """Own costs a year, beside the fee."""
        return sum((c.adjusted for c in self.costs if c.is_yearly), Decimal(0))

    @property
    def expected(self) -> Appraisal | None:
        """None where nothing counts, or nothing is paid any more."""
        return self._appraise([line.worth or Decimal(0) for line in self.counted])

    def at(self, end: Literal["low", "high"]) -> Appraisal | None:
        """With every line at the low, or the high, end of its range."""
        ranges = [(line, line.gross) for line in self.counted]
        ends = [
            line.adjusted(gross.low if end == "low" else gross.high)
            for line, gross in ranges
            if gross
        ]
        return self._appraise(ends)

    def _appraise(self, worths: Sequence[Decimal]) -> Appraisal | None:
        if not worths or self.fee <= 0:
            return None
        benefits = benefit_flow(sum(worths, Decimal(0)), self.years)
        costs = cost_flow(self.fee, self.once, self.yearly, self.years)
        return appraise(benefits, costs, self.rate)


def yearly_worth(lines: Sequence[ValueLine]) -> Decimal:
    """What the lines are worth a year together, after attribution and risk."""
    return sum((line.worth or Decimal(0) for line in lines), Decimal(0))
