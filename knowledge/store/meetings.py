"""Meetings to come."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from knowledge.store.access import View
from knowledge.store.records import columns, fetch
from knowledge.store.tables import meetings


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting to come. `starts_at` is an instant; `attendees` as the source wrote them."""

    account_id: int
    starts_at: datetime
    title: str
    attendees: str | None
    home: str

    @property
    def guests(self) -> tuple[str, ...]:
        """The attendees one by one: names or e-mail addresses."""
        written = (self.attendees or "").replace(",", ";").split(";")
        return tuple(part.strip() for part in written if part.strip())


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
    return [_in_utc(meeting) for meeting in fetch(view.connection, query, Meeting)]


def _in_utc(meeting: Meeting) -> Meeting:
    """SQLite gives instants without their zone."""
    at = meeting.starts_at
    aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return Meeting(meeting.account_id, aware, meeting.title, meeting.attendees, meeting.home)
