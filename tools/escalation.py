"""A case for colleagues: support, product, engineering or finance."""

from dataclasses import dataclass
from typing import Literal

from knowledge.errors import Adjust
from knowledge.facts import Fact
from knowledge.store.portfolio import portfolio
from knowledge.store.support import tickets_of
from tools.about import About
from tools.desk import Desk
from tools.draft import Draft, Slot
from tools.positions import deadline_facts
from tools.result import Result, facts_in
from tools.tickets import Issue, issue, ticket_source

Team = Literal["support", "product", "engineering", "finance"]


@dataclass(frozen=True, slots=True)
class Escalation:
    """The case: what is wrong, what it costs, what is asked."""

    to: str
    account: Fact
    arr: Fact
    deadline_kind: str
    deadline: Fact
    days_left: Fact
    issue: Issue
    others: tuple[Issue, ...]


def draft_escalation(
    desk: Desk, account: str, to: Team = "support", ticket: str | None = None
) -> Result:
    """Draft an internal escalation about an account's open issue: what is wrong, its impact in
    ARR, the evidence, and what is asked of whom by when. Use it for "escalate Acme's P1 to
    engineering". Nothing is sent.

    Args:
        account: the account's name, such as "Acme".
        to: the team that shall act.
        ticket: the ticket's id; else the most urgent open one.
    """
    with desk.account(account) as (view, found):
        position = portfolio(view, desk.company, desk.rules)[0]
        opened = [t for t in tickets_of(view) if t.is_open(desk.today)]
    about = About(found.name, desk.today, found.home)
    chosen = [t for t in opened if ticket is None or t.source_id == ticket.lstrip("#")]
    if not chosen:
        raise Adjust(f"{found.name} has no open ticket{f' {ticket}' if ticket else ''}.")
    chosen.sort(key=lambda t: (t.priority, t.opened_on))
    kind, due, left = deadline_facts(position, about)
    view_ = Escalation(
        to=to,
        account=about.name(),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        deadline_kind=kind,
        deadline=due,
        days_left=left,
        issue=issue(chosen[0], found.name, desk.today),
        others=tuple(issue(t, found.name, desk.today) for t in opened if t is not chosen[0]),
    )
    facts = tuple(facts_in(view_))
    slots = (
        Slot("title", "One line: the ticket, the account and what is at stake.", facts, 25),
        Slot(
            "case", "What is wrong since when, the impact, and what is asked by when.", facts, 150
        ),
    )
    draft = Draft("escalation", found.name, "internal", view_, slots)
    sources = tuple(ticket_source(t, found.name) for t in chosen[:1])
    return Result(
        "draft_escalation",
        view_,
        desk.today,
        sources=sources,
        accounts=(found.name,),
        drafts=(draft,),
    )
