"""Weekly usage of every account of a view, and which weeks are known well enough to be judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from knowledge.health.signals import FloatArray
from knowledge.store.access import View
from knowledge.store.tables import accounts, usage, usage_metrics

WEEK = 7
_WORKING_DAYS = 5
# Which rows tell of an account's use: the first of these that it has any of.
_USERS, _EVENTS, _FEATURES = range(3)
METRICS = ("active_users", "events", "events")
# As for the feeds of signals_feed.py: rows on 32 of the 40 working days of eight weeks.
_REPORTS_FROM, _REPORTED_WEEKS = 32, 8


@dataclass(frozen=True, slots=True)
class WeeklyUsage:
    """Usage a week of the accounts `ids`: `counts` (n, W), NaN where it isn't known.

    Week w begins on the Monday `mondays[w]`. Counts are active users added up over the days, or
    events where an account has no user counts; `metrics` says which.
    """

    ids: tuple[int, ...]
    mondays: tuple[date, ...]
    counts: FloatArray
    metrics: tuple[str, ...]


def weekly_usage(view: View, ids: Sequence[int], weeks: int) -> WeeklyUsage:
    """Return the last whole weeks before the view's day, in one query.

    Weeks from the one on whose Friday the company's feed hasn't reached are left out. Of an account
    whose rows come on nearly every working day, a week with rows on fewer than four is not known:
    its feed has a hole, or has stopped. Of any other, days without a row are days without use.
    """
    monday = view.today - timedelta(days=view.today.weekday())
    first = monday - timedelta(days=WEEK * weeks)
    read = _by_week(view, ids, first, weeks)
    whole = max(0, read.newest + 1 + WEEK - _WORKING_DAYS) // WEEK
    sums, days = read.sums[:, :, :whole], read.days[:, :, :whole]
    chosen = np.argmax(days.sum(axis=2) > 0, axis=1)
    rows = np.arange(len(ids))
    counts = np.where(_known(days[rows, chosen]), sums[rows, chosen], np.nan)
    return WeeklyUsage(
        ids=tuple(ids),
        mondays=tuple(first + timedelta(days=WEEK * week) for week in range(whole)),
        counts=counts,
        metrics=tuple(METRICS[kind] for kind in chosen),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """Sums and working days with rows, (n, kind of rows, W), and the newest day's number."""

    sums: FloatArray
    days: FloatArray
    newest: int


def _known(days: FloatArray) -> NDArray[np.bool_]:
    """Which weeks can be judged, by the number of working days with rows, (n, W).

    Nothing is known before an account's first row. Whether its rows come nearly every day is
    judged by the eight weeks up to its last week with any.
    """
    n, weeks = days.shape
    known = np.zeros((n, weeks), np.bool_)
    begun, reports = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    for week in range(weeks):
        has_rows = days[:, week] > 0
        lately = days[:, max(0, week - _REPORTED_WEEKS + 1) : week + 1].sum(axis=1)
        reports = np.where(has_rows, lately >= _REPORTS_FROM, reports)
        known[:, week] = begun & (~reports | (days[:, week] >= _WORKING_DAYS - 1))
        begun |= has_rows
    return known


def _by_week(view: View, ids: Sequence[int], first: date, weeks: int) -> _Read:
    places = {account_id: i for i, account_id in enumerate(ids)}
    sums, days = (np.zeros((len(ids), len(METRICS), weeks)) for _ in range(2))
    newest = -1
    for row in view.connection.execute(_sums(view, first, weeks)):
        newest = max(newest, row.newest)
        place = places.get(row.account_id)
        if place is not None:
            sums[place, row.kind, row.week] = row.total
            days[place, row.kind, row.week] = row.working_days
    return _Read(sums, days, newest)


def _sums(view: View, first: date, weeks: int) -> Select[Any]:
    """What each account's rows of a kind add up to in a week; days are numbered from the first."""
    u, m = usage.c, usage_metrics.c
    last = first + timedelta(days=WEEK * weeks - 1)
    without = _without_users(first, last)
    kind = case((m.metric == "active_users", _USERS), (m.feature == "", _EVENTS), else_=_FEATURES)
    each = (
        select(u.account_id, u.value, kind.label("kind"), _number(view, first).label("day"))
        .join(usage_metrics, m.id == u.metric_id)
        .where(
            view.sees(u.account_id),
            or_(_of_users(), and_(m.metric == "events", u.account_id.in_(without))),
            u.day.between(first, last),
        )
        .subquery()
        .c
    )
    week = each.day // WEEK
    worked = each.day.distinct()
    return select(
        each.account_id,
        each.kind,
        week.label("week"),
        func.sum(each.value).label("total"),
        func.count(worked).filter(each.day % WEEK < _WORKING_DAYS).label("working_days"),
        func.max(each.day).label("newest"),
    ).group_by(each.account_id, each.kind, week)


def _of_users() -> ColumnElement[bool]:
    return and_(usage_metrics.c.metric == "active_users", usage_metrics.c.feature == "")


def _without_users(first: date, last: date) -> Select[tuple[int]]:
    """The accounts without a count of users in these days: only their events are read."""
    u, m = usage.c, usage_metrics.c
    counted = select(u.day).where(
        u.account_id == accounts.c.id, u.metric_id == m.id, u.day.between(first, last)
    )
    user = select(m.id).where(_of_users(), counted.correlate(accounts, usage_metrics).exists())
    return select(accounts.c.id).where(~user.correlate(accounts).exists())


def _number(view: View, first: date) -> ColumnElement[int]:
    if view.connection.dialect.name == "sqlite":
        return cast(func.julianday(usage.c.day) - func.julianday(first.isoformat()), Integer)
    return cast(usage.c.day - literal(first), Integer)
