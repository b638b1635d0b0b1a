"""What to do today or this week: few, by money, risk and deadline, each with a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from knowledge.acts import short_ids, working_day_from
from knowledge.facts import Fact
from knowledge.ranking import RiskKind
from knowledge.store.agenda import Agenda, Item, agenda, due_by_account
from tools.about import About
from tools.act_items import ANSWERED, ToDo, item_source, to_do
from tools.desk import Desk
from tools.named import Named, named
from tools.positions import deadline_facts, health_facts, risk_kind_of
from tools.result import Result
from tools.scope import Scope, scope_of
from tools.totals import totals_of

Segment = Literal["enterprise", "mid_market", "smb"]
MOST_SHOWN = 5
ALSO_SHOWN = 2
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Priority:
    """One account: the act that is due first, why, and what else is due there in the time."""

    account: Fact
    arr: Fact
    deadline_kind: str
    deadline: Fact
    days_left: Fact
    score: Fact
    band: Fact
    first: ToDo
    also: tuple[ToDo, ...]


@dataclass(frozen=True, slots=True)
class Blind:
    """The accounts that nothing can be said of: unknown health, or no recent usage data."""

    count: Fact
    names: Named


@dataclass(frozen=True, slots=True)
class Priorities:
    """The answer. `next` is the first act after the time, where nothing is due in it.

    `answered` counts acts that somebody did, snoozed or declined, and that nothing new reopens.
    """

    period: str
    until: Fact
    whose: str
    noun: str
    customers: Fact
    accounts: Fact
    arr: Fact
    converted: bool
    items: tuple[Priority, ...]
    more: Fact | None
    next: Priority | None
    blind: Blind | None
    answered: Fact | None
    risk_kind: RiskKind


def priorities(
    desk: Desk,
    period: Literal["today", "week"] = "week",
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
    limit: int = 5,
) -> Result:
    """Say what to do today or this week: at most five accounts, each with the act, whose it is, by
    when and why, in the order of money, risk and deadline; overdue promises, notice dates, late
    milestones, first wins that are missing and meetings to come are among them.

    Use it for "what should I do today", "plan my week", "where do I start", "what's most
    important". For every account in danger with all its reasons use at_risk_accounts; for all
    promises, commitments.

    Args:
        period: "today" or "week", which is up to Sunday.
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, for a manager, such as "Maya Lindqvist".
        limit: how many accounts to show, 1 to 5.
    """
    until = _until(desk, period)
    scope = scope_of(desk, segment=segment, region=region, csm=csm)
    with desk.view(segment=segment, region=region, csm=csm) as view:
        found = agenda(view, desk.company, desk.rules, until)
    groups = due_by_account(found, until)
    shown = groups[: max(1, min(limit, MOST_SHOWN))]
    answer = _answer(desk, scope, period, until, found, groups, shown)
    sources = [item_source(item) for items in shown for item in items[: 1 + ALSO_SHOWN]]
    return Result(
        "priorities",
        answer,
        desk.today,
        sources=tuple({source.id: source for source in sources if source}.values()),
        accounts=tuple(str(item.account.value) for item in answer.items),
    )


def _until(desk: Desk, period: str) -> date:
    """Today, or the Sunday of the week; of the next working day's where nobody works today."""
    first = working_day_from(desk.today, desk.company)
    return first if period == "today" else first + timedelta(days=_SUNDAY - first.weekday())


def _answer(
    desk: Desk,
    scope: Scope,
    period: str,
    until: date,
    found: Agenda,
    groups: Sequence[list[Item]],
    shown: Sequence[list[Item]],
) -> Priorities:
    about, sums = scope.about, totals_of(found.positions, desk.company)
    ids = short_ids([item.id for item in (*found.open, *found.closed)])
    waiting = [] if groups else [item for item in found.open if item.due > until]
    later = min(waiting, key=lambda item: item.due, default=None)
    hidden = len(groups) - len(shown)
    return Priorities(
        period=period,
        until=about.day("until", until, "the question"),
        whose=scope.whose,
        noun=scope.noun,
        customers=about.count("accounts", len(found.positions), "accounts"),
        accounts=about.count("accounts with something due", len(groups), "accounts"),
        arr=sums.money(
            about, "ARR of those accounts", (items[0].position.arr_reporting for items in groups)
        ),
        converted=sums.converted,
        items=tuple(_priority(items, ids, desk) for items in shown),
        more=about.count("more accounts with something due", hidden, "accounts")
        if hidden
        else None,
        next=_priority([later], ids, desk) if later else None,
        blind=blind_of(found, about),
        answered=about.count(ANSWERED, len(found.closed), "acts") if found.closed else None,
        risk_kind=risk_kind_of(p.exposure.risk_kind for p in found.positions),
    )


def _priority(items: Sequence[Item], ids: dict[str, str], desk: Desk) -> Priority:
    position = items[0].position
    about = About(position.account.name, desk.today)
    kind, due, left = deadline_facts(position, about)
    score, band = health_facts(position, about)
    first, *rest = items
    return Priority(
        account=about.name(position.account.home),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        deadline_kind=kind,
        deadline=due,
        days_left=left,
        score=score,
        band=band,
        first=to_do(first, ids[first.id], desk),
        also=tuple(to_do(item, ids[item.id], desk) for item in rest[:ALSO_SHOWN]),
    )


def blind_of(found: Agenda, about: About) -> Blind | None:
    unseen = found.unseen
    if not unseen:
        return None
    return Blind(
        about.count("accounts that can't be judged", len(unseen), "accounts"),
        named(about, "that can't be judged", [p.account for p in unseen]),
    )
