"""How an account stands against similar ones: count, median and percentile, never a peer's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from knowledge.facts import Fact
from knowledge.peers import AT_LEAST, LEVELS, Comparison, Group, Peer, compare, peers_of
from knowledge.store.accounts import Account
from knowledge.store.peer_group import ARR_PER_SEAT, HEALTH, measures_of, pool_of
from tools.about import About
from tools.desk import Desk
from tools.result import Result, Table

Better = Literal["more", "less", ""]

PEERS = "similar accounts"


@dataclass(frozen=True, slots=True)
class Measure:
    """How a measure is said; `better` is which way is good, "" where neither is."""

    key: str
    words: str
    unit: str
    better: Better


MEASURES = (
    Measure(HEALTH, "health score", "points", "more"),
    Measure("seat_utilisation", "seats in use", "percent", "more"),
    Measure("usage_trend", "change of active users on their 8-week level", "percent", "more"),
    Measure("feature_breadth", "features in use", "percent", "more"),
    Measure("ticket_rate", "tickets per 100 seats", "tickets", ""),
    Measure("contact_recency", "days since two-way contact", "days", "less"),
    Measure("nps", "mean NPS answer", "points", "more"),
    Measure(ARR_PER_SEAT, "ARR per seat", "money", ""),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure: the account's own value, the peers' median, the share of them below it (0-100).

    `is_behind`, `is_ahead`: at least two thirds of the peers are better, or worse.
    """

    words: str
    own: Fact
    median: Fact
    percentile: Fact
    count: Fact
    is_behind: bool
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class Peers:
    """The answer. `traits` are the words for what the peers share; `untold` the measures that
    fewer than ten peers have, or the account hasn't."""

    account: Fact
    why_not: Literal["", "not_paying", "too_few"]
    least: Fact
    count: Fact | None
    traits: tuple[Fact, ...]
    was_widened: bool
    rows: tuple[Compared, ...]
    behind: tuple[Compared, ...]
    ahead: tuple[Compared, ...]
    untold: tuple[Fact, ...]


def compare_with_peers(desk: Desk, account: str) -> Result:
    """Compare one account with similar ones (same segment, plan and tenure, at least ten, else
    wider): for health, usage, tickets, contact, NPS and price the account's value, the median of
    its peers and the percentile. Peers are never named.

    Use it for "how does Acme compare", "is this usage normal for a mid-market account", "is Acme
    behind others like it". For why its health is what it is use explain_health; for its course
    over time, usage_trend.

    Args:
        account: the account's name, such as "Acme".
    """
    with desk.account(account) as (view, found):
        pool = pool_of(view, desk.company)
        own = pool.peers.get(found.id)
        group = peers_of(own, list(pool.peers.values())) if own else None
        values = measures_of(view, desk.rules, group, own, pool) if own and group else {}
    answer = _answer(desk, found, own, group, values)
    tables = (_table(found, answer),) if answer.rows else ()
    return Result("compare_with_peers", answer, desk.today, tables, accounts=(found.name,))


def _answer(
    desk: Desk,
    account: Account,
    own: Peer | None,
    group: Group | None,
    values: Mapping[str, dict[int, float]],
) -> Peers:
    about, others = About(account.name, desk.today, "health snapshot"), About(PEERS, desk.today)
    rows, untold = [], []
    for measure in MEASURES:
        of_all = values.get(measure.key, {})
        mine = of_all.get(account.id)
        compared = compare(mine, group.peers, of_all) if group and mine is not None else None
        if mine is None or compared is None:
            untold.append(about.text("measure not compared", measure.words))
        else:
            rows.append(_row(measure, mine, compared, about, desk))
    return Peers(
        account=about.name(account.home),
        why_not="" if group else "too_few" if own else "not_paying",
        least=others.count("accounts needed for a comparison", AT_LEAST, "accounts"),
        count=others.count("similar accounts", len(group.peers), "accounts") if group else None,
        traits=_traits(own, group, about) if own and group else (),
        was_widened=group is not None and group.was_widened,
        rows=tuple(rows),
        behind=tuple(sorted((r for r in rows if r.is_behind), key=_distance)),
        ahead=tuple(sorted((r for r in rows if r.is_ahead), key=_distance)),
        untold=tuple(untold) if group else (),
    )


_FAR, _NEAR = 100 * 2 / 3, 100 / 3


def _row(measure: Measure, mine: float, found: Comparison, about: About, desk: Desk) -> Compared:
    others = About(PEERS, desk.today, "health snapshots")
    low, high = found.percentile <= _NEAR, found.percentile >= _FAR
    return Compared(
        words=measure.words,
        own=_value(measure, measure.words, mine, about, desk),
        median=_value(measure, f"median {measure.words}", found.median, others, desk),
        percentile=about.count(f"percentile of {measure.words}", round(found.percentile), ""),
        count=others.count(f"similar accounts with {measure.words}", found.count, "accounts"),
        is_behind=(low and measure.better == "more") or (high and measure.better == "less"),
        is_ahead=(high and measure.better == "more") or (low and measure.better == "less"),
    )


def _value(measure: Measure, words: str, value: float, about: About, desk: Desk) -> Fact:
    """A median is rounded like any value: it may be one account's own."""
    if measure.unit == "money":
        return about.total(words, Decimal(str(value)), desk.company.currency, "ARR / seats")
    if measure.unit == "percent":
        return about.percent(words, round(value))
    if measure.unit in ("points", "days"):
        return about.count(words, round(value), measure.unit)
    return about.number(words, round(value, 1), measure.unit)


def _distance(row: Compared) -> float:
    """The further from the middle, the sooner."""
    percentile = row.percentile.value
    return -abs(percentile - 50) if isinstance(percentile, int) else 0.0


def _traits(own: Peer, group: Group, about: About) -> tuple[Fact, ...]:
    shared = {"segment": own.segment, "plan": own.plan, "tenure": own.tenure}
    return tuple(
        about.text(trait, shared[trait] or "not recorded") for trait in LEVELS[0]
        if trait in group.traits
    )  # fmt: skip


def _table(account: Account, answer: Peers) -> Table:
    columns = ("Measure", account.name, "Median of peers", "Percentile", "Peers")
    rows = tuple((r.words, r.own, r.median, r.percentile, r.count) for r in answer.rows)
    return Table("Against similar accounts", columns, rows)
