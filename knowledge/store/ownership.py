"""Whose book an account is in, on any day: what retention by CSM is credited by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from knowledge.store.access import Person, View, owner_on
from knowledge.store.tables import accounts, ownership, people


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


def owned_twice(view: View, day: date) -> set[int]:
    """The view's accounts that several ownership rows hold on a day."""
    query = (
        select(ownership.c.account_id)
        .where(view.sees(ownership.c.account_id), owner_on(day))
        .group_by(ownership.c.account_id)
        .having(func.count() > 1)
    )
    return set(view.connection.scalars(query))


def seen_in_part(view: View, day: date) -> set[int]:
    """The people whose book of a day holds accounts outside the view: it isn't seen whole."""
    unseen = ownership.c.account_id.not_in(view.accounts())
    query = select(ownership.c.person_id).where(owner_on(day), unseen).distinct()
    return set(view.connection.scalars(query))


def gone_from_book(
    view: View, day: date, person: Person, is_wanted: Callable[[str | None], bool]
) -> int:
    """How many accounts were in the person's book, or their team's, on a day, and aren't seen now.

    Of those in a wanted industry. The count alone: what they were is no longer theirs to know.
    """
    if person.role not in ("csm", "manager"):
        return 0
    holder = people.c.id == person.id
    if person.role == "manager" and person.team:
        holder = or_(holder, people.c.team == person.team)
    owned = (
        select(ownership.c.account_id)
        .join(people, people.c.id == ownership.c.person_id)
        .where(holder, owner_on(day))
    )
    gone = accounts.c.id.not_in(view.accounts())
    query = select(accounts.c.industry).where(accounts.c.id.in_(owned), gone, *view.narrowing)
    return sum(map(is_wanted, view.connection.scalars(query)))
