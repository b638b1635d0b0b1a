"""From raw signals to the columns of a regression: standardised, with flags for what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.health.renewal_rules import RenewalRules
from knowledge.health.renewal_signals import RENEWAL_SIGNALS
from knowledge.health.signals import FloatArray

# A signal further out than this many standard deviations counts as if it stood here.
_FURTHEST = 3.0
# So that a flag for what is missing rests on more than a few rows on either side.
_FLAG_NEEDS = 10


@dataclass(frozen=True, slots=True)
class Expert:
    """What is known of K signals before any history.

    `weight` (K,): at least 0. `risk_sign` (K,): 1 where more is riskier, -1 where safer, 0 where
    either may be (its weight is 0). `log` (K,): whether ten times as much is one step more.
    """

    names: tuple[str, ...]
    weight: FloatArray
    risk_sign: NDArray[np.int8]
    log: NDArray[np.bool_]

    def only(self, names: Sequence[str]) -> "Expert":
        """Return the table of some of the signals, without weights: they may be either."""
        kept = [i for i, name in enumerate(self.names) if name in names]
        none = np.zeros(len(kept))
        named = tuple(self.names[i] for i in kept)
        return Expert(named, none, none.astype(np.int8), self.log[kept])


@dataclass(frozen=True, slots=True)
class Design:
    """How K raw signals become P = K + flags columns, all oriented so that more is riskier.

    `mean`, `sd` (K,) are those of the rows that it was made from, after the log where one is taken;
    `flagged` are the signals that have a flag, as positions. `expert` (P,) is the expert's weight
    on each column, and `free` (P,) says which may have either sign.
    """

    names: tuple[str, ...]
    mean: FloatArray
    sd: FloatArray
    turn: FloatArray
    log: NDArray[np.bool_]
    flagged: tuple[int, ...]
    expert: FloatArray
    free: NDArray[np.bool_]

    def columns(self, x: FloatArray) -> FloatArray:
        """Return the columns (n, P) of raw signals (n, K). What is missing stands at the mean."""
        z = (_scaled(x, self.log) - self.mean) / self.sd * self.turn
        missing = np.isnan(z)
        z = np.clip(np.where(missing, 0.0, z), -_FURTHEST, _FURTHEST)
        return np.hstack([z, missing[:, list(self.flagged)].astype(float)])

    @property
    def column_names(self) -> tuple[str, ...]:
        return (*self.names, *(f"{self.names[j]} missing" for j in self.flagged))


def expert_of(rules: RenewalRules) -> Expert:
    """Return the expert's table, in the order of `RENEWAL_SIGNALS`.

    A signal that the rules leave out isn't in it, and `columns_used` drops its column.
    """
    by_id = {signal.id: signal for signal in rules.signals}
    named = [by_id[name] for name in RENEWAL_SIGNALS if name in by_id]
    return Expert(
        tuple(signal.id for signal in named),
        np.array([signal.weight for signal in named]),
        np.array([signal.risk_sign for signal in named], np.int8),
        np.array([signal.scale == "log" for signal in named]),
    )


def columns_used(x: FloatArray, names: Sequence[str]) -> FloatArray:
    """Return the columns of raw signals (n, 25) that a table or a model names, in its order."""
    return x[:, [RENEWAL_SIGNALS.index(name) for name in names]]


def make_design(x: FloatArray, weight: FloatArray, expert: Expert) -> Design:
    """Return the design of raw signals `x` (n, K) whose rows weigh `weight` (n,).

    A signal that is the same in every row, or hardly ever there, has an infinite `sd`: it says
    nothing here, and must not begin to when it changes.
    """
    scaled = _scaled(x, expert.log)
    present = ~np.isnan(scaled)
    held = np.where(present, weight[:, None], 0.0)
    total = np.maximum(held.sum(axis=0), 1e-12)
    filled = np.where(present, scaled, 0.0)
    mean = (held * filled).sum(axis=0) / total
    variance = (held * np.where(present, scaled - mean, 0.0) ** 2).sum(axis=0) / total
    absent = (~present).sum(axis=0)
    tells = (variance > 1e-12) & (absent <= len(x) - _FLAG_NEEDS)
    sd = np.where(tells, np.sqrt(variance), np.inf)
    enough = (absent >= _FLAG_NEEDS) & (absent <= len(x) - _FLAG_NEEDS)
    flagged = tuple(np.flatnonzero(enough).tolist())
    no_weight = np.zeros(len(flagged))
    return Design(
        expert.names,
        mean,
        sd,
        np.where(expert.risk_sign == 0, 1.0, expert.risk_sign),
        expert.log,
        flagged,
        np.concatenate([np.where(tells, expert.weight, 0.0), no_weight]),
        np.concatenate([expert.risk_sign == 0, no_weight == 0]),
    )


def _scaled(x: FloatArray, log: NDArray[np.bool_]) -> FloatArray:
    scaled: FloatArray = np.where(log, np.log1p(np.maximum(x, 0.0)), x)
    return scaled
