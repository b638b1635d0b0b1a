"""The accounts of a view, with who owns them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from knowledge.errors import NotAllowed
from knowledge.store.access import Person, View, in_charge, owner_on
from knowledge.store.records import fetch, home
from knowledge.store.tables import accounts, ownership, people


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its source states it. `csm` is the owner's name on the day asked about."""

    id: int
    source_id: str
    name: str
    segment: str
    industry: str | None
    region: str | None
    country: str | None
    currency: str
    stage: str
    plan: str | None
    signed_on: date | None
    csm: str | None
    csm_since: date | None
    home: str


def accounts_of(view: View) -> list[Account]:
    """Every account of the view, by name."""
    a = accounts.c
    owner = (
        select(
            ownership.c.account_id,
            func.max(people.c.name).label("csm"),
            func.max(ownership.c.since).label("since"),
        )
        .join(people, people.c.id == ownership.c.person_id)
        .where(owner_on(view.today), view.sees(ownership.c.account_id))
        .group_by(ownership.c.account_id)
        .subquery()
    )
    query = (
        select(
            a.id, a.source_id, a.name, a.segment, a.industry, a.region, a.country, a.currency,
            a.stage, a.plan, a.signed_on, owner.c.csm, owner.c.since, home(accounts),
        )
        .outerjoin(owner, owner.c.account_id == a.id)
        .where(view.sees(a.id))
        .order_by(a.name, a.id)
    )  # fmt: skip
    return fetch(view.connection, query, Account)


def names_of(view: View) -> dict[int, str]:
    """Account id to name: what a name in a question may mean."""
    query = select(accounts.c.id, accounts.c.name).where(view.sees(accounts.c.id))
    return {row.id: row.name for row in view.connection.execute(query)}


def require_charge(view: View, person: Person, account_id: int) -> None:
    """Raises NotAllowed for somebody who sees the view's account and isn't in charge of it."""
    if account_id in names_of(in_charge(view, person)):
        return
    raise NotAllowed(
        f"You see {names_of(view)[account_id]} and aren't in charge of it: its CSM, their cover, "
        "their manager and operations may judge it."
    )
