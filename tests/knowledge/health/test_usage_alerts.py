"""The detector against the reference note's table, and the laws that it must keep."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.health import load_rules
from knowledge.health.alerts import usage_falls
from knowledge.health.signals import FloatArray
from knowledge.health.usage_limits import found_share, limit_at
from knowledge.health.usage_noise import Noise, healthy_usage, pooled_noise
from knowledge.health.usage_watch import NEVER, Held, watch

RULES = load_rules().alerts
# 10% of healthy accounts alarm once in 78 weeks: the budget of every rule in the table.
AS_REFERENCE = RULES.model_copy(
    update={"false_alarms": -np.log(0.9) / 78 * 52.18, "for_book_of": 1.0}
)
WEEKS = 86
SIMULATED = 4000
ROUNDED = 0.005
# A limit from 4,000 accounts is known to 0.05, which is worth up to 0.02 of the share found.
OF_THE_LIMIT = 0.02


def _rng(seed: int = 4) -> np.random.Generator:
    return np.random.default_rng(seed)


def _healthy(accounts: int, mean: float = 200.0, phi: float = 60.0, seed: int = 4) -> FloatArray:
    return healthy_usage(mean, Noise(phi, 0.0), (accounts, WEEKS), _rng(seed))


def _same(counts: FloatArray) -> np.ndarray:
    return np.zeros(len(counts), np.int8)


def _with_fall(counts: FloatArray, row: int, week: int, step: float) -> FloatArray:
    fallen = counts.copy()
    fallen[row, week:] = np.rint(fallen[row, week:] * (1 - step))
    return fallen


def _rows(counts: FloatArray) -> list[int]:
    return [fall.row for fall in usage_falls(counts, _same(counts), RULES).falls]


@pytest.mark.parametrize(
    ("mean", "step", "in_8_weeks", "in_13_weeks"),
    [
        (5, 0.4, 0.22, 0.46),
        (40, 0.4, 0.62, 0.90),
        (400, 0.4, 0.75, 0.95),
        (40, 0.6, 1.0, 1.0),
        (400, 0.6, 1.0, 1.0),
    ],
)
def test_falls_are_found_as_often_as_in_the_reference(
    mean: float, step: float, in_8_weeks: float, in_13_weeks: float
) -> None:
    found = found_share(mean, Noise(8.0, 0.0), AS_REFERENCE, step)

    assert found.within_8_weeks == pytest.approx(in_8_weeks, abs=_interval(in_8_weeks))
    assert found.within_13_weeks == pytest.approx(in_13_weeks, abs=_interval(in_13_weeks))


def _interval(share: float) -> float:
    """What two simulations of a share may differ by, the reference's rounded."""
    drawn = 1.96 * sqrt(2 * share * (1 - share) / SIMULATED)
    return drawn + OF_THE_LIMIT + ROUNDED


@pytest.mark.parametrize("mean", [5, 40, 400])
def test_a_fifth_is_not_to_be_found_in_a_quarter(mean: float) -> None:
    found = found_share(mean, Noise(8.0, 0.0), AS_REFERENCE, 0.2)
    assert found.within_8_weeks <= 0.14
    assert found.within_13_weeks <= 0.30


@pytest.mark.parametrize("mean", [5, 40, 400])
def test_limits_are_about_those_of_the_reference(mean: float) -> None:
    assert limit_at(mean, Noise(8.0, 0.0), AS_REFERENCE) == pytest.approx(4.2, abs=0.25)


def test_fewer_false_alarms_cost_a_higher_limit() -> None:
    strict = RULES.model_copy(update={"false_alarms": 1.0})
    noise = Noise(8.0, 0.0)
    assert limit_at(40, noise, strict) > limit_at(40, noise, RULES)
    assert (
        found_share(40, noise, strict, 0.4).within_13_weeks
        < found_share(40, noise, RULES, 0.4).within_13_weeks
    )


@pytest.mark.parametrize("noise", [Noise(8.0, 0.0), Noise(60.0, 0.8)], ids=["plain", "wandering"])
def test_a_world_without_falls_makes_no_more_alarms_than_the_budget(noise: Noise) -> None:
    accounts = 1500
    means = _rng(1).lognormal(4, 1, accounts)
    counts = np.vstack(
        [healthy_usage(m, noise, (1, 34 + 78), _rng(i)) for i, m in enumerate(means)]
    )

    alarms = usage_falls(counts, _same(counts), RULES).watched.alarms[:, 34:].sum()

    years = accounts * 78 / 52.18
    allowed = RULES.rate * years
    assert alarms <= allowed + 1.96 * sqrt(allowed) + 0.05 * allowed


def test_a_season_that_all_share_raises_nothing() -> None:
    season = 1 - 0.5 * (np.arange(WEEKS) % 52 > 44)
    counts = np.rint(_healthy(60) * season)
    quiet = usage_falls(_healthy(60), _same(counts), RULES).watched.alarms.sum()

    alarms = usage_falls(counts, _same(counts), RULES).watched.alarms.sum()

    assert alarms <= quiet + 2


def test_a_fall_is_told_with_its_beginning_and_its_size() -> None:
    counts = _with_fall(_healthy(60), 7, 76, 0.5)

    fall = next(f for f in usage_falls(counts, _same(counts), RULES).falls if f.row == 7)

    assert 74 <= fall.since <= 76
    assert 77 <= fall.fired <= 80
    assert fall.fell_percent == pytest.approx(50, abs=8)
    assert fall.seen == pytest.approx(100, rel=0.15)
    assert fall.statistic > fall.limit


