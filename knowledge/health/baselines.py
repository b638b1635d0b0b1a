"""What a renewal probability has to beat: scores that anybody could make up."""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np

from knowledge.health.signals import FloatArray

CALLS: Mapping[str, float] = {"commit": 0.0, "best_case": 1.0, "at_risk": 2.0, "likely_loss": 3.0}
LAST_CALL = "last CSM call"
_NO_CALL = 1.0

Baselines: TypeAlias = Mapping[str, FloatArray]


def baselines(
    *, tenure_days: FloatArray, days_to_renewal: FloatArray, call: FloatArray, health: FloatArray
) -> Baselines:
    """Return each baseline's risk by name, arrays of shape (n,): more is riskier.

    Younger customers leave, the nearer renewal is in danger, the CSM's last call (a position in
    `CALLS`; none counts as best case), the health score as it stood. What isn't known stands at
    the median.
    """
    return {
        "tenure only": _filled(-tenure_days),
        "renewal date only": _filled(-days_to_renewal),
        LAST_CALL: np.where(np.isnan(call), _NO_CALL, call),
        "health score": _filled(-health),
    }


def _filled(risk: FloatArray) -> FloatArray:
    known = risk[~np.isnan(risk)]
    middle = float(np.median(known)) if len(known) else 0.0
    return np.where(np.isnan(risk), middle, risk)
