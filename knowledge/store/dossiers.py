"""All that data hygiene looks at, account by account, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from knowledge.company import Company
from knowledge.health import Rules
from knowledge.store.access import View
from knowledge.store.arr_history import last_begun
from knowledge.store.contracts import contracts_begun, renewals_decided
from knowledge.store.ownership import owned_twice
from knowledge.store.people import Stakeholder, contacts_of, stakeholders_of
from knowledge.store.plans import Objective, objectives_of
from knowledge.store.portfolio import Position, portfolio
from knowledge.store.records import by_account, fetch
from knowledge.store.tables import import_flags
from knowledge.store.usage import newest_days
from knowledge.terms import Contract


@dataclass(frozen=True, slots=True)
class Flag:
    """What an import found doubtful in an account's rows of one table, and kept."""

    account_id: int
    entity: str
    flag: str
    row_count: int
    example: str | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is on record of one account.

    `begun` are all its contracts, also those that are over. `churned_on`: the newest renewal that
    it lost; `began_on`: when it last began to pay.
    """

    position: Position
    begun: tuple[Contract, ...]
    people: tuple[Stakeholder, ...]
    objectives: tuple[Objective, ...]
    newest_usage: date | None
    last_contact: date | None
    churned_on: date | None
    began_on: date | None
    flags: tuple[Flag, ...]
    is_owned_twice: bool = False


def dossiers(
    view: View, company: Company, rules: Rules, positions: Sequence[Position] | None = None
) -> list[Dossier]:
    """Every account of the view, by name; of `positions` alone where they were read already."""
    begun = contracts_begun(view)
    people = by_account(stakeholders_of(view))
    objectives = by_account(objectives_of(view))
    flags = by_account(flags_of(view))
    newest, contacts = newest_days(view), _last_contacts(view)
    twice = owned_twice(view, view.today)
    churned, began = _churned(view), last_begun(view)
    return [
        Dossier(
            position,
            tuple(begun.get(key, ())),
            tuple(people.get(key, ())),
            tuple(objectives.get(key, ())),
            newest.get(key),
            contacts.get(key),
            churned.get(key),
            began.get(key),
            tuple(flags.get(key, ())),
            key in twice,
        )
        for position in (portfolio(view, company, rules) if positions is None else positions)
        for key in [position.account.id]
    ]


def flags_of(view: View) -> list[Flag]:
    """What imports flagged of the view's accounts."""
    f = import_flags.c
    query = (
        select(f.account_id, f.entity, f.flag, f.row_count, f.example)
        .where(view.sees(f.account_id))
        .order_by(f.entity, f.flag, f.account_id)
    )
    return fetch(view.connection, query, Flag)


def _last_contacts(view: View) -> dict[int, date]:
    found: dict[int, date] = {}
    for contact in contacts_of(view):
        day = contact.last_two_way
        if day is not None:
            found[contact.account_id] = max(day, found.get(contact.account_id, day))
    return found


def _churned(view: View) -> dict[int, date]:
    lost = [r for r in renewals_decided(view, date.min, view.today) if r.outcome == "churned"]
    return {renewal.account_id: renewal.due for renewal in lost}
