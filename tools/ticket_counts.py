"""How many tickets are open, and how many a period saw, with the median times."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from knowledge.facts import Fact
from knowledge.periods import Period
from knowledge.store.support import Ticket
from tools.about import About
from tools.asked import Asked

BUSIEST = 5
_HOURS_FROM_MINUTES = 120
_DAYS_FROM_HOURS = 48


@dataclass(frozen=True, slots=True)
class OfPriority:
    """How many tickets of one priority there are."""

    priority: str
    count: Fact


@dataclass(frozen=True, slots=True)
class OpenNow:
    """What is open on the day asked about; `oldest` in days, and which ticket that is."""

    p1s: Fact
    tickets: Fact
    by_priority: tuple[OfPriority, ...]
    escalated: Fact | None
    oldest: Fact | None
    oldest_ticket: Fact | None
    oldest_account: Fact | None


@dataclass(frozen=True, slots=True)
class Busy:
    """How many tickets an account opened in the period."""

    account: Fact
    opened: Fact


@dataclass(frozen=True, slots=True)
class InPeriod:
    """What was opened and closed in the period, and how long it took."""

    opened: Fact
    by_priority: tuple[OfPriority, ...]
    accounts: Fact
    escalated: Fact | None
    closed: Fact
    first_response: Fact | None
    resolution: Fact | None
    busiest: tuple[Busy, ...]


def open_now(tickets: Sequence[Ticket], kind: str, question: Asked) -> OpenNow:
    """Count the open ones; `kind` says which tickets these are: "P2 tickets"."""
    about = question.about
    found = [t for t in tickets if t.is_open(about.as_of)]
    escalated = sum(t.escalated for t in found)
    first = min(found, key=lambda t: (t.opened_on, t.source_id), default=None)
    whose = About(question.names[first.account_id], about.as_of, first.home) if first else None
    return OpenNow(
        p1s=about.count("open P1 tickets", sum(t.priority == "P1" for t in found), "tickets"),
        tickets=about.count(f"open {kind}", len(found), "tickets"),
        by_priority=_by_priority(found, about, "open"),
        escalated=about.count("open tickets escalated", escalated, "tickets")
        if escalated
        else None,
        oldest=about.days(f"oldest of the open {kind}, open", first.open_days(about.as_of))
        if first
        else None,
        oldest_ticket=whose.text("oldest open ticket", first.source_id)
        if whose and first
        else None,
        oldest_account=whose.name() if whose else None,
    )


def in_period(tickets: Sequence[Ticket], kind: str, when: Period, question: Asked) -> InPeriod:
    """Count what was opened and closed in the period."""
    about = question.about
    opened = [t for t in tickets if t.opened_on in when]
    closed = [t for t in tickets if t.was_closed(when.start, when.end, about.as_of)]
    hit, raised = len({t.account_id for t in opened}), sum(t.escalated for t in opened)
    return InPeriod(
        opened=about.count(f"{kind} opened in the period", len(opened), "tickets"),
        by_priority=_by_priority(opened, about, "opened"),
        accounts=about.count(f"accounts with {kind} opened in the period", hit, "accounts"),
        escalated=about.count(f"{kind} opened in the period, escalated", raised, "tickets")
        if raised
        else None,
        closed=about.count(f"{kind} closed in the period", len(closed), "tickets"),
        first_response=_first_response(opened, about),
        resolution=_resolution(closed, about),
        busiest=() if question.account else _busiest(opened, question),
    )


def _by_priority(tickets: Sequence[Ticket], about: About, state: str) -> tuple[OfPriority, ...]:
    counts = Counter(t.priority for t in tickets)
    return tuple(
        OfPriority(p, about.count(f"{state} {p} tickets", counts[p], "tickets"))
        for p in sorted(counts)
    )


def _first_response(tickets: Sequence[Ticket], about: About) -> Fact | None:
    known = [t.first_response_minutes for t in tickets if t.first_response_minutes is not None]
    if not known:
        return None
    middle = Decimal(str(median(known)))
    if middle < _HOURS_FROM_MINUTES:
        return about.number("median first response", middle, "minutes")
    return about.number("median first response", middle / 60, "hours")


def _resolution(tickets: Sequence[Ticket], about: About) -> Fact | None:
    known = [t.resolution_hours for t in tickets if t.resolution_hours is not None]
    if not known:
        return None
    middle = Decimal(median(known))
    if middle < _DAYS_FROM_HOURS:
        return about.number("median resolution", middle, "hours")
    return about.number("median resolution", middle / 24, "days")


def _busiest(opened: Sequence[Ticket], question: Asked) -> tuple[Busy, ...]:
    names, today = question.names, question.view.today
    counts = Counter(t.account_id for t in opened)
    top = sorted(counts, key=lambda key: (-counts[key], names[key]))[:BUSIEST]
    return tuple(_busy(About(names[key], today), counts[key]) for key in top)


def _busy(about: About, count: int) -> Busy:
    return Busy(about.name(), about.count("tickets opened in the period", count, "tickets"))
