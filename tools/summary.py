"""The rundown on one account, on one screen: for somebody with eleven minutes before the call."""

from dataclasses import dataclass

from knowledge.facts import Fact
from knowledge.store.portfolio import portfolio
from knowledge.store.usage import newest_days
from tools.about import About
from tools.beside import Beside, beside_of
from tools.decided import Decided
from tools.departed import DepartedAccount, departure_of
from tools.desk import Desk
from tools.freshness import is_stale
from tools.health_level import held_names
from tools.positions import deadline_facts
from tools.reasons import Act, Reason, cases_for
from tools.result import Result
from tools.summary_health import HealthNow, health_now
from tools.summary_records import (
    PeopleNow,
    PlanNow,
    SupportNow,
    people_now,
    plan_now,
    records_of,
    summary_sources,
    support_now,
)
from tools.summary_terms import NoteItem, Promise, Terms, note_items, promises, terms
from tools.survey_answers import AnswerItem, answer_item


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that a CSM needs before the call, the urgent first."""

    account: Fact
    csm: Fact | None
    arr: Fact
    is_customer: bool
    left: DepartedAccount | None
    deadline_kind: str
    deadline: Fact
    days_left: Fact
    health: HealthNow
    beside: Beside | None
    reasons: tuple[Reason, ...]
    act: Act
    decided: Decided | None
    plan: PlanNow
    people: PeopleNow
    support: SupportNow
    answers: tuple[AnswerItem, ...]
    terms: Terms | None
    ours: tuple[Promise, ...]
    theirs: tuple[Promise, ...]
    notes: tuple[NoteItem, ...]
    newest: Fact
    is_stale: bool
    of_today: bool
    held: tuple[Fact, ...]


def account_summary(desk: Desk, account: str) -> Result:
    """Give the rundown on one account: health and why it moved, ARR and deadline, what they bought
    it for and how far that is, people, open issues, the newest survey answers, renewal terms, open
    promises, the newest notes, and the one thing to do first.

    Use it for "what's going on at Acme", "I've a call with Acme in 20 minutes", "why did Acme
    drop", "is Acme ok". For one subject in depth use usage_trend, support_issues, stakeholders,
    survey_results, success_plan.

    Args:
        account: the account's name, such as "Acme".
    """
    with desk.account(account) as (view, found):
        position = portfolio(view, desk.company, desk.rules)[0]
        newest = newest_days(view)
        case = cases_for(view, [position], newest, desk.viewer)[found.id]
        health = health_now(view, position, desk.rules)
        records = records_of(view, position)
        departure = departure_of(view, position, desk)
    about = About(found.name, desk.today, found.home)
    kind, due, left = deadline_facts(position, about)
    summary = Summary(
        account=about.name(),
        csm=about.text("CSM", found.csm) if found.csm else None,
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        is_customer=position.is_customer,
        left=departure,
        deadline_kind=kind,
        deadline=due,
        days_left=left,
        health=health,
        beside=beside_of(position, desk.today),
        reasons=case.reasons,
        act=case.act,
        decided=case.decided,
        plan=plan_now(records, about),
        people=people_now(records, about),
        support=support_now(records, about),
        answers=tuple(answer_item(s, found.name, desk.today) for s in records.answers),
        terms=terms(position, records.concessions, about),
        ours=promises(records.commitments, "us", about),
        theirs=promises(records.commitments, "client", about),
        notes=note_items(records.notes, about),
        newest=about.day("newest usage data", newest.get(found.id), "usage"),
        is_stale=is_stale(newest.get(found.id), desk.today),
        of_today=desk.today < desk.rights_on,
        held=held_names([position], desk.rules, desk.today),
    )
    sources = summary_sources(position, records)
    return Result("account_summary", summary, desk.today, sources=sources, accounts=(found.name,))
