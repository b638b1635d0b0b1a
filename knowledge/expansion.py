"""When there is room to grow, and when it is too early to speak of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Gate = Literal[
    "notice_served", "p1_open", "unknown_health", "low_health", "at_risk", "no_first_value"
]

FULL_FROM = 85.0
WEEKS = 4
# Less is what a week with a training or a holiday makes.
RISES_BY = 2.0
# Three quarters of all accounts are below the top quarter; a gap is worth a word from here.
GAP_FROM = 0.5
HEALTHY_FROM = 60.0


def is_filling_up(weeks: Sequence[float | None]) -> bool:
    """Whether 85% or more of the seats were in use in each of the last four weeks, and on average
    2 points more than in the four before.

    `weeks` are eight weekly utilisations in percent, the oldest first, None for a week without
    data: a gap is no signal.
    """
    known = [week for week in weeks if week is not None]
    if len(weeks) != 2 * WEEKS or len(known) != len(weeks):
        return False
    before, lately = known[:WEEKS], known[WEEKS:]
    rise = (sum(lately) - sum(before)) / WEEKS
    return min(lately) >= FULL_FROM and rise >= RISES_BY


def is_gap(own: float, top: float) -> bool:
    """Whether an account uses a feature at most half as much as the top quarter of its peers."""
    return top > 0 and own <= GAP_FROM * top


@dataclass(frozen=True, slots=True)
class Condition:
    """An account as the gates see it; `score` None is unknown health, `is_at_risk` the ranking's
    word."""

    score: float | None
    has_open_p1: bool
    has_first_value: bool
    notice_served: bool
    is_at_risk: bool


def gates(account: Condition) -> tuple[Gate, ...]:
    """What forbids to speak of growth now, the gravest first."""
    score = account.score
    closed: dict[Gate, bool] = {
        "notice_served": account.notice_served,
        "p1_open": account.has_open_p1,
        "unknown_health": score is None,
        "low_health": score is not None and score < HEALTHY_FROM,
        "at_risk": account.is_at_risk,
        "no_first_value": not account.has_first_value,
    }
    return tuple(gate for gate, is_closed in closed.items() if is_closed)


def features_of_goal(named: str | None, words: str, known: Sequence[str]) -> tuple[str, ...]:
    """The product's features that a goal speaks of: the one that it names as its feature, else
    those whose whole name stands in its words, whatever the case."""
    if named:
        wanted = named.casefold().strip()
        return tuple(feature for feature in known if feature.casefold() == wanted)
    text = f" {' '.join(words.casefold().split())} "
    return tuple(feature for feature in known if f" {feature.casefold()} " in text)


def listed_products(products: str | None) -> frozenset[str]:
    """What a contract includes, in small letters: "A; B" or "A, B"; empty where nothing is said."""
    parts = (products or "").replace(",", ";").split(";")
    return frozenset(part.strip().casefold() for part in parts if part.strip())
