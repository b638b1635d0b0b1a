"""What each account used, counted by SQL from the usage rows, as of any day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, func, or_, select

from knowledge.health.usage import BASELINE_DAYS, RECENT_DAYS, UsageCounts
from knowledge.store.access import View
from knowledge.store.by_account import columns_by_account
from knowledge.store.signals_feed import stopped_feeds
from knowledge.store.tables import accounts, usage, usage_metrics

_FRIDAY, _WEEK = 4, 7


def usage_counts(view: View, ids: Sequence[int]) -> UsageCounts | None:
    """Return what these accounts used; None where the company has no usage up to yesterday.

    Windows end on the newest day that the source has reported for anybody, at most yesterday: a
    late feed makes the values older, never lower.
    """
    metrics = usage_roles(view.connection)
    newest = newest_day(view.connection, metrics, view.today - timedelta(days=1))
    if newest is None:
        return None
    edges = columns_by_account(view.connection, _edges(view, metrics, newest), ids)
    sums = columns_by_account(view.connection, _sums(view, metrics, newest), ids)
    stopped = stopped_feeds(view, ids, metrics.users, metrics.used, newest)
    return UsageCounts(
        newest.toordinal(),
        _features_known(view, metrics, newest),
        users_stopped=stopped.users,
        all_stopped=stopped.everything,
        **edges,
        **sums,
    )


@dataclass(frozen=True, slots=True)
class UsageRoles:
    """Ids of the metrics that count; `used` are all that tell of use."""

    users: list[int]
    events: list[int]
    features: list[int]
    used: list[int]


def usage_roles(connection: Connection) -> UsageRoles:
    """Tell which metrics count as what."""
    rows = connection.execute(select(usage_metrics).order_by(usage_metrics.c.id)).all()
    return UsageRoles(
        users=[row.id for row in rows if row.metric == "active_users" and not row.feature],
        events=[row.id for row in rows if row.metric == "events"],
        features=[row.id for row in rows if row.metric == "events" and row.feature],
        used=[row.id for row in rows if row.metric in ("active_users", "events")],
    )


def newest_day(connection: Connection, metrics: UsageRoles, last: date) -> date | None:
    """Return the newest day, up to `last`, on which the company's usage has a row.

    The usage table is ordered by account, so this asks account by account, inside the database,
    and stops at the first that has a row on `last`: nearly always one of the first.
    """
    a, m = accounts.c, usage_metrics.c
    rows = (
        select(usage.c.day)
        .where(usage.c.account_id == a.id, usage.c.metric_id == m.id)
        .correlate(accounts, usage_metrics)
    )
    counted = m.id.in_(metrics.used)
    has_row = select(m.id).where(counted, rows.where(usage.c.day == last).exists())
    up_to_date = select(a.id).where(has_row.correlate(accounts).exists()).limit(1)
    if connection.scalar(up_to_date) is not None:
        return last
    newest = rows.with_only_columns(func.max(usage.c.day)).where(usage.c.day <= last)
    each = (
        select(newest.scalar_subquery().label("day"))
        .select_from(accounts.join(usage_metrics, counted))
        .subquery()
    )
    found: date | None = connection.scalar(select(func.max(each.c.day)))
    return found


def _edges(view: View, metrics: UsageRoles, newest: date) -> Select[tuple[int]]:
    """Each account's first day with rows, and its last day with use."""
    each = _each_edge(view, metrics, newest)
    return select(
        each.c.account_id,
        func.min(each.c.first).label("first"),
        func.min(each.c.first).filter(each.c.metric_id.in_(metrics.users)).label("first_users"),
        func.min(each.c.first).filter(each.c.metric_id.in_(metrics.events)).label("first_events"),
        func.max(each.c.last_used).label("last_used"),
    ).group_by(each.c.account_id)


def _each_edge(view: View, metrics: UsageRoles, newest: date) -> Subquery:
    a, m = accounts.c, usage_metrics.c
    rows = and_(usage.c.account_id == a.id, usage.c.metric_id == m.id, usage.c.day <= newest)
    first = select(func.min(usage.c.day)).where(rows).correlate(accounts, usage_metrics)
    last_used = first.with_only_columns(func.max(usage.c.day)).where(usage.c.value > 0)
    return (
        select(
            a.id.label("account_id"),
            m.id.label("metric_id"),
            first.scalar_subquery().label("first"),
            last_used.scalar_subquery().label("last_used"),
        )
        .select_from(accounts.join(usage_metrics, m.id.in_(metrics.used)))
        .where(view.sees(a.id))
        .subquery()
    )


def _sums(view: View, metrics: UsageRoles, newest: date) -> Select[tuple[int]]:
    """Both windows of every metric in one pass over the usage table, in the order of its key."""
    each = _each_sum(view, metrics, newest).c
    of_users, of_events = each.metric_id.in_(metrics.users), each.metric_id.in_(metrics.events)
    return select(
        each.account_id,
        func.sum(each.working).label("working"),
        func.sum(each.working_days).filter(each.working_days > 0).label("working_days"),
        func.sum(each.recent).filter(of_users).label("recent_users"),
        func.sum(each.recent).filter(of_events).label("recent_events"),
        func.sum(each.before).filter(of_users).label("before_users"),
        func.sum(each.before).filter(of_events).label("before_events"),
        func.max(each.days_before).filter(of_users).label("days_before_users"),
        func.max(each.days_before).filter(of_events).label("days_before_events"),
        func.count().filter(each.metric_id.in_(metrics.features), each.recent > 0)
        .label("features"),
    ).group_by(each.account_id)  # fmt: skip


def _each_sum(view: View, metrics: UsageRoles, newest: date) -> Subquery:
    u = usage.c
    start = newest - timedelta(days=RECENT_DAYS - 1)
    is_recent, is_before = u.day >= start, u.day < start
    is_working = and_(u.metric_id.in_(metrics.users), _on_working_days(start, newest))
    return (
        select(
            u.account_id,
            u.metric_id,
            func.sum(u.value).filter(is_recent).label("recent"),
            func.sum(u.value).filter(is_before).label("before"),
            func.count(u.day.distinct()).filter(is_before).label("days_before"),
            func.sum(u.value).filter(is_working).label("working"),
            func.count(u.day.distinct()).filter(is_working).label("working_days"),
        )
        .where(
            view.sees(u.account_id),
            u.metric_id.in_(metrics.used),
            u.day.between(start - timedelta(days=BASELINE_DAYS), newest),
        )
        .group_by(u.account_id, u.metric_id)
        .subquery()
    )


def _on_working_days(start: date, end: date) -> ColumnElement[bool]:
    monday = start - timedelta(days=start.weekday())
    weeks = range(0, (end - monday).days + 1, _WEEK)
    spans = [(monday + timedelta(days=d), monday + timedelta(days=d + _FRIDAY)) for d in weeks]
    return or_(*(usage.c.day.between(max(first, start), min(last, end)) for first, last in spans))


def _features_known(view: View, metrics: UsageRoles, newest: date) -> int:
    """Count the features that anybody had used by that day: the store has no entitlements."""
    row = (
        select(usage.c.day)
        .where(
            usage.c.account_id == accounts.c.id,
            usage.c.metric_id == usage_metrics.c.id,
            usage.c.day <= newest,
        )
        .correlate(accounts, usage_metrics)
    )
    user = select(accounts.c.id).where(row.exists()).limit(1).correlate(usage_metrics)
    query = select(func.count()).where(
        usage_metrics.c.id.in_(metrics.features), user.scalar_subquery().is_not(None)
    )
    return int(view.connection.scalar(query) or 0)
