"""From scores to bands: green, yellow, red, or unknown."""

import numpy as np
from numpy.typing import NDArray

from knowledge.health.rules import Rules
from knowledge.health.signals import CodeArray, FloatArray

# From worst to best, so that a lower code is a worse band; unknown stands outside the order.
BANDS: tuple[str, ...] = ("red", "yellow", "green", "unknown")
UNKNOWN = BANDS.index("unknown")

# A score that is 70 but for the rounding of a sum is 70.
_ROUNDING = 1e-9


def bands(health: FloatArray, coverage: FloatArray, rules: Rules) -> CodeArray:
    """Return one day's bands, positions in `BANDS`, same shape as `health`.

    A coverage under the floor, and a score that is NaN, is unknown, whatever the score.
    """
    lines = [rules.bands.yellow_from, rules.bands.green_from]
    ranks = np.searchsorted(lines, health + _ROUNDING, side="right")
    unknown = np.isnan(health) | (coverage + _ROUNDING < rules.coverage_floor)
    return np.where(unknown, UNKNOWN, ranks).astype(np.int8)


def hold_bands(
    before: CodeArray,
    health: FloatArray,
    coverage: FloatArray,
    capped: NDArray[np.bool_],
    rules: Rules,
) -> CodeArray:
    """Return the bands to show, held against noise.

    `before` (n,) is yesterday's shown bands; `health` (days, n) the newest `hysteresis_snapshots`
    days, today last; `coverage` (n,) today's; `capped` (n,) whether a cap applies today. A band
    changes when each of these days lies `hysteresis_points` past the line. At once change: to and
    from unknown, and downwards where a cap applies.
    """
    today = bands(health[-1], coverage, rules)
    margin = rules.bands.hysteresis_points
    up = bands(health.min(axis=0) - margin, coverage, rules)
    down = bands(health.max(axis=0) + margin, coverage, rules)
    held = np.where(up > before, up, np.where(down < before, down, before))
    if len(health) < rules.bands.hysteresis_snapshots:
        held = before
    into_or_out_of_unknown = (today == UNKNOWN) | (before == UNKNOWN)
    changes_at_once = into_or_out_of_unknown | (capped & (today < before))
    return np.where(changes_at_once, today, held).astype(np.int8)
