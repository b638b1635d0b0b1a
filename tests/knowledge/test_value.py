"""TEI arithmetic: a published study to the dollar, and what holds for any flows."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.value import (
    Range,
    appraise,
    benefit_flow,
    cost_flow,
    payback_month,
    present_value,
    risk_adjusted_benefit,
    risk_adjusted_cost,
    triangular_mean,
)

D = Decimal
amounts = st.decimals(0, 10**7, places=2)
ratios = st.decimals(0, 1, places=3)
flows = st.lists(amounts, min_size=4, max_size=4)


def test_a_published_study_comes_out_to_the_dollar() -> None:
    """Forrester's TEI of SalesLoft: PV 7,168,371 and 1,672,201, NPV 5,496,170, ROI 329%."""
    costs = [D(53_150), D(666_715), D(636_772), D(647_783)]
    benefits = [D(0), D(1_606_511), D(3_061_331), D(4_229_760)]

    found = appraise(benefits, costs)

    assert round(found.pv_costs) == 1_672_201
    assert round(found.pv_benefits) == 7_168_371
    assert round(found.npv) == 5_496_170
    assert found.roi is not None
    assert round(found.roi * 100) == 329
    assert found.payback_month == 1


def test_risk_makes_benefits_smaller_and_costs_larger() -> None:
    assert risk_adjusted_benefit(D(100), D("0.2")) == 80
    assert risk_adjusted_cost(D(100), D("0.2")) == 120


def test_risk_makes_no_loss_smaller() -> None:
    assert risk_adjusted_benefit(D(-100), D("0.2")) == -100


@pytest.mark.parametrize("risk", [D("-0.1"), D("1.1")])
def test_a_risk_that_is_no_ratio_is_refused(risk: Decimal) -> None:
    with pytest.raises(ValueError, match="not between 0 and 1"):
        risk_adjusted_benefit(D(100), risk)
    with pytest.raises(ValueError, match="not between 0 and 1"):
        risk_adjusted_cost(D(100), risk)


def test_the_mean_of_a_triangle() -> None:
    assert triangular_mean(D(6), D(10), D(17)) == 11
    assert Range(D(6), D(10), D(17)).mean == 11
    with pytest.raises(ValueError, match="don't stand in order"):
        triangular_mean(D(11), D(10), D(17))


def test_money_comes_back_in_the_month_that_covers_it() -> None:
    """100 spent; 60 net in the first year leaves 40, which 80 a year cover in 6 months."""
    assert payback_month([D(0), D(60), D(80)], [D(100), D(0), D(0)]) == 18
    assert payback_month([D(0), D(60), D(39)], [D(100), D(0), D(0)]) is None
    assert payback_month([D(0), D(60)], [D(0), D(0)]) == 0
    assert payback_month([D(0), D(1200)], [D(100), D(0)]) == 1
    assert payback_month([D(0), D(100)], [D(100), D(0)]) == 12


def test_fees_are_paid_a_year_in_advance() -> None:
    assert cost_flow(D(100), D(7), D(5)) == (107, 105, 105, 5)
    assert benefit_flow(D(40)) == (0, 40, 40, 40)


def test_a_rate_that_makes_the_future_endless_is_refused() -> None:
    with pytest.raises(ValueError, match="no discount rate"):
        present_value([D(1)], D(-1))


@given(flows, flows)
def test_npv_is_the_present_value_of_the_net(benefits: list[Decimal], costs: list[Decimal]) -> None:
    net = [b - c for b, c in zip(benefits, costs, strict=True)]
    assert abs(appraise(benefits, costs).npv - present_value(net)) < D("0.0001")


@given(flows, flows)
def test_the_roi_has_the_sign_of_the_npv(benefits: list[Decimal], costs: list[Decimal]) -> None:
    found = appraise(benefits, costs)
    if found.roi is None:
        assert found.pv_costs == 0
        return
    assert (found.roi > 0) == (found.npv > 0)
    assert found.roi >= -1


@given(flows, st.decimals("0.01", "0.5", places=2))
def test_a_higher_rate_is_never_worth_more(flow: list[Decimal], more: Decimal) -> None:
    assert present_value(flow, more) <= present_value(flow, D(0)) == sum(flow)


@given(flows, flows)
def test_money_is_back_by_the_end_of_the_year_that_covers_it(
    benefits: list[Decimal], costs: list[Decimal]
) -> None:
    month = payback_month(benefits, costs)
    so_far = [sum(benefits[: y + 1]) - sum(costs[: y + 1]) for y in range(4)]
    first = next((year for year, net in enumerate(so_far) if net >= 0), None)
    assert (month is None) == (first is None)
    if month is not None and first is not None:
        assert max(0, 12 * (first - 1)) <= month <= 12 * first


@given(amounts, ratios, ratios)
def test_more_risk_is_never_worth_more(amount: Decimal, one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert risk_adjusted_benefit(amount, high) <= risk_adjusted_benefit(amount, low)
    assert risk_adjusted_cost(amount, high) >= risk_adjusted_cost(amount, low)
