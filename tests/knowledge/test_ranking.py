from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ranking import OUTWEIGHS, SEVERITY, UNLEARNT, Exposure, Flag, in_order
from tests.factories import TODAY

flags = st.lists(st.sampled_from(sorted(SEVERITY)), unique=True, max_size=4).map(tuple)
chances = st.none() | st.floats(0, 1)
exposures = st.lists(
    st.builds(
        Exposure,
        st.integers(1, 50),
        st.integers(1, 500_000).map(Decimal),
        st.none() | st.integers(-30, 400).map(lambda days: TODAY + timedelta(days=days)),
        flags,
        chances,
    ),
    max_size=20,
    unique_by=lambda exposure: exposure.account_id,
)


def exposed(*found: Flag, p_renew: float | None = None, days: int = 42) -> Exposure:
    return Exposure(1, Decimal(100_000), TODAY + timedelta(days=days), found, p_renew)


def test_stake_is_arr_times_risk_times_urgency() -> None:
    # Red weighs .60 beside the base of .05: 1 - .95 x .40 = .62; 42 days are two halvings.
    assert exposed("red").risk == pytest.approx(0.62)
    assert exposed("red").stake(TODAY) == pytest.approx(100_000 * 0.62 / 4)


def test_a_fitted_chance_is_the_risk_where_there_is_one() -> None:
    fitted = exposed("red", p_renew=0.9)
    assert fitted.risk_kind == "calibrated"
    assert fitted.risk == pytest.approx(0.1)
    assert not fitted.is_at_risk
    assert exposed("red").risk_kind == "prior"


def test_notice_served_beats_a_model_that_sees_no_danger() -> None:
    served = exposed("notice_served", p_renew=0.97)
    assert served.risk == pytest.approx(1 - 0.95 * 0.05)
    assert served.is_at_risk


def test_under_seventy_percent_to_renew_is_at_risk() -> None:
    assert exposed(p_renew=0.7).is_at_risk
    assert not exposed(p_renew=0.71).is_at_risk


def test_the_csms_call_is_left_out_of_what_is_expected() -> None:
    called = exposed("red", "called_likely_loss")
    assert called.expected_loss == exposed("red").expected_loss == pytest.approx(0.62)


def test_a_departure_raises_a_fitted_risk_in_the_order_and_not_in_the_forecast() -> None:
    gone = exposed("buyer_left", p_renew=0.97)
    assert gone.risk == pytest.approx(1 - 0.95 * 0.6)
    assert (gone.is_at_risk, gone.risk_kind) == (True, "mixed")
    assert gone.expected_loss == pytest.approx(0.03)
    assert gone.expected_kind == "calibrated"


@pytest.mark.parametrize("flag", sorted(UNLEARNT))
def test_what_no_model_learns_from_outweighs_it_in_the_forecast_too(flag: Flag) -> None:
    known = exposed(flag, p_renew=0.97)
    assert known.expected_loss == known.risk == pytest.approx(1 - 0.95 * (1 - SEVERITY[flag]))
    assert known.expected_kind == "mixed"


@given(exposures)
def test_what_can_least_wait_comes_first(found: list[Exposure]) -> None:
    stakes = [exposure.stake(TODAY) for exposure in in_order(found, TODAY)]
    assert stakes == sorted(stakes, reverse=True)


@given(flags, chances, st.sampled_from(sorted(OUTWEIGHS)))
def test_a_fact_that_outweighs_never_lowers_the_risk(
    known: tuple[Flag, ...], chance: float | None, fact: Flag
) -> None:
    before = exposed(*known, p_renew=chance)
    after = exposed(*{*known, fact}, p_renew=chance)
    assert after.risk >= before.risk - 1e-12
    assert after.is_at_risk >= before.is_at_risk


@given(exposures)
def test_more_arr_and_a_nearer_date_never_rank_lower(found: list[Exposure]) -> None:
    for exposure in found:
        richer = Exposure(99, exposure.arr * 2, exposure.deadline, exposure.flags, exposure.p_renew)
        assert in_order([exposure, richer], TODAY)[0] == richer


@given(flags, chances)
def test_an_order_never_takes_less_than_the_forecast_expects_to_lose(
    known: tuple[Flag, ...], chance: float | None
) -> None:
    exposure = exposed(*known, p_renew=chance)
    assert exposure.risk >= exposure.expected_loss - 1e-12
