"""Product usage: daily series of one account, sums over windows of a whole view."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from knowledge.store.access import View
from knowledge.store.tables import usage, usage_metrics

USAGE_STALE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    value: float


@dataclass(frozen=True, slots=True)
class Window:
    """Days `start` to `end`, both included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class WindowSum:
    """What an account did of a metric in a window; `days` counts the days with a row."""

    account_id: int
    metric: str
    total: float
    days: int


def newest_days(view: View) -> dict[int, date]:
    """The newest day with usage rows, by account, up to the view's day."""
    query = (
        select(usage.c.account_id, func.max(usage.c.day))
        .where(view.sees(usage.c.account_id), usage.c.day <= view.today)
        .group_by(usage.c.account_id)
    )
    return {row[0]: row[1] for row in view.connection.execute(query)}


def is_stale(newest: date | None, today: date) -> bool:
    """Whether usage data that reaches up to `newest` is too old to judge by."""
    return newest is None or (today - newest).days > USAGE_STALE_DAYS


def daily(view: View, metric: str, window: Window) -> list[Day]:
    """The metric a day, added up over the view's accounts and the features."""
    query = (
        select(usage.c.day, func.sum(usage.c.value))
        .join(usage_metrics, usage_metrics.c.id == usage.c.metric_id)
        .where(
            view.sees(usage.c.account_id),
            usage_metrics.c.metric == metric,
            usage.c.day.between(window.start, min(window.end, view.today)),
        )
        .group_by(usage.c.day)
        .order_by(usage.c.day)
    )
    return [Day(row[0], float(row[1])) for row in view.connection.execute(query)]


def sums(view: View, windows: Sequence[Window]) -> list[list[WindowSum]]:
    """For each window: each account's total of each metric, and the days that had rows."""
    return [_sum(view, window) for window in windows]


def features_used(view: View, window: Window) -> dict[int, int]:
    """How many features each account used in the window; accounts without any are absent."""
    query = (
        select(usage.c.account_id, func.count(usage_metrics.c.feature.distinct()))
        .join(usage_metrics, usage_metrics.c.id == usage.c.metric_id)
        .where(
            view.sees(usage.c.account_id),
            usage_metrics.c.metric == "events",
            usage_metrics.c.feature != "",
            usage.c.value > 0,
            usage.c.day.between(window.start, min(window.end, view.today)),
        )
        .group_by(usage.c.account_id)
    )
    return {row[0]: row[1] for row in view.connection.execute(query)}


def features_known(view: View) -> int:
    """How many features the product has, as far as any usage row tells."""
    query = select(func.count(usage_metrics.c.feature.distinct())).where(
        and_(usage_metrics.c.metric == "events", usage_metrics.c.feature != "")
    )
    return int(view.connection.scalar(query) or 0)


def _sum(view: View, window: Window) -> list[WindowSum]:
    query = (
        select(
            usage.c.account_id,
            usage_metrics.c.metric,
            func.sum(usage.c.value),
            func.count(usage.c.day.distinct()),
        )
        .join(usage_metrics, usage_metrics.c.id == usage.c.metric_id)
        .where(
            view.sees(usage.c.account_id),
            usage.c.day.between(window.start, min(window.end, view.today)),
        )
        .group_by(usage.c.account_id, usage_metrics.c.metric)
    )
    return [
        WindowSum(row[0], row[1], float(row[2]), int(row[3]))
        for row in view.connection.execute(query)
    ]
