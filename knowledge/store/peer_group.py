"""The whole company's accounts as peers, and their measures.

The one place where a question reads beyond what its asker sees. `knowledge.peers` lets nothing of
it through that rests on fewer than ten unseen accounts; no name of a peer is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, func, or_, select

from knowledge.company import Company
from knowledge.health import Rules
from knowledge.peers import Group, Peer, tenure_of
from knowledge.store.access import View, in_segment
from knowledge.store.accounts import names_of
from knowledge.store.contracts import arr_on
from knowledge.store.evaluation import operations_view
from knowledge.store.snapshots import health_of
from knowledge.store.tables import accounts, contracts

HEALTH, ARR_PER_SEAT = "health_score", "arr_per_seat"


@dataclass(frozen=True, slots=True)
class Pool:
    """Every paying account of the company, by id, as a peer; seats in force where known, and ARR
    per seat in the reporting currency."""

    peers: Mapping[int, Peer]
    seats: Mapping[int, int]
    arr_per_seat: Mapping[int, float]


def pool_of(view: View, company: Company) -> Pool:
    """The company's paying accounts on the view's day, whatever the view is narrowed to.

    A peer `is_seen` where every reader of the view may see it.
    """
    everybody = operations_view(view.connection, view.today)
    seen = names_of(replace(view, narrowing=()))
    arr = {
        key: sum((company.convert(a, c) for c, a in amounts[0].items()), Decimal(0))
        for key, amounts in arr_on(everybody, [view.today]).items()
    }
    peers: dict[int, Peer] = {}
    seats: dict[int, int] = {}
    for row in everybody.connection.execute(_terms(view.today)):
        if arr.get(row.id, Decimal(0)) <= 0:
            continue
        began = row.start or row.signed_on
        tenure = tenure_of((view.today - began).days if began else None)
        peers[row.id] = Peer(row.id, row.segment, row.plan, tenure, row.id in seen)
        if row.seats:
            seats[row.id] = int(row.seats)
    return Pool(peers, seats, {key: float(arr[key] / count) for key, count in seats.items()})


def measures_of(
    view: View, rules: Rules, group: Group, own: Peer, pool: Pool
) -> dict[str, dict[int, float]]:
    """Each measure's raw values by account, of the group and the account itself: what the newest
    health snapshots hold, the health score where it is known, and ARR per seat."""
    everybody = operations_view(view.connection, view.today)
    if "segment" in group.traits:
        everybody = in_segment(everybody, own.segment)
    wanted = {own.account_id, *(peer.account_id for peer in group.peers)}
    found: dict[str, dict[int, float]] = {HEALTH: {}, ARR_PER_SEAT: {}}
    for key, health in health_of(everybody, rules).items():
        if key not in wanted:
            continue
        if health.score is not None and health.band != "unknown":
            found[HEALTH][key] = health.score
        for part in health.parts:
            found.setdefault(part.measure, {})[key] = part.value
    found[ARR_PER_SEAT] = {k: v for k, v in pool.arr_per_seat.items() if k in wanted}
    return found


def _terms(today: date) -> Select[tuple[int, str, str, date, date, int]]:
    a, c = accounts.c, contracts.c
    in_force = or_(c.end.is_(None), c.end >= today)
    return (
        select(
            a.id,
            a.segment,
            func.coalesce(a.plan, func.max(c.plan).filter(in_force)).label("plan"),
            a.signed_on,
            func.min(c.start).label("start"),
            func.sum(c.seats).filter(in_force).label("seats"),
        )
        .outerjoin(contracts, (c.account_id == a.id) & (c.start <= today))
        .group_by(a.id, a.segment, a.plan, a.signed_on)
        .order_by(a.id)
    )
