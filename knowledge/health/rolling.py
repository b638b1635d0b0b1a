"""The backtest as it would have happened: every prediction by a model that saw only the past.

Days are cut into quarters. For each, a model is fitted on the renewals whose outcome was known on
its first day, and predicts the rows whose signals were read in it. Nothing is shuffled.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge.health.backtest import (
    Gain,
    Judged,
    auc_gain,
    calibrated,
    flips,
    judge,
    reliability,
    verdict,
)
from knowledge.health.baselines import LAST_CALL, baselines
from knowledge.health.history import History
from knowledge.health.renewal_chance import sigmoid
from knowledge.health.renewal_design import Expert, expert_of, make_design
from knowledge.health.renewal_fit import fit_renewals, why_not
from knowledge.health.renewal_rules import RenewalRules
from knowledge.health.renewal_signals import CONTEXT, RENEWAL_SIGNALS
from knowledge.health.signals import SEGMENTS, FloatArray

MODEL, EXPERT, PLAIN = "renewal probability", "expert weights alone", "tenure, term, segment"
_QUARTER = 91
_JUDGED_AT = (60, 90)

Ids = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]
# From the rows to learn from and those to predict: their risk and their chance to leave.
_Learnt: TypeAlias = Callable[[Mask, Mask], tuple[FloatArray, FloatArray]]


@dataclass(frozen=True, slots=True)
class Prediction:
    """One scorer's risk and chance to leave, (m,), NaN where a row was in no test period."""

    risk: FloatArray
    chance: FloatArray


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a rolling backtest found; `refused` says why there is none.

    `scorers`: name -> lead -> how it did; the model's name is `MODEL`. `segments`: the model by
    segment, at `lead` days. `flips`: changes of the flag per renewal. `reliability`: (<= 10, 3),
    predicted and actual share and size, of the model at `lead`. `gain`: over `PLAIN` there.
    `called`: the tested rows before which a CSM had made a call; where there are none, `LAST_CALL`
    is no scorer.
    """

    renewals: int
    leavers: int
    lead: int = 0
    first_day: int = 0
    last_day: int = 0
    refused: str | None = None
    scorers: Mapping[str, Mapping[int, Judged]] = field(default_factory=dict)
    segments: Mapping[str, Judged] = field(default_factory=dict)
    flips: Mapping[str, float] = field(default_factory=dict)
    gain: Gain = field(default_factory=lambda: Gain(np.nan, np.nan, np.nan))
    reliability: FloatArray = field(default_factory=lambda: np.empty((0, 3)))
    called: int = 0

    @property
    def is_told(self) -> bool:
        """Whether there is something to show beside the verdict."""
        return not self.refused and self.scorers[MODEL][self.lead].is_told

    @property
    def verdict(self) -> str:
        """The finding in a sentence."""
        if self.refused:
            return f"No backtest: {self.refused}."
        return verdict(self.scorers[MODEL][self.lead], self.gain)


def backtest(history: History, rules: RenewalRules) -> Backtest:
    """Test the model and the baselines over the quarters for which there was enough to learn.

    Only renewals that were undecided on a row's day are learnt from and tested.
    """
    history = history.rows_where(history.undecided)
    rows, expert = history.rows, expert_of(rules)
    edges = quarters(history, rules)
    if not edges:
        reason = why_not(rows, rules) or "too little history before the newest renewals"
        return Backtest(rows.renewals, rows.leavers, refused=reason)
    predicted = {
        MODEL: _rolled(history, edges, _by_model(history, expert, rules)),
        EXPERT: _rolled(history, edges, _by_expert(history, expert)),
        PLAIN: _rolled(history, edges, _by_model(history, expert.only(CONTEXT), rules)),
    }
    tested = ~np.isnan(predicted[MODEL].chance)
    called = int((~np.isnan(history.call[tested])).sum())
    for name, risk in _baselines(history).items():
        if called or name != LAST_CALL:
            predicted[name] = _rolled(history, edges, _by_score(history, risk))
    capacity = rules.capacity_percent / 100
    judged_at = judged_leads(rules)
    lead = telling_lead(history.rows_where(tested), rules)
    scorers = {
        name: {
            days: _judged(history, one, history.lead == days, capacity)
            for days in (rules.leads_days if name == MODEL else judged_at)
        }
        for name, one in predicted.items()
    }
    report = _reported(history, predicted, scorers, lead, edges, capacity)
    return replace(report, called=called)


def judged_leads(rules: RenewalRules) -> tuple[int, ...]:
    """Return the lead times that scores are compared at: those nearest to 60 and 90 days."""
    nearest = [min(rules.leads_days, key=lambda days: abs(days - at)) for at in _JUDGED_AT]
    return tuple(dict.fromkeys(nearest))


def telling_lead(history: History, rules: RenewalRules) -> int:
    """Return the one of these with the most leavers: evidence is judged there."""
    leavers = {days: history.rows.left[history.lead == days].sum() for days in judged_leads(rules)}
    return max(leavers, key=lambda days: leavers[days])


def quarters(history: History, rules: RenewalRules) -> list[int]:
    """Return the first days of the quarters that can be tested, as ordinals."""
    if not len(history.rows):
        return []
    days = range(int(history.as_of.min()), int(history.as_of.max()) + 1, _QUARTER)
    known = (history.rows.rows(history.known_on <= day) for day in days)
    return [day for day, rows in zip(days, known, strict=True) if why_not(rows, rules) is None]


def _rolled(history: History, edges: list[int], learnt: _Learnt) -> Prediction:
    risk, chance = (np.full(len(history.rows), np.nan) for _ in range(2))
    for edge in edges:
        tested = (history.as_of >= edge) & (history.as_of < edge + _QUARTER)
        if tested.any():
            risk[tested], chance[tested] = learnt(history.known_on <= edge, tested)
    return Prediction(risk, chance)


def _by_model(history: History, expert: Expert, rules: RenewalRules) -> _Learnt:
    rows = history.rows.named(expert.names)

    def learnt(past: Mask, tested: Mask) -> tuple[FloatArray, FloatArray]:
        logit = fit_renewals(rows.rows(past), expert, rules, draws=0).logit(rows.x[tested])
        return logit, sigmoid(logit)

    return learnt


def _by_expert(history: History, expert: Expert) -> _Learnt:
    rows = history.rows.named(expert.names)

    def learnt(past: Mask, tested: Mask) -> tuple[FloatArray, FloatArray]:
        before = rows.rows(past)
        design = make_design(before.x, before.weight, expert)
        then, now = (design.columns(x) @ design.expert for x in (before.x, rows.x[tested]))
        return now, calibrated(then, before.left, before.weight, now)

    return learnt


def _by_score(history: History, risk: FloatArray) -> _Learnt:
    rows = history.rows

    def learnt(past: Mask, tested: Mask) -> tuple[FloatArray, FloatArray]:
        before = rows.rows(past)
        return risk[tested], calibrated(risk[past], before.left, before.weight, risk[tested])

    return learnt


def _baselines(history: History) -> Mapping[str, FloatArray]:
    tenure, lead = (history.rows.x[:, RENEWAL_SIGNALS.index(name)] for name in ("tenure", "lead"))
    return baselines(
        tenure_days=tenure, days_to_renewal=lead, call=history.call, health=history.health
    )


def _judged(history: History, one: Prediction, wanted: Mask, capacity: float) -> Judged:
    tested = wanted & ~np.isnan(one.chance)
    rows = history.rows
    return judge(
        one.risk[tested], one.chance[tested], rows.left[tested], rows.account[tested], capacity
    )


def _reported(
    history: History,
    predicted: Mapping[str, Prediction],
    scorers: Mapping[str, Mapping[int, Judged]],
    lead: int,
    edges: list[int],
    capacity: float,
) -> Backtest:
    model = predicted[MODEL]
    at_lead = history.lead == lead
    shown = at_lead & ~np.isnan(model.chance)
    tested = ~np.isnan(model.chance)
    rows = history.rows
    return Backtest(
        rows.renewals,
        rows.leavers,
        lead,
        edges[0],
        int(history.as_of.max()),
        scorers=scorers,
        segments={
            name: _judged(history, model, at_lead & (history.segment == code), capacity)
            for code, name in enumerate(SEGMENTS)
        },
        flips={
            name: flips(one.risk[tested], rows.renewal[tested], history.lead[tested], capacity)
            for name, one in predicted.items()
        },
        gain=auc_gain(
            model.risk[shown], predicted[PLAIN].risk[shown], rows.left[shown], rows.account[shown]
        ),
        reliability=reliability(model.chance[shown], rows.left[shown]),
    )
