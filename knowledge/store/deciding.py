"""What a person decides about a proposal: once, held against the records, with no model between.

Approving writes the change, scores its account anew, and marks what was stated, in one transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, and_, select, update

from knowledge.changeable import checked
from knowledge.errors import Adjust, BadInput
from knowledge.health import Rules
from knowledge.store.access import Person, View
from knowledge.store.accounts import require_charge
from knowledge.store.applying import apply, standing, take_back, unchanged_since
from knowledge.store.engine import Store
from knowledge.store.proposals import Proposal, proposal
from knowledge.store.snapshots import rescore
from knowledge.store.steps import ToApply
from knowledge.store.tables import proposed_changes

Verb = Literal["approve", "reject", "undo"]
UNDO_HOURS = 24
_DECIDED = {
    "approved": "was approved", "rejected": "was rejected", "undone": "was taken back",
    "stale": "no longer holds: its record changed first",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides, at which instant; `today` is their date, `rules` score the account anew."""

    person: Person
    at: datetime
    today: date
    rules: Rules


@dataclass(frozen=True, slots=True)
class Decided:
    """A proposal after a decision. `now` is what its record says instead, where it was stale."""

    proposal: Proposal
    now: str | None = None


def decide(store: Store, proposal_id: int, verb: Verb, by: Decider) -> Decided:
    """Approve, reject or undo a proposal.

    An approval of what its record no longer says `before` of writes nothing and makes it stale.
    Raises Adjust where it is decided already, or can't be undone; NotAllowed for who isn't in
    charge of the account.
    """
    doing: dict[str, Callable[[Connection, Proposal, Decider], str | None]] = {
        "approve": _approve, "reject": _reject, "undo": _undo,
    }  # fmt: skip
    with store.write() as connection:
        found = _mine(connection, proposal_id, by)
        now = doing[verb](connection, found, by)
        return Decided(proposal(_view(connection, by), proposal_id), now)


def edit(store: Store, proposal_id: int, value: str, by: Decider) -> Decided:
    """Give a waiting proposal another value; who edits it states it from then on.

    Raises BadInput for what can't be the value, Adjust where it is decided already.
    """
    with store.write() as connection:
        found = _mine(connection, proposal_id, by)
        kept = checked(found.change, value, by.today)
        new = {"after": kept, "stated_by": by.person.name, "stated_on": by.today}
        _claim(connection, found, "proposed", new)
        return Decided(proposal(_view(connection, by), proposal_id))


def _approve(connection: Connection, found: Proposal, by: Decider) -> str | None:
    decided = {"decided_at": by.at, "decided_by": by.person.id}
    _claim(connection, found, "proposed", {"state": "approved", **decided})
    p = proposed_changes.c
    row = connection.execute(select(proposed_changes).where(p.id == found.id)).one()
    try:
        record = standing(connection, found.change, found.account_id, found.record_id)
    except Adjust:
        return _make_stale(connection, found, "the record is gone")
    if (record.source, record.source_id) != (row.source, row.source_id):
        return _make_stale(connection, found, "the record is gone")
    if record.value != found.before:
        return _make_stale(connection, found, record.value or "unknown")
    change = ToApply(
        found.id, found.account_id, found.change, found.record_id, found.after, found.stated_on,
        by.at, row.person_id,
    )  # fmt: skip
    applied = apply(connection, change, record)
    connection.execute(update(proposed_changes).where(p.id == found.id).values(applied=applied))
    rescore(connection, by.today, by.rules, found.account_id)
    return None


def _reject(connection: Connection, found: Proposal, by: Decider) -> None:
    decided = {"decided_at": by.at, "decided_by": by.person.id}
    _claim(connection, found, "proposed", {"state": "rejected", **decided})


def _undo(connection: Connection, found: Proposal, by: Decider) -> None:
    p = proposed_changes.c
    row = connection.execute(select(p.applied, p.decided_at).where(p.id == found.id)).one()
    if found.state != "approved":
        raise Adjust(f"Proposal {found.id} {_said(found)}: there is nothing to undo.")
    if by.at - _utc(row.decided_at) > timedelta(hours=UNDO_HOURS):
        raise Adjust(
            f"Proposal {found.id} was approved over {UNDO_HOURS} hours ago: propose the change "
            "back instead."
        )
    if not unchanged_since(connection, row.applied):
        raise Adjust(
            f"Proposal {found.id} can't be undone: its record has changed since. Propose the "
            "change back instead."
        )
    _claim(connection, found, "approved", {"state": "undone", "decided_by": by.person.id})
    take_back(connection, row.applied)
    rescore(connection, by.today, by.rules, found.account_id)


def _claim(connection: Connection, found: Proposal, state: str, new: dict[str, Any]) -> None:
    """Change the proposal if it is still in that state: of several at once, one succeeds."""
    p = proposed_changes.c
    mine = and_(p.id == found.id, p.state == state)
    if connection.execute(update(proposed_changes).where(mine).values(new)).rowcount == 1:
        return
    raise Adjust(f"Proposal {found.id} {_said(found)}, so there is nothing left to decide.")


def _said(found: Proposal) -> str:
    if found.state == "proposed":
        return "has just been decided"
    by = f" by {found.decided_by}" if found.decided_by and found.state != "stale" else ""
    on = f" on {found.decided_at:%Y-%m-%d}" if found.decided_at else ""
    return f"{_DECIDED[found.state]}{by}{on}"


def _make_stale(connection: Connection, found: Proposal, now: str) -> str:
    p = proposed_changes.c
    connection.execute(update(proposed_changes).where(p.id == found.id).values(state="stale"))
    return now


def _mine(connection: Connection, proposal_id: int, by: Decider) -> Proposal:
    if proposal_id < 1:
        raise BadInput(f"{proposal_id} is no proposal's number.")
    view = _view(connection, by)
    found = proposal(view, proposal_id)
    require_charge(view, by.person, found.account_id)
    return found


def _view(connection: Connection, by: Decider) -> View:
    return View(connection, (by.person,), by.today, by.today)


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
