"""Support tickets of a view."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import false, or_, select

from knowledge.store.access import View
from knowledge.store.records import columns, fetch
from knowledge.store.tables import tickets


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket; `closed_on` is None while it was open on the day asked about."""

    account_id: int
    source_id: str
    opened_on: date
    closed_on: date | None
    priority: str
    kind: str | None
    subject: str | None
    escalated: bool
    first_response_minutes: int | None
    resolution_hours: Decimal | None
    owner: str | None
    home: str

    def is_open(self, day: date) -> bool:
        return self.opened_on <= day and (self.closed_on is None or self.closed_on > day)

    def was_closed(self, since: date, until: date, day: date) -> bool:
        """It was closed from `since` to `until`, as far as `day` knows."""
        return self.closed_on is not None and since <= self.closed_on <= min(until, day)

    def open_days(self, day: date) -> int:
        return (day - self.opened_on).days


def tickets_of(view: View, since: date | None = None) -> list[Ticket]:
    """Tickets opened up to the view's day that were open then, or since `since` opened or closed.

    Ordered by priority, then the oldest first. `since` None gives the open ones alone.
    """
    t = tickets.c
    was_open = or_(t.closed_on.is_(None), t.closed_on > view.today)
    lately = or_(t.opened_on >= since, t.closed_on >= since) if since else false()
    query = (
        select(*columns(tickets, Ticket))
        .where(view.sees(t.account_id), t.opened_on <= view.today, or_(was_open, lately))
        .order_by(t.priority, t.opened_on, t.id)
    )
    return fetch(view.connection, query, Ticket)
