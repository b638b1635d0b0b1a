"""Meetings to come."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from knowledge.store.access import View
from knowledge.store.records import columns, fetch
from knowledge.store.tables import meetings


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting to come; `starts_at` in UTC."""

    account_id: int
    starts_at: datetime
    title: str
    attendees: str | None
    home: str


def meetings_until(view: View, until: date) -> list[Meeting]:
    """Meetings from the view's day to `until`, both included, in UTC days; the soonest first."""
    m = meetings.c
    start = datetime.combine(view.today, time(), UTC)
    end = datetime.combine(until + timedelta(days=1), time(), UTC)
    query = (
        select(*columns(meetings, Meeting))
        .where(view.sees(m.account_id), m.starts_at >= start, m.starts_at < end)
        .order_by(m.starts_at, m.id)
    )
    return fetch(view.connection, query, Meeting)
