"""Stakeholders, and when they were last spoken to."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select

from knowledge.store.access import View
from knowledge.store.records import columns, fetch
from knowledge.store.tables import stakeholders, touchpoints

KEY_ROLES = ("economic_buyer", "champion", "executive_sponsor")


@dataclass(frozen=True, slots=True)
class Stakeholder:
    id: int
    account_id: int
    name: str
    email: str | None
    title: str | None
    role: str
    since: date | None
    left_on: date | None
    successor: str | None
    home: str

    def has_left(self, day: date) -> bool:
        return self.left_on is not None and self.left_on <= day


@dataclass(frozen=True, slots=True)
class Contact:
    """How often and when a stakeholder last answered or met us; None is nobody in particular."""

    account_id: int
    stakeholder_id: int | None
    last_two_way: date | None
    two_way_180d: int


def stakeholders_of(view: View) -> list[Stakeholder]:
    """Stakeholders known by the view's day, key roles first."""
    s = stakeholders.c
    query = (
        select(*columns(stakeholders, Stakeholder))
        .where(view.sees(s.account_id), or_(s.since.is_(None), s.since <= view.today))
        .order_by(s.account_id, s.left_on.is_not(None), s.role, s.name)
    )
    return fetch(view.connection, query, Stakeholder)


def vacant(people: list[Stakeholder], day: date) -> list[Stakeholder]:
    """The last holder of each key role that nobody holds now: the newest departure first."""
    present = {(p.account_id, p.role) for p in people if not p.has_left(day)}
    gone = [p for p in people if p.role in KEY_ROLES and p.has_left(day)]
    newest_first = sorted(gone, key=lambda p: p.left_on or date.min, reverse=True)
    last_holder: dict[tuple[int, str], Stakeholder] = {}
    for person in newest_first:
        last_holder.setdefault((person.account_id, person.role), person)
    return [person for seat, person in last_holder.items() if seat not in present]


def contacts_of(view: View) -> list[Contact]:
    """Two-way contact with each stakeholder of the view, up to its day."""
    t = touchpoints.c
    recent = t.day > view.today - timedelta(days=180)
    query = (
        select(t.account_id, t.stakeholder_id, func.max(t.day), func.count().filter(recent))
        .where(view.sees(t.account_id), t.two_way, t.day <= view.today)
        .group_by(t.account_id, t.stakeholder_id)
    )
    return fetch(view.connection, query, Contact)
