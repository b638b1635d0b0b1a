"""The fitted chance that an account renews, with how sure it is."""

from dataclasses import dataclass

from knowledge.facts import Fact
from knowledge.store.portfolio import Position
from tools.about import About


@dataclass(frozen=True, slots=True)
class Chance:
    """A percentage with its 80% interval, where there is one."""

    p: Fact
    low: Fact | None
    high: Fact | None


def chance_of(position: Position, about: About) -> Chance | None:
    """None where no model was fitted, or the health that it rests on is unknown."""
    health, p = position.health, position.exposure.p_renew
    if health is None or p is None:
        return None
    low, high = health.p_renew_low, health.p_renew_high
    return Chance(
        _percent("chance to renew", p, about),
        None if low is None else _percent("low end of the chance to renew", low, about),
        None if high is None else _percent("high end of the chance to renew", high, about),
    )


def _percent(name: str, share: float, about: About) -> Fact:
    return about.percent(name, round(100 * share), "health snapshot")
