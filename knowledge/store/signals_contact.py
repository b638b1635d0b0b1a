"""Support and engagement signals: tickets, contacts, and whether the champion is still there."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from sqlalchemy import ColumnElement, func, or_, select

from knowledge.health import Observed
from knowledge.health.raw import per_hundred_seats, percent_of
from knowledge.health.signals import FloatArray
from knowledge.store.access import View
from knowledge.store.by_account import columns_by_account
from knowledge.store.tables import stakeholders, tickets, touchpoints

TICKET_DAYS = 90
REPLY_DAYS = 60
_HOURS = 24.0


def ticket_signals(
    view: View, ids: Sequence[int], seats: FloatArray
) -> tuple[dict[str, Observed], FloatArray]:
    """Return the support measures, and the hours that the oldest P1 is open (NaN where none is).

    Tickets carry dates, so hours are whole days of them: a P1 opened today is open for 0. The rate
    counts questions and bugs, and what has no kind. Both measures are missing where the company
    has no ticket at all, and as old as its newest one.
    """
    t, today = tickets.c, view.today
    newest = _edge(view, func.max(t.opened_on), t.opened_on)
    open_p1 = (t.priority == "P1") & or_(t.closed_on.is_(None), t.closed_on > today)
    counted = (t.opened_on > today - timedelta(days=TICKET_DAYS)) & or_(
        t.kind.is_(None), t.kind.in_(("question", "bug"))
    )
    query = (
        select(
            t.account_id,
            func.min(t.opened_on).filter(open_p1).label("p1_since"),
            func.count().filter(counted).label("asked"),
        )
        .where(view.sees(t.account_id), t.opened_on <= today)
        .group_by(t.account_id)
    )
    found = columns_by_account(view.connection, query, ids)
    hours = (today.toordinal() - found["p1_since"]) * _HOURS
    if newest is None:
        return {}, hours
    age = np.full(len(ids), float((today - newest).days))
    rate = per_hundred_seats(np.nan_to_num(found["asked"]), seats)
    measures = {
        "p1_age": Observed(np.nan_to_num(hours), age),
        "ticket_rate": Observed(rate, age, seats),
    }
    return measures, hours


def contact_signals(view: View, ids: Sequence[int], since: FloatArray) -> dict[str, Observed]:
    """Return the engagement measures; `since` are the ordinals of the accounts' first days.

    An account that never answered has been silent since it became a customer, or since contacts
    were first recorded, whichever is later. Both measures are as old as the company's newest
    touchpoint.
    """
    t, today = touchpoints.c, view.today
    first = _edge(view, func.min(t.day), t.day)
    newest = _edge(view, func.max(t.day), t.day)
    if first is None or newest is None:
        return {}
    recent = t.day > today - timedelta(days=REPLY_DAYS)
    query = (
        select(
            t.account_id,
            func.max(t.day).filter(t.two_way).label("heard"),
            func.count().filter(recent).label("asked"),
            func.count().filter(recent, t.two_way).label("answered"),
        )
        .where(view.sees(t.account_id), t.day <= today)
        .group_by(t.account_id)
    )
    found = columns_by_account(view.connection, query, ids)
    never = np.maximum(since, first.toordinal())
    heard = np.where(np.isnan(found["heard"]), never, found["heard"])
    age = np.full(len(ids), float((today - newest).days))
    asked = np.nan_to_num(found["asked"])
    return {
        "contact_recency": Observed(today.toordinal() - heard, age),
        "responsiveness": Observed(percent_of(found["answered"], asked), age, asked),
    }


def sponsor_evidence(view: View, ids: Sequence[int], role: str = "champion") -> FloatArray:
    """Return the days since the role's last holder left, NaN where it is held or never was."""
    s, today = stakeholders.c, view.today
    query = (
        select(
            s.account_id,
            func.count().filter(or_(s.left_on.is_(None), s.left_on > today)).label("present"),
            func.max(s.left_on).filter(s.left_on <= today).label("left_on"),
        )
        .where(
            view.sees(s.account_id),
            s.role == role,
            or_(s.since.is_(None), s.since <= today),
        )
        .group_by(s.account_id)
    )
    found = columns_by_account(view.connection, query, ids)
    days = today.toordinal() - found["left_on"]
    return np.where(found["present"] == 0, days, np.nan)


def _edge(view: View, edge: ColumnElement[date], day: ColumnElement[date]) -> date | None:
    """The company's first or newest day, up to the view's."""
    found: date | None = view.connection.scalar(select(edge).where(day <= view.today))
    return found
