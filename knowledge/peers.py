"""Whom an account is compared with, and how it stands among them.

Peers may lie outside the asker's book, so nothing here rests on fewer than ten accounts that the
asker doesn't see: of those, ten or more count, or none does. So no answer can tell about a few.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

Trait = Literal["segment", "plan", "tenure"]

AT_LEAST = 10
# Dropped from the end, one by one, until there are enough.
LEVELS: tuple[tuple[Trait, ...], ...] = (
    ("segment", "plan", "tenure"),
    ("segment", "plan"),
    ("segment",),
    (),
)
# Days since the first contract, and the bucket's words.
TENURES = (
    (180, "under half a year"),
    (365, "in the first year"),
    (1_096, "one to three years"),
)
_LONGER = "over three years"


@dataclass(frozen=True, slots=True)
class Peer:
    """What makes accounts alike; `is_seen` by everybody who reads the answer."""

    account_id: int
    segment: str
    plan: str | None
    tenure: str | None
    is_seen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The peers, and the traits that they share with the account."""

    traits: tuple[Trait, ...]
    peers: tuple[Peer, ...]

    @property
    def was_widened(self) -> bool:
        return self.traits != LEVELS[0]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`count` peers have the measure; `percentile` is the share of them (0-100) below the account,
    those that are level counted half."""

    count: int
    median: float
    percentile: float


def tenure_of(days: int | None) -> str | None:
    """The bucket of an account that began so many days ago; None where nobody knows."""
    if days is None:
        return None
    return next((words for under, words in TENURES if days < under), _LONGER)


def peers_of(own: Peer, others: Sequence[Peer]) -> Group | None:
    """The nearest peers, ten or more, without the account itself; None where there aren't so many
    accounts in all."""
    rest = [peer for peer in others if peer.account_id != own.account_id]
    for traits in LEVELS:
        alike = [peer for peer in rest if _are_alike(own, peer, traits)]
        counted = countable(alike)
        if len(counted) >= AT_LEAST:
            return Group(traits, tuple(counted))
    return None


def countable(peers: Sequence[Peer]) -> list[Peer]:
    """Those that an answer may rest on: the seen ones, and the unseen where there are enough."""
    unseen = [peer for peer in peers if not peer.is_seen]
    return list(peers) if len(unseen) >= AT_LEAST else [p for p in peers if p.is_seen]


def compare(value: float, peers: Sequence[Peer], values: dict[int, float]) -> Comparison | None:
    """How a value stands among those of the peers that have one, `values` by account; None where
    fewer than ten count."""
    measured = countable([peer for peer in peers if peer.account_id in values])
    if len(measured) < AT_LEAST:
        return None
    found = sorted(values[peer.account_id] for peer in measured)
    below, upto = bisect_left(found, value), bisect_right(found, value)
    return Comparison(len(found), median(found), 100 * (below + upto) / 2 / len(found))


def top_quarter(peers: Sequence[Peer], values: dict[int, float]) -> tuple[int, float] | None:
    """How many peers count and their 75th percentile (nearest rank), 0 for a peer without a value;
    None where fewer than ten count."""
    counted = countable(peers)
    if len(counted) < AT_LEAST:
        return None
    found = sorted(values.get(peer.account_id, 0.0) for peer in counted)
    return len(found), found[-(-3 * len(found) // 4) - 1]


def _are_alike(own: Peer, other: Peer, traits: tuple[Trait, ...]) -> bool:
    return all(getattr(own, trait) == getattr(other, trait) for trait in traits)
