"""The dated records that ask for an act: promises, milestones, meetings, alerts, first wins."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import or_, select

from knowledge.store.access import View
from knowledge.store.records import columns, fetch
from knowledge.store.tables import alerts, meetings


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting to come; `starts_at` in UTC."""

    account_id: int
    starts_at: datetime
    title: str
    attendees: str | None
    home: str


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert that goes on; `home` names its row, as nothing outside does."""

    account_id: int
    day: date
    kind: str
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


def open_alerts(view: View) -> list[Alert]:
    """Alerts that go on, aren't snoozed and weren't called useless; the newest first."""
    a = alerts.c
    query = (
        select(a.account_id, a.day, a.kind)
        .where(
            view.sees(a.account_id),
            a.day <= view.today,
            or_(a.ended_on.is_(None), a.ended_on > view.today),
            or_(a.snoozed_until.is_(None), a.snoozed_until <= view.today),
            or_(a.useful.is_(None), a.useful != "no"),
        )
        .order_by(a.day.desc(), a.id)
    )
    rows = view.connection.execute(query)
    return [Alert(row[0], row[1], row[2], f"alert {row[2]} of {row[1]}") for row in rows]
