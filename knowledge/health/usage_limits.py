"""How high an alarm's limit must be for the false alarms that were asked for, and what it finds.

Both by simulating accounts: seeded, so that the same question has the same answer, and remembered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from knowledge.health.rules import AlertRules
from knowledge.health.signals import CodeArray, FloatArray
from knowledge.health.usage_noise import USUAL_PHI, Noise, healthy_usage, wandering
from knowledge.health.usage_watch import Limit, Watched, watch

WEEKS_A_YEAR = 52.18
# The limit changes slowly with an account's level: between these it is interpolated.
_LEVELS = (3.0, 40.0, 400.0)
_STEP = 1.5
_ACCOUNTS = 4000
_WATCHED_WEEKS = 78
_BEFORE_STEP = 26
_SOON, _IN_A_QUARTER = 8, 13


@dataclass(frozen=True, slots=True)
class Found:
    """The share of falls that are found within 8 and within 13 weeks, 0 to 1."""

    within_8_weeks: float
    within_13_weeks: float


def never(level: FloatArray) -> FloatArray:
    """A limit that nothing exceeds."""
    return np.full(len(level), np.inf)


def limits(noise: Mapping[int, Noise], peers: CodeArray, rules: AlertRules) -> Limit:
    """Return the limit of each account, by its group's noise and its level."""
    levels = np.log(_LEVELS)
    heights = {g: [limit_at(mean, n, rules) for mean in _LEVELS] for g, n in noise.items()}

    def limit(level: FloatArray) -> FloatArray:
        at = np.log(np.clip(np.nan_to_num(level, nan=1.0), _LEVELS[0], _LEVELS[-1]))
        found = np.empty(len(level))
        for group, height in heights.items():
            rows = peers == group
            found[rows] = np.interp(at[rows], levels, height)
        return found

    return limit


def limit_at(mean: float, noise: Noise, rules: AlertRules) -> float:
    """Return the limit that healthy accounts of `mean` uses a week exceed `rules.rate` times a
    year each, to within the simulation's error of 5% of that rate."""
    return _limit(mean, _coarse(noise), rules)


def found_share(mean: float, noise: Noise, rules: AlertRules, step: float) -> Found:
    """Return how surely a fall by `step` (0.4 is 40%) of an account of `mean` uses a week is
    found, at the false alarms that the rules allow."""
    return _found(mean, _coarse(noise), rules, step)


@lru_cache(maxsize=512)
def _limit(mean: float, noise: Noise, rules: AlertRules) -> float:
    warm = rules.baseline_weeks + rules.gap_weeks
    expected = mean * _wandering(noise, warm + _WATCHED_WEEKS)
    usage = np.random.default_rng(1).poisson(expected).astype(np.float64)
    highest = _watched(usage, noise, never, rules).path[:, warm:].max(axis=1)
    alarmed = 1 - np.exp(-rules.rate * _WATCHED_WEEKS / WEEKS_A_YEAR)
    return float(np.quantile(highest, 1 - alarmed))


@lru_cache(maxsize=2)
def _wandering(noise: Noise, weeks: int) -> FloatArray:
    """The same for every mean: it takes longer to draw than all the rest."""
    return wandering(noise, (_ACCOUNTS, weeks), np.random.default_rng(3))


@lru_cache(maxsize=512)
def _found(mean: float, noise: Noise, rules: AlertRules, step: float) -> Found:
    start = rules.baseline_weeks + rules.gap_weeks + _BEFORE_STEP
    height = _limit(mean, noise, rules)
    rng = np.random.default_rng(2)
    usage = healthy_usage(mean, noise, (_ACCOUNTS, start + _IN_A_QUARTER), rng)
    usage[:, start:] = rng.binomial(usage[:, start:].astype(np.int64), 1 - step)
    watched = _watched(usage, noise, lambda level: np.full(len(level), height), rules)
    quiet = ~watched.alarms[:, :start].any(axis=1)
    soon = watched.alarms[quiet, start : start + _SOON].any(axis=1)
    in_time = watched.alarms[quiet, start:].any(axis=1)
    return Found(float(soon.mean()), float(in_time.mean()))


def _watched(usage: FloatArray, noise: Noise, limit: Limit, rules: AlertRules) -> Watched:
    return watch(usage, None, np.full(len(usage), noise.lasting_phi), limit, rules)


def _coarse(noise: Noise) -> Noise:
    """A nearby noise of a few, so that a night's small change needs no simulation.

    Phi goes up by a step of a half, which makes the limit higher, and memory to a twentieth.
    """
    steps = np.ceil(np.log(noise.phi / USUAL_PHI) / np.log(_STEP) - 1e-9)
    return Noise(float(USUAL_PHI * _STEP**steps), round(round(noise.memory * 20) / 20, 2))
