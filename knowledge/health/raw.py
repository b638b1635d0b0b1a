"""The raw values of measures from counts, with their undefined cases: undefined is NaN, never 0."""

import numpy as np
from numpy.typing import NDArray

from knowledge.health.signals import FloatArray


def percent_of(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return 100 * part / whole, NaN where whole is 0 or either is missing.

    For seat utilisation, breadth, responsiveness and CSAT. Over 100 is allowed (overage).
    """
    return _ratio(100.0 * part, whole)


def change_percent(recent_mean: FloatArray, baseline_mean: FloatArray) -> FloatArray:
    """Return the change in percent (-20.0 is down by a fifth), NaN where the baseline is 0."""
    return _ratio(100.0 * (recent_mean - baseline_mean), baseline_mean)


def per_hundred_seats(tickets: FloatArray, seats: FloatArray) -> FloatArray:
    """Return tickets per 100 seats, NaN where there are no seats."""
    return _ratio(100.0 * tickets, seats)


def role_weighted_mean(
    account: NDArray[np.intp], answer: FloatArray, role_weight: FloatArray, n_accounts: int
) -> tuple[FloatArray, FloatArray]:
    """Return each account's mean answer weighted by role, and the sum of weights it rests on.

    The first three arrays have one entry per respondent (the newest answer of each). The two
    results have shape (n_accounts,); NaN and 0 where nobody answered.
    """
    total, weight = np.zeros(n_accounts), np.zeros(n_accounts)
    np.add.at(total, account, role_weight * answer)
    np.add.at(weight, account, role_weight)
    return _ratio(total, weight), weight


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    quotient = np.full(np.broadcast(above, below).shape, np.nan)
    np.divide(above, below, out=quotient, where=below > 0)
    return quotient
