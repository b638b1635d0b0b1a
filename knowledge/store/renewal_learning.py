"""`steward health fit` and `backtest`: learning from the company's own renewals."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import numpy as np
from scipy.special import betaincinv
from sqlalchemy import insert

from knowledge.health import Rules
from knowledge.health.backtest import has_evidence
from knowledge.health.learning import Learnt, learn
from knowledge.health.rolling import MODEL, Backtest, backtest
from knowledge.store.engine import Store
from knowledge.store.renewal_history import renewal_history
from knowledge.store.renewal_model import written_fit
from knowledge.store.tables import renewal_models


def fit_and_keep(store: Store, day: date, rules: Rules, now: datetime) -> Learnt:
    """Learn from the renewals that came due by `day`, and keep what was found, a refusal too,
    with what a rolling backtest can tell of the model.

    The nightly refresh of that day and later uses the newest one.
    """
    with store.read() as connection:
        history = renewal_history(connection, day, rules)
    learnt = learn(history, rules.renewal)
    tested = None if learnt.fit is None else backtest(history, rules.renewal)
    row = {
        "day": day,
        "fitted_at": now,
        "rules_version": rules.stamp,
        "refused": learnt.refused,
        "detail": json.dumps(_detail(learnt, tested)),
    }
    with store.write() as connection:
        connection.execute(insert(renewal_models), row)
    return learnt


def run_backtest(store: Store, day: date, rules: Rules) -> Backtest:
    """Test on the renewals that came due by `day`, each predicted from the past alone."""
    with store.read() as connection:
        history = renewal_history(connection, day, rules)
    return backtest(history, rules.renewal)


def _detail(learnt: Learnt, tested: Backtest | None) -> dict[str, Any]:
    judged = None if learnt.judged is None else _without_nan(asdict(learnt.judged))
    found: dict[str, Any] = {
        "renewals": learnt.renewals,
        "leavers": learnt.leavers,
        "under_notice": learnt.under_notice,
        "renewed_under_notice": renewed_under_notice(*learnt.under_notice),
        "lead": learnt.lead,
        "judged": judged,
        "ahead": None if tested is None else _ahead(tested),
    }
    return found if learnt.fit is None else found | written_fit(learnt.fit)


def _ahead(tested: Backtest) -> dict[str, Any]:
    """What the rolling backtest could tell, as `Ahead` reads it."""
    if tested.refused:
        return {"renewals": 0, "leavers": 0, "finding": "too_few"}
    judged = tested.scorers[MODEL][tested.lead]
    evidence = has_evidence(judged, tested.gain)
    finding = ("evidence" if evidence else "no_evidence") if judged.is_told else "too_few"
    return {"renewals": judged.renewals, "leavers": judged.leavers, "finding": finding}


def renewed_under_notice(noticed: int, renewed: int) -> tuple[float, float, float]:
    """Return the share that renews after notice, and its 80% interval (Jeffreys, 1/2 and 1/2)."""
    a, b = renewed + 0.5, noticed - renewed + 0.5
    return a / (a + b), float(betaincinv(a, b, 0.1)), float(betaincinv(a, b, 0.9))


def _without_nan(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: None if isinstance(value, float) and np.isnan(value) else value
        for name, value in values.items()
    }
