"""The renewal probability: a logistic regression shrunk to an expert's weights.

Minimises sum w (log(1 + e^z) - y z) + shrinkage * |beta - k * expert|^2 with z = a + X beta over a,
k >= 0 and beta, where beta_j >= 0 for every signal whose direction is known (columns are oriented:
more is riskier). Few labels keep beta near k times the expert's weights, many overrule them. Method
and constants: the research note's section 2 ("shrunk", lambda 8; L-BFGS-B for the bounds).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.health.renewal_chance import RenewalFit
from knowledge.health.renewal_design import Design, Expert, columns_used, make_design
from knowledge.health.renewal_rules import RenewalRules
from knowledge.health.renewal_solve import Problem, platt, solve
from knowledge.health.signals import FloatArray

DRAWS = 100
_FOLDS = 5
_SEED = 7

Mask = NDArray[np.bool_]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Rows to learn from: a past renewal at one lead time each.

    `x` (n, K): raw signals, NaN where missing. `left` (n,): whether the account left at the
    renewal. `account`, `renewal` (n,): whose row it is; a renewal's rows weigh 1 together.
    """

    x: FloatArray
    left: Mask
    account: Ids
    renewal: Ids

    def __len__(self) -> int:
        return len(self.left)

    def rows(self, index: Mask) -> "Labelled":
        """Return some of the rows."""
        return Labelled(self.x[index], self.left[index], self.account[index], self.renewal[index])

    def named(self, names: Sequence[str]) -> "Labelled":
        """Return rows whose `x`, of all signals so far, has those of these names."""
        return replace(self, x=columns_used(self.x, names))

    @property
    def weight(self) -> FloatArray:
        """What each row weighs, shape (n,)."""
        _, place, counts = np.unique(self.renewal, return_inverse=True, return_counts=True)
        weight: FloatArray = 1.0 / counts[place]
        return weight

    @property
    def renewals(self) -> int:
        return len(np.unique(self.renewal))

    @property
    def leavers(self) -> int:
        return len(np.unique(self.renewal[self.left]))


def why_not(rows: Labelled, rules: RenewalRules) -> str | None:
    """Return why these rows are too few to learn from, or None where they are enough."""
    if rows.renewals < rules.renewals_needed:
        return f"not enough renewals: {rows.renewals} of {rules.renewals_needed} needed"
    if rows.leavers < rules.leavers_needed:
        return (
            f"not enough customers who left: {rows.leavers} of {rules.leavers_needed} needed, "
            f"in {rows.renewals} renewals"
        )
    if rows.leavers == rows.renewals:
        return f"all {rows.renewals} renewals ended with the customer leaving: nothing to compare"
    return None


def fit_renewals(
    rows: Labelled,
    expert: Expert,
    rules: RenewalRules,
    *,
    draws: int = DRAWS,
    held_out: FloatArray | None = None,
) -> RenewalFit:
    """Fit, calibrate on accounts held out, and refit `draws` times to accounts drawn anew.

    `held_out` is what `out_of_fold` says of these rows, where somebody has asked it already.
    Raises ValueError where `why_not` says that there is too little.
    """
    if reason := why_not(rows, rules):
        raise ValueError(reason)
    fit = _fit(rows, expert, rules)
    drawn = _bootstrap(fit, rows, rules, draws)
    c0, c1 = 0.0, 1.0
    if fit.own_weights:
        logits = out_of_fold(rows, expert, rules) if held_out is None else held_out
        c0, c1 = platt(logits, rows.left, rows.weight)
    drawn *= c1
    drawn[:, 0] += c0
    beta, intercept = c1 * fit.beta, c0 + c1 * fit.intercept
    return replace(fit, intercept=intercept, beta=beta, calibration=(c0, c1), draws=drawn)


def out_of_fold(rows: Labelled, expert: Expert, rules: RenewalRules) -> FloatArray:
    """Return each row's log-odds by a model that saw nothing of its account, shape (n,)."""
    fold = fold_of(rows.account)
    logits = np.zeros(len(rows))
    for k in range(_FOLDS):
        out = fold == k
        if not out.any() or out.all():
            continue
        learnt = rows.rows(~out)
        if not 0 < learnt.leavers < learnt.renewals:
            continue
        logits[out] = _fit(learnt, expert, rules).logit(rows.x[out])
    return logits


def fold_of(account: Ids) -> Ids:
    """Return a fold 0..4 for each row, the same for all rows of an account."""
    distinct, place = np.unique(account, return_inverse=True)
    dealt = np.random.default_rng(_SEED).permutation(len(distinct)) % _FOLDS
    return dealt[place].astype(np.int64)


def _fit(rows: Labelled, expert: Expert, rules: RenewalRules) -> RenewalFit:
    design = make_design(rows.x, rows.weight, expert)
    own = rows.leavers >= rules.leavers_for_own_weights
    problem = _problem(design, rows, rules)
    solved = solve(problem, rows.weight) if own else _expert_alone(problem, rows.weight)
    none = np.empty((0, len(solved)))
    return RenewalFit(
        design, float(solved[0]), solved[1:], (0.0, 1.0), none, rows.renewals, rows.leavers, own
    )


def _problem(design: Design, rows: Labelled, rules: RenewalRules) -> Problem:
    columns = design.columns(rows.x)
    return Problem(columns, rows.left, design.expert, design.free, rules.shrinkage)


def _expert_alone(problem: Problem, weight: FloatArray) -> FloatArray:
    """Return (a, beta) with the expert's weights in their proportions."""
    intercept, slope = platt(problem.columns @ problem.expert, problem.left, weight)
    return np.concatenate([[intercept], slope * problem.expert])


def _bootstrap(fit: RenewalFit, rows: Labelled, rules: RenewalRules, draws: int) -> FloatArray:
    """Refit to accounts drawn with replacement, not calibrated; shape (draws, P + 1)."""
    rng = np.random.default_rng(_SEED)
    problem, weight = _problem(fit.design, rows, rules), rows.weight
    distinct, place = np.unique(rows.account, return_inverse=True)
    n, start = len(distinct), np.concatenate([[fit.intercept], fit.beta])
    drawn = np.empty((draws, len(start)))
    for i in range(draws):
        again = weight * np.bincount(rng.integers(0, n, n), minlength=n)[place]
        own = fit.own_weights
        drawn[i] = solve(problem, again, start) if own else _expert_alone(problem, again)
    return drawn
