"""What one account went through: hidden value, events, outages, contract terms.

Days are ordinals (`date.toordinal`), as everywhere inside the simulation.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from knowledge.sample.population import IN_USD, Account


@dataclass(frozen=True, slots=True)
class Window:
    """The simulated time: weeks of seven days up to the world's end, and some of the future."""

    until: date
    weeks: int
    future_weeks: int
    shown_from: date

    @property
    def first(self) -> int:
        return self.last - 7 * self.weeks + 1

    @property
    def last(self) -> int:
        return self.until.toordinal()

    @property
    def settled(self) -> int:
        """Today: what takes effect on this day was signed before, and is on record."""
        return self.last + 1

    @property
    def all_weeks(self) -> int:
        return self.weeks + self.future_weeks

    @property
    def today(self) -> date:
        return self.until + timedelta(days=1)

    def week_of(self, day: int) -> int:
        return (day - self.first) // 7

    def ago(self, days: int) -> int:
        """The ordinal of `days` before today."""
        return self.last + 1 - days


@dataclass(slots=True)
class Event:
    """Something that happened; `who` and `to` are stakeholders, given their names later."""

    account: int
    day: int
    kind: str
    id: str = ""
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ArrChange:
    """A change of ARR from `day` on, in whole units of the account's currency."""

    day: int
    kind: str
    delta: int


@dataclass(slots=True)
class Outage:
    """A P1: `closed` is None while it's open."""

    opened: int
    closed: int | None


@dataclass(slots=True)
class Term:
    """One contract. `outcome` is what became of its renewal, also where that is yet to come."""

    start: int
    end: int
    months: int
    arr: int
    seats: int
    changes: list[ArrChange] = field(default_factory=list)
    outcome: str = ""
    reason: str = ""
    arr_after: int = 0
    value_at_decision: float = float("nan")
    chance_to_leave: float = float("nan")
    shock: float = 0.0
    notice_served: int | None = None

    @property
    def renewal(self) -> int:
        return self.end + 1


@dataclass(slots=True)
class Life:
    """All of one account's time. Arrays have one entry a week, the future's included."""

    account: Account
    window: Window
    value: NDArray[np.float64]
    champion_absent: NDArray[np.bool_]
    buyer_absent: NDArray[np.bool_]
    outages: list[Outage]
    terms: list[Term]
    events: list[Event]

    @property
    def active_from(self) -> int:
        return max(self.account.signed_on.toordinal(), self.window.first)

    @property
    def left_on(self) -> int | None:
        """The first day without a contract, where the account has left by today."""
        gone = self.terms[-1].renewal
        left = self.terms[-1].outcome == "churned" and gone <= self.window.settled
        return gone if left else None

    @property
    def active_until(self) -> int:
        return self.window.last if self.left_on is None else self.left_on - 1

    @property
    def current(self) -> Term:
        """The term that holds today, or the last one."""
        return self.begun[-1]

    @property
    def begun(self) -> list[Term]:
        """The terms that have begun by today."""
        return [term for term in self.terms if term.start <= self.window.settled]

    @property
    def segment(self) -> str:
        """The segment that the ARR puts the account in."""
        in_usd = self.current.arr * IN_USD[self.account.currency]
        return "enterprise" if in_usd >= 100_000 else "mid_market" if in_usd >= 20_000 else "smb"

    def value_on(self, day: int) -> float:
        week = min(max(self.window.week_of(day), 0), len(self.value) - 1)
        return float(self.value[week])

    def term_on(self, day: int) -> Term:
        fitting = [term for term in self.terms if term.start <= day]
        return fitting[-1] if fitting else self.terms[0]

    def seats_on(self, day: int) -> int:
        return self.term_on(day).seats

    def has_outage(self, day: int) -> bool:
        return any(o.opened <= day and (o.closed is None or o.closed > day) for o in self.outages)

    def champion_is_absent(self, day: int) -> bool:
        return bool(self.champion_absent[max(self.window.week_of(day), 0)])

    def seen_events(self) -> list[Event]:
        """The events up to the world's end, in order."""
        return [event for event in self.events if event.day <= self.window.last]
