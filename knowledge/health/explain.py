"""Why a score is what it is, and why it moved: parts that sum exactly, as data."""

from dataclasses import dataclass

import numpy as np

from knowledge.health.change import Mix, split_change
from knowledge.health.score import Scores
from knowledge.health.signals import EVIDENCE_UNITS, FloatArray


@dataclass(frozen=True, slots=True)
class Reason:
    """A measure that costs the score points. `value` is raw, in `unit`; `m` is its 0-100 points."""

    measure: str
    group: str
    words: str
    value: float
    unit: str
    m: float
    points_lost: float
    age_days: float


@dataclass(frozen=True, slots=True)
class AppliedCap:
    """A cap that applies: the score is at most `limit`, because `evidence` (in `unit`) is so."""

    cap: str
    words: str
    limit: float
    evidence: float
    unit: str


@dataclass(frozen=True, slots=True)
class Change:
    """How scores of n accounts moved between two days, over the U measures of either day.

    `value_part`, `weight_part` (n, U): what new values did, and what freshness, missing data and
    changed rules did. Together they sum to `computed`, the change of H before caps. `cap_part`
    (n,): what caps coming and going did; `computed + cap_part` is the change of the shown score.
    All are NaN for an account that had no H on either day.
    """

    measures: tuple[str, ...]
    value_part: FloatArray
    weight_part: FloatArray
    computed: FloatArray
    cap_part: FloatArray


def contributions(scores: Scores) -> FloatArray:
    """Return points by measure, shape (n, J): each row sums to H before caps.

    A measure that is missing or too old contributes 0; a row without any H is NaN.
    """
    share = _shares(scores)
    return np.where(share == 0, 0.0, share * scores.m)


def points_lost(scores: Scores) -> FloatArray:
    """Return what each measure costs, shape (n, J): each row sums to 100 - H."""
    share = _shares(scores)
    return np.where(share == 0, 0.0, share * (100.0 - scores.m))


def reasons(scores: Scores, row: int) -> tuple[Reason, ...]:
    """Return what pulls one account's score down, the costliest first."""
    one = scores.rows(slice(row, row + 1))
    lost = points_lost(one)[0]
    order = np.argsort(-lost, kind="stable")
    return tuple(_reason(one, int(j), float(lost[j])) for j in order if lost[j] > 0)


def missing(scores: Scores, row: int) -> tuple[str, ...]:
    """Return the measures that weigh something for one account and have no usable value."""
    absent = (scores.f[row] == 0) & (scores.w[row] > 0)
    return tuple(m.id for m, gone in zip(scores.rules.measures, absent, strict=True) if gone)


def applied_caps(scores: Scores, row: int) -> tuple[AppliedCap, ...]:
    """Return the caps that hold one account down, the lowest limit first."""
    found = [
        AppliedCap(cap.id, cap.words, cap.limit, float(value), EVIDENCE_UNITS[cap.evidence])
        for cap, value, applies in zip(
            scores.rules.caps, scores.evidence[row], scores.capped[row], strict=True
        )
        if applies
    ]
    return tuple(sorted(found, key=lambda cap: cap.limit))


def decompose(before: Scores, after: Scores) -> Change:
    """Split the change of H exactly (`split_change`), for the same accounts in the same rows.

    Raises ValueError where the numbers of accounts differ.
    """
    if len(before.computed) != len(after.computed):
        raise ValueError("both scores must be of the same accounts")
    names = tuple(dict.fromkeys(_ids(before) + _ids(after)))
    value, weight = split_change(_mix(before, names), _mix(after, names))
    computed = after.computed - before.computed
    shown = after.health - before.health
    return Change(names, value, weight, computed, shown - computed)


def _shares(scores: Scores) -> FloatArray:
    effective = scores.w * scores.f
    present = effective.sum(axis=1, keepdims=True)
    share = np.full_like(effective, np.nan)
    np.divide(effective, present, out=share, where=present > 0)
    return share


def _ids(scores: Scores) -> tuple[str, ...]:
    return tuple(measure.id for measure in scores.rules.measures)


def _mix(scores: Scores, names: tuple[str, ...]) -> Mix:
    columns = [names.index(name) for name in _ids(scores)]
    share = np.zeros((len(scores.computed), len(names)))
    m = np.full(share.shape, np.nan)
    share[:, columns], m[:, columns] = _shares(scores), scores.m
    return Mix(share, m, scores.computed)


def _reason(scores: Scores, j: int, lost: float) -> Reason:
    measure = scores.rules.measures[j]
    return Reason(
        measure.id,
        measure.group,
        measure.words,
        float(scores.values[0, j]),
        measure.unit,
        float(scores.m[0, j]),
        lost,
        float(scores.age_days[0, j]),
    )
