"""What a company's past renewals teach: a model with evidence behind it, or why there is none."""

from dataclasses import dataclass

from knowledge.health.backtest import Judged, judge, verdict
from knowledge.health.history import History
from knowledge.health.renewal_chance import RenewalFit, sigmoid
from knowledge.health.renewal_design import columns_used, expert_of
from knowledge.health.renewal_fit import Labelled, fit_renewals, out_of_fold, why_not
from knowledge.health.renewal_rules import RenewalRules
from knowledge.health.rolling import telling_lead


@dataclass(frozen=True, slots=True)
class Learnt:
    """A model, or `refused`: why there is none, as the end of a sentence.

    `judged`: how the model does at `lead` days on accounts that it hasn't seen. `renewals` and
    `leavers` were undecided when their signals were read; `under_notice` as in `History`.
    """

    renewals: int
    leavers: int
    under_notice: tuple[int, int]
    fit: RenewalFit | None = None
    refused: str | None = None
    judged: Judged | None = None
    lead: int = 0


def learn(history: History, rules: RenewalRules) -> Learnt:
    """Fit the renewals that were undecided on their rows' days; refuse what shows no evidence.

    A model whose ranking of unseen accounts can't be told from chance, or which errs as much as
    the base rate, is not used: its probabilities would look like knowledge.
    """
    history = history.rows_where(history.undecided)
    expert = expert_of(rules)
    rows = history.rows
    rows = Labelled(columns_used(rows.x, expert.names), rows.left, rows.account, rows.renewal)
    counts = (rows.renewals, rows.leavers, history.under_notice)
    if reason := why_not(rows, rules):
        return Learnt(*counts, refused=reason)
    held_out = out_of_fold(rows, expert, rules)
    fit = fit_renewals(rows, expert, rules, held_out=held_out)
    c0, c1 = fit.calibration
    lead = telling_lead(history, rules)
    at = history.lead == lead
    chance = sigmoid(c0 + c1 * held_out[at])
    judged = judge(
        held_out[at], chance, rows.left[at], rows.account[at], rules.capacity_percent / 100
    )
    if not judged.has_evidence:
        return Learnt(*counts, refused=_lowered(verdict(judged)), judged=judged, lead=lead)
    return Learnt(*counts, fit=fit, judged=judged, lead=lead)


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:].removesuffix(".")
