"""Usage that moves slowly: against the account's own half year, and the seats given to people."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from sqlalchemy import Select, and_, func, or_, select

from knowledge.health import MEASURES, Signals
from knowledge.health.raw import change_percent, percent_of
from knowledge.health.renewal_signals import off_season
from knowledge.health.signals import FloatArray
from knowledge.store.access import View
from knowledge.store.by_account import columns_by_account
from knowledge.store.tables import usage, usage_metrics

HALF_YEAR_DAYS = 182
_RECENT_DAYS = 28
_BASELINE_DAYS_NEEDED = 84


def slow_usage(
    view: View, ids: Sequence[int], signals: Signals, seats: FloatArray
) -> dict[str, FloatArray]:
    """Return `usage_on_half_year` and `seats_assigned`, both in percent, missing without usage.

    The first is the change of 28 days against the half year before them: of active users, or of
    events where the account has none. It needs 12 weeks of baseline. The second is the mean of 28
    days. Both go up to the newest day that the source had reported.
    """
    ages = signals.age_days[:, MEASURES.index("seat_utilisation")]
    if np.isnan(ages).all():
        return {}
    newest = view.today - timedelta(days=int(np.nanmin(ages)))
    start = newest - timedelta(days=_RECENT_DAYS - 1)
    found = columns_by_account(view.connection, _half_year(view, start, newest), ids)
    heard = ~np.isnan(signals.values[:, MEASURES.index("usage_trend")])
    change = np.where(heard, _change(found, start), np.nan)
    return {
        "usage_on_half_year": off_season(change),
        "seats_assigned": percent_of(found["assigned"], seats),
    }


def _change(found: dict[str, FloatArray], start: date) -> FloatArray:
    by_users = ~np.isnan(found["before_users"])
    recent, before, first = (
        np.where(by_users, found[f"{name}_users"], found[f"{name}_events"])
        for name in ("recent", "before", "first")
    )
    days = start.toordinal() - first
    change = change_percent(np.nan_to_num(recent) / _RECENT_DAYS, before / np.maximum(days, 1.0))
    return np.where(days >= _BASELINE_DAYS_NEEDED, change, np.nan)


def _half_year(view: View, start: date, newest: date) -> Select[tuple[int]]:
    u, m = usage.c, usage_metrics.c
    of_users, of_events = m.metric == "active_users", m.metric == "events"
    of_seats = m.metric == "seats_assigned"
    recent, before = u.day >= start, u.day < start
    return (
        select(
            u.account_id,
            func.sum(u.value).filter(of_users, recent).label("recent_users"),
            func.sum(u.value).filter(of_events, recent).label("recent_events"),
            func.sum(u.value).filter(of_users, before).label("before_users"),
            func.sum(u.value).filter(of_events, before).label("before_events"),
            func.min(u.day).filter(of_users).label("first_users"),
            func.min(u.day).filter(of_events).label("first_events"),
            func.avg(u.value).filter(of_seats, recent).label("assigned"),
        )
        .join(usage_metrics, m.id == u.metric_id)
        .where(
            view.sees(u.account_id),
            or_(and_(or_(of_users, of_seats), m.feature == ""), of_events),
            u.day.between(start - timedelta(days=HALF_YEAR_DAYS), newest),
        )
        .group_by(u.account_id)
    )
