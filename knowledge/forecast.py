"""How much ARR is expected to renew, how far that can be off, and which account it hangs on."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Literal

Category = Literal["commit", "best_case", "at_risk", "likely_loss"]
CATEGORIES: tuple[Category, ...] = ("commit", "best_case", "at_risk", "likely_loss")

COMMIT_FROM, BEST_CASE_FROM, AT_RISK_FROM = 0.90, 0.70, 0.40
CONTACT_WITHIN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Stake:
    """One account's ARR up for renewal and the chance (0-1) that it renews."""

    account_id: int
    arr: Decimal
    p: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """A sum over independent renewals; money as the stakes' ARR.

    `expected` = sum ARR p; `spread` = sqrt(sum ARR^2 p (1 - p)), one standard deviation.
    `largest` is the account with the most ARR and `arr_share` its share (0-1); `swing` the one with
    the most of the variance and `variance_share` its share, 0 where nothing is uncertain.
    """

    arr: Decimal
    expected: Decimal
    spread: Decimal
    largest: int
    arr_share: float
    swing: int
    variance_share: float


def forecast(stakes: Sequence[Stake]) -> Forecast | None:
    """Add renewals up; None where no ARR is up for renewal. Raises ValueError where a chance is
    none, or ARR is negative.

    Accounts are taken as independent: a slump that hits all of them makes the spread wider.
    """
    if any(not 0 <= stake.p <= 1 or stake.arr < 0 for stake in stakes):
        raise ValueError("a stake takes a chance from 0 to 1 and no negative ARR")
    arr = sum((stake.arr for stake in stakes), Decimal(0))
    if not arr:
        return None
    variances = [float(stake.arr) ** 2 * stake.p * (1 - stake.p) for stake in stakes]
    variance = sum(variances)
    largest = max(stakes, key=lambda stake: stake.arr)
    at = max(range(len(stakes)), key=lambda i: variances[i])
    return Forecast(
        arr=arr,
        expected=sum((stake.arr * Decimal(str(stake.p)) for stake in stakes), Decimal(0)),
        spread=Decimal(str(sqrt(variance))),
        largest=largest.account_id,
        arr_share=float(largest.arr / arr),
        swing=stakes[at].account_id,
        variance_share=variances[at] / variance if variance else 0.0,
    )


def category(p: float, *, is_capped: bool, contact_days: int | None) -> Category:
    """Give the computed category of a renewal: commit from 90%, best case from 70%, at risk from
    40%, else likely loss.

    Commit also needs no cap on the health score and a two-way contact in the last 30 days
    (`contact_days` since the last one, None for never).
    """
    if p < AT_RISK_FROM:
        return "likely_loss"
    if p < BEST_CASE_FROM:
        return "at_risk"
    spoken = contact_days is not None and contact_days <= CONTACT_WITHIN_DAYS
    return "commit" if p >= COMMIT_FROM and spoken and not is_capped else "best_case"


def disagree(computed: Category, called: Category) -> bool:
    """Whether the computed category and the CSM's call expect different endings: one that it
    renews (commit, best case), the other that it may not (at risk, likely loss)."""
    hopeful = ("commit", "best_case")
    return (computed in hopeful) != (called in hopeful)
