"""Daily product usage as arrays: what the hidden value looks like from the outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from knowledge.sample.coefficients import Coefficients
from knowledge.sample.lives import Life, Window
from knowledge.sample.vocabulary import words

Ints = NDArray[np.int32]
_FULL_DAYS = (1.0, 1.0, 0.99, 0.97, 0.92, 0.05, 0.04)
_OUTAGE = 0.5
_HOLIDAYS = ((1, 1), (12, 25), (12, 26))


@dataclass(frozen=True, slots=True)
class UsageGrid:
    """Daily counts, accounts x days, -1 where there is no row; and weekly events by module.

    `features`: accounts x modules x weeks, dated on the week's fifth day (`feature_days`); None in
    a large world, whose events are then daily and of the whole product.
    """

    accounts: tuple[str, ...]
    days: tuple[date, ...]
    active_users: Ints
    seats_assigned: Ints
    events: Ints | None
    features: Ints | None
    feature_names: tuple[str, ...]
    feature_days: tuple[date, ...]

    @property
    def rows(self) -> int:
        """How many rows these arrays hold."""
        grids = (self.active_users, self.seats_assigned, self.events, self.features)
        return sum(int((grid >= 0).sum()) for grid in grids if grid is not None)


def make_usage(
    lives: Sequence[Life], window: Window, numbers: Coefficients, seed: int, *, by_feature: bool
) -> UsageGrid:
    """Simulate the usage of every account in the shown part of the window."""
    rng = np.random.default_rng([seed, 3])
    start = window.shown_from.toordinal()
    ordinals = np.arange(start, window.last + 1)
    users, assigned = _users(lives, ordinals, numbers, rng)
    shown = _shown(lives, ordinals)
    habit = np.exp(0.35 * np.array([life.account.habit for life in lives]))
    weekly = _by_feature(lives, users, habit, numbers, rng) if by_feature else None
    fridays = [window.first + 7 * week + 4 for week in range(window.weeks)]
    if weekly is not None:
        ever = weekly.max(axis=2, keepdims=True) > 0
        there = _shown(lives, np.array(fridays), start)[:, None, :] & ever
        weekly = np.where(there, weekly, -1)
    return UsageGrid(
        accounts=tuple(life.account.id for life in lives),
        days=tuple(date.fromordinal(int(day)) for day in ordinals),
        active_users=np.where(shown, users, -1).astype(np.int32),
        seats_assigned=np.where(shown, assigned, -1).astype(np.int32),
        events=None if by_feature else np.where(shown, _events(users, habit, rng), -1),
        features=weekly,
        feature_names=tuple(m["name"] for m in words("product")["module"]),
        feature_days=tuple(date.fromordinal(day) for day in fridays),
    )


def day_factors(first: date, days: int) -> NDArray[np.float64]:
    """How full each day is: weekdays, holidays, the year's end and August."""
    factors = np.ones(days)
    for i in range(days):
        day = first + timedelta(days=i)
        factors[i] = _FULL_DAYS[day.weekday()]
        if (day.month, day.day) in _HOLIDAYS:
            factors[i] = 0.03
        elif (day.month, day.day) > (12, 23):
            factors[i] *= 0.75
        elif day.month == 8:
            factors[i] *= 0.94
    return factors


def _users(
    lives: Sequence[Life], ordinals: NDArray[np.int64], numbers: Coefficients,
    rng: np.random.Generator,
) -> tuple[Ints, Ints]:  # fmt: skip
    window = lives[0].window
    weeks = (ordinals - window.first) // 7
    seats = np.array([_seats(life, ordinals) for life in lives], np.float32)
    habit = np.array([life.account.habit for life in lives], np.float32)
    base, slope = numbers.seats_used
    value = np.array([life.value[: window.weeks] for life in lives], np.float32)
    logit = base + slope * value + numbers.habit_on_seats * habit[:, None]
    weekly = 1 / (1 + np.exp(-(logit + _wander(value.shape, numbers.usage_wander, rng))))
    share = (weekly[:, weeks] * _ramp_up(lives, ordinals)).astype(np.float32)
    share *= day_factors(date.fromordinal(int(ordinals[0])), len(ordinals)).astype(np.float32)
    _dim(share, lives, ordinals)
    expected = seats * share
    spread = np.sqrt(np.maximum(expected * (1 - np.minimum(share, 1)), 0.02)) * 0.7
    noise = rng.standard_normal(expected.shape, np.float32)
    if numbers.heavy_tails:
        noise *= (rng.standard_gamma(2, expected.shape, np.float32) / 2) ** -0.5
    users = np.clip(np.rint(expected + spread * noise), 0, seats)
    assigned = np.rint(seats * np.minimum(1.0, 0.9 + 0.08 * np.tanh(value))[:, weeks])
    return users.astype(np.int32), np.maximum(assigned, users).astype(np.int32)


