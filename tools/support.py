"""Support tickets: what is open, how bad and for how long, and how support has been doing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.company import Company, Segment
from knowledge.facts import Fact
from knowledge.periods import Period
from knowledge.store.newest import newest_record
from knowledge.store.portfolio import Position, portfolio
from knowledge.store.support import Ticket, tickets_of
from tools.about import About
from tools.asked import Asked, asked, period_fact
from tools.desk import Desk
from tools.result import Result
from tools.scope import period_words
from tools.ticket_counts import InPeriod, OpenNow, in_period, open_now
from tools.tickets import Issue, issue, ticket_source, ticket_table
from tools.totals import totals_of

Priority = Literal["P1", "P2", "P3", "P4"]
Status = Literal["open", "closed", "all"]
Listed = Literal["open", "closed", "all", "opened"]
MOST_SHOWN = 10
MOST_URGENT = 10
DEFAULT_PERIOD = "last 90 days"


@dataclass(frozen=True, slots=True)
class UrgentAccount:
    """An account with open P1 tickets, the oldest first."""

    account: Fact
    arr: Fact
    tickets: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Urgent:
    """The accounts that have an open P1, by ARR."""

    count: Fact
    arr: Fact
    converted: bool
    accounts: tuple[UrgentAccount, ...]
    shown: Fact
    more: Fact | None


@dataclass(frozen=True, slots=True)
class SupportIssues:
    """The answer: open P1s, what is open, then the period.

    `listed` of `found` are in the table; what `urgent` tells isn't told again.
    """

    account: Fact | None
    where: str
    nothing: str
    status: Listed
    priority: str
    urgent: Urgent
    now: OpenNow
    found: Fact
    listed: Fact
    leads_with_period: bool
    in_words: Fact
    period: Fact
    then: InPeriod
    newest: Fact


def support_issues(
    desk: Desk,
    account: str | None = None,
    period: str | None = None,
    priority: Priority | None = None,
    status: Status | None = None,
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
) -> Result:
    """List support tickets: which accounts have an open P1, with age, owner and escalation, then
    what else is open, and for a period how many were opened and closed and the median times.

    Use it for "any open P1s", "open tickets at Acme", "what did support close last month", "who
    writes to support most". Without a period the open tickets are listed, whatever their age; with
    one, those opened in it. For why an account is at risk use account_summary.

    Args:
        account: one account's name, such as "Acme"; every account when left out.
        period: when they were opened or closed, such as "last month" or "since January"; for the
            counts the last 90 days when left out.
        priority: only this priority.
        status: which tickets to list: open now, closed in the period, or both; what fits the
            period when left out.
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, such as "Maya Lindqvist", or a team's.
    """
    when = desk.period(period or DEFAULT_PERIOD, "past")
    with asked(desk, account, segment=segment, region=region, csm=csm) as question:
        tickets = tickets_of(question.view, when.start)
        positions = portfolio(question.view, desk.company, desk.rules)
        newest = newest_record(question.view, "tickets")
    wanted = [t for t in tickets if priority in (None, t.priority)]
    lists: Listed = status or ("opened" if period else "open")
    listed = _listed(wanted, lists, when, desk.today)
    pressing = [t for t in wanted if t.opened_on in when] if lists == "opened" else wanted
    urgent = _urgent(question, pressing, positions, desk.company)
    told = {i.ticket.source for u in urgent.accounts for i in u.tickets}
    if not account and not priority and lists == "open":
        listed = [t for t in listed if t.home not in told]
    shown = listed[:MOST_SHOWN]
    about, kind = question.about, f"{priority} tickets" if priority else "tickets"
    view = SupportIssues(
        account=about.name() if question.account else None,
        where=question.where,
        nothing=question.nothing,
        status=lists,
        priority=priority or "",
        urgent=urgent,
        now=open_now(wanted, kind, question),
        found=about.count(f"{lists} {kind}", len(listed), "tickets"),
        listed=about.count(f"{lists} {kind} listed", len(shown), "tickets"),
        leads_with_period=bool(period) or lists == "all",
        in_words=about.text("period", period_words(when), "the question"),
        period=period_fact(when, about),
        then=in_period(wanted, kind, when, question),
        newest=about.day("newest ticket", newest),
    )
    return _result(view, shown, [t for t in wanted if t.home in told], question)


def _result(
    view: SupportIssues, shown: Sequence[Ticket], urgent: Sequence[Ticket], question: Asked
) -> Result:
    today, names = question.view.today, question.names
    issues = [issue(t, names[t.account_id], today) for t in shown]
    title = f"{view.status.capitalize()} tickets, as of {today:%d %b %Y}"
    return Result(
        "support_issues",
        view,
        today,
        tables=(ticket_table(issues, title, several=question.account is None),) if issues else (),
        sources=tuple(
            ticket_source(t, names[t.account_id]) for t in dict.fromkeys((*urgent, *shown))
        ),
        accounts=question.shown(
            [u.account.entity for u in view.urgent.accounts] + [names[t.account_id] for t in shown]
        ),
    )


def _listed(tickets: Sequence[Ticket], lists: Listed, when: Period, today: date) -> list[Ticket]:
    """The tickets to list: open ones by urgency, closed and opened ones the newest first."""
    is_open = [t for t in tickets if t.is_open(today)]
    closed = [t for t in tickets if t.was_closed(when.start, when.end, today)]
    is_open.sort(key=lambda t: (t.priority != "P1", not t.escalated, t.priority, t.opened_on))
    closed.sort(key=lambda t: t.closed_on or date.min, reverse=True)
    opened = sorted((t for t in tickets if t.opened_on in when), key=lambda t: t.opened_on)
    found = {"open": is_open, "closed": closed, "all": [*is_open, *closed], "opened": opened[::-1]}
    return found[lists]


def _urgent(
    question: Asked, tickets: Sequence[Ticket], positions: Sequence[Position], company: Company
) -> Urgent:
    about, today = question.about, question.view.today
    p1s = [t for t in tickets if t.priority == "P1" and t.is_open(today)]
    hit = [p for p in positions if any(t.account_id == p.account.id for t in p1s)]
    hit.sort(key=lambda p: -p.arr_reporting)
    sums = totals_of(hit, company)
    more = len(hit) - MOST_URGENT
    return Urgent(
        about.count("accounts with an open P1", len(hit), "accounts"),
        sums.money(about, "ARR of accounts with an open P1", (p.arr_reporting for p in hit)),
        sums.converted,
        tuple(_urgent_account(p, p1s, today) for p in hit[:MOST_URGENT]),
        about.count("accounts with an open P1 shown", min(len(hit), MOST_URGENT), "accounts"),
        about.count("more accounts with an open P1", more, "accounts") if more > 0 else None,
    )


def _urgent_account(position: Position, p1s: Sequence[Ticket], today: date) -> UrgentAccount:
    name = position.account.name
    about = About(name, today)
    mine = [t for t in p1s if t.account_id == position.account.id]
    mine.sort(key=lambda t: t.opened_on)
    return UrgentAccount(
        about.name(position.account.home),
        about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        tuple(issue(t, name, today) for t in mine),
    )
