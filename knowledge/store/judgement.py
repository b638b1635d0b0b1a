"""The CSM's own call on an account's renewal, beside what the engine computed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Select, insert, select

from knowledge.errors import BadInput
from knowledge.money import to_minor
from knowledge.store.access import Person, View
from knowledge.store.records import home, money
from knowledge.store.tables import csm_calls, people

Call = Literal["commit", "best_case", "at_risk", "likely_loss"]
CALLS: tuple[str, ...] = get_args(Call)
OURS = "steward"


@dataclass(frozen=True, slots=True)
class CsmCall:
    """`call` is commit, best_case, at_risk or likely_loss; `amount` what it expects to renew."""

    account_id: int
    day: date
    call: str
    reason: str | None
    by: str | None
    amount: Decimal | None
    currency: str | None
    home: str


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call to write down; `amount` in major units of `currency`, a year."""

    call: str
    day: date
    reason: str
    amount: Decimal | None = None
    currency: str | None = None


def calls_of(view: View) -> dict[int, CsmCall]:
    """The newest call on each account, made by the view's day."""
    return {call.account_id: call for call in call_history(view)}


def call_history(view: View) -> list[CsmCall]:
    """Every call on the view's accounts, made by its day, the oldest first."""
    found = []
    for row in view.connection.execute(_calls(view)):
        values: list[Any] = list(row)
        values[5] = money(row.amount_minor, row.currency)
        found.append(CsmCall(*values))
    return found


def counts_from(day: date, source: str, read_at: datetime) -> date:
    """The day from which a call is judged: one made by hand, at the earliest when it was written.

    A call from a CRM has its day from there.
    """
    return max(day, read_at.date()) if source == OURS else day


def record_call(
    connection: Connection, account_id: int, new: NewCall, by: Person, at: datetime, today: date
) -> None:
    """Write a call down beside the earlier ones. Raises BadInput where it can't be one."""
    if new.call not in CALLS:
        raise BadInput(f"No call {new.call!r}: say {', '.join(CALLS)}.")
    if not new.reason.strip():
        raise BadInput("A call needs a reason: say why, so that it can be learned from.")
    if new.day > today:
        raise BadInput(f"A call can't be of {new.day.isoformat()}, which is yet to come.")
    if new.amount is not None and (new.amount < 0 or not new.currency):
        raise BadInput("The amount of a call isn't negative, and has a currency.")
    minor = None
    if new.amount is not None and new.currency:
        minor = to_minor(new.amount, new.currency)
    connection.execute(
        insert(csm_calls).values(
            account_id=account_id,
            person_id=by.id,
            day=new.day,
            call=new.call,
            reason=new.reason.strip(),
            amount_minor=minor,
            currency=new.currency if minor is not None else None,
            source=OURS,
            source_id=f"{account_id}-{at.isoformat()}",
            read_at=at,
        )
    )


def _calls(view: View) -> Select[tuple[int, date, str, str, str, int, str, str]]:
    c = csm_calls.c
    return (
        select(
            c.account_id, c.day, c.call, c.reason, people.c.name, c.amount_minor, c.currency,
            home(csm_calls),
        )
        .outerjoin(people, people.c.id == c.person_id)
        .where(view.sees(c.account_id), c.day <= view.today)
        .order_by(c.day, c.id)
    )  # fmt: skip
