"""Which accounts use the product less than they did (or more), and which hardly at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.facts import Fact
from knowledge.store.portfolio import Position
from tools.about import About
from tools.usage_parts import NOUNS, UNITS, tidy

MOST_SHOWN = 6
Direction = Literal["falling", "growing"]
# Less is noise: a handful of people on holiday.
LEAST_LEVEL = 3.0
MOVED_BY = 0.10


@dataclass(frozen=True, slots=True)
class Mover:
    """An account that fell or rose: its level in the first weeks and in the last."""

    account: Fact
    arr: Fact
    first: Fact
    last: Fact
    change: Fact


@dataclass(frozen=True, slots=True)
class Movers:
    """The accounts that moved, the steepest first, and those without use or data at the end."""

    direction: Direction
    moved: Fact
    movers: tuple[Mover, ...]
    quiet_count: Fact
    quiet: tuple[Fact, ...]
    more_quiet: Fact | None


def movers(
    paying: Sequence[Position],
    before: Mapping[int, float],
    after: Mapping[int, float],
    metric: str,
    about: About,
    direction: Direction = "falling",
) -> Movers:
    """`before` and `after` are the levels by account; one that is absent has no fresh data."""
    sign = 1 if direction == "growing" else -1
    moves = {p.account.id: sign * _change(p.account.id, before, after) for p in paying}
    moved = sorted(
        (p for p in paying if moves[p.account.id] >= MOVED_BY and after.get(p.account.id)),
        key=lambda p: (-moves[p.account.id], -p.arr_reporting),
    )
    quiet = sorted(
        (p for p in paying if not after.get(p.account.id)), key=lambda p: -p.arr_reporting
    )
    hidden = len(quiet) - MOST_SHOWN
    return Movers(
        direction=direction,
        moved=about.count(
            "accounts that grew" if direction == "growing" else "accounts that fell",
            len(moved),
            "accounts",
        ),
        movers=tuple(
            _mover(p, before[p.account.id], after[p.account.id], metric, about.as_of)
            for p in moved[:MOST_SHOWN]
        ),
        quiet_count=about.count("accounts without use in the last weeks", len(quiet), "accounts"),
        quiet=tuple(About(p.account.name, about.as_of).name() for p in quiet[:MOST_SHOWN]),
        more_quiet=about.count("more accounts without use", hidden, "accounts")
        if hidden > 0
        else None,
    )


def _change(key: int, before: Mapping[int, float], after: Mapping[int, float]) -> float:
    first = before.get(key, 0.0)
    if first < LEAST_LEVEL or key not in after:
        return 0.0
    return after[key] / first - 1


def _mover(position: Position, first: float, last: float, metric: str, today: date) -> Mover:
    about, noun, unit = About(position.account.name, today), NOUNS[metric], UNITS[metric]
    return Mover(
        about.name(position.account.home),
        about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        about.number(f"{noun}, first weeks", tidy(first), unit),
        about.number(f"{noun}, last weeks", tidy(last), unit),
        about.percent(f"change of {noun}", round(100 * (last / first - 1))),
    )
