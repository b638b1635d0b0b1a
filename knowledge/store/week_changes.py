"""What changed in a book since a week ago: scores with what moved them, and what happened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from knowledge.health import whole_points
from knowledge.store.access import View
from knowledge.store.accounts import Account, accounts_of
from knowledge.store.alerts import Alert
from knowledge.store.contracts import Renewal, renewals_decided
from knowledge.store.movement import movement
from knowledge.store.people import Stakeholder
from knowledge.store.plans import Objective, objectives_of
from knowledge.store.portfolio import Position
from knowledge.store.records import by_account
from knowledge.store.snapshots import Health, health_before
from knowledge.store.support import Ticket
from knowledge.terms import Contract

WORTH_POINTS = 3
# A snapshot of up to so many days before the day still stands for it.
SNAPSHOT_WITHIN_DAYS = 7
_DECIDED_AROUND_DAYS = 180
NewsKind = Literal[
    "churned", "contracted", "renewed", "notice_served", "person_left", "use_fell", "p1_opened",
    "goal_confirmed",
]  # fmt: skip
Record = Renewal | Contract | Stakeholder | Ticket | Alert | Objective
_ORDER: tuple[NewsKind, ...] = (
    "churned", "notice_served", "contracted", "person_left", "p1_opened", "use_fell", "renewed",
    "goal_confirmed",
)  # fmt: skip

_OUTCOMES: Mapping[str, NewsKind] = {"churned": "churned", "contracted": "contracted"}


@dataclass(frozen=True, slots=True)
class Cause:
    """What a measure did to a score in whole points; "caps" and "data" (it came, went or aged)
    are causes too."""

    measure: str
    points: int


@dataclass(frozen=True, slots=True)
class Change:
    """An account's score a week ago and now; the causes sum to the change, the largest first."""

    position: Position
    before: Health
    after: Health
    causes: tuple[Cause, ...]

    @property
    def points(self) -> int:
        return round(self.after.score or 0) - round(self.before.score or 0)

    @property
    def new_band(self) -> str | None:
        """The band now, where it was another."""
        return self.after.band if self.after.band != self.before.band else None

    @property
    def weight(self) -> float:
        """ARR x points: how far up the change stands."""
        return float(self.position.arr_reporting) * abs(self.points)


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened at an account on a day, and the record that says so."""

    kind: NewsKind
    account: Account
    weight: float
    on: date
    record: Record

    @property
    def is_good(self) -> bool:
        return self.kind in ("renewed", "goal_confirmed")


@dataclass(frozen=True, slots=True)
class WeekChanges:
    """What moved since `since`; `compared` counts the accounts that had a score then and now."""

    since: date
    compared: int
    changes: tuple[Change, ...]
    news: tuple[News, ...]

    @property
    def fell(self) -> list[Change]:
        return [c for c in self.changes if c.points < 0 or c.new_band == "red"]

    @property
    def rose(self) -> list[Change]:
        return [c for c in self.changes if c not in self.fell]


def week_changes(view: View, positions: Sequence[Position], since: date) -> WeekChanges:
    """What moved in these paying accounts from `since` to the view's day, the weightiest first.

    A score has moved where it did so by 3 points or to another band. What happened on the day
    `since` itself was told then.
    """
    then = health_before(view, since, SNAPSHOT_WITHIN_DAYS)
    pairs = [(p, then[p.account.id]) for p in positions if p.health and p.account.id in then]
    scored = [pair for pair in pairs if _is_known(pair[0].health) and _is_known(pair[1])]
    changes = [found for p, before in scored if (found := _change(p, before))]
    changes.sort(key=lambda c: (-c.weight, c.position.account.id))
    news = [*_outcomes(view, since), *_events(view, positions, since)]
    news.sort(key=lambda n: (_ORDER.index(n.kind), -n.weight, n.account.id, n.record.home))
    return WeekChanges(since, len(scored), tuple(changes), tuple(news))


def _is_known(health: Health | None) -> bool:
    return health is not None and health.score is not None and health.band != "unknown"


def _change(position: Position, before: Health) -> Change | None:
    after = position.health
    if after is None:
        return None
    plain = Change(position, before, after, ())
    if abs(plain.points) < WORTH_POINTS and plain.new_band is None:
        return None
    return Change(position, before, after, _causes(before, after, plain.points))


def _causes(before: Health, after: Health, points: int) -> tuple[Cause, ...]:
    moved = movement(before, after)
    if moved is None:
        return ()
    names = [*(m.measure for m in moved.measures), "data", "caps"]
    exact = [*(m.value for m in moved.measures), moved.weights, moved.caps]
    whole = whole_points(exact, points)
    found = [Cause(name, size) for name, size in zip(names, whole, strict=True) if size]
    return tuple(sorted(found, key=lambda c: -abs(c.points)))


def _outcomes(view: View, since: date) -> Iterator[News]:
    """Renewals whose outcome was decided in these days, of accounts that may have left."""
    accounts = {account.id: account for account in accounts_of(view)}
    around = timedelta(days=_DECIDED_AROUND_DAYS)
    for renewal in renewals_decided(view, since - around, view.today + around):
        day = renewal.decided_on or renewal.due
        account = accounts.get(renewal.account_id)
        if account and since < day <= view.today:
            kind = _OUTCOMES.get(renewal.outcome, "renewed")
            yield News(kind, account, float(renewal.arr_before or 0), day, renewal)


def _events(view: View, positions: Sequence[Position], since: date) -> Iterator[News]:
    goals = by_account(objectives_of(view))
    for position in positions:
        arr = float(position.arr_reporting)
        for kind, day, record in _dated(position, goals.get(position.account.id, ())):
            if day and since < day <= view.today:
                yield News(kind, position.account, arr, day, record)


def _dated(
    position: Position, goals: Sequence[Objective]
) -> Iterator[tuple[NewsKind, date | None, Record]]:
    for contract in position.contracts:
        yield "notice_served", contract.notice_served_on, contract
    for person in position.vacancies:
        yield "person_left", person.left_on, person
    for ticket in position.open_p1s:
        yield "p1_opened", ticket.opened_on, ticket
    if position.alert:
        yield "use_fell", position.alert.day, position.alert
    for goal in goals:
        yield "goal_confirmed", goal.confirmed_on, goal
