"""Usage by day: of the whole product, and of each feature."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select

from knowledge.store.access import View
from knowledge.store.records import fetch
from knowledge.store.tables import usage, usage_metrics
from knowledge.store.usage import Window


@dataclass(frozen=True, slots=True)
class FeatureDay:
    """What a feature was used on a day, over the view's accounts; "" is the whole product."""

    day: date
    feature: str
    value: float


def whole_by_day(view: View, metric: str, window: Window) -> dict[date, float]:
    """The whole product's metric a day, added up over the view's accounts.

    An account whose source counts by feature alone is counted as the sum of its features where
    that makes sense, which is for events; active users of features don't add up.
    """
    u, m = usage.c, usage_metrics.c
    query = (
        select(u.day, func.sum(u.value))
        .join(usage_metrics, m.id == u.metric_id)
        .where(view.sees(u.account_id), _is_of_whole(metric), _within(view, window))
        .group_by(u.day)
    )
    return {row[0]: float(row[1]) for row in view.connection.execute(query)}


def features_by_day(view: View, window: Window) -> list[FeatureDay]:
    """The events of each feature a day, where there were any, over the view's accounts."""
    u, m = usage.c, usage_metrics.c
    query = (
        select(u.day, m.feature, func.sum(u.value))
        .join(usage_metrics, m.id == u.metric_id)
        .where(view.sees(u.account_id), m.metric == "events", m.feature != "", u.value > 0)
        .where(_within(view, window))
        .group_by(u.day, m.feature)
    )
    return fetch(view.connection, query, FeatureDay)


def account_sums(view: View, metric: str, days: Sequence[date]) -> dict[int, tuple[float, int]]:
    """Each account's total of the metric over these days, and on how many of them it has a row."""
    u, m = usage.c, usage_metrics.c
    query = (
        select(u.account_id, func.sum(u.value), func.count(u.day.distinct()))
        .join(usage_metrics, m.id == u.metric_id)
        .where(view.sees(u.account_id), _is_of_whole(metric), u.day.in_(days))
        .where(u.day <= view.today)
        .group_by(u.account_id)
    )
    return {row[0]: (float(row[1]), int(row[2])) for row in view.connection.execute(query)}


def _within(view: View, window: Window) -> ColumnElement[bool]:
    return usage.c.day.between(window.start, min(window.end, view.today))


def _is_of_whole(metric: str) -> ColumnElement[bool]:
    """Rows of the whole product; of features only where the account has no others."""
    m = usage_metrics.c
    is_whole = and_(m.metric == metric, m.feature == "")
    if metric != "events":
        return is_whole
    other, whole = usage.alias(), usage_metrics.alias()
    whole_ids = select(whole.c.id).where(whole.c.metric == metric, whole.c.feature == "")
    counts_whole = select(other.c.day).where(
        other.c.account_id == usage.c.account_id, other.c.metric_id.in_(whole_ids)
    )
    return or_(is_whole, and_(m.metric == metric, ~counts_whole.correlate(usage).exists()))
