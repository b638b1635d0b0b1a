"""What of a value line counts, and what it is asked for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.value_lines import (
    OwnCost,
    ValueCase,
    ValueLine,
    gaps,
    status,
    yearly_worth,
)

D = Decimal
TODAY = date(2026, 3, 2)
WHOLE = ValueLine(
    account_id=1, name="Shorten the cycle", metric="cycle time", unit="days",
    formula="days saved x fees", better="lower", baseline=D(12), baseline_on=date(2025, 5, 1),
    baseline_by="Ruth Osei", measured=D(8), measured_on=date(2026, 2, 1), measured_from="ERP",
    unit_value=D(1000), attribution=D("0.5"), risk=D("0.2"), low=D(3000), likely=D(4000),
    high=D(6500), currency="USD", is_confirmed=True, confirmed_by="Ruth Osei",
    confirmed_on=date(2026, 2, 3), owner=None, home="test:1",
)  # fmt: skip


def changed(**columns: Any) -> ValueLine:
    return replace(WHOLE, **columns)


def case(*lines: ValueLine, fee: int = 1000, costs: tuple[OwnCost, ...] = ()) -> ValueCase:
    return ValueCase("Halden", TODAY, "USD", D(fee), lines, costs)


def test_a_whole_line_counts_and_lacks_nothing() -> None:
    assert (status(WHOLE, TODAY), gaps(WHOLE, TODAY)) == ("confirmed", ())


def test_its_worth_is_the_mean_by_our_share_less_the_risk() -> None:
    """(3000 + 4000 + 6500) / 3 = 4500, half of it ours, a fifth off: 1800."""
    assert WHOLE.worth == 1800


@pytest.mark.parametrize(
    ("lacks", "gap"),
    [
        ({"baseline": None}, "baseline"),
        ({"baseline_by": None}, "baseline_source"),
        ({"baseline_on": None}, "baseline_source"),
        ({"measured": None}, "measured"),
        ({"measured_on": None}, "measured"),
        ({"better": None}, "direction"),
        ({"formula": None}, "formula"),
        ({"unit": None}, "formula"),
        ({"unit_value": None, "likely": None}, "value"),
        ({"attribution": None}, "attribution"),
        ({"attribution": D(1)}, "attribution"),
        ({"attribution": D(0)}, "attribution"),
        ({"likely": D(5000)}, "mismatch"),
        ({"measured_on": date(2026, 2, 20)}, "reconfirm"),
    ],
)
def test_a_confirmed_line_with_a_hole_does_not_count(lacks: dict[str, Any], gap: str) -> None:
    line = changed(**lacks)
    assert gap in gaps(line, TODAY)
    assert status(line, TODAY) == "incomplete"
    assert case(line).counted == ()


@pytest.mark.parametrize(
    "lacks",
    [{"is_confirmed": False}, {"confirmed_by": None}, {"confirmed_on": None},
     {"confirmed_on": date(2026, 3, 3)}],
)  # fmt: skip
def test_without_a_name_and_a_day_it_is_our_estimate(lacks: dict[str, Any]) -> None:
    line = changed(**lacks)
    assert status(line, TODAY) == "estimate"
    assert gaps(line, TODAY) == ("confirmation",)


def test_confirmation_is_asked_for_once_the_rest_is_there() -> None:
    line = changed(is_confirmed=False, baseline=None)
    assert "confirmation" not in gaps(line, TODAY)


@pytest.mark.parametrize(("lacks", "gap"), [({"low": None}, "range"), ({"risk": None}, "risk")])
def test_a_line_without_range_or_risk_counts_with_what_is_taken_instead(
    lacks: dict[str, Any], gap: str
) -> None:
    line = changed(**lacks)
    assert gaps(line, TODAY) == (gap,)
    assert status(line, TODAY) == "confirmed"
    assert line.worth == (D(1600) if gap == "range" else D(1800))


def test_a_stated_figure_within_a_percent_of_its_formula_is_no_contradiction() -> None:
    assert status(changed(likely=D(4039)), TODAY) == "confirmed"
    assert changed(likely=D(4039)).gross is not None
    assert changed(likely=D(4039)).gross.likely == 4000  # type: ignore[union-attr]


def test_what_got_worse_counts_against() -> None:
    line = changed(measured=D(14), likely=None, low=None, high=None)
    assert line.worth == -1000
    assert yearly_worth([WHOLE, line]) == 800


def test_a_range_that_does_not_hold_the_likely_figure_is_left_aside() -> None:
    line = changed(low=D(4500))
    assert "range" in gaps(line, TODAY)
    assert line.spread == (1, 1)


def test_only_what_counts_is_in_the_roi() -> None:
    estimate = changed(is_confirmed=False, unit_value=D(10**6), likely=None)
    alone, beside = case(WHOLE).expected, case(WHOLE, estimate).expected
    assert alone is not None
    assert alone == beside
    assert case(estimate).expected is None


def test_own_costs_are_paid_beside_the_fee() -> None:
    """Benefits 1800 a year; costs 1000 + 110 first, then 1000 + 55 twice, then 55."""
    once = OwnCost(1, "Roll-out", D(100), "USD", False, D("0.1"), None, None, "test:2")
    yearly = OwnCost(1, "Training", D(50), "USD", True, D("0.1"), None, None, "test:3")
    found = case(WHOLE, costs=(once, yearly)).expected
    assert found is not None
    assert round(found.pv_benefits, 2) == D("4476.33")
    assert round(found.pv_costs, 2) == D("2982.31")
    assert found.payback_month == 18


def test_who_pays_nothing_has_no_roi() -> None:
    assert case(WHOLE, fee=0).expected is None


money = st.decimals(1, 10**6, places=2)


@given(money, money, money, st.decimals("0.01", "0.99", places=2), st.decimals(0, 1, places=2))
def test_the_ends_of_the_range_hold_the_expected_npv(
    one: Decimal, two: Decimal, three: Decimal, share: Decimal, risk: Decimal
) -> None:
    low, likely, high = sorted((one, two, three))
    line = changed(unit_value=None, low=low, likely=likely, high=high, attribution=share, risk=risk)
    found = case(line)
    least, middle, most = found.at("low"), found.expected, found.at("high")
    assert least is not None
    assert middle is not None
    assert most is not None
    tiny = D("0.000001")
    assert least.npv - tiny <= middle.npv <= most.npv + tiny
