"""Measure the alerts on sample worlds: `python -m tests.evals.alerts_on_sample [--accounts N]`.

The truth of an account is its expected usage by the hidden value, without the noise of weeks and
days. A true fall of 40% is a week in which that is 40% under its own mean of the 26 weeks before
the last eight, and stays 30% under it for 13 weeks. It is found where an alert is open in one of
those 13 weeks. Such falls come slowly; sharp ones are put into accounts whose truth hardly moves
by thinning their counts. A false alarm is one in a week, and after four more, whose truth is less
than 15% under.
"""

import argparse
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge.health import SEGMENTS, Rules, load_rules
from knowledge.health.alerts import Judged, usage_falls
from knowledge.health.usage_limits import WEEKS_A_YEAR
from knowledge.sample.coefficients import Coefficients, Variant, coefficients
from knowledge.sample.latent import live
from knowledge.sample.lives import Life, Window
from knowledge.sample.population import make_accounts
from knowledge.sample.usage import make_usage

UNTIL = date(2026, 3, 1)
WEEKS = 104
QUARTER = 13
SETTLED_DAYS = 90
STEADY = 0.15
MID_SIZE = SEGMENTS.index("mid_market")

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SampleUsage:
    """`counts` and `truth`: accounts x weeks, NaN where there is none; `segment` codes."""

    counts: Array
    truth: Array
    segment: NDArray[np.int8]


@dataclass(frozen=True)
class Measured:
    """`slow` and `sharp`: falls by 40% in mid-size accounts, and the share of them found.

    `rate`: false alarms a year in one account, `budget` those that the rules allow.
    """

    slow: int
    slow_found: float
    sharp: int
    sharp_found: float
    account_years: float
    rate: float
    budget: float
    alarms: int


def sample_usage(accounts: int, seed: int, variant: Variant = "default") -> SampleUsage:
    """Simulate the usage of a world and the truth behind it."""
    numbers = coefficients(variant)
    first = date.fromordinal(UNTIL.toordinal() - 7 * WEEKS + 1)
    window = Window(UNTIL, WEEKS, 1, first)
    lives = live(make_accounts(accounts, seed, UNTIL, numbers), window, numbers, seed)
    grid = make_usage(lives, window, numbers, seed, by_feature=False)
    daily = grid.active_users.astype(float).reshape(len(lives), WEEKS, 7)
    counts = np.where((daily >= 0).all(axis=2), daily.sum(axis=2), np.nan)
    segment = np.array([SEGMENTS.index(life.segment) for life in lives], np.int8)
    return SampleUsage(counts, _truth(lives, window, numbers), segment)


def _truth(lives: list[Life], window: Window, numbers: Coefficients) -> Array:
    base, slope = numbers.seats_used
    mondays = window.first + 7 * np.arange(WEEKS)
    seats = np.array([[life.seats_on(int(day)) for day in mondays] for life in lives])
    value = np.array([life.value[:WEEKS] for life in lives])
    habit = np.array([[life.account.habit] for life in lives])
    share = 1 / (1 + np.exp(-(base + slope * value + numbers.habit_on_seats * habit)))
    signed = np.array([[life.account.signed_on.toordinal()] for life in lives])
    return np.where(mondays - signed >= SETTLED_DAYS, seats * share, np.nan)


def measure(world: SampleUsage, rules: Rules, seed: int) -> Measured:
    """Run the detector over the world as it is, and over it with sharp falls put in."""
    judged = usage_falls(world.counts, world.segment, rules.alerts)
    change = _change(world.truth, rules)
    slow = _slow_falls(change, judged, world.segment)
    alarms, years = _false_alarms(change, judged)
    fallen, sharp = _with_sharp_falls(world, change, judged, seed)
    after = usage_falls(fallen.counts, fallen.segment, rules.alerts)
    return Measured(
        slow=len(slow),
        slow_found=_found(slow, judged),
        sharp=len(sharp),
        sharp_found=_found(sharp, after),
        account_years=years,
        rate=alarms / years if years else 0.0,
        budget=rules.alerts.rate,
        alarms=int(judged.watched.alarms.sum()),
    )


