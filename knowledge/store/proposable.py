"""Records that a change may be about, with the ids of their rows."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, or_, select

from knowledge.store.access import View
from knowledge.store.support import Ticket, tickets_of
from knowledge.store.tables import (
    accounts,
    commitments,
    meetings,
    objectives,
    stakeholders,
    tickets,
)


def ticket_ids(view: View) -> list[tuple[int, Ticket]]:
    """The view's open tickets with their ids, by priority, then the oldest first."""
    found = tickets_of(view)
    t = tickets.c
    query = select(t.id, t.source, t.source_id).where(view.sees(t.account_id))
    ids = {f"{row.source}:{row.source_id}": row.id for row in view.connection.execute(query)}
    return [(ids[ticket.home], ticket) for ticket in found]


def objective_ids(view: View) -> list[tuple[int, str]]:
    """The view's objectives that weren't dropped: id and name."""
    o = objectives.c
    query = select(o.id, o.name).where(view.sees(o.account_id), o.status != "dropped")
    return [(row.id, row.name) for row in view.connection.execute(query.order_by(o.due, o.id))]


def promise_ids(view: View) -> list[tuple[int, str]]:
    """The view's recorded promises that aren't kept: id and text."""
    c = commitments.c
    still = or_(c.done_on.is_(None), c.done_on > view.today)
    query = select(c.id, c.text).where(view.sees(c.account_id), still).order_by(c.due, c.id)
    return [(row.id, row.text) for row in view.connection.execute(query)]


def upcoming_meetings(view: View, until: date) -> list[tuple[int, str, date]]:
    """The view's meetings from its day on: id, title, day in UTC; the soonest first."""
    m = meetings.c
    start = datetime.combine(view.today, time(), UTC)
    end = datetime.combine(until + timedelta(days=1), time(), UTC)
    query = (
        select(m.id, m.title, m.starts_at)
        .where(view.sees(m.account_id), m.starts_at >= start, m.starts_at < end)
        .order_by(m.starts_at, m.id)
    )
    return [(row.id, row.title, row.starts_at.date()) for row in view.connection.execute(query)]


def people_named(view: View, name: str) -> list[tuple[str, str]]:
    """Whom a name means among the view's stakeholders who are still there: (account, name).

    A whole name, else one of its words.
    """
    s = stakeholders.c
    query = (
        select(accounts.c.name.label("account"), s.name)
        .join(accounts, accounts.c.id == s.account_id)
        .where(view.sees(s.account_id), or_(s.left_on.is_(None), s.left_on > view.today))
        .where(func.lower(s.name).contains(name.strip().lower(), autoescape=True))
        .order_by(accounts.c.name, s.name)
    )
    wanted = name.casefold().split()
    rows = [(row.account, row.name) for row in view.connection.execute(query)]
    exact = [row for row in rows if row[1].casefold().split() == wanted]
    return exact or [row for row in rows if set(wanted) <= set(row[1].casefold().split())]


def account_of_ticket(view: View, source_id: str) -> str | None:
    """The name of the account that has the ticket of this id, whatever its case."""
    t = tickets.c
    query = (
        select(accounts.c.name)
        .join(accounts, accounts.c.id == t.account_id)
        .where(view.sees(t.account_id), func.lower(t.source_id) == source_id.lower())
    )
    found = view.connection.scalars(query).all()
    return found[0] if len(found) == 1 else None
