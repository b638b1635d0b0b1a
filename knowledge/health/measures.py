"""From raw values to each measure's points and freshness. Arrays are accounts x measures."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.health.rules import Measure, RampException, Rules
from knowledge.health.signals import (
    MEASURES,
    SEGMENTS,
    STAGES,
    CodeArray,
    FloatArray,
    Signals,
)

# Under this many accounts a segment's mean is noise, and the mean over all accounts stands in.
_PEERS_NEEDED = 10


def known_segment(signals: Signals, rules: Rules) -> CodeArray:
    """Return the segment codes, with what is not recorded replaced as the rules say."""
    stand_in = np.int8(SEGMENTS.index(rules.unknown_segment_as))
    return np.where(signals.segment < 0, stand_in, signals.segment)


def known_stage(signals: Signals, rules: Rules) -> CodeArray:
    """Return the stage codes, with what is not recorded replaced as the rules say."""
    stand_in = np.int8(STAGES.index(rules.unknown_stage_as))
    return np.where(signals.stage < 0, stand_in, signals.stage)


def columns_of(rules: Rules) -> list[int]:
    """Return the columns of Signals that the rules use, in the rules' order."""
    return [MEASURES.index(measure.id) for measure in rules.measures]


def observed_values(values: FloatArray, age_days: FloatArray, sizes: FloatArray) -> FloatArray:
    """Return raw values (n, J), NaN where missing, dated after the day, or resting on nothing."""
    return np.where((age_days < 0) | (sizes <= 0), np.nan, values)


def freshness(values: FloatArray, age_days: FloatArray, rules: Rules) -> FloatArray:
    """Return f in 0-1, shape (n, J): 1 until grace, halved each half-life, 0 over the maximum age.

    f = 2^-((age - grace) / half-life). A missing value, and one of unknown age, has f = 0.
    """
    limits = [measure.freshness for measure in rules.measures]
    grace = np.array([limit.grace_days for limit in limits])
    half_life = np.array([limit.half_life_days for limit in limits])
    max_age = np.array([limit.max_age_days for limit in limits])
    decayed = np.exp2(-np.maximum(age_days - grace, 0.0) / half_life)
    usable = ~np.isnan(values) & (age_days <= max_age)
    return np.where(usable, decayed, 0.0)


def segment_means(
    values: FloatArray, fresh: FloatArray, sizes: FloatArray, segment: CodeArray, rules: Rules
) -> FloatArray:
    """Return what each segment's typical account shows, shape (3, J), NaN where nobody shows any.

    A mean over accounts weighted by n / (n + k), so that neither a giant nor a handful of seats
    decides it. Segments with fewer than ten accounts take the mean over all.
    """
    strength = np.array([measure.shrink for measure in rules.measures])
    trust = np.where(np.isnan(sizes), 1.0, sizes / np.maximum(sizes + strength, 1e-12))
    counts = (fresh > 0) & (trust > 0)
    weight = np.where(counts, trust, 0.0)
    weighted = weight * np.where(counts, values, 0.0)
    weights, sums = _by_segment(weight, segment), _by_segment(weighted, segment)
    own = _divide(sums, weights)
    overall = _divide(sums.sum(axis=0), weights.sum(axis=0))
    return np.where(_by_segment(counts, segment) >= _PEERS_NEEDED, own, overall)


def _by_segment(columns: NDArray[Any], segment: CodeArray) -> FloatArray:
    """Add up each column by segment, shape (3, J)."""
    sums = [np.bincount(segment, column, len(SEGMENTS)) for column in columns.T]
    return np.stack(sums, axis=1, dtype=np.float64)


def shrink(
    values: FloatArray, sizes: FloatArray, segment: CodeArray, means: FloatArray, rules: Rules
) -> FloatArray:
    """Draw small samples to their segment: (n x + k mean) / (n + k), shape (n, J).

    The posterior mean of a Gamma-Poisson rate or a Beta-binomial share. A value that is no sample
    (size NaN) stays, and so does one where k is 0 or the segment has no mean.
    """
    k = np.array([measure.shrink for measure in rules.measures])
    centre = means[segment]
    asis = np.isnan(sizes) | np.isnan(centre) | (k == 0)
    drawn = values + (centre - values) * (k / np.maximum(sizes + k, 1e-12))
    return np.where(asis, values, drawn)


def season(values: FloatArray, fresh: FloatArray, rules: Rules) -> FloatArray:
    """Return how much of each measure is the season's, shape (J,): what all accounts share.

    The median over the accounts with a fresh value, at most the measure's `season` either way, and
    0 with fewer than ten of them. Christmas stands in everybody's baseline in February.
    """
    limits = np.array([measure.season for measure in rules.measures])
    shared = np.zeros(len(limits))
    for j in np.flatnonzero(limits):
        known = values[fresh[:, j] > 0, j]
        if len(known) >= _PEERS_NEEDED:
            shared[j] = np.median(known)
    return np.clip(shared, -limits, limits)


def measure_scores(
    values: FloatArray, segment: CodeArray, stage: CodeArray, tenure: FloatArray, rules: Rules
) -> FloatArray:
    """Return m in 0-100, shape (n, J), NaN where the value is: each measure's ramp applied."""
    points = np.empty(values.shape)
    for j, measure in enumerate(rules.measures):
        points[:, j] = _ramped(measure, values[:, j], segment, stage, tenure)
    return points


def _ramped(
    measure: Measure, values: FloatArray, segment: CodeArray, stage: CodeArray, tenure: FloatArray
) -> FloatArray:
    points = _interpolate(values, measure.ramp)
    taken = np.zeros(values.shape, dtype=bool)
    for exception in measure.exceptions:
        fits = _fits(exception, segment, stage, tenure) & ~taken
        points[fits] = _interpolate(values[fits], exception.ramp)
        taken |= fits
    return points


def _fits(
    exception: RampException, segment: CodeArray, stage: CodeArray, tenure: FloatArray
) -> NDArray[np.bool_]:
    fits = np.ones(segment.shape, dtype=bool)
    if exception.segments is not None:
        fits &= np.isin(segment, [SEGMENTS.index(name) for name in exception.segments])
    if exception.stages is not None:
        fits &= np.isin(stage, [STAGES.index(name) for name in exception.stages])
    if exception.tenure_under_days is not None:
        fits &= tenure < exception.tenure_under_days
    return fits


def _interpolate(values: FloatArray, knots: tuple[tuple[float, float], ...]) -> FloatArray:
    at, heights = zip(*knots, strict=True)
    points: FloatArray = np.interp(values, at, heights)
    return points


def _divide(above: FloatArray, below: FloatArray) -> FloatArray:
    quotient = np.full_like(above, np.nan)
    np.divide(above, below, out=quotient, where=below > 0)
    return quotient
