"""Logistic regression with known signs, drawn to an expert's weights; and Platt calibration."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from knowledge.health.renewal_chance import sigmoid
from knowledge.health.signals import FloatArray

Mask = NDArray[np.bool_]

_CLOSE = {"gtol": 1e-6, "ftol": 1e-11}
# From a solution to one nearby, of which only the spread matters.
_NEAR = {"gtol": 1e-4, "ftol": 1e-9}


@dataclass(frozen=True, slots=True)
class Problem:
    """What `solve` minimises over a, k >= 0 and beta:

    sum w (log(1 + e^z) - y z) + shrinkage * |beta - k * expert|^2, z = a + columns @ beta, where
    beta_j >= 0 unless `free`. For any beta the best k is max(0, beta . expert / |expert|^2).
    `columns` (n, P), `left` (n,) is y, `expert` and `free` (P,).
    """

    columns: FloatArray
    left: Mask
    expert: FloatArray
    free: Mask
    shrinkage: float


def solve(problem: Problem, weight: FloatArray, start: FloatArray | None = None) -> FloatArray:
    """Return (a, beta), shape (P + 1,), at the minimum for rows that weigh `weight` (n,).

    With `start`, a solution for other weights, it is found faster and less exactly.
    """
    columns, expert, shrinkage = problem.columns, problem.expert, problem.shrinkage
    y = problem.left.astype(float)
    length = float(expert @ expert) or 1.0
    total = float(weight.sum())

    # einsum, not @: tall, narrow products gain nothing from BLAS threads, and wait for one another
    # on a busy machine.
    def loss(at: FloatArray) -> tuple[float, FloatArray]:
        beta = at[1:]
        z = at[0] + np.einsum("ij,j->i", columns, beta)
        off = beta - max(0.0, float(beta @ expert) / length) * expert
        error = weight * (sigmoid(z) - y)
        value = float(weight @ (np.logaddexp(0.0, z) - y * z) + shrinkage * off @ off)
        slope = np.einsum("ij,i->j", columns, error) + 2 * shrinkage * off
        return value / total, np.concatenate([[error.sum()], slope]) / total

    options = _CLOSE if start is None else _NEAR
    if start is None:
        share = float(np.clip((weight @ y) / total, 1e-4, 1 - 1e-4))
        start = np.concatenate([[np.log(share / (1 - share))], np.zeros(len(expert))])
    bounds = [(None, None), *((None if free else 0.0, None) for free in problem.free)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    solved: FloatArray = found.x
    return solved


def platt(score: FloatArray, left: Mask, weight: FloatArray) -> tuple[float, float]:
    """Return (c0, c1 >= 0) so that sigmoid(c0 + c1 * score) is the chance to leave.

    The slope is held at 0 or more: unforced, it turns round in small samples.
    """
    spread = float(score.std()) or 1.0
    z = (score - score.mean()) / spread
    problem = Problem(z[:, None], left, np.zeros(1), np.zeros(1, np.bool_), 1e-6)
    a, b = solve(problem, weight).tolist()
    slope = b / spread
    return a - slope * float(score.mean()), slope
