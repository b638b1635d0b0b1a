"""A ticket as an answer shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress

from knowledge.facts import Fact
from knowledge.store.support import Ticket
from tools.about import About
from tools.result import Source, Table


@dataclass(frozen=True, slots=True)
class Issue:
    """One ticket: open for `days`, or closed on a day. `escalated` is the word, or nothing."""

    account: Fact
    ticket: Fact
    priority: str
    subject: Fact | None
    opened: Fact
    days: Fact | None
    closed: Fact | None
    owner: Fact | None
    escalated: str


def issue(ticket: Ticket, account: str, today: date) -> Issue:
    about = About(account, today, ticket.home)
    is_open = ticket.is_open(today)
    kind = f"{ticket.priority} ticket"
    return Issue(
        account=about.name(),
        ticket=about.text(kind, ticket.source_id),
        priority=ticket.priority,
        subject=about.quote(f"subject of the {kind}", ticket.subject) if ticket.subject else None,
        opened=about.day(f"{kind} opened", ticket.opened_on),
        days=about.days(f"{kind} open", ticket.open_days(today)) if is_open else None,
        closed=None if is_open else about.day(f"{kind} closed", ticket.closed_on),
        owner=about.text("ticket owner", ticket.owner) if ticket.owner else None,
        escalated="escalated" if ticket.escalated else "",
    )


def ticket_source(ticket: Ticket, account: str) -> Source:
    title = f"{ticket.source_id}: {ticket.subject}" if ticket.subject else ticket.source_id
    return Source(ticket.home, title, ticket.opened_on, account)


def ticket_table(issues: Sequence[Issue], title: str, *, several: bool) -> Table:
    """The tickets as rows; columns that say nothing here are left out."""
    closed = any(i.closed for i in issues)
    is_open = any(i.days for i in issues)
    shown = (several, True, True, True, True, is_open, closed, True)
    columns = ("Account", "Ticket", "Priority", "Subject", "Opened", "Open for", "Closed", "Owner")
    return Table(
        title,
        tuple(compress(columns, shown)),
        tuple(tuple(compress(_cells(i), shown)) for i in issues),
    )


def _cells(i: Issue) -> tuple[Fact | str, ...]:
    priority = f"{i.priority}, {i.escalated}" if i.escalated else i.priority
    dates = (i.opened, i.days or "", i.closed or "")
    return (i.account, i.ticket, priority, i.subject or "", *dates, i.owner or "nobody")