def _change(truth: Array, rules: Rules) -> Array:
    """Each week's truth over its own mean before, less 1."""
    change = np.full(truth.shape, np.nan)
    for week in range(rules.alerts.baseline_weeks + rules.alerts.gap_weeks, WEEKS):
        end = week - rules.alerts.gap_weeks
        before = truth[:, end - rules.alerts.baseline_weeks : end]
        change[:, week] = truth[:, week] / before.mean(axis=1) - 1
    return change


def _slow_falls(change: Array, judged: Judged, segment: NDArray[np.int8]) -> list[tuple[int, int]]:
    found = []
    for row in np.flatnonzero(segment == MID_SIZE):
        weeks = np.flatnonzero(change[row] <= -0.4)
        if not len(weeks) or weeks[0] + QUARTER > WEEKS:
            continue
        span = slice(weeks[0], weeks[0] + QUARTER)
        is_watched = ~np.isnan(judged.watched.expected[row, span]).any()
        if is_watched and (change[row, span] <= -0.3).all():
            found.append((int(row), int(weeks[0])))
    return found


def _with_sharp_falls(
    world: SampleUsage, change: Array, judged: Judged, seed: int
) -> tuple[SampleUsage, list[tuple[int, int]]]:
    """Take 40% off a fifth of the steady mid-size accounts, from some week in the second year."""
    rng = np.random.default_rng(seed)
    counts, falls = world.counts.copy(), []
    for row in np.flatnonzero(world.segment == MID_SIZE):
        week = int(rng.integers(WEEKS // 2, WEEKS - QUARTER))
        span = slice(week - QUARTER, week + QUARTER)
        steady = (np.abs(change[row, span]) < STEADY).all()
        watched = ~np.isnan(judged.watched.expected[row, span]).any()
        quiet = not judged.watched.open_in[row, : week + 1].any()
        if not (steady and watched and quiet and rng.random() < 0.2):
            continue
        known = ~np.isnan(counts[row, week:])
        thinned = rng.binomial(np.nan_to_num(counts[row, week:]).astype(int), 0.6)
        counts[row, week:] = np.where(known, thinned, np.nan)
        falls.append((int(row), week))
    return replace(world, counts=counts), falls


def _found(falls: list[tuple[int, int]], judged: Judged) -> float:
    told = [judged.watched.open_in[row, week : week + QUARTER].any() for row, week in falls]
    return float(np.mean(told)) if told else float("nan")


def _false_alarms(change: Array, judged: Judged) -> tuple[int, float]:
    lately = np.minimum.reduce([_later(change, weeks) for weeks in range(5)])
    well = (lately > -STEADY) & ~np.isnan(judged.watched.expected)
    return int((judged.watched.alarms & well).sum()), float(well.sum() / WEEKS_A_YEAR)


def _later(change: Array, weeks: int) -> Array:
    moved = np.full(change.shape, np.nan)
    moved[:, weeks:] = change[:, : WEEKS - weeks]
    return moved


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=9000)
    parser.add_argument("--seed", type=int, default=23)
    asked = parser.parse_args()
    for variant in ("default", "flipped"):
        world = sample_usage(asked.accounts, asked.seed, variant)
        m = measure(world, load_rules(), asked.seed)
        said = (
            f"{variant}: of {m.slow} slow falls by 40% in mid-size accounts {m.slow_found:.3f} "
            f"found within {QUARTER} weeks; of {m.sharp} sharp ones {m.sharp_found:.3f}; "
            f"{m.rate:.3f} false alarms a year and account in {m.account_years:.0f} account-years "
            f"(budget {m.budget:.3f}); {m.alarms} alarms in all"
        )
        print(said)  # noqa: T201


if __name__ == "__main__":
    main()
