"""The research note's table: how many labels the shrunk fit needs, with good and bad experts.

The note's four components come from a simulation that isn't kept; this one has their figures: good
fixed weights reach .762, bad ones .691, and no weights more than .763.
"""

from collections.abc import Callable

import numpy as np

from knowledge.health.backtest import auc
from knowledge.health.renewal_solve import Problem, solve
from knowledge.health.signals import FloatArray

GOOD, BAD = np.array([0.4, 0.15, 0.3, 0.15]), np.array([0.1, 0.5, 0.1, 0.3])
SHRINKAGE = 8.0
_NOISE = np.array([0.7, 2.0, 0.9, 1.5])
_DRAWS, _TESTED = 25, 20_000

Weights = Callable[[FloatArray, FloatArray], FloatArray]


def fixed(expert: FloatArray) -> float:
    """Return the AUC of an expert's weights as they are."""
    return _mean_auc(lambda z, y: expert, 60)


def shrunk(expert: FloatArray, renewals: int) -> float:
    """Return the AUC of the fit drawn to an expert's weights, mean of 25 draws."""
    return _mean_auc(lambda z, y: _fitted(z, y, expert, SHRINKAGE), renewals)


def unshrunk(renewals: int) -> float:
    """Return the AUC of a fit that knows the signs alone, mean of 25 draws."""
    return _mean_auc(lambda z, y: _fitted(z, y, np.zeros(4), 1e-6), renewals)


def _fitted(z: FloatArray, y: FloatArray, expert: FloatArray, shrinkage: float) -> FloatArray:
    problem = Problem(z, y > 0, expert, np.zeros(4, np.bool_), shrinkage)
    return solve(problem, np.ones(len(y)))[1:]


def _mean_auc(weights: Weights, renewals: int) -> float:
    z, y = _world(_TESTED, 1)
    found = [auc(z @ weights(*_world(renewals, 100 + draw)), y > 0) for draw in range(_DRAWS)]
    return float(np.mean(found))


def _world(n: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Return four components as risks (n, 4), standardised, and who left (n,)."""
    rng = np.random.default_rng(seed)
    value = rng.normal(0, 0.7, n)
    z = -(value[:, None] + rng.normal(0, 1, (n, 4)) * _NOISE) / np.sqrt(0.49 + _NOISE**2)
    logit = -1.25 - 2.6 * value + rng.normal(0, 0.9, n)
    return z, (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(float)
