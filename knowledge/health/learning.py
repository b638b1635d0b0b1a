"""What a company's past renewals teach: a model with evidence behind it, or why there is none."""

from dataclasses import dataclass

from knowledge.health.backtest import Judged, auc_gain, has_evidence, judge, verdict
from knowledge.health.history import History
from knowledge.health.renewal_chance import RenewalFit, sigmoid
from knowledge.health.renewal_design import expert_of
from knowledge.health.renewal_fit import fit_renewals, out_of_fold, why_not
from knowledge.health.renewal_rules import RenewalRules
from knowledge.health.renewal_signals import CONTEXT
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

    A model whose ranking of unseen accounts can't be told from chance or from that of tenure and
    term, or which errs as much as the base rate, isn't used: it would look like knowledge.
    """
    history = history.rows_where(history.undecided)
    expert = expert_of(rules)
    context = expert.only(CONTEXT)
    rows = history.rows.named(expert.names)
    counts = (rows.renewals, rows.leavers, history.under_notice)
    if reason := why_not(rows, rules):
        return Learnt(*counts, refused=reason)
    held_out = out_of_fold(rows, expert, rules)
    fit = fit_renewals(rows, expert, rules, held_out=held_out)
    c0, c1 = fit.calibration
    lead = telling_lead(history, rules)
    at = history.lead == lead
    plain = out_of_fold(history.rows.named(context.names), context, rules)[at]
    chance = sigmoid(c0 + c1 * held_out[at])
    judged = judge(
        held_out[at], chance, rows.left[at], rows.account[at], rules.capacity_percent / 100
    )
    gain = auc_gain(held_out[at], plain, rows.left[at], rows.account[at])
    if not has_evidence(judged, gain):
        refused = _lowered(verdict(judged, gain))
        return Learnt(*counts, refused=refused, judged=judged, lead=lead)
    return Learnt(*counts, fit=fit, judged=judged, lead=lead)


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:].removesuffix(".")
