"""The raw signals of a renewal beyond the health measures, read from the store as of a day.

A constant number of queries, whatever the number of accounts, and nothing dated after the day. An
account's stage isn't dated, so it is not used.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from knowledge.health import MEASURES, SEGMENTS, Signals
from knowledge.health.raw import per_hundred_seats
from knowledge.health.renewal_signals import off_season, stack_renewal_signals, with_lead
from knowledge.health.signals import FloatArray
from knowledge.store.access import View
from knowledge.store.by_account import columns_by_account
from knowledge.store.price_talk import price_contested
from knowledge.store.signals_baseline import slow_usage
from knowledge.store.signals_contact import sponsor_evidence
from knowledge.store.tables import (
    contracts,
    onboarding_milestones,
    surveys,
    tickets,
    touchpoints,
)

_TICKET_DAYS = 180
_CONTACT_DAYS = 120
_SURVEY_DAYS = 270
_DAYS_TO_ANSWER = 14
_FIRST_VALUE_DAYS = 60
_DRAWN = 4.0
_FROM_MEASURES = (
    "seat_utilisation",
    "feature_breadth",
    "p1_age",
    "contact_recency",
    "nps",
    "csat",
)


def renewal_signals(
    view: View, ids: Sequence[int], signals: Signals, days_to_renewal: FloatArray
) -> FloatArray:
    """Return the raw signals (n, 25), columns as `RENEWAL_SIGNALS`, of the accounts `ids`.

    `signals` are theirs on the view's day, `days_to_renewal` (n,) their days to the renewal.
    """
    measured = {name: signals.values[:, MEASURES.index(name)] for name in MEASURES}
    columns = {name: measured[name] for name in _FROM_MEASURES}
    columns |= {
        "usage_trend": off_season(measured["usage_trend"]),
        "champion_absent": _is_absent(view, ids, "champion"),
        "buyer_absent": _is_absent(view, ids, "economic_buyer"),
        "first_value_missing": _first_value_missing(view, ids, signals.tenure_days),
        "price_pushback": price_contested(view, ids),
        "survey_replies": _survey_replies(view, ids),
        "tenure": signals.tenure_days,
        "enterprise": _is_segment(signals, "enterprise"),
        "smb": _is_segment(signals, "smb"),
    }
    terms = columns_by_account(view.connection, _terms(view), ids)
    columns |= {"term": terms["months"], **_contacts(view, ids)}
    columns |= slow_usage(view, ids, signals, terms["seats"])
    columns |= _tickets(view, ids, terms["seats"], signals)
    return with_lead(stack_renewal_signals(columns, len(ids)), days_to_renewal)


def _is_absent(view: View, ids: Sequence[int], role: str) -> FloatArray:
    days = sponsor_evidence(view, ids, role)
    absent: FloatArray = (~np.isnan(days)).astype(float)
    return absent


def _is_segment(signals: Signals, segment: str) -> FloatArray:
    known: FloatArray = (signals.segment == SEGMENTS.index(segment)).astype(float)
    return known


def _terms(view: View) -> Select[tuple[int]]:
    c = contracts.c
    in_force = and_(c.start <= view.today, or_(c.end.is_(None), c.end >= view.today))
    return (
        select(
            c.account_id,
            func.max(c.term_months).label("months"),
            func.sum(c.seats).label("seats"),
        )
        .where(view.sees(c.account_id), in_force)
        .group_by(c.account_id)
    )


def _tickets(
    view: View, ids: Sequence[int], seats: FloatArray, signals: Signals
) -> dict[str, FloatArray]:
    t = tickets.c
    if np.isnan(signals.values[:, MEASURES.index("p1_age")]).all():
        return {}
    query = (
        select(
            t.account_id,
            func.count().filter(t.priority == "P1").label("p1s"),
            func.count().filter(t.kind.in_(("bug", "outage"))).label("bugs"),
            func.count().filter(t.kind == "question").label("questions"),
        )
        .where(view.sees(t.account_id), _lately(view, t.opened_on, _TICKET_DAYS))
        .group_by(t.account_id)
    )
    found = columns_by_account(view.connection, query, ids)
    counts = {name: np.nan_to_num(column) for name, column in found.items()}
    return {
        "p1s_opened": counts["p1s"],
        "bugs_opened": per_hundred_seats(counts["bugs"], seats),
        "questions_asked": per_hundred_seats(counts["questions"], seats),
    }


def _contacts(view: View, ids: Sequence[int]) -> dict[str, FloatArray]:
    t = touchpoints.c
    mail, met = t.kind == "email", t.kind.in_(("meeting", "call"))
    query = (
        select(
            t.account_id,
            func.count().filter(mail).label("sent"),
            func.count().filter(mail, t.two_way).label("answered"),
            func.count().filter(met).label("planned"),
            func.count().filter(met, func.coalesce(t.held, t.two_way)).label("held"),
        )
        .where(view.sees(t.account_id), _lately(view, t.day, _CONTACT_DAYS))
        .group_by(t.account_id)
    )
    found = columns_by_account(view.connection, query, ids)
    return {
        "reply_rate": _share(found["answered"], found["sent"]),
        "meetings_held": _share(found["held"], found["planned"]),
    }


def _survey_replies(view: View, ids: Sequence[int]) -> FloatArray:
    """Return the share of surveys answered, of those sent at least two weeks before."""
    s = surveys.c
    asked = s.sent_on.between(
        view.today - timedelta(days=_SURVEY_DAYS), view.today - timedelta(days=_DAYS_TO_ANSWER)
    )
    query = (
        select(
            s.account_id,
            func.count().label("sent"),
            func.count().filter(s.answered_on <= view.today).label("answered"),
        )
        .where(view.sees(s.account_id), asked)
        .group_by(s.account_id)
    )
    found = columns_by_account(view.connection, query, ids)
    return _share(found["answered"], found["sent"])


def _first_value_missing(view: View, ids: Sequence[int], tenure_days: FloatArray) -> FloatArray:
    """Return 1 where no first value was reached in 60 days, 0 where it was.

    Missing where no such milestone is recorded, and in the first 60 days.
    """
    o = onboarding_milestones.c
    query = (
        select(o.account_id, func.count().label("steps"), func.min(o.done_on).label("done"))
        .where(view.sees(o.account_id), o.step == "first_value")
        .group_by(o.account_id)
    )
    found = columns_by_account(view.connection, query, ids)
    limit = view.today.toordinal() - tenure_days + _FIRST_VALUE_DAYS
    reached = found["done"] <= np.minimum(limit, view.today.toordinal())
    known = (found["steps"] > 0) & (reached | (tenure_days > _FIRST_VALUE_DAYS))
    return np.where(known, ~reached, np.nan)


def _lately(view: View, day: ColumnElement[date], days: int) -> ColumnElement[bool]:
    return day.between(view.today - timedelta(days=days - 1), view.today)


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return the share in percent, drawn to everybody's by as much as four questions weigh.

    NaN where nothing was asked.
    """
    asked = whole > 0
    if not asked.any():
        return np.full(len(whole), np.nan)
    usual = np.nansum(part) / np.nansum(whole)
    return np.where(asked, 100.0 * (part + _DRAWN * usual) / (whole + _DRAWN), np.nan)
