"""What a customer gets for its money: the arithmetic of Forrester's Total Economic Impact. Pure.

Amounts are Decimals of one currency. A flow is a sequence of amounts by year: index 0 is the start
and not discounted, index t the whole of year t. Ratios: 0.2 is 20%. Source:
go.forrester.com/policies/tei (benefits, costs, risk; flexibility isn't counted).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

DISCOUNT_RATE = Decimal("0.10")
YEARS = 3
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Range:
    """What something may be worth: a triangle from `low` over `likely` to `high`."""

    low: Decimal
    likely: Decimal
    high: Decimal

    @property
    def mean(self) -> Decimal:
        return triangular_mean(self.low, self.likely, self.high)

    def times(self, factor: Decimal) -> "Range":
        return Range(self.low * factor, self.likely * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Appraisal:
    """Present values and what follows from them. `roi` is a ratio, None where nothing was spent.

    `payback_month` counts from the start, 0 where nothing is spent before it comes back; None
    where the money isn't back by the end of the last year.
    """

    pv_benefits: Decimal
    pv_costs: Decimal
    payback_month: int | None

    @property
    def npv(self) -> Decimal:
        return self.pv_benefits - self.pv_costs

    @property
    def roi(self) -> Decimal | None:
        return self.npv / self.pv_costs if self.pv_costs else None


def triangular_mean(low: Decimal, likely: Decimal, high: Decimal) -> Decimal:
    """The mean of the triangular distribution: (low + likely + high) / 3.

    Raises ValueError where they don't stand in this order.
    """
    if not low <= likely <= high:
        raise ValueError(f"{low}, {likely}, {high} don't stand in order")
    return (low + likely + high) / 3


def risk_adjusted_benefit(amount: Decimal, risk: Decimal) -> Decimal:
    """B(1 - r). A loss is no benefit, and risk doesn't make it smaller."""
    _refuse_no_ratio(risk)
    return amount * (1 - risk) if amount > 0 else amount


def risk_adjusted_cost(amount: Decimal, risk: Decimal) -> Decimal:
    """C(1 + r)."""
    _refuse_no_ratio(risk)
    return amount * (1 + risk)


def present_value(flow: Sequence[Decimal], rate: Decimal = DISCOUNT_RATE) -> Decimal:
    """The sum of x_t / (1 + rate)^t. Raises ValueError for a rate of -100% or less."""
    if rate <= -1:
        raise ValueError(f"{rate} is no discount rate")
    return sum((amount / (1 + rate) ** year for year, amount in enumerate(flow)), Decimal(0))


def payback_month(benefits: Sequence[Decimal], costs: Sequence[Decimal]) -> int | None:
    """The first month by whose end all that was spent has come back, not discounted.

    Inside a year the net runs evenly. None where it doesn't come back within the flows.
    """
    so_far = Decimal(0)
    for year, (benefit, cost) in enumerate(zip(benefits, costs, strict=True)):
        net = benefit - cost
        if so_far + net >= 0:
            part = ceil(-so_far * _MONTHS / net) if year and so_far < 0 else 0
            return max(0, (year - 1) * _MONTHS + part)
        so_far += net
    return None


def appraise(
    benefits: Sequence[Decimal], costs: Sequence[Decimal], rate: Decimal = DISCOUNT_RATE
) -> Appraisal:
    """Hold risk-adjusted benefits against risk-adjusted costs: ROI = NPV / PV of the costs."""
    return Appraisal(
        present_value(benefits, rate), present_value(costs, rate), payback_month(benefits, costs)
    )


def benefit_flow(a_year: Decimal, years: int = YEARS) -> tuple[Decimal, ...]:
    """The same benefit in each year; nothing at the start."""
    return (Decimal(0), *[a_year] * years)


def cost_flow(
    fee: Decimal, once: Decimal, yearly: Decimal, years: int = YEARS
) -> tuple[Decimal, ...]:
    """`fee` is paid a year in advance, `once` at the start, `yearly` in the course of each year."""
    return (once + fee, *[yearly + fee] * (years - 1), yearly)


def _refuse_no_ratio(risk: Decimal) -> None:
    if not 0 <= risk <= 1:
        raise ValueError(f"a risk of {risk} is not between 0 and 1")
