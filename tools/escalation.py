"""A case for colleagues: support, product, engineering or finance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from knowledge.errors import Adjust
from knowledge.facts import Fact
from knowledge.notes.index import NotesIndex
from knowledge.notes.search import Hit, search
from knowledge.store.access import View
from knowledge.store.accounts import Account
from knowledge.store.passage_search import Filters
from knowledge.store.plans import Commitment, commitments_of
from knowledge.store.portfolio import Position, portfolio
from knowledge.store.support import Ticket, tickets_of
from knowledge.store.usage import newest_days
from tools.about import About
from tools.desk import Desk
from tools.draft import Draft, Slot
from tools.notes import NoteQuote, note_quote, note_source
from tools.positions import deadline_facts
from tools.promises import (
    PromiseItem,
    is_long_overdue,
    is_open,
    promise_item,
    promise_source,
)
from tools.result import Result, Source, facts_in
from tools.tickets import Issue, issue, ticket_source
from tools.usage_read import users_of

Team = Literal["support", "product", "engineering", "finance"]
MOST_QUOTES = 2
MOST_OTHERS = 3
# What was said before a ticket was opened, and of a topic, counts for so long.
BEFORE_TICKET = timedelta(days=30)
SAID_WITHIN = timedelta(days=365)
# Working days that a team has to answer a case.
ANSWER_IN = {"P1": 1, "P2": 2}
ANSWER_IN_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Escalation:
    """The case: what is wrong, what it costs, what was tried, what is asked of whom by when.

    `topic` is what it is about where no ticket is; `promised` are our open promises on it.
    """

    to: Team
    account: Fact
    asker: Fact
    arr: Fact
    users: Fact | None
    deadline_kind: str
    deadline: Fact
    days_left: Fact
    issue: Issue | None
    topic: Fact | None
    others: tuple[Issue, ...]
    quotes: tuple[NoteQuote, ...]
    promised: tuple[PromiseItem, ...]
    by: Fact


@dataclass(frozen=True, slots=True)
class _Case:
    """What the store has for it."""

    account: Account
    position: Position
    ticket: Ticket | None
    others: Sequence[Ticket]
    hits: Sequence[Hit]
    promised: Sequence[Commitment]
    users: float | None


def draft_escalation(
    desk: Desk,
    account: str,
    to: Team = "support",
    ticket: str | None = None,
    topic: str | None = None,
) -> Result:
    """Draft an internal escalation about one account: what is wrong since when, its impact in ARR
    and users, the evidence in quotes and tickets, what was promised, and what is asked of whom by
    when. Use it for "escalate Acme's P1 to engineering", "raise Globex's SSO request with
    product", "a case for finance about Acme's invoice". Nothing is sent.

    Args:
        account: the account's name, such as "Acme".
        to: the team that shall act.
        ticket: a ticket's id, such as "4821"; else the most urgent open one.
        topic: what it is about where there is no ticket, such as "single sign-on".
    """
    with desk.account(account) as (view, found):
        case = _case(view, found, desk, ticket, topic)
    about = About(found.name, desk.today, found.home)
    escalation = _escalation(case, desk, to, topic, about)
    return Result(
        "draft_escalation",
        escalation,
        desk.today,
        sources=_sources(case, escalation),
        accounts=(found.name,),
        drafts=(Draft("escalation", found.name, "internal", escalation, _slots(escalation)),),
    )


def _case(view: View, account: Account, desk: Desk, wanted: str | None, topic: str | None) -> _Case:
    opened = [t for t in tickets_of(view) if t.is_open(desk.today)]
    chosen = _chosen(opened, account.name, wanted, topic)
    query = topic or (chosen.subject if chosen and chosen.subject else "")
    began = chosen.opened_on - BEFORE_TICKET if chosen else desk.today - SAID_WITHIN
    found = search(view, query, Filters(since=began), desk.notes or NotesIndex(), limit=MOST_QUOTES)
    newest = newest_days(view).get(account.id)
    return _Case(
        account,
        portfolio(view, desk.company, desk.rules)[0],
        chosen,
        [t for t in opened if t is not chosen],
        [hit for hit in found.hits if hit.is_relevant],
        [c for c in commitments_of(view) if c.side == "us" and _is_alive(c, desk.today)],
        users_of(view, newest, desk.company) if newest else None,
    )


def _is_alive(promise: Commitment, today: date) -> bool:
    return is_open(promise, today) and not is_long_overdue(promise, today)


def _chosen(
    opened: Sequence[Ticket], account: str, wanted: str | None, topic: str | None
) -> Ticket | None:
    """The ticket that is meant: the named one, else the most urgent unless a topic is given.

    Raises Adjust where there is none and nothing else to escalate.
    """
    if wanted:
        bare = wanted.strip().lstrip("#").casefold()
        named = next((t for t in opened if t.source_id.casefold() == bare), None)
        if named is None:
            known = ", ".join(f"#{t.source_id}" for t in opened) or "none"
            raise Adjust(f"{account} has no open ticket #{bare}. Open there: {known}.")
        return named
    if topic:
        return None
    if not opened:
        raise Adjust(
            f"{account} has no open ticket: say what to escalate, such as "
            f"“escalate {account}'s request for single sign-on to product”."
        )
    return min(opened, key=lambda t: (t.priority, t.opened_on))


def _escalation(case: _Case, desk: Desk, to: Team, topic: str | None, about: About) -> Escalation:
    name, position = case.account.name, case.position
    kind, due, left = deadline_facts(position, about)
    return Escalation(
        to=to,
        account=about.name(),
        asker=about.text("asked by", desk.viewer.name),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        users=about.number("active users a working day", round(case.users), "users", "usage")
        if case.users
        else None,
        deadline_kind=kind,
        deadline=due,
        days_left=left,
        issue=issue(case.ticket, name, desk.today) if case.ticket else None,
        topic=about.text("topic of the case", topic, "the question") if topic else None,
        others=tuple(issue(t, name, desk.today) for t in case.others[:MOST_OTHERS]),
        quotes=tuple(note_quote(hit, topic or "", desk, "") for hit in case.hits),
        promised=tuple(promise_item(c, name, desk.today) for c in case.promised[:MOST_OTHERS]),
        by=about.day("answer asked for by", _answer_by(case.ticket, desk)),
    )


def _answer_by(ticket: Ticket | None, desk: Desk) -> date:
    days = ANSWER_IN.get(ticket.priority, ANSWER_IN_OTHERS) if ticket else ANSWER_IN_OTHERS
    return desk.company.add_working_days(desk.today, days)


def _slots(case: Escalation) -> tuple[Slot, ...]:
    facts = tuple(facts_in(case))
    head = (case.account, case.arr, case.deadline, case.days_left)
    return (
        Slot("title", "One line: what is wrong at whom, and what is at stake.", _of(case), 25),
        Slot("issue", "What is wrong, since when, who has it.", facts, 60),
        Slot("impact", "ARR, users and the date that decides.", facts, 50),
        Slot(
            "evidence", "Quotes and tickets, a line each, with date.", facts, 120, is_needed=False
        ),
        Slot("tried", "What was promised or done so far.", facts, 60, is_needed=False),
        Slot("ask", f"What is asked of {case.to}, by whom, by when.", (*head, *_asked(case)), 50),
    )


def _of(case: Escalation) -> tuple[Fact, ...]:
    return (case.account, case.arr, case.deadline, case.days_left, *_asked(case))


def _asked(case: Escalation) -> tuple[Fact, ...]:
    named = tuple(facts_in(case.issue)) if case.issue else ()
    return (case.by, case.asker, *named, *((case.topic,) if case.topic else ()))


def _sources(case: _Case, escalation: Escalation) -> tuple[Source, ...]:
    name = case.account.name
    tickets = [t for t in (case.ticket, *case.others[:MOST_OTHERS]) if t]
    found = [ticket_source(t, name) for t in tickets]
    found += [
        note_source(q, h.passage.home) for h, q in zip(case.hits, escalation.quotes, strict=True)
    ]
    found += [promise_source(c, name) for c in case.promised[:MOST_OTHERS]]
    return tuple(found)
