"""Whose book an account is in, on any day: what retention by CSM is credited by."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from knowledge.store.access import View, owner_on
from knowledge.store.tables import ownership, people


@dataclass(frozen=True, slots=True)
class Owner:
    """A CSM, as the owner of an account."""

    id: int
    name: str


def owners_on(view: View, day: date) -> dict[int, Owner]:
    """The owner of each of the view's accounts on a day; accounts that had none are absent.

    Where two own an account on that day, the one who has had it for less time.
    """
    query = (
        select(ownership.c.account_id, people.c.id, people.c.name)
        .join(people, people.c.id == ownership.c.person_id)
        .where(view.sees(ownership.c.account_id), owner_on(day))
        .order_by(ownership.c.since, ownership.c.id)
    )
    return {row[0]: Owner(row[1], row[2]) for row in view.connection.execute(query)}
