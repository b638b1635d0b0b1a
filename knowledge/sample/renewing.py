"""Renewals as they come due, and the contracts that they leave behind."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.sample.coefficients import Coefficients
from knowledge.sample.lives import Event, Term, Window
from knowledge.sample.population import Account
from knowledge.sample.terms import (
    Standing,
    chance_to_leave,
    change_seats,
    first_terms,
    grown,
    leave,
    reason_to_leave,
    renew,
)

_NEVER = np.iinfo(np.int64).max


class Renewals:
    """Every account's chain of terms, and when the next one ends."""

    def __init__(
        self, accounts: Sequence[Account], window: Window, numbers: Coefficients, seed: int
    ) -> None:
        self.accounts, self.numbers = accounts, numbers
        self.terms: list[list[Term]] = [first_terms(a, window.first, seed) for a in accounts]
        self.next_due = np.array([terms[-1].renewal for terms in self.terms])
        self.gone = np.full(len(accounts), _NEVER)
        self.pushed_back = np.zeros(len(accounts), bool)
        self.chances = [a.random(seed, "renewals") for a in accounts]

    def due(self, monday: int) -> list[int]:
        """The accounts whose renewal date is in this week."""
        now = (self.next_due >= monday) & (self.next_due < monday + 7)
        return [int(i) for i in np.flatnonzero(now)]

    def close_to_renewal(self, monday: int) -> NDArray[np.bool_]:
        """Accounts four to twenty weeks before a renewal at which the price would rise."""
        ahead = self.next_due - monday
        rising = np.array([account.uplift_pct > 0 for account in self.accounts])
        return rising & (ahead > 28) & (ahead < 140) & ~self.pushed_back

    def grow(self, i: int, day: int) -> bool:
        """Add seats in the middle of a term; False where the segment allows no more."""
        term = self.terms[i][-1]
        before = term.seats
        if term.start + 30 < day < term.end - 30:
            change_seats(term, day, grown(term.seats, self.chances[i]), self.accounts[i])
        return term.seats > before

    def decide(
        self, i: int, value: float, absent: NDArray[np.bool_], past: Sequence[Event]
    ) -> Event | None:
        """Decide the renewal that is due, by what was so eight weeks before."""
        account, term, chance = self.accounts[i], self.terms[i][-1], self.chances[i]
        shock, roll = chance.gauss(0.0, self.numbers.hidden_shock_sd), chance.random()
        if account.story is not None:
            shock, roll = 0.0, 0.5
        rivals = any(e.kind == "competitor" and e.day > term.renewal - 300 for e in past)
        standing = Standing(
            value, bool(absent[0]), bool(absent[1]), bool(self.pushed_back[i]), rivals, shock
        )
        term.chance_to_leave = chance_to_leave(account, standing, self.numbers)
        term.value_at_decision, term.shock = value, shock
        self.pushed_back[i] = False
        if roll < term.chance_to_leave:
            return self._leave(i, term, standing)
        outcome = self._outcome(i, standing)
        self.terms[i].append(renew(account, term, outcome, chance))
        self.next_due[i] = self.terms[i][-1].renewal
        term.reason = _reason_to_stay(term.outcome, standing)
        return Event(i, term.renewal, "renewed", detail={"outcome": term.outcome})

    def _leave(self, i: int, term: Term, standing: Standing) -> Event:
        account, chance = self.accounts[i], self.chances[i]
        leave(term)
        term.reason = reason_to_leave(account, standing, chance)
        if account.auto_renew or chance.random() < 0.6:
            notice = term.renewal - account.notice_days
            term.notice_served = max(term.start, notice - chance.randint(0, 14))
        self.gone[i], self.next_due[i] = term.renewal, _NEVER
        return Event(i, term.renewal, "churned", detail={"reason": term.reason})

    def _outcome(self, i: int, standing: Standing) -> str:
        chance = self.chances[i]
        roll = chance.random()
        if self.accounts[i].story is not None:
            return "renewed"
        value = 0.0 if self.numbers.leaves[1] == 0.0 else standing.value
        if standing.buyer_absent and roll < 0.25:
            return "extended"
        if value < -0.35 and roll < 0.45:
            return "contracted"
        return "expanded" if value > 0.2 and roll < 0.35 else "renewed"


def _reason_to_stay(outcome: str, standing: Standing) -> str:
    if outcome == "contracted":
        return "price" if standing.pushed_back else "adoption"
    return "" if outcome == "extended" else "value"
