"""Survey signals: each respondent's newest NPS answer, and the share of good CSAT answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select

from knowledge.health import Observed, Rules
from knowledge.health.raw import percent_of, role_weighted_mean
from knowledge.health.signals import FloatArray
from knowledge.store.access import View
from knowledge.store.records import fetch
from knowledge.store.tables import stakeholders, surveys

CSAT_DAYS = 90
_GOOD = 4


@dataclass(frozen=True, slots=True)
class _Answer:
    id: int
    account_id: int
    kind: str
    stakeholder_id: int | None
    answered_on: date
    score: Decimal
    role: str | None


def survey_signals(view: View, ids: Sequence[int], rules: Rules) -> dict[str, Observed]:
    """Return NPS and CSAT. A respondent who isn't named is somebody else in every answer.

    NPS answers older than the rules' maximum age don't count. A measure is as old as the account's
    newest answer.
    """
    places = {account_id: i for i, account_id in enumerate(ids)}
    rows = [row for row in _answers(view, rules) if row.account_id in places]
    answers = [row for row in rows if row.kind == "NPS"]
    since = view.today - timedelta(days=CSAT_DAYS)
    ratings = [row for row in rows if row.kind == "CSAT" and row.answered_on > since]
    return {
        "nps": _nps(answers, places, view.today.toordinal(), rules),
        "csat": _csat(ratings, places, view.today.toordinal()),
    }


def _answers(view: View, rules: Rules) -> Sequence[_Answer]:
    s = surveys.c
    oldest = max([m.freshness.max_age_days for m in rules.measures if m.id == "nps"], default=0)
    since = view.today - timedelta(days=max(int(oldest), CSAT_DAYS))
    query = (
        select(
            s.id, s.account_id, s.kind, s.stakeholder_id, s.answered_on, s.score,
            func.coalesce(s.role, stakeholders.c.role).label("role"),
        )
        .outerjoin(stakeholders, stakeholders.c.id == s.stakeholder_id)
        .where(
            view.sees(s.account_id),
            s.kind.in_(("NPS", "CSAT")),
            s.answered_on.between(since, view.today),
            s.score.is_not(None),
        )
        .order_by(s.answered_on, s.id)
    )  # fmt: skip
    return fetch(view.connection, query, _Answer)


def _nps(rows: Sequence[_Answer], places: dict[int, int], today: int, rules: Rules) -> Observed:
    weights = rules.survey_roles.model_dump()
    # In the order of the answers, so that a respondent's newest one stays.
    newest = {(row.account_id, row.stakeholder_id or -row.id): row for row in rows}
    kept = list(newest.values())
    at = _rows_of(kept, places)
    scores = np.array([float(row.score) for row in kept])
    roles = np.array([weights.get(row.role or "other", weights["other"]) for row in kept])
    mean, weight = role_weighted_mean(at, scores, roles, len(places))
    return Observed(mean, _ages(kept, at, len(places), today), weight)


def _csat(rows: Sequence[_Answer], places: dict[int, int], today: int) -> Observed:
    at = _rows_of(rows, places)
    good = np.array([row.score >= _GOOD for row in rows], dtype=bool)
    answered = np.bincount(at, minlength=len(places)).astype(float)
    satisfied = np.bincount(at[good], minlength=len(places)).astype(float)
    share = percent_of(satisfied, answered)
    return Observed(share, _ages(rows, at, len(places), today), answered)


def _rows_of(rows: Sequence[_Answer], places: dict[int, int]) -> NDArray[np.intp]:
    return np.array([places[row.account_id] for row in rows], dtype=np.intp)


def _ages(rows: Sequence[_Answer], at: NDArray[np.intp], n: int, today: int) -> FloatArray:
    ages = np.full(n, np.inf)
    np.minimum.at(ages, at, np.array([today - row.answered_on.toordinal() for row in rows], float))
    return np.where(np.isinf(ages), np.nan, ages)
