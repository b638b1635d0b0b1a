"""Changes that make records: a renewal on new terms, a new stakeholder, an activity to log."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from knowledge.changeable import activity_of, amount_of, person_of
from knowledge.errors import Adjust
from knowledge.money import to_minor
from knowledge.store.passages import content_hash
from knowledge.store.steps import Steps
from knowledge.store.tables import metadata
from knowledge.terms import add_months

_A_YEAR = 12


def renew(steps: Steps, row: Any) -> None:
    """The outcome, the term moved on by its length, and the new ARR from the renewal on."""
    change = steps.change
    amount, currency = amount_of(change.after)
    if currency != row.currency:
        raise Adjust(f"The contract is in {row.currency}: say the amount in {row.currency}.")
    due = row.renewal_date or (row.end + timedelta(days=1) if row.end else change.stated_on)
    after = to_minor(amount, currency)
    delta = after - int(row.arr_minor)
    outcome = "expanded" if delta > 0 else "contracted" if delta < 0 else "renewed"
    steps.make(
        "renewals", contract_id=row.id, due=due, decided_on=change.stated_on, outcome=outcome,
        arr_before_minor=row.arr_minor, arr_after_minor=after, currency=currency,
    )  # fmt: skip
    months = row.term_months or _A_YEAR
    moved = {"renewal_date": add_months(due, months)}
    if row.end is not None:
        moved["end"] = add_months(due, months) - timedelta(days=1)
    if row.notice_date is not None:
        moved["notice_date"] = add_months(row.notice_date, months)
    steps.set("contracts", row, **moved)
    if row.notice_served_on is not None:
        steps.set("contracts", row, notice_served_on=None)
    if delta:
        kind = "expansion" if delta > 0 else "contraction"
        steps.make(
            "arr_events", contract_id=row.id, day=due, kind=kind, delta_minor=delta,
            currency=currency,
        )  # fmt: skip


def meet(steps: Steps, row: Any) -> None:
    change, person = steps.change, person_of(steps.change.after)
    s = metadata.tables["stakeholders"].c
    known = select(func.count()).where(
        s.account_id == change.account_id, func.lower(s.name) == person.name.lower()
    )
    if steps.connection.scalar(known):
        raise Adjust(f"{person.name} is on record by now.")
    steps.make(
        "stakeholders", name=person.name, email=person.email, title=person.title,
        role=person.role, since=change.stated_on,
    )  # fmt: skip


def log(steps: Steps, row: Any) -> None:
    change, activity = steps.change, activity_of(steps.change.after)
    held = {"call": True, "meeting": True}.get(activity.kind)
    subject = f"{activity.kind.capitalize()}" + (
        f" with {activity.person}" if activity.person else ""
    )
    steps.make(
        "touchpoints", stakeholder_id=_stakeholder(steps, activity.person), day=activity.day,
        person_id=change.person_id, kind=activity.kind, two_way=activity.kind != "email",
        held=held, subject=subject,
    )  # fmt: skip
    if not activity.text:
        return
    note: dict[str, Any] = {
        "day": activity.day, "kind": "email" if activity.kind == "email" else "call_note",
        "title": subject, "author": _author(steps), "text": activity.text,
    }  # fmt: skip
    steps.make("notes", people=activity.person, content_hash=content_hash(*note.values()), **note)


def _stakeholder(steps: Steps, name: str | None) -> int | None:
    if not name:
        return None
    s = metadata.tables["stakeholders"].c
    query = select(s.id).where(
        s.account_id == steps.change.account_id, func.lower(s.name) == name.lower()
    )
    found: Sequence[int] = steps.connection.scalars(query).all()
    return found[0] if len(found) == 1 else None


def _author(steps: Steps) -> str | None:
    p = metadata.tables["people"].c
    found: str | None = steps.connection.scalar(
        select(p.name).where(p.id == steps.change.person_id)
    )
    return found
