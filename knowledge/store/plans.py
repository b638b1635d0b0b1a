"""Success plans, onboarding and promises of a view."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, or_, select

from knowledge.store.access import View
from knowledge.store.readings import Reading, promises_read
from knowledge.store.records import columns, fetch
from knowledge.store.tables import commitments, milestones, objectives, onboarding_milestones


@dataclass(frozen=True, slots=True)
class Objective:
    id: int
    account_id: int
    name: str
    client_words: str | None
    feature: str | None
    metric: str | None
    unit: str | None
    baseline: Decimal | None
    baseline_on: date | None
    target: Decimal | None
    actual: Decimal | None
    actual_on: date | None
    due: date | None
    owner: str | None
    status: str
    confirmed_by: str | None
    confirmed_on: date | None
    home: str

    def is_overdue(self, day: date) -> bool:
        return self.status == "open" and self.due is not None and self.due < day


@dataclass(frozen=True, slots=True)
class Milestone:
    account_id: int
    objective_id: int | None
    name: str
    owner: str | None
    side: str | None
    due: date | None
    done_on: date | None
    home: str

    def is_done(self, day: date) -> bool:
        return self.done_on is not None and self.done_on <= day

    def is_overdue(self, day: date) -> bool:
        return not self.is_done(day) and self.due is not None and self.due < day


@dataclass(frozen=True, slots=True)
class OnboardingStep:
    """A step of onboarding; `step` is kickoff, setup, go_live, first_value or other."""

    account_id: int
    name: str
    step: str
    due: date | None
    done_on: date | None
    evidence: str | None
    home: str

    def is_done(self, day: date) -> bool:
        return self.done_on is not None and self.done_on <= day


@dataclass(frozen=True, slots=True)
class Commitment:
    account_id: int
    text: str
    side: str
    promised_by: str | None
    promised_on: date | None
    due: date | None
    done_on: date | None
    home: str


def objectives_of(view: View) -> list[Objective]:
    """The success plans' objectives, the earliest due first. Their history isn't kept: today's
    values also for a day in the past."""
    o = objectives.c
    query = (
        select(*columns(objectives, Objective))
        .where(view.sees(o.account_id), o.status != "dropped")
        .order_by(o.account_id, o.due.is_(None), o.due, o.id)
    )
    return fetch(view.connection, query, Objective)


def milestones_of(view: View) -> list[Milestone]:
    m = milestones.c
    query = (
        select(*columns(milestones, Milestone))
        .where(view.sees(m.account_id))
        .order_by(m.account_id, m.due.is_(None), m.due, m.id)
    )
    return fetch(view.connection, query, Milestone)


def onboarding_of(view: View) -> list[OnboardingStep]:
    m = onboarding_milestones.c
    query = (
        select(*columns(onboarding_milestones, OnboardingStep))
        .where(view.sees(m.account_id))
        .order_by(m.account_id, func.coalesce(m.due, m.done_on), m.id)
    )
    return fetch(view.connection, query, OnboardingStep)


def open_commitments(view: View) -> list[Commitment]:
    """Promises that weren't kept yet on the view's day, the earliest due first."""
    done_on = commitments.c.done_on
    query = _promised(view).where(or_(done_on.is_(None), done_on > view.today))
    return _with_confirmed(view, fetch(view.connection, query, Commitment), open_only=True)


def commitments_of(view: View) -> list[Commitment]:
    """Every promise made by the view's day, kept or not, the earliest due first."""
    recorded = fetch(view.connection, _promised(view), Commitment)
    return _with_confirmed(view, recorded, open_only=False)


def _promised(view: View) -> Select[Any]:
    c = commitments.c
    return (
        select(*columns(commitments, Commitment))
        .where(view.sees(c.account_id), or_(c.promised_on.is_(None), c.promised_on <= view.today))
        .order_by(c.due.is_(None), c.due, c.id)
    )


def _with_confirmed(view: View, recorded: list[Commitment], *, open_only: bool) -> list[Commitment]:
    """The recorded promises, and those of notes that a person confirmed."""
    read = [_of_note(r) for r in promises_read(view, open_only=open_only)]
    return sorted([*recorded, *read], key=lambda c: (c.due is None, c.due or date.max))


def _of_note(reading: Reading) -> Commitment:
    what = reading.detail.get("what", reading.quote)
    return Commitment(
        reading.account_id,
        what[:1].upper() + what[1:],
        reading.detail.get("side", "us"),
        reading.by or None,
        reading.day,
        reading.due,
        reading.done_on,
        reading.home,
    )
