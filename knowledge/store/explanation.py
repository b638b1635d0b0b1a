"""One account's health now and at an earlier day, from snapshots: what an explanation rests on."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from knowledge.health import Rules
from knowledge.store.access import View
from knowledge.store.movement import Movement, movement
from knowledge.store.snapshots import Health, health_of
from knowledge.store.tables import health_snapshots


@dataclass(frozen=True, slots=True)
class Explanation:
    """An account's health, and what moved it since `then`.

    `then` is the newest snapshot on or before the day asked about; where there is none, the oldest
    later one, and `reaches_back` is False. None where the account has no earlier snapshot at all.
    """

    now: Health
    then: Health | None
    reaches_back: bool
    moved: Movement | None

    @property
    def rules_changed(self) -> bool:
        return self.then is not None and self.then.rules_version != self.now.rules_version


def explain(view: View, rules: Rules, since: date) -> Explanation | None:
    """Explain the one account of the view; None where it isn't scored on the view's day."""
    now = next(iter(health_of(view, rules).values()), None)
    if now is None:
        return None
    day = _snapshot_day(view, since, now.day)
    then = _snapshot(view, day) if day else None
    moved = movement(then, now) if then else None
    return Explanation(now, then, bool(day and day <= since), moved)


def _snapshot_day(view: View, since: date, before: date) -> date | None:
    """The day of the newest snapshot on or before `since`, else of the oldest, before `before`."""
    s = health_snapshots.c
    newest = func.max(s.day).filter(s.day <= since)
    query = select(func.coalesce(newest, func.min(s.day))).where(
        view.sees(s.account_id), s.day < before
    )
    found: date | None = view.connection.scalar(query)
    return found


def _snapshot(view: View, day: date) -> Health:
    s = health_snapshots.c
    query = select(
        s.account_id, s.day, s.score, s.coverage, s.band, s.rules_version, s.detail
    ).where(view.sees(s.account_id), s.day == day)
    return Health(*view.connection.execute(query).one())