def test_an_account_does_not_take_its_own_fall_for_the_season() -> None:
    counts = _with_fall(_healthy(12), 0, 76, 0.6)
    assert 0 in _rows(counts)


def test_one_bad_week_is_no_fall() -> None:
    counts = _healthy(60)
    counts[7, 80] = 0
    assert 7 not in _rows(counts)


def test_a_feed_that_stops_is_no_fall() -> None:
    counts = _healthy(60)
    before = _rows(counts)
    counts[7, 70:] = np.nan
    assert 7 not in set(_rows(counts)) - set(before)


def test_ten_times_the_seats_change_nothing_of_the_rates() -> None:
    counts = _with_fall(_healthy(60, mean=4000.0), 7, 76, 0.4)
    few, many = (usage_falls(c, _same(c), RULES) for c in (counts, counts * 10))
    few_7, many_7 = (next(f for f in j.falls if f.row == 7) for j in (few, many))
    assert few_7.since == many_7.since
    assert few_7.fell_percent == pytest.approx(many_7.fell_percent, abs=0.5)


def test_an_episode_ends_when_use_is_back_and_the_detector_starts_anew() -> None:
    counts = _with_fall(_healthy(60), 7, 50, 0.5)
    counts[7, 60:62] = 260
    counts[7, 62:] = 220

    judged = usage_falls(counts, _same(counts), RULES)

    assert judged.watched.alarms[7].sum() == 1
    assert judged.watched.recovered[7]
    assert not judged.watched.is_open[7]


def test_a_lower_level_becomes_the_usual_one_after_the_baseline() -> None:
    counts = _with_fall(_healthy(60), 7, 42, 0.5)

    judged = usage_falls(counts, _same(counts), RULES)

    assert judged.watched.alarms[7].sum() == 1
    assert not judged.watched.is_open[7]
    assert not judged.watched.recovered[7]


def test_a_fall_that_was_told_goes_on_whatever_the_limit_says_now() -> None:
    counts = _with_fall(_healthy(60), 7, 78, 0.15)
    fired, since = np.full(60, NEVER), np.full(60, NEVER)
    fired[7], since[7] = 80, 78
    high = watch(
        counts, None, np.full(60, 60.0), lambda level: np.full(60, 99.0), RULES, Held(fired, since)
    )
    assert high.is_open[7]
    assert high.since[7] == 78


@settings(max_examples=15)
@given(last=st.integers(40, WEEKS - 1), seed=st.integers(0, 5))
def test_no_later_week_changes_what_was_seen(last: int, seed: int) -> None:
    counts = _with_fall(_healthy(30, seed=seed), 3, 60, 0.5)
    phi, limit = np.full(30, 60.0), lambda level: np.full(30, 4.0)
    whole = watch(counts, _same(counts), phi, limit, RULES)
    cut = watch(counts[:, : last + 1], _same(counts), phi, limit, RULES)
    assert np.array_equal(whole.alarms[:, : last + 1], cut.alarms)
    assert np.array_equal(whole.expected[:, : last + 1], cut.expected, equal_nan=True)


@given(seed=st.integers(0, 20), week=st.integers(50, 80))
def test_less_use_never_lowers_the_statistic(seed: int, week: int) -> None:
    counts = _healthy(5, seed=seed)
    lower = counts.copy()
    lower[2, week] *= 0.5
    phi, never = np.full(5, 60.0), lambda level: np.full(5, np.inf)
    before, after = (watch(c, None, phi, never, RULES).path[2, week] for c in (counts, lower))
    assert after >= before


@settings(max_examples=10)
@given(order=st.permutations(range(30)))
def test_the_order_of_accounts_does_not_matter(order: list[int]) -> None:
    counts = _with_fall(_healthy(30), 3, 76, 0.6)
    told = {order[f.row] for f in usage_falls(counts[order], _same(counts), RULES).falls}
    assert told == set(_rows(counts))


def test_few_accounts_are_judged_without_a_season() -> None:
    counts = _with_fall(_healthy(3, phi=8.0), 1, 70, 0.9)
    assert 1 in _rows(counts)


@pytest.mark.parametrize("shape", [(0, 86), (3, 0), (0, 0)])
def test_nothing_to_watch_is_nothing_found(shape: tuple[int, int]) -> None:
    counts = np.zeros(shape)
    assert usage_falls(counts, _same(counts), RULES).falls == ()


@pytest.mark.parametrize("noise", [Noise(8.0, 0.0), Noise(60.0, 0.6)], ids=["plain", "wandering"])
def test_the_noise_of_healthy_accounts_is_found_again(noise: Noise) -> None:
    counts = healthy_usage(100.0, noise, (600, WEEKS), _rng())
    level = np.full(counts.shape, 100.0)

    found = pooled_noise(counts, level, _same(counts), 10_000)[0]

    assert found.phi == pytest.approx(noise.phi, rel=0.12)
    assert found.memory == pytest.approx(noise.memory, abs=0.05)


def test_made_up_usage_has_the_mean_and_the_spread_that_were_asked_for() -> None:
    usage = healthy_usage(50.0, Noise(10.0, 0.7), (4000, 60), _rng())
    assert usage.mean() == pytest.approx(50, rel=0.02)
    assert usage.var() == pytest.approx(50 + 50**2 / 10, rel=0.05)
