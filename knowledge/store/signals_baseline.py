"""An account's use against its own half year before."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from sqlalchemy import Select, and_, func, or_, select

from knowledge.health import MEASURES, Signals
from knowledge.health.raw import change_percent
from knowledge.health.signals import FloatArray
from knowledge.store.access import View
from knowledge.store.by_account import columns_by_account
from knowledge.store.signals_usage import RECENT_DAYS
from knowledge.store.tables import usage, usage_metrics

HALF_YEAR_DAYS = 182
_BASELINE_DAYS_NEEDED = 84


def usage_on_half_year(view: View, ids: Sequence[int], signals: Signals) -> FloatArray:
    """Return the change in percent of 28 days against the half year before them.

    Of active users, or of events where the account has none, up to the newest day that the source
    had reported. It needs 12 weeks of baseline.
    """
    nothing = np.full(len(ids), np.nan)
    trend = MEASURES.index("usage_trend")
    ages = signals.age_days[:, MEASURES.index("seat_utilisation")]
    if np.isnan(ages).all():
        return nothing
    newest = view.today - timedelta(days=int(np.nanmin(ages)))
    start = newest - timedelta(days=RECENT_DAYS - 1)
    found = columns_by_account(view.connection, _half_year(view, start, newest), ids)
    by_users = ~np.isnan(found["before_users"])
    recent, before, first = (
        np.where(by_users, found[f"{name}_users"], found[f"{name}_events"])
        for name in ("recent", "before", "first")
    )
    days = start.toordinal() - first
    change = change_percent(np.nan_to_num(recent) / RECENT_DAYS, before / np.maximum(days, 1.0))
    heard = ~np.isnan(signals.values[:, trend])
    return np.where(heard & (days >= _BASELINE_DAYS_NEEDED), change, np.nan)


def _half_year(view: View, start: date, newest: date) -> Select[tuple[int]]:
    u, m = usage.c, usage_metrics.c
    of_users, of_events = m.metric == "active_users", m.metric == "events"
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
        )
        .join(usage_metrics, m.id == u.metric_id)
        .where(
            view.sees(u.account_id),
            or_(and_(of_users, m.feature == ""), of_events),
            u.day.between(start - timedelta(days=HALF_YEAR_DAYS), newest),
        )
        .group_by(u.account_id)
    )
