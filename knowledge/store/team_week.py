"""What a manager has to see of a team's week: calls, notice dates, overdue acts, executives."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from knowledge.store.access import View
from knowledge.store.agenda import Agenda, Item
from knowledge.store.judgement import CsmCall, call_history
from knowledge.store.portfolio import Position, by_stake

NOTICE_WITHIN_DAYS = 60
CALLS_WITHIN_DAYS = 90
P1_FOR_EXECUTIVE_DAYS = 14
_OVERDUE_KINDS = ("keep_promise", "milestone")
ExecutiveWhy = Literal["notice_served", "sponsor_left", "p1_old", "buyer_left"]


@dataclass(frozen=True, slots=True)
class CallChange:
    """A call that was made in the week; `before` is None where there was none."""

    position: Position
    before: CsmCall | None
    now: CsmCall


@dataclass(frozen=True, slots=True)
class ExecutiveCase:
    """An account where a CSM alone can't do it, because `why`, since `since`."""

    position: Position
    why: ExecutiveWhy
    since: date | None


@dataclass(frozen=True, slots=True)
class TeamMatters:
    """Lists in the one order: ARR, risk and deadline; `overdue` counts acts by CSM ("" nobody)."""

    changed: tuple[CallChange, ...]
    uncalled: tuple[Position, ...]
    unplanned: tuple[Position, ...]
    overdue: Mapping[str, int]
    executive: tuple[ExecutiveCase, ...]


def team_matters(view: View, found: Agenda, since: date) -> TeamMatters:
    """What changed in calls after `since`, and what waits for a manager on the view's day."""
    ranked = by_stake(found.positions, view.today)
    return TeamMatters(
        _changed(view, ranked, since),
        tuple(p for p in ranked if _renews_soon(p, view.today) and p.call is None),
        tuple(p for p in ranked if _is_unplanned(p, found, view.today)),
        Counter(item.act.owner or "" for item in found.open if is_overdue(item, view.today)),
        tuple(case for p in ranked if (case := _executive(p, view.today))),
    )


def is_overdue(item: Item, today: date) -> bool:
    """An accepted act whose day is past; a promise or milestone of ours whose own day is."""
    if item.decision is not None and item.decision.state == "accepted":
        return item.due < today
    day = getattr(item.record, "due", None)
    return item.act.kind in _OVERDUE_KINDS and isinstance(day, date) and day < today


def _changed(view: View, ranked: Sequence[Position], since: date) -> tuple[CallChange, ...]:
    before: dict[int, CsmCall] = {}
    now: dict[int, CsmCall] = {}
    for call in call_history(view):
        (before if call.day <= since else now)[call.account_id] = call
    changes = [
        CallChange(p, before.get(p.account.id), now[p.account.id])
        for p in ranked
        if p.account.id in now
    ]
    return tuple(c for c in changes if c.before is None or c.before.call != c.now.call)


def _renews_soon(position: Position, today: date) -> bool:
    day = position.renewal
    return day is not None and today <= day <= today + timedelta(days=CALLS_WITHIN_DAYS)


def _is_unplanned(position: Position, found: Agenda, today: date) -> bool:
    """Notice can be given within 60 days, and there is neither a call on the renewal nor an act
    of the account that somebody took up."""
    due = position.deadline
    if due is None or due.kind != "notice" or position.call is not None:
        return False
    near = today <= due.day <= today + timedelta(days=NOTICE_WITHIN_DAYS)
    return near and not any(
        item.act.account_id == position.account.id and item.decision is not None
        for item in (*found.open, *found.closed)
    )


def _executive(position: Position, today: date) -> ExecutiveCase | None:
    if not position.exposure.is_at_risk:
        return None
    for contract in position.contracts:
        if contract.notice_was_served(today):
            return ExecutiveCase(position, "notice_served", contract.notice_served_on)
    left = {person.role: person.left_on for person in position.vacancies}
    if "executive_sponsor" in left:
        return ExecutiveCase(position, "sponsor_left", left["executive_sponsor"])
    old = [t for t in position.open_p1s if t.open_days(today) >= P1_FOR_EXECUTIVE_DAYS]
    if old:
        return ExecutiveCase(position, "p1_old", old[0].opened_on)
    due = position.deadline
    if "economic_buyer" in left and due and (due.day - today).days <= CALLS_WITHIN_DAYS:
        return ExecutiveCase(position, "buyer_left", left["economic_buyer"])
    return None
