"""Contacts of a view one by one, and the days that a time phrase may name ("our last QBR")."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select, true

from knowledge.periods.frame import Event
from knowledge.store.access import View
from knowledge.store.records import columns, fetch
from knowledge.store.tables import onboarding_milestones, renewals, touchpoints

_REVIEWS = ("%qbr%", "%ebr%", "%business review%", "%quarterly review%")


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """An email, a meeting or a call; `two_way` where they answered or it was held."""

    account_id: int
    stakeholder_id: int | None
    day: date
    kind: str
    two_way: bool
    subject: str | None
    home: str


def touchpoints_of(view: View, since: date, *, limit: int | None = None) -> list[Touchpoint]:
    """The view's newest touchpoints since a day, up to its day, the newest first."""
    t = touchpoints.c
    query = (
        select(*columns(touchpoints, Touchpoint))
        .where(view.sees(t.account_id), t.day.between(since, view.today))
        .order_by(t.day.desc(), t.id.desc())
        .limit(limit)
    )
    return fetch(view.connection, query, Touchpoint)


def events_of(view: View) -> dict[Event, date]:
    """The last QBR, call, meeting, renewal, kick-off and go-live of an account's view, where known.

    A QBR is a meeting that was held and whose subject says so.
    """
    t, r, m = touchpoints.c, renewals.c, onboarding_milestones.c
    held = (view.sees(t.account_id), t.day <= view.today, t.two_way == true())
    is_review = or_(*(func.lower(t.subject).like(pattern) for pattern in _REVIEWS))
    queries: dict[Event, Select[Any]] = {
        "last QBR": select(func.max(t.day)).where(*held, t.kind == "meeting", is_review),
        "last call": select(func.max(t.day)).where(*held, t.kind == "call"),
        "last meeting": select(func.max(t.day)).where(*held, t.kind == "meeting"),
        "last renewal": select(func.max(r.due)).where(view.sees(r.account_id), r.due <= view.today),
        "kick-off": select(func.max(m.done_on)).where(
            view.sees(m.account_id), m.step == "kickoff", m.done_on <= view.today
        ),
        "go-live": select(func.max(m.done_on)).where(
            view.sees(m.account_id), m.step == "go_live", m.done_on <= view.today
        ),
    }
    found = {event: view.connection.scalar(query) for event, query in queries.items()}
    return {event: day for event, day in found.items() if day}
