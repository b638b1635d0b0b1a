"""Meetings to come, and every contact on record."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from knowledge.store.access import View
from knowledge.store.records import columns, fetch
from knowledge.store.tables import meetings, touchpoints


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


@dataclass(frozen=True, slots=True)
class Touch:
    """One contact, in either direction; `two_way`: they answered, or the meeting was held."""

    account_id: int
    stakeholder_id: int | None
    day: date
    kind: str
    two_way: bool


def meetings_ahead(view: View, days: int) -> list[Meeting]:
    """The view's meetings from its day on for so many days, the next one first."""
    first = datetime.combine(view.today, time(), UTC)
    m = meetings.c
    query = (
        select(*columns(meetings, Meeting))
        .where(view.sees(m.account_id), m.starts_at.between(first, first + timedelta(days=days)))
        .order_by(m.starts_at, m.id)
    )
    found = fetch(view.connection, query, Meeting)
    return [_in_utc(meeting) for meeting in found]


def touches_of(view: View, since: date) -> list[Touch]:
    """The view's contacts from a day on, up to its own, the oldest first."""
    t = touchpoints.c
    query = (
        select(*columns(touchpoints, Touch))
        .where(view.sees(t.account_id), t.day.between(since, view.today))
        .order_by(t.day, t.id)
    )
    return fetch(view.connection, query, Touch)


def _in_utc(meeting: Meeting) -> Meeting:
    """SQLite gives instants without their zone."""
    at = meeting.starts_at
    aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return Meeting(meeting.account_id, aware, meeting.title, meeting.attendees, meeting.home)
