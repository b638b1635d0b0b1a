"""What the health engine observes of each account, read from the store as of a day.

A constant number of queries, whatever the number of accounts. Nothing dated after the day counts:
a ticket closed later was open, an answer given later wasn't there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from knowledge.health import SEGMENTS, STAGES, Rules, Signals, codes, stack_signals
from knowledge.health.signals import FloatArray, Observed
from knowledge.health.usage import UsageCounts, usage_measures
from knowledge.store.access import View
from knowledge.store.by_account import columns_by_account
from knowledge.store.records import fetch
from knowledge.store.signals_contact import contact_signals, sponsor_evidence, ticket_signals
from knowledge.store.signals_survey import survey_signals
from knowledge.store.signals_usage import usage_counts
from knowledge.store.tables import accounts, arr_events, contracts

Counted = Callable[[list[int]], UsageCounts | None]


def load_signals(
    view: View, rules: Rules, counted: Counted | None = None
) -> tuple[list[int], Signals]:
    """Return the ids of the view's paying accounts and their signals on the view's day.

    Paying is having ARR over 0 or a contract in force. Row i of the signals belongs to `ids[i]`.
    How old a source is, is judged by the whole company's rows, not by the view's alone.
    `counted` gives what accounts used, where somebody has counted it; SQL does otherwise.
    """
    paying = _paying(view)
    ids = [row.id for row in paying]
    terms = _terms(view, paying)
    tenure = view.today.toordinal() - terms.since
    counts = counted(ids) if counted else usage_counts(view, ids)
    usage, silent_days = _used(counts, view, terms.seats, rules)
    tickets, p1_open_hours = ticket_signals(view, ids, terms.seats)
    contact = contact_signals(view, ids, terms.since)
    surveys = survey_signals(view, ids, rules)
    evidence = {
        "p1_open_hours": p1_open_hours,
        "champion_left_days": sponsor_evidence(view, ids),
        "usage_zero_days": np.where(terms.pays, silent_days, np.nan),
        "notice_served_days": terms.notice_served_days,
    }
    return ids, stack_signals(
        {**usage, **tickets, **contact, **surveys},
        evidence,
        segment=codes([row.segment for row in paying], SEGMENTS),
        stage=codes([row.stage for row in paying], STAGES),
        tenure_days=tenure,
    )


def _used(
    counts: UsageCounts | None, view: View, seats: FloatArray, rules: Rules
) -> tuple[dict[str, Observed], FloatArray]:
    if counts is None:
        return {}, np.full(len(seats), np.nan)
    return usage_measures(counts, view.today.toordinal(), seats, rules)


@dataclass(frozen=True, slots=True)
class _Paying:
    id: int
    segment: str
    stage: str
    signed_on: date | None

    def signed_by(self, day: date) -> float:
        """The ordinal of the signature, NaN where it isn't known or comes later."""
        if self.signed_on is None or self.signed_on > day:
            return np.nan
        return float(self.signed_on.toordinal())


@dataclass(frozen=True, slots=True)
class _Terms:
    """What the contracts say of n accounts: arrays of shape (n,), `since` a date's ordinal."""

    since: FloatArray
    seats: FloatArray
    pays: NDArray[np.bool_]
    notice_served_days: FloatArray


def _paying(view: View) -> list[_Paying]:
    a, c, e = accounts.c, contracts.c, arr_events.c
    in_force = select(c.account_id).where(_in_force(view))
    with_arr = (
        select(e.account_id)
        .where(e.day <= view.today)
        .group_by(e.account_id, e.currency)
        .having(func.sum(e.delta_minor) > 0)
    )
    query = (
        select(a.id, a.segment, a.stage, a.signed_on)
        .where(view.sees(a.id), or_(a.id.in_(in_force), a.id.in_(with_arr)))
        .order_by(a.id)
    )
    return fetch(view.connection, query, _Paying)


def _terms(view: View, paying: list[_Paying]) -> _Terms:
    """Read seats, tenure and notice. Notice on less than half of the ARR in force is a contraction
    in the making, not the account leaving, and doesn't count."""
    found = columns_by_account(view.connection, _contracts(view), [row.id for row in paying])
    signed = np.array([row.signed_by(view.today) for row in paying])
    leaving = 2 * found["arr_under_notice"] >= found["arr"]
    served = view.today.toordinal() - found["notice_served_on"]
    return _Terms(
        np.where(np.isnan(found["start"]), signed, found["start"]),
        found["seats"],
        np.isnan(found["contracts"]) | (found["contracts"] == 0) | (found["arr"] > 0),
        np.where(leaving, served, np.nan),
    )


def _contracts(view: View) -> Select[tuple[int]]:
    c = contracts.c
    in_force = _in_force(view)
    noticed = and_(in_force, c.notice_served_on <= view.today)
    return (
        select(
            c.account_id,
            func.min(c.start).label("start"),
            func.count().filter(in_force).label("contracts"),
            func.sum(c.seats).filter(in_force).label("seats"),
            func.sum(c.arr_minor).filter(in_force).label("arr"),
            func.sum(c.arr_minor).filter(noticed).label("arr_under_notice"),
            func.min(c.notice_served_on).filter(noticed).label("notice_served_on"),
        )
        .where(view.sees(c.account_id), c.start <= view.today)
        .group_by(c.account_id)
    )


def _in_force(view: View) -> ColumnElement[bool]:
    c = contracts.c
    return and_(c.start <= view.today, or_(c.end.is_(None), c.end >= view.today))
