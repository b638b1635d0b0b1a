"""Success plans across a book: what is overdue or done, by ARR, and which accounts have none."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from knowledge.company import Company
from knowledge.facts import Fact
from knowledge.store.plans import Milestone, Objective
from knowledge.store.portfolio import Position
from tools.about import About
from tools.asked import Asked
from tools.goals import Goal, MilestoneItem, goal, milestone_item
from tools.totals import Totals, totals_of

Status = Literal["all", "overdue", "done", "missing"]
MOST_ACCOUNTS = 8
MOST_ITEMS = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """What the store has of one account's plan."""

    objectives: list[Objective] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """An account, and what is overdue or done there: `more` besides what is listed."""

    account: Fact
    arr: Fact
    goals: tuple[Goal, ...]
    milestones: tuple[MilestoneItem, ...]
    more: Fact | None


@dataclass(frozen=True, slots=True)
class NoPlan:
    """An account without any objective."""

    account: Fact
    arr: Fact


@dataclass(frozen=True, slots=True)
class BookOfPlans:
    """The accounts with something overdue (or done), by ARR; then those without a plan.

    With the status "missing" there are the latter alone.
    """

    is_book: bool
    status: Status
    where: str
    nothing: str
    accounts: Fact
    found: Fact
    arr: Fact
    lines: tuple[PlanLine, ...]
    more: Fact | None
    without: Fact
    without_arr: Fact
    no_plan: tuple[NoPlan, ...]
    more_without: Fact | None
    converted: bool
    of_today: bool


def plans_by_account(
    objectives: Sequence[Objective], milestones: Sequence[Milestone]
) -> Mapping[int, Plan]:
    found: dict[int, Plan] = defaultdict(Plan)
    for objective in objectives:
        found[objective.account_id].objectives.append(objective)
    for milestone in milestones:
        found[milestone.account_id].milestones.append(milestone)
    return dict(found)


def book_of_plans(
    paying: Sequence[Position],
    plans: Mapping[int, Plan],
    status: Status,
    question: Asked,
    company: Company,
    *,
    of_today: bool,
) -> BookOfPlans:
    """`paying` are the accounts to look at."""
    about, sums = question.about, totals_of(paying, company)
    by_arr = sorted(paying, key=lambda p: -p.arr_reporting)
    state = "done" if status == "done" else "overdue"
    looked_at = [] if status == "missing" else by_arr
    lines = [(p, _line(p, plans.get(p.account.id, Plan()), state, about.as_of)) for p in looked_at]
    found = [(p, line) for p, line in lines if line.goals or line.milestones]
    without = [p for p in by_arr if p.account.id not in plans]
    return BookOfPlans(
        is_book=True,
        status=status,
        where=question.where,
        nothing="" if paying else question.nothing or "There are no paying accounts.",
        accounts=about.count("accounts", len(paying), "accounts"),
        found=about.count(f"accounts with {state} plan items", len(found), "accounts"),
        arr=_sum(sums, about, f"ARR of accounts with {state} plan items", [p for p, _ in found]),
        lines=tuple(line for _, line in found[:MOST_ACCOUNTS]),
        more=_more(about, f"more accounts with {state} plan items", len(found)),
        without=about.count("accounts without a plan", len(without), "accounts"),
        without_arr=_sum(sums, about, "ARR of accounts without a plan", without),
        no_plan=tuple(_no_plan(p, about.as_of) for p in without[:MOST_ACCOUNTS]),
        more_without=_more(about, "more accounts without a plan", len(without)),
        converted=sums.converted,
        of_today=of_today,
    )


def _line(position: Position, plan: Plan, state: str, today: date) -> PlanLine:
    about = About(position.account.name, today)
    if state == "done":
        objectives = [o for o in plan.objectives if o.status == "met"]
        milestones = [m for m in plan.milestones if m.is_done(today)]
    else:
        objectives = [o for o in plan.objectives if o.is_overdue(today)]
        milestones = [m for m in plan.milestones if m.is_overdue(today)]
    goals = [goal(o, (), about) for o in objectives[:MOST_ITEMS]]
    names = {o.id: o.name for o in plan.objectives}
    steps = [
        milestone_item(m, about, objective=names.get(m.objective_id or 0))
        for m in milestones[: MOST_ITEMS - len(goals)]
    ]
    hidden = len(objectives) + len(milestones) - len(goals) - len(steps)
    return PlanLine(
        account=about.name(position.account.home),
        arr=_arr(position, about),
        goals=tuple(goals),
        milestones=tuple(steps),
        more=about.count(f"more {state} plan items", hidden, "items") if hidden else None,
    )


def _no_plan(position: Position, today: date) -> NoPlan:
    about = About(position.account.name, today)
    return NoPlan(about.name(position.account.home), _arr(position, about))


def _arr(position: Position, about: About) -> Fact:
    return about.money("ARR", position.arr, position.currency, "sum of ARR events")


def _sum(sums: Totals, about: About, attribute: str, positions: Sequence[Position]) -> Fact:
    return sums.money(about, attribute, (p.arr_reporting for p in positions))


def _more(about: About, attribute: str, count: int) -> Fact | None:
    hidden = count - MOST_ACCOUNTS
    return about.count(attribute, hidden, "accounts") if hidden > 0 else None
