"""The health part of a rundown: the score, what holds it down, what moved it, what is missing."""

from dataclasses import dataclass, replace

from knowledge.facts import Fact
from knowledge.health import Rules
from knowledge.store.access import View
from knowledge.store.movement import Moved, Movement, movement
from knowledge.store.portfolio import Position
from knowledge.store.snapshots import Health, Part, health_of
from tools.about import About
from tools.positions import health_facts
from tools.reasons import MEASURE_NAMES, measured

MOST_MOVES = 3
WORTH_POINTS = 1.0


@dataclass(frozen=True, slots=True)
class Move:
    """What a measure's new value did to the score."""

    measure: Fact
    points: Fact
    before: Fact
    after: Fact


@dataclass(frozen=True, slots=True)
class HealthNow:
    """The score and the band; `before` on a day four weeks ago; what moved it since.

    `moves`, `by_caps`, `by_data` (data that came, went or aged) and `rest` sum to `change`.
    """

    score: Fact
    band: Fact
    before: Fact | None
    before_on: Fact | None
    change: Fact | None
    moves: tuple[Move, ...]
    by_caps: Fact | None
    by_data: Fact | None
    rest: Fact | None
    caps: tuple[Fact, ...]
    missing: tuple[Fact, ...]


def health_now(view: View, position: Position, rules: Rules) -> HealthNow:
    about = About(position.account.name, view.today, "health snapshot")
    score, band = health_facts(position, about)
    health, before, fell = position.health, position.before, position.fell_by
    then = replace(about, as_of=before[0]) if before else about
    moved = _movement(view, position, rules)
    moves = [_move(m, about, then) for m in _worth_telling(moved)]
    caps, data = (moved.caps, moved.weights) if moved else (0.0, 0.0)
    told = sum(_whole(m.points) for m in moves) + round(caps) + round(data)
    return HealthNow(
        score=score,
        band=band,
        before=then.points("health score", before[1]) if before else None,
        before_on=about.day("health score then, on", before[0]) if before else None,
        change=None
        if fell is None
        else about.points("points that the health score changed by", -fell),
        moves=tuple(moves),
        by_caps=_points(about, "points by caps", round(caps)),
        by_data=_points(about, "points by data that came, went or aged", round(data)),
        rest=_points(about, "points by the rest", round(-(fell or 0.0)) - told) if moved else None,
        caps=tuple(about.text("cap", cap.words) for cap in health.caps) if health else (),
        missing=_missing(health, about),
    )


def _movement(view: View, position: Position, rules: Rules) -> Movement | None:
    if position.before is None or position.health is None:
        return None
    then = health_of(replace(view, today=position.before[0]), rules)
    earlier = then.get(position.account.id)
    return movement(earlier, position.health) if earlier else None


def _worth_telling(moved: Movement | None) -> list[Moved]:
    found = moved.measures if moved else ()
    return [m for m in found if abs(m.value) >= WORTH_POINTS][:MOST_MOVES]


def _move(moved: Moved, about: About, then: About) -> Move:
    name = MEASURE_NAMES.get(moved.measure, moved.measure)
    return Move(
        about.text("measure", name),
        about.points(f"points by {name}", moved.value),
        _value(moved.before, then),
        _value(moved.after, about),
    )


def _value(part: Part | None, about: About) -> Fact:
    return measured(part, about) if part else about.text("value", None)


def _whole(fact: Fact) -> int:
    return fact.value if isinstance(fact.value, int) else 0


def _points(about: About, attribute: str, points: int) -> Fact | None:
    return about.points(attribute, points) if points else None


def _missing(health: Health | None, about: About) -> tuple[Fact, ...]:
    names = health.missing if health else ()
    return tuple(about.text("measure without data", MEASURE_NAMES.get(n, n)) for n in names)
