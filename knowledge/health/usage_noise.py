"""How much healthy usage varies by itself, pooled over accounts; and healthy usage made up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.health.signals import CodeArray, FloatArray
from knowledge.health.usage_season import PEERS_NEEDED

BoolArray = NDArray[np.bool_]

# Weekly active days of a healthy account vary as a negative binomial of about this dispersion;
# said where too few accounts are there to tell (health research note, section 2).
USUAL_PHI = 8.0
_SMOOTHEST_PHI = 1000.0
_MOST_MEMORY = 0.95
_TOGETHER = 8


@dataclass(frozen=True, slots=True)
class Noise:
    """`phi`: dispersion, var = mu + mu^2 / phi. `memory`: how much of one week's ups and downs,
    beyond counting noise, is left in the next, 0 to 0.95."""

    phi: float
    memory: float

    @property
    def lasting_phi(self) -> float:
        """The dispersion that eight weeks together show: ups and downs that last don't average out.

        The variance of a mean of m weeks is 1 + 2 sum((1 - k/m) r^k) times that of independent
        ones; m is about how long a fall takes to be told.
        """
        lag = np.arange(1, _TOGETHER)
        together = 1 + 2 * float(((1 - lag / _TOGETHER) * self.memory**lag).sum())
        return self.phi / together


def pooled_noise(
    counts: FloatArray, expected: FloatArray, peers: CodeArray, baseline_weeks: int
) -> dict[int, Noise]:
    """Return the noise of each group in `peers` (n,), from usage and what was expected (n, W), a
    level that is itself a mean of `baseline_weeks`.

    By moments: the variance of usage over expected, less the counting noise, and its covariance
    with the week before. Of the accounts the median, so that those that really fell don't count
    for more than their number; put right for the median of a skewed sample lying under its mean.
    """
    ratio = counts / expected - 1
    counting = 1 / expected
    known = ~np.isnan(ratio)
    weeks = known.sum(axis=1)
    found = weeks >= PEERS_NEEDED
    total = _mean(ratio**2, known) / (1 + 1 / baseline_weeks)
    excess = total - _mean(counting, known)
    both = known[:, 1:] & known[:, :-1]
    lagged = _mean(ratio[:, 1:] * ratio[:, :-1], both) - total / baseline_weeks
    everybody = _pooled(excess, lagged, weeks, found)
    return {
        int(group): _pooled(excess, lagged, weeks, found & (peers == group), everybody)
        for group in np.unique(peers)
    }


def _mean(values: FloatArray, known: BoolArray) -> FloatArray:
    mean: FloatArray = np.where(known, values, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return mean


def _pooled(
    excess: FloatArray,
    lagged: FloatArray,
    weeks: NDArray[np.int64],
    found: BoolArray,
    otherwise: Noise | None = None,
) -> Noise:
    if found.sum() < PEERS_NEEDED:
        return otherwise or Noise(USUAL_PHI, 0.0)
    variance = float(np.median(excess[found]))
    if variance <= 1 / _SMOOTHEST_PHI:
        return Noise(_SMOOTHEST_PHI, 0.0)
    memory = float(np.clip(np.median(lagged[found]) / variance, 0.0, _MOST_MEMORY))
    # Wilson-Hilferty: the median of chi^2 with k degrees of freedom is k (1 - 2/(9k))^3; weeks that
    # remember one another are worth fewer.
    worth = float(np.median(weeks[found])) * (1 - memory**2) / (1 + memory**2)
    put_right = (1 - 2 / (9 * max(worth, 1.0))) ** 3
    return Noise(min(put_right / variance, _SMOOTHEST_PHI), memory)


def healthy_usage(
    mean: float, noise: Noise, shape: tuple[int, int], rng: np.random.Generator
) -> FloatArray:
    """Make up usage of `shape` (accounts, weeks) that never changes but by chance.

    Counts are Poisson about a level that wanders as a gamma process of mean `mean`, dispersion phi
    and autocorrelation `memory` (beta-gamma autoregression, Lewis, McKenzie & Hugus 1989); with no
    memory it is a negative binomial.
    """
    return rng.poisson(mean * wandering(noise, shape, rng)).astype(np.float64)


def wandering(noise: Noise, shape: tuple[int, int], rng: np.random.Generator) -> FloatArray:
    """Factors about 1, gamma-distributed with dispersion phi: what healthy usage wanders by."""
    n, weeks = shape
    phi, memory = noise.phi, noise.memory
    if memory == 0:
        return rng.gamma(phi, 1 / phi, shape)
    level = np.empty(shape)
    level[:, 0] = rng.gamma(phi, 1 / phi, n)
    for week in range(1, weeks):
        kept = rng.beta(phi * memory, phi * (1 - memory), n)
        level[:, week] = kept * level[:, week - 1] + rng.gamma(phi * (1 - memory), 1 / phi, n)
    return level
