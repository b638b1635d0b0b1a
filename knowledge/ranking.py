"""The one order of accounts at risk, behind every list: money and deadline, not the score alone.

stake = ARR x severity x urgency. Severity joins what speaks against the renewal as independent
causes: 1 - product(1 - weight). Urgency halves with every three weeks to the deadline.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import prod
from typing import Literal

Flag = Literal[
    "notice_served",
    "red",
    "yellow",
    "unknown",
    "buyer_left",
    "champion_left",
    "sponsor_left",
    "auto_renew_off",
    "p1_open",
    "falling",
    "usage_alert",
    "called_likely_loss",
    "called_at_risk",
]

SEVERITY: dict[Flag, float] = {
    "notice_served": 0.95,
    "red": 0.60,
    "called_likely_loss": 0.60,
    "unknown": 0.40,
    "buyer_left": 0.40,
    "called_at_risk": 0.40,
    "champion_left": 0.35,
    "auto_renew_off": 0.35,
    "yellow": 0.30,
    "sponsor_left": 0.25,
    "p1_open": 0.25,
    "falling": 0.25,
    "usage_alert": 0.25,
}
AT_RISK_FROM = 0.35
HALVES_EVERY_DAYS = 21
NO_DEADLINE_DAYS = 180
FALLING_POINTS = 10


@dataclass(frozen=True, slots=True)
class Exposure:
    """What ranking needs to know of an account; `arr` a year in the reporting currency."""

    account_id: int
    arr: Decimal
    deadline: date | None
    flags: tuple[Flag, ...]

    @property
    def severity(self) -> float:
        """0 to 1: how much speaks against the renewal."""
        return 1 - prod(1 - SEVERITY[flag] for flag in self.flags)

    @property
    def is_at_risk(self) -> bool:
        return self.severity >= AT_RISK_FROM

    def urgency(self, today: date) -> float:
        """1 at and after the deadline, half of it with every three weeks before."""
        days = (self.deadline - today).days if self.deadline else NO_DEADLINE_DAYS
        return float(0.5 ** (max(days, 0) / HALVES_EVERY_DAYS))

    def stake(self, today: date) -> float:
        return float(self.arr) * self.severity * self.urgency(today)


def rank(exposures: list[Exposure], today: date) -> list[Exposure]:
    """The accounts at risk, the one that can least wait first; ties by ARR, then by id."""
    found = [exposure for exposure in exposures if exposure.is_at_risk]
    return sorted(found, key=lambda e: (-e.stake(today), -e.arr, e.account_id))
