"""Success plans: what accounts want, how far they are, what is overdue, and who has no plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.company import Segment
from knowledge.facts import Fact
from knowledge.store.accounts import Account
from knowledge.store.plans import milestones_of, objectives_of
from knowledge.store.portfolio import portfolio
from tools.about import About
from tools.asked import asked
from tools.desk import Desk
from tools.goals import Goal, MilestoneItem, goal, goal_source, milestone_item
from tools.plan_book import Plan, Status, book_of_plans, plans_by_account
from tools.result import Result, Source

_ORDER = {"overdue": 0, "open": 1, "missed": 2, "met": 3}


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """One account's plan, or what the question wants of it. `loose` belong to no objective."""

    is_book: bool
    is_empty: bool
    status: Status
    account: Fact
    objectives: Fact
    met: Fact
    open: Fact
    missed: Fact
    overdue: Fact
    milestones_overdue: Fact
    goals: tuple[Goal, ...]
    loose: tuple[MilestoneItem, ...]
    of_today: bool


def success_plan(
    desk: Desk,
    account: str | None = None,
    status: Status = "all",
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
) -> Result:
    """Show success plans: each objective with baseline, target, where it stands, owner, due date,
    milestones and who confirmed it, the overdue first; across the book, the overdue ones by ARR
    and the accounts without a plan.

    Use it for "success plan for Acme", "what did Globex want to get out of it", "which milestones
    are late", "who has no success plan". For the first weeks of a new account use
    onboarding_status.

    Args:
        account: one account's name, such as "Acme"; every paying account when left out.
        status: only what is overdue, only what is done, or only the accounts without a plan.
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, such as "Maya Lindqvist", or a team's.
    """
    with asked(desk, account, segment=segment, region=region, csm=csm) as question:
        plans = plans_by_account(objectives_of(question.view), milestones_of(question.view))
        positions = portfolio(question.view, desk.company, desk.rules)
    of_today = desk.today < desk.rights_on
    if question.account is None:
        paying = [p for p in positions if p.is_customer]
        book = book_of_plans(paying, plans, status, question, desk.company, of_today=of_today)
        shown = [line.account for line in book.lines] + [n.account for n in book.no_plan]
        names = tuple(account.entity for account in shown)
        items = [g.name for line in book.lines for g in line.goals]
        items += [m.name for line in book.lines for m in line.milestones]
        sources = tuple(Source(i.source, str(i.value), None, i.entity) for i in items)
        return Result("success_plan", book, desk.today, sources=sources, accounts=names)
    plan = plans.get(question.account.id, Plan())
    return Result(
        "success_plan",
        _account_plan(plan, question.account, status, desk.today, of_today=of_today),
        desk.today,
        sources=tuple(goal_source(o, question.account.name) for o in plan.objectives),
        accounts=(question.account.name,),
    )


def goals_of(plan: Plan, about: About) -> list[Goal]:
    """The objectives of one account with their milestones, the overdue first."""
    goals = [
        goal(o, [m for m in plan.milestones if m.objective_id == o.id], about)
        for o in plan.objectives
    ]
    return sorted(goals, key=lambda g: _ORDER[g.state])


def _account_plan(
    plan: Plan, account: Account, status: Status, today: date, *, of_today: bool
) -> AccountPlan:
    about = About(account.name, today, account.home)
    goals = goals_of(plan, about)
    known = {o.id for o in plan.objectives}
    loose = [milestone_item(m, about) for m in plan.milestones if m.objective_id not in known]
    late = sum(m.is_overdue(today) for m in plan.milestones)
    return AccountPlan(
        is_book=False,
        is_empty=not plan.objectives and not plan.milestones,
        status=status,
        account=about.name(),
        objectives=about.count("objectives", len(goals), "objectives"),
        met=_count(goals, "met", about),
        open=_count(goals, "open", about),
        missed=_count(goals, "missed", about),
        overdue=_count(goals, "overdue", about),
        milestones_overdue=about.count("milestones overdue", late, "milestones"),
        goals=tuple(g for g in goals if _is_wanted(g, status)),
        loose=tuple(m for m in loose if _milestone_is_wanted(m, status)),
        of_today=of_today,
    )


def _count(goals: Sequence[Goal], state: str, about: About) -> Fact:
    count = sum(g.state == state for g in goals)
    return about.count(f"objectives {state}", count, "objectives")


def _is_wanted(goal: Goal, status: Status) -> bool:
    if status == "overdue":
        return goal.state == "overdue" or any(m.late for m in goal.milestones)
    if status == "done":
        return goal.state == "met" or any(m.done for m in goal.milestones)
    return True


def _milestone_is_wanted(milestone: MilestoneItem, status: Status) -> bool:
    if status == "overdue":
        return milestone.late is not None
    return status == "all" or milestone.done is not None