def _wander(shape: tuple[int, int], sd: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Noise that lasts: ups and downs of weeks that mean nothing."""
    steps = rng.normal(0, sd, shape).astype(np.float32)
    for week in range(1, shape[1]):
        steps[:, week] = 0.9 * steps[:, week - 1] + 0.436 * steps[:, week]
    return steps


def _seats(life: Life, ordinals: NDArray[np.int64]) -> NDArray[np.float32]:
    first = life.terms[0]
    seats = np.full(len(ordinals), life.account.seats, np.float32)
    if life.current is not first:
        for term in life.terms[1:]:
            seats[ordinals >= term.start] = term.seats
    return seats


def _ramp_up(lives: Sequence[Life], ordinals: NDArray[np.int64]) -> NDArray[np.float32]:
    signed = np.array([life.account.signed_on.toordinal() for life in lives], np.float32)
    tenure: NDArray[np.float32] = ordinals.astype(np.float32)[None, :] - signed[:, None]
    won = np.array([life.account.win for life in lives])
    pace = np.where(won, 30.0, 75.0).astype(np.float32)[:, None]
    ramp: NDArray[np.float32] = np.clip((tenure - 10) / pace, 0.05, 1.0).astype(np.float32)
    return ramp


def _dim(share: NDArray[np.float32], lives: Sequence[Life], ordinals: NDArray[np.int64]) -> None:
    first = int(ordinals[0])
    for i, life in enumerate(lives):
        for outage in life.outages:
            closed = len(ordinals) if outage.closed is None else outage.closed - first
            share[i, max(0, outage.opened - first) : max(0, closed)] *= _OUTAGE


def _shown(lives: Sequence[Life], ordinals: NDArray[np.int64], start: int = 0) -> NDArray[np.bool_]:
    begin = np.array([max(life.active_from, start) for life in lives])
    end = np.array([_feed_ends(life) for life in lives])
    return (ordinals[None, :] >= begin[:, None]) & (ordinals[None, :] <= end[:, None])


def _feed_ends(life: Life) -> int:
    story = life.account.story
    stopped = life.window.ago(story.usage_stopped) if story and story.usage_stopped else None
    return life.active_until if stopped is None else min(stopped, life.active_until)


def _events(users: Ints, habit: NDArray[np.float64], rng: np.random.Generator) -> Ints:
    expected = users.astype(np.float32) * (11 * habit[:, None]).astype(np.float32)
    noise = rng.standard_normal(expected.shape, np.float32)
    return np.rint(np.maximum(0, expected + 2.5 * np.sqrt(expected) * noise)).astype(np.int32)


def _by_feature(
    lives: Sequence[Life], users: Ints, habit: NDArray[np.float64], numbers: Coefficients,
    rng: np.random.Generator,
) -> Ints:  # fmt: skip
    window = lives[0].window
    modules = words("product")["module"]
    plans = words("product")["plans"]
    value = np.array([life.value[: window.weeks] for life in lives])
    taste = rng.normal(0.0, 0.9, (len(lives), len(modules)))
    reach = np.array([module["reach"] for module in modules])
    entitled = np.array([[j < plans[a.account.plan] for j in range(len(modules))] for a in lives])
    level = reach[None, :, None] + taste[:, :, None] + numbers.breadth_slope * value[:, None, :]
    used = (level > 0) & entitled[:, :, None]
    used[:, 0] = True  # nobody works with it and captures no invoice
    skipped = 7 * window.weeks - users.shape[1]
    padded = np.pad(users, ((0, 0), (skipped, 0)))
    weekly = padded.reshape(len(lives), window.weeks, 7).sum(axis=2)
    share = np.array([module["share"] for module in modules]) / 100
    expected = weekly[:, None, :] * 11 * habit[:, None, None] * share[None, :, None]
    return np.where(used, rng.poisson(expected), 0).astype(np.int32)
