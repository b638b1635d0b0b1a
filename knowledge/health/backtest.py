"""How well a score told who would leave: ranking, calibration, and a verdict in words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from knowledge.health.renewal_chance import sigmoid
from knowledge.health.renewal_solve import platt
from knowledge.health.signals import FloatArray

Mask = NDArray[np.bool_]
Ids = NDArray[np.int64]

AUC_DRAWS = 500
_BINS = 10
_TOP_SHARE = 0.1
_FEWEST = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """How a score did on n renewals, of which `leavers` left; shares 0-1, NaN where undefined.

    `auc` with its 95% bootstrap interval by account. `lift`: leavers among the riskiest tenth, by
    those overall. `recall`, `precision`: of a flag on the riskiest share that a team can attend to.
    `brier`, and `skill` = 1 - brier / that of the base rate. `ece`: mean distance of the predicted
    from the actual share over ten equal groups. `slope`, `intercept`: of the actual log-odds on the
    predicted ones (1 and 0 where the probabilities are right).
    """

    renewals: int
    leavers: int
    auc: float
    auc_low: float
    auc_high: float
    lift: float
    recall: float
    precision: float
    brier: float
    skill: float
    ece: float
    slope: float
    intercept: float

    @property
    def is_told(self) -> bool:
        """Whether there were enough on either side to judge by."""
        return not np.isnan(self.auc)


@dataclass(frozen=True, slots=True)
class Gain:
    """How much a score's AUC exceeds that of tenure, term and segment alone (`rival`).

    `low` is the low end of the 80% interval of the `gain`.
    """

    rival: float
    gain: float
    low: float


def has_evidence(judged: Judged, gain: Gain) -> bool:
    """Whether a score ranks better than chance and than tenure and term do, and errs less than
    the base rate."""
    return judged.auc_low > 0.5 and judged.skill > 0 and gain.low > 0


def judge(
    risk: FloatArray, chance: FloatArray, left: Mask, account: Ids, capacity: float
) -> Judged:
    """Judge a score on one row a renewal.

    `risk` (n,) is what accounts are ranked by, `chance` (n,) the probability to leave, `capacity`
    the share of the book that can be flagged. All NaN where fewer than 5 left or stayed.
    """
    n, leavers = len(left), int(left.sum())
    if min(leavers, n - leavers) < _FEWEST:
        return Judged(n, leavers, *[np.nan] * 11)
    low, high = auc_interval(risk, left, account)
    base = leavers / n
    top, flagged = caught(risk, left, _TOP_SHARE), caught(risk, left, capacity)
    brier = float(np.mean((chance - left) ** 2))
    logit = np.log(np.clip(chance, 1e-6, 1 - 1e-6) / np.clip(1 - chance, 1e-6, 1 - 1e-6))
    intercept, slope = platt(logit, left, np.ones(n))
    return Judged(
        renewals=n,
        leavers=leavers,
        auc=auc(risk, left),
        auc_low=low,
        auc_high=high,
        lift=top / (_TOP_SHARE * n) / base,
        recall=flagged / leavers,
        precision=flagged / (capacity * n),
        brier=brier,
        skill=1 - brier / (base * (1 - base)),
        ece=calibration_error(chance, left),
        slope=slope,
        intercept=intercept,
    )


def auc(risk: FloatArray, left: Mask, weight: FloatArray | None = None) -> float:
    """Return the chance that a leaver is ranked above a stayer, ties counting half.

    By ranks (Mann-Whitney). `weight` (n,) counts each row so many times. NaN where nobody left or
    nobody stayed.
    """
    times = np.ones(len(left)) if weight is None else weight
    _, place = np.unique(risk, return_inverse=True)
    gone = np.bincount(place, times * left)
    stayed = np.bincount(place, times * ~left)
    pairs = gone.sum() * stayed.sum()
    below = np.cumsum(stayed) - stayed
    return float((gone @ (below + stayed / 2)) / pairs) if pairs else np.nan


def auc_interval(
    risk: FloatArray, left: Mask, account: Ids, *, draws: int = AUC_DRAWS, seed: int = 7
) -> tuple[float, float]:
    """Return the 95% interval of the AUC over accounts drawn with replacement."""
    rng = np.random.default_rng(seed)
    distinct, place = np.unique(account, return_inverse=True)
    n = len(distinct)
    found = [
        auc(risk, left, np.bincount(rng.integers(0, n, n), minlength=n)[place].astype(float))
        for _ in range(draws)
    ]
    low, high = np.nanquantile(found, (0.025, 0.975))
    return float(low), float(high)


def auc_gain(
    risk: FloatArray, other: FloatArray, left: Mask, account: Ids, *, draws: int = AUC_DRAWS
) -> Gain:
    """Return what a score's AUC has over another's, with the low end of its 80% interval.

    Over the same accounts drawn with replacement. NaN where nobody left or nobody stayed.
    """
    rng = np.random.default_rng(7)
    distinct, place = np.unique(account, return_inverse=True)
    n = len(distinct)
    found = []
    for _ in range(draws):
        times = np.bincount(rng.integers(0, n, n), minlength=n)[place].astype(float)
        found.append(auc(risk, left, times) - auc(other, left, times))
    rival = auc(other, left)
    low = float(np.nanquantile(found, 0.1)) if not np.isnan(rival) else np.nan
    return Gain(rival, auc(risk, left) - rival, low)


def caught(risk: FloatArray, left: Mask, share: float) -> float:
    """Return how many leavers are among the riskiest `share`, ties counting in proportion."""
    room = share * len(left)
    _, place = np.unique(-risk, return_inverse=True)
    size, gone = np.bincount(place), np.bincount(place, left.astype(float))
    taken = np.clip(room - (np.cumsum(size) - size), 0, size)
    return float((gone * taken / size).sum())


def calibration_error(chance: FloatArray, left: Mask) -> float:
    """Return the mean distance of predicted from actual shares, over ten groups of equal size."""
    groups = reliability(chance, left)
    size = groups[:, 2]
    return float((size * np.abs(groups[:, 0] - groups[:, 1])).sum() / size.sum())


def reliability(chance: FloatArray, left: Mask) -> FloatArray:
    """Return (predicted share, actual share, size) of ten groups by chance, shape (<=10, 3)."""
    order = np.argsort(chance, kind="stable")
    groups = [group for group in np.array_split(order, _BINS) if len(group)]
    rows = [(chance[g].mean(), left[g].mean(), len(g)) for g in groups]
    return np.array(rows, float)


def share_interval(share: FloatArray, size: FloatArray) -> FloatArray:
    """Return the 95% interval of each share (n,) counted among `size` (n,), shape (n, 2).

    Wilson's score interval (1927): never outside 0-1, and never empty at a share of 0 or 1.
    """
    found = [
        binomtest(round(part * whole), round(whole)).proportion_ci(method="wilson")
        for part, whole in zip(share, size, strict=True)
    ]
    return np.array([(one.low, one.high) for one in found]).reshape(-1, 2)


def calibrated(score: FloatArray, left: Mask, weight: FloatArray, at: FloatArray) -> FloatArray:
    """Return the chance to leave of scores `at`, by the outcomes (`left`) of past `score`s."""
    intercept, slope = platt(score, left, weight)
    return sigmoid(intercept + slope * at)


def flips(risk: FloatArray, renewal: Ids, lead: FloatArray, capacity: float) -> float:
    """Return how often an account's flag changes on the way to its renewal, on average.

    The flag is on the riskiest share `capacity` among the rows of one lead time.
    """
    flagged = np.zeros(len(risk), bool)
    for days in np.unique(lead):
        of_lead = lead == days
        flagged[of_lead] = risk[of_lead] >= np.quantile(risk[of_lead], 1 - capacity)
    order = np.lexsort((-lead, renewal))
    same = renewal[order][1:] == renewal[order][:-1]
    turned = flagged[order][1:] != flagged[order][:-1]
    followed = len(np.unique(renewal[order][1:][same]))
    return float((turned & same).sum() / followed) if followed else np.nan


def verdict(judged: Judged, gain: Gain) -> str:
    """Say in a sentence whether there is evidence that the score predicts churn."""
    if not judged.is_told:
        return (
            "Not enough to tell whether this score predicts churn here: in "
            f"{judged.leavers} of {judged.renewals} tested renewals the customer left."
        )
    found = f"AUC {judged.auc:.2f} ({judged.auc_low:.2f} to {judged.auc_high:.2f}; .5 is chance)"
    if not has_evidence(judged, gain):
        return (
            f"No evidence that this score predicts churn here: {found}, that of tenure, term and "
            f"segment alone {gain.rival:.2f}; skill against the base rate {judged.skill:+.2f}."
        )
    return (
        f"The renewal probability tells who leaves from who stays: {found}, and its squared error "
        f"is {judged.skill:.0%} below that of the base rate. Tenure, term and segment alone reach "
        f"{gain.rival:.2f}."
    )
