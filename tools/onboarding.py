"""Onboarding: time to first value, what is late, and who is past 60 days without a win."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.company import Company, Segment
from knowledge.facts import Fact
from knowledge.metrics import time_to_value
from knowledge.store.accounts import Account
from knowledge.store.arr_history import first_days
from knowledge.store.plans import OnboardingStep, onboarding_of
from knowledge.store.portfolio import Position, portfolio
from tools.about import About
from tools.asked import Asked, asked
from tools.desk import Desk
from tools.onboarding_steps import WIN_WITHIN_DAYS, Course, Progress, progress, reached
from tools.result import Result, Source
from tools.totals import totals_of

MOST_SHOWN = 8
NEW_FOR_DAYS = 180


@dataclass(frozen=True, slots=True)
class AccountOnboarding:
    """One account: its steps and its first win."""

    is_book: bool
    progress: Progress


@dataclass(frozen=True, slots=True)
class BookOnboarding:
    """The answer across the book: who has waited too long, the median, then each account.

    `median` is over the `cohort`, the paying accounts with onboarding on record, those who still
    wait counted. `untracked` are new accounts without any step on record.
    """

    is_book: bool
    where: str
    nothing: str
    window: Fact
    waiting: Fact
    waiting_arr: Fact
    ongoing: Fact
    late: Fact
    cohort: Fact
    reached: Fact
    median: Fact
    items: tuple[Progress, ...]
    more: Fact | None
    untracked: tuple[Fact, ...]
    more_untracked: Fact | None
    converted: bool


def onboarding_status(
    desk: Desk,
    account: str | None = None,
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
) -> Result:
    """Tell how onboarding goes: the accounts past 60 days without a first win, the median time to
    first value, late steps; for one account each step with its dates.

    Use it for "who's still onboarding", "time to value", "is Acme live yet", "which
    implementations are late". For goals and milestones of a running account use success_plan.

    Args:
        account: one account's name, such as "Acme"; every paying account when left out.
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, for a manager, such as "Maya Lindqvist".
    """
    with asked(desk, account, segment=segment, region=region, csm=csm) as question:
        steps = onboarding_of(question.view)
        started = first_days(question.view)
        positions = portfolio(question.view, desk.company, desk.rules)
    courses = _courses(positions, steps, started, desk.today)
    if question.account:
        return _of_one(question.account, positions[0], courses[question.account.id], desk.today)
    paying = [p for p in positions if p.is_customer]
    book = _book(paying, courses, question, desk.company)
    names = tuple(item.account.entity for item in book.items)
    steps_cited = [item.next.name for item in book.items if item.next]
    sources = tuple(Source(s.source, str(s.value), None, s.entity) for s in steps_cited)
    return Result("onboarding_status", book, desk.today, sources=sources, accounts=names)


def _courses(
    positions: Sequence[Position],
    steps: Sequence[OnboardingStep],
    started: Mapping[int, date],
    today: date,
) -> dict[int, Course]:
    found: dict[int, list[OnboardingStep]] = defaultdict(list)
    for step in steps:
        found[step.account_id].append(step)
    accounts = [p.account for p in positions]
    return {a.id: Course(tuple(found[a.id]), _start(a, started, today), today) for a in accounts}


def _start(account: Account, started: Mapping[int, date], today: date) -> date | None:
    """The first day that it paid; else the day it signed."""
    signed = account.signed_on
    return started.get(account.id) or (signed if signed and signed <= today else None)


def _of_one(account: Account, position: Position, course: Course, today: date) -> Result:
    view = AccountOnboarding(False, progress(position, course))
    sources = tuple(
        Source(s.home, s.name, s.done_on or s.due, account.name, s.evidence or "")
        for s in course.steps
    )
    return Result("onboarding_status", view, today, sources=sources, accounts=(account.name,))


def _book(
    paying: Sequence[Position], courses: Mapping[int, Course], question: Asked, company: Company
) -> BookOnboarding:
    about, sums = question.about, totals_of(paying, company)
    tracked = [p for p in paying if courses[p.account.id].steps]
    waiting = [p for p in tracked if courses[p.account.id].is_past_due]
    ongoing = [p for p in tracked if courses[p.account.id].left]
    late = [p for p in ongoing if courses[p.account.id].late]
    shown = _by_urgency({p.account.id: p for p in (*waiting, *ongoing)}.values(), courses)
    untracked = [p for p in paying if _is_untracked(p, courses[p.account.id])]
    ttv = time_to_value(*reached([courses[p.account.id] for p in tracked]))
    return BookOnboarding(
        is_book=True,
        where=question.where,
        nothing="" if paying else question.nothing or "There are no paying accounts.",
        window=about.days("first win wanted within", WIN_WITHIN_DAYS),
        waiting=_accounts(about, "accounts without a first win", len(waiting)),
        waiting_arr=sums.money(
            about, "ARR of accounts without a first win", (p.arr_reporting for p in waiting)
        ),
        ongoing=_accounts(about, "accounts still onboarding", len(ongoing)),
        late=_accounts(about, "accounts with a late onboarding step", len(late)),
        cohort=_accounts(
            about, "accounts that time to first value counts", ttv.reached + ttv.waiting
        ),
        reached=_accounts(about, "accounts that time to first value has reached", ttv.reached),
        median=about.days("median time to first value", ttv.median_days),
        items=tuple(progress(p, courses[p.account.id]) for p in shown[:MOST_SHOWN]),
        more=_more(about, "more accounts still onboarding", len(shown)),
        untracked=tuple(_name(p, about.as_of) for p in untracked[:MOST_SHOWN]),
        more_untracked=_more(about, "more new accounts without steps", len(untracked)),
        converted=sums.converted,
    )


def _by_urgency(positions: Iterable[Position], courses: Mapping[int, Course]) -> list[Position]:
    """Past 60 days without a win first, then those with late steps; each by ARR."""

    def key(position: Position) -> tuple[bool, bool, Decimal]:
        course = courses[position.account.id]
        return (not course.is_past_due, not course.late, -position.arr_reporting)

    return sorted(positions, key=key)


def _is_untracked(position: Position, course: Course) -> bool:
    """It is new, or said to be onboarding, and no step is on record."""
    if course.steps:
        return False
    is_new = course.started is not None and (course.today - course.started).days < NEW_FOR_DAYS
    return is_new or position.account.stage == "onboarding"


def _name(position: Position, today: date) -> Fact:
    return About(position.account.name, today).name(position.account.home)


def _accounts(about: About, attribute: str, count: int) -> Fact:
    return about.count(attribute, count, "accounts")


def _more(about: About, attribute: str, count: int) -> Fact | None:
    return _accounts(about, attribute, count - MOST_SHOWN) if count > MOST_SHOWN else None
