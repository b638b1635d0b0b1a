"""Who may see what. Every query about accounts goes through a `View`, and the rule is in its SQL.

A CSM sees the accounts that are in their book today, those lent to them until a date, and those
whose account team they are on. A manager sees what the team's CSMs see. Operations see all.
A member sees the account teams they are on. An answer for several readers shows only what every
one of them may see.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select, true

from knowledge.store.tables import account_team, accounts, covers, ownership, people


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the company."""

    id: int
    name: str
    email: str
    role: str
    team: str | None
    time_zone: str | None


@dataclass(frozen=True, slots=True)
class View:
    """What `people`, every one of them, may see, on one connection.

    `today` cuts dated records; `rights_on` is the real day, on which access is judged: asking
    about the past doesn't bring back the rights of the past.
    """

    connection: Connection
    people: tuple[Person, ...]
    today: date
    rights_on: date
    narrowing: tuple[ColumnElement[bool], ...] = ()

    def accounts(self) -> Select[tuple[int]]:
        """The ids of the accounts that may be seen, for use inside another query."""
        seen = [_seen_by(person, self.rights_on) for person in self.people] or [false()]
        return select(accounts.c.id).where(*seen, *self.narrowing)

    def sees(self, account_id: ColumnElement[int]) -> ColumnElement[bool]:
        """The condition that a row's account may be seen."""
        return account_id.in_(self.accounts())

    def only(self, account_id: int) -> "View":
        return replace(self, narrowing=(*self.narrowing, accounts.c.id == account_id))

    def narrowed(self, *conditions: ColumnElement[bool]) -> "View":
        return replace(self, narrowing=(*self.narrowing, *conditions))


def owner_on(day: date) -> ColumnElement[bool]:
    """The condition that an ownership row holds on a day."""
    return _lasts(ownership.c.since, ownership.c.until, day)


def in_charge(view: View, person: Person) -> View:
    """The view's accounts that this person may judge: their own book's, those lent to them, their
    team's, and for operations all. Being on an account team shows an account and no more."""
    if person.role == "operations":
        return view
    if person.role not in ("csm", "manager"):
        return view.narrowed(false())
    return view.narrowed(or_(*_book_rights(_whose_books(person), view.rights_on)))


def in_place(view: View, places: Sequence[str]) -> View:
    """The view's accounts in these regions or countries, whatever the case."""
    wanted = [place.casefold() for place in places]
    region, country = func.lower(accounts.c.region), func.lower(accounts.c.country)
    return view.narrowed(or_(region.in_(wanted), country.in_(wanted)))


def among(view: View, account_ids: Sequence[int]) -> View:
    """The view's accounts that are among these."""
    return view.narrowed(accounts.c.id.in_(account_ids))


def in_segment(view: View, segment: str) -> View:
    return view.narrowed(accounts.c.segment == segment)


def in_books_of(view: View, person_ids: Sequence[int], day: date) -> View:
    """The view's accounts that these CSMs owned on that day."""
    owned = select(ownership.c.account_id).where(
        ownership.c.person_id.in_(person_ids), owner_on(day)
    )
    return view.narrowed(accounts.c.id.in_(owned))


def person_by_email(connection: Connection, email: str) -> Person | None:
    """The active person with that e-mail address, whatever its case."""
    query = select(*_PERSON).where(
        people.c.email == email.strip().lower(), people.c.active == true()
    )
    row = connection.execute(query).one_or_none()
    return Person(*row) if row else None


def csms(view: View) -> list[Person]:
    """The people in whose books the viewer's accounts are today."""
    owners = select(ownership.c.person_id).where(
        view.sees(ownership.c.account_id), owner_on(view.rights_on)
    )
    query = select(*_PERSON).where(people.c.id.in_(owners)).order_by(people.c.name)
    return [Person(*row) for row in view.connection.execute(query)]


def colleagues(view: View) -> list[Person]:
    """The company's active CSMs, whatever the viewer may see of their books."""
    query = select(*_PERSON).where(people.c.role == "csm", people.c.active == true())
    return [Person(*row) for row in view.connection.execute(query.order_by(people.c.name))]


_PERSON = (
    people.c.id, people.c.name, people.c.email, people.c.role, people.c.team, people.c.time_zone,
)  # fmt: skip


def _seen_by(person: Person, day: date) -> ColumnElement[bool]:
    if person.role == "operations":
        return true()
    on_team = select(account_team.c.account_id).where(
        account_team.c.person_id == person.id,
        _lasts(account_team.c.since, account_team.c.until, day),
    )
    rights: list[ColumnElement[bool]] = [accounts.c.id.in_(on_team)]
    if person.role in ("csm", "manager"):
        rights += _book_rights(_whose_books(person), day)
    return reduce(or_, rights)


def _whose_books(person: Person) -> Select[tuple[int]]:
    if person.role == "manager" and person.team:
        of_team = and_(people.c.team == person.team, people.c.role == "csm")
        return select(people.c.id).where(or_(people.c.id == person.id, of_team))
    return select(people.c.id).where(people.c.id == person.id)


def _book_rights(holders: Select[tuple[int]], day: date) -> list[ColumnElement[bool]]:
    owned = select(ownership.c.account_id).where(ownership.c.person_id.in_(holders), owner_on(day))
    lent = and_(covers.c.cover_id.in_(holders), _lasts(covers.c.since, covers.c.until, day))
    lent_accounts = select(covers.c.account_id).where(lent, covers.c.account_id.is_not(None))
    # A lent account named alone isn't the lender's whole book.
    lenders = select(covers.c.owner_id).where(
        lent, covers.c.account_id.is_(None), covers.c.owner_id.is_not(None)
    )
    lent_books = select(ownership.c.account_id).where(
        ownership.c.person_id.in_(lenders), owner_on(day)
    )
    return [accounts.c.id.in_(ids) for ids in (owned, lent_accounts, lent_books)]


def _lasts(
    since: ColumnElement[date], until: ColumnElement[date], day: date
) -> ColumnElement[bool]:
    return and_(since <= day, or_(until.is_(None), until >= day))
