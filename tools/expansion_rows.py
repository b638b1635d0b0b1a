"""The signals of growth: seats that fill up, and open goals that a feature would serve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from knowledge.expansion import (
    WEEKS,
    Condition,
    Gate,
    features_of_goal,
    gates,
    is_filling_up,
    is_gap,
    listed_products,
)
from knowledge.peers import Bucket, PeerIndex, top_quarter
from knowledge.store.access import View
from knowledge.store.growth import (
    Opportunity,
    events_by_feature,
    features_named,
    open_expansions,
    weekly_users,
)
from knowledge.store.peer_group import Pool, pool_of
from knowledge.store.plans import Objective, objectives_of, onboarding_of
from knowledge.store.portfolio import Position, portfolio
from knowledge.store.records import by_account
from knowledge.store.usage import is_stale, newest_days
from tools.desk import Desk


@dataclass(frozen=True, slots=True)
class Filling:
    """Seats that fill up: the mean utilisation (percent) of the last four weeks and of the four
    before, and how many seats there are."""

    lately: float
    before: float
    seats: int


@dataclass(frozen=True, slots=True)
class Space:
    """A feature that an open goal needs, used at most half as much as by the top quarter of peers.

    `own` and `top` are events a seat in 28 days, `top` the peers' 75th percentile; `count` peers.
    `is_included` says whether the contract includes it, None where it doesn't say.
    """

    feature: str
    goal: Objective
    own: float
    top: float
    count: int
    is_included: bool | None


@dataclass(frozen=True, slots=True)
class Growing:
    """An account with a signal; `gates` are what holds it back."""

    position: Position
    filling: Filling | None
    spaces: tuple[Space, ...]
    gates: tuple[Gate, ...]
    opportunity: Opportunity | None


@dataclass(frozen=True, slots=True)
class Read:
    """What was looked at: the paying accounts, those with a signal, and the newest usage."""

    positions: tuple[Position, ...]
    growing: tuple[Growing, ...]
    newest: Mapping[int, date]


def read_growth(view: View, desk: Desk) -> Read:
    """The accounts of the view with a signal, in a fixed number of queries; those whose seats fill
    up first, then by ARR."""
    paying = tuple(p for p in portfolio(view, desk.company, desk.rules) if p.is_customer)
    newest = newest_days(view)
    last = min(max(newest.values(), default=desk.today), desk.today - timedelta(days=1))
    pool = pool_of(view, desk.company)
    users = weekly_users(view, desk.company, last, 2 * WEEKS)
    objectives = by_account(objectives_of(view))
    spaces = _spaces(view, paying, objectives, pool, last)
    steps = by_account(onboarding_of(view))
    under_way = by_account(open_expansions(view))
    found = []
    for position in paying:
        key = position.account.id
        stale = is_stale(newest.get(key), last)
        filling = None if stale else _filling(users.get(key, []), pool.seats.get(key))
        if not filling and not spaces.get(key):
            continue
        won = any(s.step == "first_value" and s.is_done(desk.today) for s in steps.get(key, ()))
        proven = won or any(o.status == "met" for o in objectives.get(key, ()))
        held = _gates(position, proven)
        opportunity = next(iter(under_way.get(key, ())), None)
        found.append(Growing(position, filling, tuple(spaces.get(key, ())), held, opportunity))
    found.sort(key=_order)
    return Read(paying, tuple(found), newest)


def _order(growing: Growing) -> tuple[bool, Decimal, int]:
    position = growing.position
    return growing.filling is None, -position.arr_reporting, position.account.id


def _filling(users: Sequence[Decimal | None], seats: int | None) -> Filling | None:
    if not seats:
        return None
    weeks = [None if mean is None else float(100 * mean / seats) for mean in users]
    if not is_filling_up(weeks):
        return None
    known = [week for week in weeks if week is not None]
    return Filling(sum(known[WEEKS:]) / WEEKS, sum(known[:WEEKS]) / WEEKS, seats)


def _gates(position: Position, proven: bool) -> tuple[Gate, ...]:
    health = position.health
    known = health is not None and health.band != "unknown"
    return gates(
        Condition(
            score=health.score if health and known else None,
            has_open_p1=bool(position.open_p1s),
            has_first_value=proven,
            notice_served="notice_served" in position.exposure.flags,
            is_at_risk=position.exposure.is_at_risk,
        )
    )


def _spaces(
    view: View,
    positions: Sequence[Position],
    objectives: Mapping[int, Sequence[Objective]],
    pool: Pool,
    last: date,
) -> dict[int, list[Space]]:
    """Features that open goals need, used half as much as by the top quarter of the account's peers
    or less; those that the contract doesn't include first."""
    known = features_named(view)
    wanted = [
        _Wanted(position, goal, feature)
        for position in positions
        if position.account.id in pool.seats
        for goal in objectives.get(position.account.id, ())
        if goal.status == "open"
        for feature in features_of_goal(goal.feature, _words(goal), known)
    ]
    use = _Use.of(view, wanted, pool, last)
    found: dict[int, list[Space]] = {}
    for one in wanted:
        space = use.space(one)
        if space is not None:
            found.setdefault(one.position.account.id, []).append(space)
    for spaces in found.values():
        spaces.sort(key=lambda space: (space.is_included is not False, space.own / space.top))
    return found


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A feature that an open goal of an account speaks of."""

    position: Position
    goal: Objective
    feature: str


class _Use:
    """What accounts and their peers use of the features: events a seat in 28 days."""

    def __init__(self, pool: Pool, index: PeerIndex, rates: Mapping[str, dict[int, float]]) -> None:
        self._pool, self._index, self._rates = pool, index, rates
        self._sorted: dict[tuple[str, Bucket], list[float]] = {}

    @classmethod
    def of(cls, view: View, wanted: Sequence[_Wanted], pool: Pool, last: date) -> "_Use":
        index = PeerIndex(peer for key, peer in pool.peers.items() if key in pool.seats)
        buckets = {index.nearest(pool.peers[one.position.account.id]) for one in wanted}
        members = (peer for bucket in buckets if bucket for peer in index.members(bucket))
        segments = {peer.segment for peer in members}
        events = events_by_feature(view, {one.feature for one in wanted}, segments, last)
        rates = {feature: _per_seat(of_all, pool) for feature, of_all in events.items()}
        return cls(pool, index, rates)

    def space(self, wanted: _Wanted) -> Space | None:
        """The gap to the top quarter of the peers, where there is one."""
        key, feature = wanted.position.account.id, wanted.feature
        bucket = self._index.nearest(self._pool.peers[key])
        if bucket is None:
            return None
        own = self._rates.get(feature, {}).get(key, 0.0)
        values = self._of_bucket(feature, bucket)
        top = top_quarter(values, own)
        if not is_gap(own, top):
            return None
        included = _is_included(wanted.position, feature)
        return Space(feature, wanted.goal, own, top, len(values) - 1, included)

    def _of_bucket(self, feature: str, bucket: Bucket) -> list[float]:
        if (feature, bucket) not in self._sorted:
            rates = self._rates.get(feature, {})
            members = self._index.members(bucket)
            self._sorted[feature, bucket] = sorted(rates.get(p.account_id, 0.0) for p in members)
        return self._sorted[feature, bucket]


def _words(goal: Objective) -> str:
    return f"{goal.name} {goal.client_words or ''}"


def _per_seat(events: Mapping[int, float], pool: Pool) -> dict[int, float]:
    return {key: total / pool.seats[key] for key, total in events.items() if key in pool.seats}


def _is_included(position: Position, feature: str) -> bool | None:
    listed = [listed_products(contract.products) for contract in position.contracts]
    if not any(listed):
        return None
    return any(feature.casefold() in products for products in listed)
