"""Why one account's score moved between two snapshots: parts that sum to the change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.health import Mix, split_change
from knowledge.store.snapshots import Health, Part


@dataclass(frozen=True, slots=True)
class Moved:
    """What one measure did to the score before caps, in points; None where a day had no value.

    `value`: what its new value did; `weight`: what its coming, going or ageing did.
    """

    measure: str
    value: float
    weight: float
    before: Part | None
    after: Part | None


@dataclass(frozen=True, slots=True)
class Movement:
    """The measures, those whose values moved the score most first, and what caps did.

    Values and weights sum to the change of the score before caps; with `caps`, to the change.
    """

    measures: tuple[Moved, ...]
    caps: float

    @property
    def weights(self) -> float:
        """What data that came, went or aged did, over all measures."""
        return sum(m.weight for m in self.measures)


def movement(before: Health, after: Health) -> Movement | None:
    """Split the change between two snapshots of an account (`knowledge.health.split_change`).

    None where one has no score.
    """
    if before.score is None or after.score is None:
        return None
    if before.computed is None or after.computed is None:
        return None
    first = {part.measure: part for part in before.parts}
    last = {part.measure: part for part in after.parts}
    names = list(dict.fromkeys((*first, *last)))
    value, weight = split_change(
        _mix(names, first, before.computed), _mix(names, last, after.computed)
    )
    moved = [
        Moved(name, float(value[0, i]), float(weight[0, i]), first.get(name), last.get(name))
        for i, name in enumerate(names)
    ]
    capped = (after.score - after.computed) - (before.score - before.computed)
    return Movement(tuple(sorted(moved, key=lambda m: -abs(m.value))), capped)


def _mix(names: Sequence[str], parts: Mapping[str, Part], mean: float) -> Mix:
    total = sum(part.weight * part.freshness for part in parts.values())
    share, points = np.zeros((1, len(names))), np.full((1, len(names)), np.nan)
    for i, name in enumerate(names):
        part = parts.get(name)
        if part and total:
            share[0, i] = part.weight * part.freshness / total
            points[0, i] = part.points
    return Mix(share, points, np.array([mean]))
