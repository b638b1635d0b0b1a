"""The kept renewal model, and what it gives every account: p_renew with its interval."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from sqlalchemy import Connection, select

from knowledge.health import EVIDENCE, Rules, Signals
from knowledge.health.renewal_chance import RenewalFit
from knowledge.health.renewal_design import Design, columns_used
from knowledge.health.renewal_signals import RENEWAL_SIGNALS
from knowledge.health.signals import FloatArray
from knowledge.store.access import View
from knowledge.store.contracts import active_contracts
from knowledge.store.renewal_signals import renewal_signals
from knowledge.store.tables import renewal_models

Finding = Literal["evidence", "no_evidence", "too_few"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a rolling backtest could tell of a model on the day of its fit: of `renewals` predicted
    from the past alone, in `leavers` the customer left."""

    renewals: int
    leavers: int
    finding: Finding

    @property
    def words(self) -> str:
        """The end of a sentence."""
        of = f"{self.leavers} of {self.renewals} tested renewals were lost"
        if self.finding == "too_few":
            return (
                f"judged on accounts held out; not yet tested ahead of time ({of}, too few to tell)"
            )
        said = "tested ahead of time" if self.finding == "evidence" else _AGAINST
        return f"{said} ({of})"


UNTESTED = "judged on accounts held out; the backtest was not run with it"
_AGAINST = "judged on accounts held out; tested ahead of time it shows no evidence"


@dataclass(frozen=True, slots=True)
class KeptModel:
    """A model as it was fitted on `day`, or `refused` with the reason.

    `detail` is what `written_fit` made of it, with what its evidence was; read with `fit_of`.
    """

    day: date
    refused: str | None
    detail: Mapping[str, Any]

    @property
    def ahead(self) -> Ahead | None:
        """None where the model is refused, or of a version that ran no backtest with a fit."""
        found = self.detail.get("ahead")
        return Ahead(**found) if found else None

    @property
    def tested(self) -> str:
        return self.ahead.words if self.ahead else UNTESTED


def newest_model(connection: Connection, day: date) -> KeptModel | None:
    """Return the newest model fitted by that day, a refused one too; None where there is none."""
    m = renewal_models.c
    query = (
        select(m.day, m.refused, m.detail)
        .where(m.day <= day)
        .order_by(m.day.desc(), m.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else KeptModel(row.day, row.refused, json.loads(row.detail))


def renewal_probabilities(
    view: View, rules: Rules, ids: Sequence[int], signals: Signals
) -> FloatArray | None:
    """Return p_renew and its 80% interval, shape (n, 3): the chance, its low and its high end.

    `signals` are those of the accounts `ids` on the view's day. NaN where no renewal date is ahead
    (a rolling contract). An account that gave notice gets the share of those who renewed all the
    same. None where no model was fitted by that day, or the newest was refused. A renewal further
    off than the longest lead time is judged as if it were there, a nearer one likewise.
    """
    kept = newest_model(view.connection, view.today)
    if kept is None or kept.refused or not set(kept.detail["names"]) <= set(RENEWAL_SIGNALS):
        return None
    fit = fit_of(kept.detail)
    leads = rules.renewal.leads_days
    ahead = np.clip(_days_to_renewal(view, ids), min(leads), max(leads))
    x = columns_used(renewal_signals(view, ids, signals, ahead), fit.design.names)
    found = np.column_stack([fit.chance_to_renew(x), *fit.interval(x)])
    noticed = ~np.isnan(signals.evidence[:, EVIDENCE.index("notice_served_days")])
    found[noticed] = kept.detail["renewed_under_notice"]
    found[np.isnan(ahead)] = np.nan
    return found


def written_fit(fit: RenewalFit) -> dict[str, Any]:
    """Return a fit as JSON values, to five decimals."""
    design = fit.design
    return {
        "names": design.names,
        "mean": _rounded(design.mean),
        "sd": [None if np.isinf(sd) else sd for sd in _rounded(design.sd)],
        "turn": design.turn.tolist(),
        "log": design.log.tolist(),
        "flagged": design.flagged,
        "expert": _rounded(design.expert),
        "free": design.free.tolist(),
        "columns": design.column_names,
        "intercept": round(fit.intercept, 5),
        "beta": _rounded(fit.beta),
        "calibration": fit.calibration,
        "draws": _rounded(fit.draws),
        "renewals": fit.renewals,
        "leavers": fit.leavers,
        "own_weights": fit.own_weights,
    }


def fit_of(detail: Mapping[str, Any]) -> RenewalFit:
    """Return the fit that `written_fit` wrote."""
    design = Design(
        names=tuple(detail["names"]),
        mean=np.array(detail["mean"]),
        sd=np.array([np.inf if sd is None else sd for sd in detail["sd"]]),
        turn=np.array(detail["turn"]),
        log=np.array(detail["log"], bool),
        flagged=tuple(detail["flagged"]),
        expert=np.array(detail["expert"]),
        free=np.array(detail["free"], bool),
    )
    c0, c1 = detail["calibration"]
    return RenewalFit(
        design,
        detail["intercept"],
        np.array(detail["beta"]),
        (c0, c1),
        np.array(detail["draws"]).reshape(-1, len(detail["beta"]) + 1),
        detail["renewals"],
        detail["leavers"],
        detail["own_weights"],
    )


def _days_to_renewal(view: View, ids: Sequence[int]) -> FloatArray:
    """Return the days to each account's next renewal, NaN where none is ahead."""
    found = np.full(len(ids), np.nan)
    active = active_contracts(view)
    for i, account_id in enumerate(ids):
        days = [contract.renews_on(view.today) for contract in active.get(account_id, ())]
        ahead = [day for day in days if day is not None and day >= view.today]
        if ahead:
            found[i] = (min(ahead) - view.today).days
    return found


def _rounded(array: FloatArray) -> Any:
    return np.round(array, 5).tolist()
