"""Whom an account is compared with, and how it stands among them.

Peers may lie outside the asker's book, so nothing here rests on fewer than ten accounts that the
asker doesn't see: of those, ten or more count, or none does. So no answer can tell about a few.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, NamedTuple

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


class Bucket(NamedTuple):
    """Accounts that are alike in some traits, by the values of these."""

    traits: tuple[Trait, ...]
    values: tuple[str | None, ...]


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


class PeerIndex:
    """Finds the peers of many accounts: every account once under each of the levels' traits."""

    def __init__(self, peers: Iterable[Peer]) -> None:
        alike: dict[Bucket, list[Peer]] = defaultdict(list)
        for peer in peers:
            for traits in LEVELS:
                alike[_bucket(peer, traits)].append(peer)
        self._alike = {bucket: tuple(countable(found)) for bucket, found in alike.items()}
        self._ids = {
            bucket: {peer.account_id for peer in found} for bucket, found in self._alike.items()
        }

    def nearest(self, own: Peer) -> Bucket | None:
        """The narrowest bucket with ten or more peers of the account, itself not counted; None
        where there aren't so many accounts in all. An account is seen by who asks of it."""
        for traits in LEVELS:
            found = self._ids.get(bucket := _bucket(own, traits), set())
            if len(found) - (own.account_id in found) >= AT_LEAST:
                return bucket
        return None

    def members(self, bucket: Bucket) -> tuple[Peer, ...]:
        """The accounts in a bucket that an answer may rest on."""
        return self._alike[bucket]


def peers_of(own: Peer, others: Iterable[Peer]) -> Group | None:
    """The nearest peers, ten or more, without the account itself; None where there aren't so many
    accounts in all."""
    index = PeerIndex(peer for peer in others if peer.account_id != own.account_id)
    bucket = index.nearest(own)
    return Group(bucket.traits, index.members(bucket)) if bucket else None


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


def top_quarter(values: Sequence[float], own: float) -> float:
    """The 75th percentile (nearest rank) of a bucket's values, in rising order, without `own`,
    which is one of them."""
    rank = -(-3 * (len(values) - 1) // 4) - 1
    return values[rank] if rank < bisect_left(values, own) else values[rank + 1]


def _bucket(peer: Peer, traits: tuple[Trait, ...]) -> Bucket:
    return Bucket(traits, tuple(getattr(peer, trait) for trait in traits))
