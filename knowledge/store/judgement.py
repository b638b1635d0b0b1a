"""The CSM's own call on an account's renewal, beside what the engine computed."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from knowledge.store.access import View
from knowledge.store.records import home
from knowledge.store.tables import csm_calls, people


@dataclass(frozen=True, slots=True)
class CsmCall:
    """`call` is commit, best_case, at_risk or likely_loss."""

    account_id: int
    day: date
    call: str
    reason: str | None
    by: str | None
    home: str


def calls_of(view: View) -> dict[int, CsmCall]:
    """The newest call on each account, made by the view's day."""
    c = csm_calls.c
    query = (
        select(c.account_id, c.day, c.call, c.reason, people.c.name, home(csm_calls))
        .outerjoin(people, people.c.id == c.person_id)
        .where(view.sees(c.account_id), c.day <= view.today)
        .order_by(c.day, c.id)
    )
    return {row[0]: CsmCall(*row) for row in view.connection.execute(query)}
