"""Value decides renewals and shows in usage, but in the null world it decides nothing."""

from datetime import date
from math import isnan

import numpy as np
import pytest

from knowledge.sample.coefficients import Variant, coefficients
from knowledge.sample.latent import live
from knowledge.sample.lives import Life, Window
from knowledge.sample.population import make_accounts
from knowledge.sample.usage import UsageGrid, make_usage

WINDOW = Window(date(2026, 3, 1), 78, 14, date(2024, 9, 2))


def lives_of(variant: Variant) -> list[Life]:
    numbers = coefficients(variant)
    return live(make_accounts(2500, 5, WINDOW.until, numbers), WINDOW, numbers, 5)


def renewal_correlation(variant: Variant) -> tuple[float, int]:
    """The correlation of value with staying, over the decided renewals, and their number."""
    decided = [
        (term.value_at_decision, float(term.outcome != "churned"))
        for life in lives_of(variant)
        for term in life.terms
        if not isnan(term.value_at_decision) and life.account.story is None
    ]
    values, stayed = np.array(decided).T
    return float(np.corrcoef(values, stayed)[0, 1]), len(decided)


@pytest.mark.parametrize("variant", ["default", "flipped"])
def test_value_goes_with_renewal(variant: Variant) -> None:
    correlation, _ = renewal_correlation(variant)

    assert correlation > 0.25


def test_the_null_world_has_no_signal() -> None:
    correlation, decided = renewal_correlation("null")

    assert abs(correlation) < 3 / decided**0.5


def test_about_one_in_ten_renewals_is_lost() -> None:
    outcomes = [
        term.outcome
        for life in lives_of("default")
        for term in life.terms
        if not isnan(term.value_at_decision)
    ]

    assert 0.05 < outcomes.count("churned") / len(outcomes) < 0.18


def usage_of(lives: list[Life], variant: Variant) -> UsageGrid:
    return make_usage(lives, WINDOW, coefficients(variant), 5, by_feature=False)


def test_value_shows_in_the_seats_that_are_used() -> None:
    lives = [life for life in lives_of("default") if life.left_on is None][12:]
    used = usage_of(lives, "default").active_users[:, -28:].mean(axis=1)
    seats = np.array([life.current.seats for life in lives])
    settled = np.array([life.account.signed_on < date(2025, 6, 1) for life in lives])
    values = np.array([life.value_on(WINDOW.last) for life in lives])

    assert np.corrcoef(values[settled], (used / seats)[settled])[0, 1] > 0.7


def test_habit_changes_the_volume_and_not_the_value() -> None:
    lives = lives_of("default")
    habits = np.array([life.account.habit for life in lives])
    values = np.array([life.value_on(WINDOW.last) for life in lives])

    assert abs(np.corrcoef(habits, values)[0, 1]) < 0.06


def test_weekends_and_holidays_are_quiet() -> None:
    lives = [life for life in lives_of("default") if life.left_on is None][:200]
    grid = usage_of(lives, "default")
    days = {day: i for i, day in enumerate(grid.days)}
    sums = np.where(grid.active_users > 0, grid.active_users, 0).sum(axis=0)

    assert sums[days[date(2026, 2, 22)]] < 0.1 * sums[days[date(2026, 2, 24)]]
    assert sums[days[date(2025, 12, 25)]] < 0.1 * sums[days[date(2025, 12, 18)]]


def test_usage_ends_with_the_contract() -> None:
    lives = lives_of("default")
    grid = usage_of(lives, "default")
    first = grid.days[0].toordinal()

    for row, life in enumerate(lives):
        if life.left_on is not None and life.left_on > first:
            assert (grid.active_users[row, life.left_on - first :] == -1).all()


def test_an_unknown_variant_is_an_error() -> None:
    with pytest.raises(KeyError):
        coefficients("rosy")  # type: ignore[arg-type]
