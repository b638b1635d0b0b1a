"""Where there is room to grow, tied to a stated goal, and what holds it back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.expansion import HEALTHY_FROM, Gate
from knowledge.facts import Fact
from knowledge.store.portfolio import Position
from tools.about import About
from tools.asked import Asked, asked
from tools.desk import Desk
from tools.expansion_rows import Filling, Growing, Read, Space, read_growth
from tools.freshness import Freshness, freshness_of
from tools.peers import PEERS
from tools.positions import health_facts
from tools.result import Result, Source
from tools.totals import Tally, totals_of

Segment = Literal["enterprise", "mid_market", "smb"]
MOST_SHOWN = 10
FEATURES_SHOWN = 2
# What holds an account back, as it is said of one, and as it is counted.
GATES: dict[Gate, tuple[str, str]] = {
    "notice_served": ("notice was served", "with notice served"),
    "p1_open": ("a P1 is open", "with an open P1"),
    "unknown_health": ("its health is unknown", "of unknown health"),
    "low_health": ("its health is too low", "of low health"),
    "at_risk": ("its renewal is at risk", "at risk"),
    "no_first_value": ("no first value is proven", "without a first value"),
}


@dataclass(frozen=True, slots=True)
class SeatRoom:
    """Seats that fill up; `price` is what the account pays a seat and year, None where several
    currencies or no seats tell."""

    lately: Fact
    before: Fact
    seats: Fact
    price: Fact | None


@dataclass(frozen=True, slots=True)
class FeatureRoom:
    """A feature that an open goal needs, used at most half as much as by the top quarter of peers.

    `own` and `top` are events a seat in 28 days. `is_included`: by the contract; None where it
    doesn't say.
    """

    feature: Fact
    goal: Fact
    own: Fact
    top: Fact
    peers: Fact
    is_included: bool | None


@dataclass(frozen=True, slots=True)
class Room:
    """One account with a signal; `held` are the words for what holds it back, none in the list."""

    account: Fact
    arr: Fact
    score: Fact
    band: Fact
    seats: SeatRoom | None
    features: tuple[FeatureRoom, ...]
    held: tuple[str, ...]
    opportunity: Fact | None
    stage: Fact | None


@dataclass(frozen=True, slots=True)
class Expansion:
    """The answer: how many show room, each with its signals; then what is held back, and why.

    An account that several gates hold back is counted under the gravest.
    """

    is_book: bool
    where: str
    nothing: str
    account: Fact | None
    considered: Fact
    found: Fact
    arr: Fact
    items: tuple[Room, ...]
    more: Fact | None
    held_count: Fact
    held: tuple[Tally, ...]
    healthy_from: Fact
    freshness: Freshness | None
    usage: Fact | None
    converted: bool


def expansion_opportunities(
    desk: Desk,
    account: str | None = None,
    segment: Segment | None = None,
    region: str | None = None,
    csm: str | None = None,
    limit: int = 5,
) -> Result:
    """Find accounts with room to grow: seats that fill up (85% or more in use for four weeks, and
    rising), and features that an open goal needs and that the account uses at most half as much as
    the top quarter of its peers. Accounts at risk, with notice served, an open P1, health under 60
    or unknown, or no first value are held back, and counted with the reason. These are signals, not
    yet leads.

    Use it for "where can I expand", "upsell opportunities", "who needs more seats", "is there room
    to grow at Acme". For what renews use upcoming_renewals; for how much is likely to,
    renewal_forecast.

    Args:
        account: one account's name, such as "Acme"; every paying account when left out.
        segment: only this segment.
        region: a region or country, such as "EMEA" or "Germany".
        csm: only this CSM's book, for a manager, such as "Maya Lindqvist".
        limit: how many accounts to show, 1 to 10.
    """
    with asked(desk, account, segment=segment, region=region, csm=csm) as question:
        read = read_growth(question.view, desk)
    free = [growing for growing in read.growing if not growing.gates]
    shown = list(read.growing) if account else free[: max(1, min(limit, MOST_SHOWN))]
    answer = _answer(desk, question, read, free, shown)
    return Result(
        "expansion_opportunities",
        answer,
        desk.today,
        sources=_sources(shown),
        accounts=question.shown(growing.position.account.name for growing in shown),
    )


def _answer(
    desk: Desk, question: Asked, read: Read, free: Sequence[Growing], shown: Sequence[Growing]
) -> Expansion:
    about, sums = question.about, totals_of([g.position for g in free], desk.company)
    held = Counter(growing.gates[0] for growing in read.growing if growing.gates)
    names = {p.account.id: p.account.name for p in read.positions}
    one = question.account
    more = 0 if one else len(free) - len(shown)
    return Expansion(
        is_book=one is None,
        where=question.where,
        nothing="" if read.positions else question.nothing or "There are no paying accounts.",
        account=about.name() if one else None,
        considered=about.count("accounts", len(read.positions), "accounts"),
        found=about.count("accounts with room to grow", len(free), "accounts"),
        arr=sums.money(
            about, "ARR of accounts with room to grow", (g.position.arr_reporting for g in free)
        ),
        items=tuple(_room(growing, desk) for growing in shown),
        more=about.count("more accounts with room to grow", more, "accounts") if more else None,
        held_count=about.count("accounts held back", sum(held.values()), "accounts"),
        held=tuple(
            Tally(words, about.count(f"accounts held back {words}", held[gate], "accounts"))
            for gate, (_, words) in GATES.items()
            if held[gate]
        ),
        healthy_from=about.points("lowest health score to speak of growth", HEALTHY_FROM),
        freshness=None if one else freshness_of(names, read.newest, desk.today),
        usage=about.day("newest usage data", read.newest.get(one.id), "usage") if one else None,
        converted=sums.converted,
    )


def _room(growing: Growing, desk: Desk) -> Room:
    position, opportunity = growing.position, growing.opportunity
    about = About(position.account.name, desk.today)
    score, band = health_facts(position, about)
    home = opportunity.home if opportunity else ""
    return Room(
        account=about.name(position.account.home),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        score=score,
        band=band,
        seats=_seats(growing.filling, position, about) if growing.filling else None,
        features=tuple(_feature(space, about) for space in growing.spaces[:FEATURES_SHOWN]),
        held=tuple(GATES[gate][0] for gate in growing.gates),
        opportunity=about.text("opportunity", opportunity.name, home) if opportunity else None,
        stage=about.text("stage of the opportunity", opportunity.stage, home)
        if opportunity
        else None,
    )


def _seats(filling: Filling, position: Position, about: About) -> SeatRoom:
    price = position.arr / filling.seats
    return SeatRoom(
        lately=about.percent("seats in use, last four weeks", round(filling.lately), "usage"),
        before=about.percent("seats in use, four weeks before", round(filling.before), "usage"),
        seats=about.count("purchased seats", filling.seats, "seats", "contracts"),
        price=about.total("ARR per seat", price, position.currency, "ARR / seats"),
    )


def _feature(space: Space, about: About) -> FeatureRoom:
    others = About(PEERS, about.as_of, "usage")
    words = f"use of {space.feature}"
    return FeatureRoom(
        feature=about.text("feature", space.feature, space.goal.home),
        goal=about.quote("open goal", space.goal.name, space.goal.home),
        own=about.number(words, round(space.own, 1), "events a seat", "usage"),
        top=others.number(f"top quarter's {words}", round(space.top, 1), "events a seat"),
        peers=others.count(f"peers beside the top quarter, {words}", space.count, "accounts"),
        is_included=space.is_included,
    )


def _sources(shown: Sequence[Growing]) -> tuple[Source, ...]:
    found = [
        Source(space.goal.home, space.goal.name, space.goal.due, growing.position.account.name)
        for growing in shown
        for space in growing.spaces
    ]
    return tuple({source.id: source for source in found}.values())
