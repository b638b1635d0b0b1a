"""Which accounts use the product less than they did, and which hardly at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.facts import Fact
from knowledge.store.portfolio import Position
from tools.about import About
from tools.usage_parts import NOUNS, UNITS, tidy

MOST_SHOWN = 6
# Less is noise: a handful of people on holiday.
LEAST_LEVEL = 3.0
FALLEN_BY = 0.10


@dataclass(frozen=True, slots=True)
class Mover:
    """An account that fell: its level in the first weeks and in the last."""

    account: Fact
    arr: Fact
    first: Fact
    last: Fact
    change: Fact


@dataclass(frozen=True, slots=True)
class Movers:
    """The accounts that fell, the steepest first, and those without use or data at the end."""

    fallen: Fact
    fallers: tuple[Mover, ...]
    quiet_count: Fact
    quiet: tuple[Fact, ...]
    more_quiet: Fact | None


def movers(
    paying: Sequence[Position],
    before: Mapping[int, float],
    after: Mapping[int, float],
    metric: str,
    about: About,
) -> Movers:
    """`before` and `after` are the levels by account; one that is absent has no fresh data."""
    falls = {p.account.id: _fall(p.account.id, before, after) for p in paying}
    fallen = sorted(
        (p for p in paying if falls[p.account.id] >= FALLEN_BY and after.get(p.account.id)),
        key=lambda p: (-falls[p.account.id], -p.arr_reporting),
    )
    quiet = sorted(
        (p for p in paying if not after.get(p.account.id)), key=lambda p: -p.arr_reporting
    )
    hidden = len(quiet) - MOST_SHOWN
    return Movers(
        fallen=about.count("accounts that fell", len(fallen), "accounts"),
        fallers=tuple(
            _mover(p, before[p.account.id], after[p.account.id], metric, about.as_of)
            for p in fallen[:MOST_SHOWN]
        ),
        quiet_count=about.count("accounts without use in the last weeks", len(quiet), "accounts"),
        quiet=tuple(About(p.account.name, about.as_of).name() for p in quiet[:MOST_SHOWN]),
        more_quiet=about.count("more accounts without use", hidden, "accounts")
        if hidden > 0
        else None,
    )


def _fall(key: int, before: Mapping[int, float], after: Mapping[int, float]) -> float:
    first = before.get(key, 0.0)
    if first < LEAST_LEVEL or key not in after:
        return 0.0
    return 1 - after[key] / first


def _mover(position: Position, first: float, last: float, metric: str, today: date) -> Mover:
    about, noun, unit = About(position.account.name, today), NOUNS[metric], UNITS[metric]
    return Mover(
        about.name(position.account.home),
        about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        about.number(f"{noun}, first weeks", tidy(first), unit),
        about.number(f"{noun}, last weeks", tidy(last), unit),
        about.percent(f"change of {noun}", round(100 * (last / first - 1))),
    )
