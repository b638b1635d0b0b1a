"""What growth is read from: weekly use of seats, use by feature, and opportunities under way."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from knowledge.company import Company
from knowledge.store.access import View
from knowledge.store.records import columns, fetch
from knowledge.store.tables import accounts, opportunities, usage, usage_metrics

CLOSED_STAGES = ("won", "lost", "closed won", "closed lost", "closed")
FEATURE_DAYS = 28


@dataclass(frozen=True, slots=True)
class Opportunity:
    """An expansion opportunity that is under way."""

    account_id: int
    name: str
    stage: str
    close_on: date | None
    home: str


def weekly_users(
    view: View, company: Company, last: date, weeks: int
) -> dict[int, list[Decimal | None]]:
    """Mean daily active users on the working days of each of the weeks up to `last`, the oldest
    first; None for a week without a row."""
    u, m = usage.c, usage_metrics.c
    ends = [last - timedelta(weeks=back) for back in reversed(range(weeks))]
    working = [day for end in ends for day in _week(end) if company.is_working_day(day)]
    in_week = [u.day.between(min(_week(end)), end) for end in ends]
    sums = [
        column
        for is_in in in_week
        for column in (func.sum(u.value).filter(is_in), func.count(u.day.distinct()).filter(is_in))
    ]
    query = (
        select(u.account_id, *sums)
        .join(usage_metrics, m.id == u.metric_id)
        .where(view.sees(u.account_id), m.metric == "active_users", m.feature == "")
        .where(u.day.in_(working), u.day <= view.today)
        .group_by(u.account_id)
    )
    return {
        row[0]: [
            Decimal(str(total)) / count if count else None
            for total, count in zip(row[1::2], row[2::2], strict=True)
        ]
        for row in view.connection.execute(query)
    }


def features_named(view: View) -> list[str]:
    """The features that usage is counted by."""
    m = usage_metrics.c
    query = select(m.feature).where(m.metric == "events", m.feature != "").distinct()
    return sorted(view.connection.scalars(query))


def events_by_feature(
    view: View, features: Collection[str], segments: Collection[str], last: date
) -> dict[str, dict[int, float]]:
    """Events of each of these features in the 28 days up to `last`, by account: of the whole
    company's accounts in these segments, as `knowledge.peers` needs them."""
    u, m, a = usage.c, usage_metrics.c, accounts.c
    alike = select(a.id).where(a.segment.in_(segments))
    query = (
        select(m.feature, u.account_id, func.sum(u.value))
        .join(usage_metrics, m.id == u.metric_id)
        .where(m.metric == "events", m.feature.in_(features), u.account_id.in_(alike))
        .where(u.day.between(last - timedelta(days=FEATURE_DAYS - 1), min(last, view.today)))
        .group_by(m.feature, u.account_id)
    )
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for feature, account_id, total in view.connection.execute(query):
        found[feature][account_id] = float(total)
    return found


def open_expansions(view: View) -> list[Opportunity]:
    """Expansion opportunities that are neither won nor lost, the soonest close first."""
    o = opportunities.c
    query = (
        select(*columns(opportunities, Opportunity))
        .where(view.sees(o.account_id), o.kind == "expansion")
        .where(func.lower(o.stage).not_in(CLOSED_STAGES))
        .order_by(o.close_on.is_(None), o.close_on, o.id)
    )
    return fetch(view.connection, query, Opportunity)


def _week(last: date) -> list[date]:
    return [last - timedelta(days=back) for back in range(7)]
