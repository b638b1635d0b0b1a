"""What a fitted renewal model says of an account: its chance to renew, and how sure that is."""

from dataclasses import dataclass

import numpy as np

from knowledge.health.renewal_design import Design
from knowledge.health.signals import FloatArray

_INTERVAL = (0.1, 0.9)


@dataclass(frozen=True, slots=True)
class RenewalFit:
    """A fitted model of n renewals, of which `leavers` left.

    The log-odds of leaving are `intercept` + columns @ `beta` (P,). They are calibrated already:
    `calibration` is the (c0, c1) of c0 + c1 * raw that they went through.
    `draws` (B, P + 1) are the same, intercept first, refitted to accounts drawn with replacement.
    `own_weights`: whether the history's own weights were fitted, or the expert's kept.
    """

    design: Design
    intercept: float
    beta: FloatArray
    calibration: tuple[float, float]
    draws: FloatArray
    renewals: int
    leavers: int
    own_weights: bool

    def logit(self, x: FloatArray) -> FloatArray:
        """Return the log-odds of leaving for raw signals (n, K)."""
        return self.intercept + self.design.columns(x) @ self.beta

    def chance_to_renew(self, x: FloatArray) -> FloatArray:
        """Return p_renew for raw signals (n, K)."""
        return sigmoid(-self.logit(x))

    def interval(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the low and high end of p_renew's 80% interval, by the bootstrap's draws."""
        z = self.draws[:, :1] + self.draws[:, 1:] @ self.design.columns(x).T
        low, high = np.quantile(sigmoid(-z), _INTERVAL, axis=0)
        return low, high


def sigmoid(z: FloatArray) -> FloatArray:
    """Return 1 / (1 + e^-z) without overflow."""
    half: FloatArray = 0.5 * (1.0 + np.tanh(0.5 * z))
    return half
