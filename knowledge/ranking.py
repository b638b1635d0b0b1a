"""The one order of accounts, behind every list: money, risk and deadline, not the score alone.

stake = ARR x risk x urgency. Risk is 1 - p_renew where a fitted model gives one, else a stated
prior: what speaks against the renewal, joined as independent causes, 1 - product(1 - weight). The
weights are judgement, "not calibrated". Urgency halves with every three weeks to the deadline.

An order asks where to look first, a forecast what to expect: beside a model, the order counts some
facts for at least their prior, and the forecast only those that no model learns from.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
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

RiskKind = Literal["calibrated", "prior", "mixed"]

# What each is worth alone, as a chance that the account doesn't renew.
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
# Of an account that nothing speaks against.
BASE_RISK = 0.05
# No model learns from these: a fit leaves out renewals under notice, and auto-renew is no signal.
UNLEARNT: frozenset[Flag] = frozenset({"notice_served", "auto_renew_off"})
# In an order these count for at least their prior beside a model. A model may know of an empty key
# role, but not of what its being filled would change: somebody has to act whatever the chance is.
OUTWEIGHS: frozenset[Flag] = frozenset(
    {
        "notice_served",
        "buyer_left",
        "champion_left",
        "sponsor_left",
        "auto_renew_off",
        "called_at_risk",
        "called_likely_loss",
    }
)
CALLED: frozenset[Flag] = frozenset({"called_at_risk", "called_likely_loss"})
AT_RISK_FROM = 0.35
# The forecast's own line: under a chance of 70% to renew, an account is called at risk.
CALIBRATED_AT_RISK_FROM = 0.30
HALVES_EVERY_DAYS = 21
NO_DEADLINE_DAYS = 180
FALLING_POINTS = 10


@dataclass(frozen=True, slots=True)
class Exposure:
    """What ranking needs to know of an account; `arr` a year in the reporting currency.

    `p_renew` is a fitted model's chance (0-1) that it renews; None where no model supports one.
    """

    account_id: int
    arr: Decimal
    deadline: date | None
    flags: tuple[Flag, ...]
    p_renew: float | None = None

    @property
    def risk(self) -> float:
        """0 to 1, for an order. Facts and words that outweigh a model only raise it."""
        return self._beside_model(OUTWEIGHS)

    @property
    def risk_kind(self) -> RiskKind:
        """What `risk` rests on; mixed where a prior outweighs the model."""
        return self._kind(self.risk)

    @property
    def expected_loss(self) -> float:
        """0 to 1, for a forecast: the fitted chance alone, save for what no model learns from.

        The CSM's own call stands beside a forecast, never in it.
        """
        computed = replace(self, flags=tuple(flag for flag in self.flags if flag not in CALLED))
        return computed._beside_model(UNLEARNT)

    @property
    def expected_kind(self) -> RiskKind:
        """What `expected_loss` rests on; mixed where a prior outweighs the model."""
        return self._kind(self.expected_loss)

    @property
    def is_at_risk(self) -> bool:
        fitted = self.p_renew is not None and 1 - self.p_renew >= CALIBRATED_AT_RISK_FROM
        return fitted or self._prior(OUTWEIGHS) >= AT_RISK_FROM

    def _beside_model(self, outweighing: frozenset[Flag]) -> float:
        prior = self._prior(outweighing)
        return prior if self.p_renew is None else max(1 - self.p_renew, prior)

    def _prior(self, outweighing: frozenset[Flag]) -> float:
        """What the flags alone say; beside a model, those that may outweigh it."""
        if self.p_renew is None:
            return _joined(self.flags)
        found = [flag for flag in self.flags if flag in outweighing]
        return _joined(found) if found else 0.0

    def _kind(self, risk: float) -> RiskKind:
        if self.p_renew is None:
            return "prior"
        return "mixed" if risk > 1 - self.p_renew else "calibrated"

    def urgency(self, today: date) -> float:
        """1 at and after the deadline, half of it with every three weeks before."""
        days = (self.deadline - today).days if self.deadline else NO_DEADLINE_DAYS
        return float(0.5 ** (max(days, 0) / HALVES_EVERY_DAYS))

    def stake(self, today: date) -> float:
        return float(self.arr) * self.risk * self.urgency(today)


def in_order(exposures: Iterable[Exposure], today: date) -> list[Exposure]:
    """All of them, the one that can least wait first; ties by ARR, then by id."""
    return sorted(exposures, key=lambda e: (-e.stake(today), -e.arr, e.account_id))


def _joined(flags: Iterable[Flag]) -> float:
    return 1 - (1 - BASE_RISK) * prod(1 - SEVERITY[flag] for flag in flags)
