"""Proposed changes: kept until a person decides, and after, as their own audit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Select, and_, insert, select

from knowledge.changeable import KINDS, checked
from knowledge.errors import Adjust
from knowledge.store.access import Person, View
from knowledge.store.applying import standing
from knowledge.store.engine import Store
from knowledge.store.tables import accounts, people, proposed_changes

State = Literal["proposed", "approved", "rejected", "undone", "stale"]
WAITING: tuple[State, ...] = ("proposed",)


@dataclass(frozen=True, slots=True)
class NewChange:
    """A change to propose. `record_id` is the record's row, None for one that is to be made.

    `record` names it in words; `value` is as `knowledge.changeable` has it; `stated_by` None where
    the proposer says it themselves; `origin` where it was said, such as "conversation" or a
    note's home.
    """

    account_id: int
    change: str
    record_id: int | None
    record: str
    value: str
    reason: str
    stated_on: date
    origin: str
    stated_by: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed change as it stands. `before` and `after` are as `knowledge.changeable` has them.

    `stated_by` is who said so, `by` who proposed it, `decided_by` who approved, rejected or took
    it back; `home` the record's, "" for one that is to be made.
    """

    id: int
    account_id: int
    account: str
    change: str
    record_id: int | None
    record: str
    home: str
    before: str | None
    after: str
    reason: str
    stated_by: str
    stated_on: date
    origin: str
    by: str
    state: State
    made_at: datetime
    decided_at: datetime | None
    decided_by: str | None


def propose(store: Store, new: NewChange, by: Person, at: datetime, today: date) -> int:
    """Keep a proposal and return its id; the same one that still waits is returned again.

    Whether the person may see the account is the caller's to have asked. Raises BadInput for what
    can't be a value, Adjust where the record says so already or is gone.
    """
    value = checked(new.change, new.value, today)
    with store.write() as connection:
        record = standing(connection, new.change, new.account_id, new.record_id)
        if record.value is not None and record.value == value:
            raise Adjust(f"That is on record already: {new.record}.")
        p = proposed_changes.c
        same = and_(
            p.account_id == new.account_id, p.field == new.change, p.state == "proposed",
            p.record_id.is_not_distinct_from(new.record_id), p.after == value,
        )  # fmt: skip
        known = connection.scalar(select(p.id).where(same))
        if known is not None:
            return int(known)
        row = {
            "account_id": new.account_id, "person_id": by.id, "entity": KINDS[new.change].entity,
            "record_id": new.record_id, "field": new.change, "before": record.value,
            "after": value, "reason": new.reason, "state": "proposed", "made_at": at,
            "record": new.record, "source": record.source, "source_id": record.source_id,
            "stated_by": new.stated_by, "stated_on": new.stated_on, "origin": new.origin,
        }  # fmt: skip
        made = insert(proposed_changes).values(row).returning(p.id)
        return int(connection.execute(made).scalar_one())


def proposals_of(view: View, states: Collection[State] = WAITING) -> list[Proposal]:
    """The view's proposals in these states, the newest first. Not cut at the view's day."""
    query = _query(view).where(proposed_changes.c.state.in_(states))
    rows = view.connection.execute(query.order_by(proposed_changes.c.id.desc()))
    return [_proposal(row) for row in rows]


def proposal(view: View, proposal_id: int) -> Proposal:
    """One proposal of the view. Raises Adjust where there is none that may be seen."""
    query = _query(view).where(proposed_changes.c.id == proposal_id)
    row = view.connection.execute(query).one_or_none()
    if row is None:
        raise Adjust(
            f"There is no proposal {proposal_id} that you may see: `steward proposals` lists yours."
        )
    return _proposal(row)


def _query(view: View) -> Select[Any]:
    p, proposer, decider = proposed_changes.c, people.alias(), people.alias()
    return (
        select(
            p.id, p.account_id, accounts.c.name, p.field, p.record_id, p.record, p.source,
            p.source_id, p.before, p.after, p.reason, p.stated_by, p.stated_on, p.origin,
            proposer.c.name, p.state, p.made_at, p.decided_at, decider.c.name,
        )
        .join(accounts, accounts.c.id == p.account_id)
        .outerjoin(proposer, proposer.c.id == p.person_id)
        .outerjoin(decider, decider.c.id == p.decided_by)
        .where(view.sees(p.account_id), p.field.in_(list(KINDS)))
    )  # fmt: skip


def _proposal(row: Any) -> Proposal:
    key, account_id, account, change, record_id, record, source, source_id = row[:8]
    before, after, reason, stated_by, stated_on, origin, by, state = row[8:16]
    made_at, decided_at, decided_by = row[16:]
    by = by or "somebody"
    return Proposal(
        key, account_id, account, change, record_id, record or "",
        f"{source}:{source_id}" if source else "", before, after or "", reason, stated_by or by,
        stated_on or made_at.date(), origin or "", by, state, made_at, decided_at, decided_by,
    )  # fmt: skip
