"""The health score: weights, coverage, caps and bands over all accounts at once."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from knowledge.health.bands import BANDS, bands
from knowledge.health.measures import (
    columns_of,
    freshness,
    known_segment,
    known_stage,
    measure_scores,
    observed_values,
    season,
    segment_means,
    shrink,
)
from knowledge.health.rules import Cap, Rules
from knowledge.health.signals import (
    EVIDENCE,
    SEGMENTS,
    STAGES,
    CodeArray,
    FloatArray,
    Signals,
)


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of n accounts under rules of J measures and C caps. Rows as in the signals.

    `values`, `age_days` (n, J): the raw values (before shrinkage and season; NaN missing), and
    their ages.
    `m` (n, J): points 0-100, NaN where the value is missing. `f` (n, J): freshness 0-1.
    `w` (n, J): weights, each row summing to 1.
    `computed` (n,): H = sum(w f m) / sum(w f), 0-100, before caps; NaN where nothing is present.
    `coverage` (n,): k = sum(w f) / sum(w), 0-1.
    `evidence`, `capped` (n, C): each cap's evidence, and whether the cap applies.
    `health` (n,): `computed` held at the lowest limit of the caps that apply.
    `band` (n,): positions in `BANDS`, for this day by itself (`hold_bands` adds hysteresis).
    """

    rules: Rules
    values: FloatArray
    age_days: FloatArray
    m: FloatArray
    f: FloatArray
    w: FloatArray
    computed: FloatArray
    coverage: FloatArray
    evidence: FloatArray
    capped: NDArray[np.bool_]
    health: FloatArray
    band: CodeArray

    def band_name(self, row: int) -> str:
        """Return one account's band in a word."""
        return BANDS[int(self.band[row])]

    def rows(self, index: slice | NDArray[np.intp]) -> "Scores":
        """Return the scores of some of the accounts, a book's for instance."""
        arrays = (field.name for field in fields(self) if field.name != "rules")
        return Scores(self.rules, *(getattr(self, name)[index] for name in arrays))


def score(signals: Signals, rules: Rules) -> Scores:
    """Score every account as of the day of its signals.

    Small samples are drawn to the means of the accounts that are scored with them, so score the
    whole company at once and take a book's rows from the result.
    """
    values, ages, sizes = (
        np.take(array, columns_of(rules), axis=1)
        for array in (signals.values, signals.age_days, signals.sample_sizes)
    )
    segment, stage = known_segment(signals, rules), known_stage(signals, rules)
    values = observed_values(values, ages, sizes)
    f = freshness(values, ages, rules)
    means = segment_means(values, f, sizes, segment, rules)
    drawn = shrink(values, sizes, segment, means, rules)
    drawn -= season(values, f, rules)
    m = measure_scores(drawn, segment, stage, signals.tenure_days, rules)
    w = weight_table(rules)[segment, stage]
    computed, coverage = weigh(m, f, w)
    evidence = signals.evidence[:, [EVIDENCE.index(cap.evidence) for cap in rules.caps]]
    capped = caps_applied(evidence, rules)
    health = np.minimum(computed, cap_limits(capped, rules).min(axis=1, initial=np.inf))
    band = bands(health, coverage, rules)
    return Scores(rules, values, ages, m, f, w, computed, coverage, evidence, capped, health, band)


def weigh(m: FloatArray, f: FloatArray, w: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return H = sum(w f m) / sum(w f) and k = sum(w f) / sum(w) over the last axis.

    H is NaN where nothing is present and fresh. What is missing lowers k by all of its weight.
    """
    effective = w * f
    present = np.einsum("...j->...", effective)
    points = np.einsum("...j,...j->...", effective, np.where(effective > 0, m, 0.0))
    h = np.full_like(present, np.nan)
    np.divide(points, present, out=h, where=present > 0)
    return h, present / np.einsum("...j->...", w)


def weight_table(rules: Rules) -> FloatArray:
    """Return weights of shape (segments, stages, J), each row summing to 1.

    A group's weight is split over its measures in proportion to theirs.
    """
    in_group: dict[str, float] = {}
    for measure in rules.measures:
        in_group[measure.group] = in_group.get(measure.group, 0.0) + measure.weight
    table = np.empty((len(SEGMENTS), len(STAGES), len(rules.measures)))
    for s, segment in enumerate(SEGMENTS):
        for t, stage in enumerate(STAGES):
            groups = getattr(rules.weights, segment).at(stage)
            for j, measure in enumerate(rules.measures):
                share = measure.weight / in_group[measure.group]
                table[s, t, j] = getattr(groups, measure.group) * share
    table /= table.sum(axis=-1, keepdims=True)
    return table


def caps_applied(evidence: FloatArray, rules: Rules) -> NDArray[np.bool_]:
    """Return which caps apply, shape (n, C). Evidence that is NaN holds nobody down."""
    applied = [_reached(cap, evidence[:, c]) for c, cap in enumerate(rules.caps)]
    return np.array(applied, dtype=bool).reshape(len(rules.caps), len(evidence)).T


def cap_limits(capped: NDArray[np.bool_], rules: Rules) -> FloatArray:
    """Return each applied cap's limit, shape (n, C), infinite where it doesn't apply."""
    limits = np.array([cap.limit for cap in rules.caps])
    return np.where(capped, limits, np.inf)


def _reached(cap: Cap, evidence: FloatArray) -> NDArray[np.bool_]:
    over = np.inf if cap.over is None else cap.over
    at_least = np.inf if cap.at_least is None else cap.at_least
    return (evidence > over) | (evidence >= at_least)
