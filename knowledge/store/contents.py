"""What is in the store, and how new it is."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from knowledge.store.access import View
from knowledge.store.tables import accounts, health_snapshots, people, usage


@dataclass(frozen=True, slots=True)
class Contents:
    """Counts, the newest day of usage and of health, and e-mails of those who may ask."""

    accounts: int
    people: tuple[str, ...]
    newest_usage: date | None
    newest_health: date | None


def contents_of(view: View) -> Contents:
    """What the view sees; `people` are the active ones, CSMs first."""
    ask = view.connection.scalar
    emails = (
        select(people.c.email)
        .where(people.c.active)
        .order_by(people.c.role != "csm", people.c.email)
    )
    return Contents(
        accounts=int(ask(select(func.count()).where(view.sees(accounts.c.id))) or 0),
        people=tuple(view.connection.scalars(emails)),
        newest_usage=ask(select(func.max(usage.c.day)).where(usage.c.day <= view.today)),
        newest_health=ask(
            select(func.max(health_snapshots.c.day)).where(health_snapshots.c.day <= view.today)
        ),
    )
