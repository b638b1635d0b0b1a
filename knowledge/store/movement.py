"""Why one account's score moved between two snapshots: parts that sum to the change."""

from collections.abc import Iterable
from dataclasses import dataclass

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
    """Split the change between two snapshots of an account; None where one has no score.

    With s a measure's share of the weight and m its points: mean(s) * dm + (mean(m) - mean(H)) *
    ds, where a mean is that of the two days (the symmetric decomposition of a weighted mean, as
    `knowledge.health.decompose` has it). A measure that comes or goes has the other day's m.
    """
    if before.score is None or after.score is None:
        return None
    if before.computed is None or after.computed is None:
        return None
    level = (before.computed + after.computed) / 2
    first, last = _by_measure(before.parts), _by_measure(after.parts)
    names = dict.fromkeys((*first, *last))
    moved = [_moved(name, first.get(name), last.get(name), level) for name in names]
    capped = (after.score - after.computed) - (before.score - before.computed)
    return Movement(tuple(sorted(moved, key=lambda m: -abs(m.value))), capped)


@dataclass(frozen=True, slots=True)
class _Shared:
    """A part with its share of all the weight that counted."""

    part: Part
    share: float


def _by_measure(parts: Iterable[Part]) -> dict[str, _Shared]:
    found = list(parts)
    total = sum(part.weight * part.freshness for part in found)
    if not total:
        return {}
    return {p.measure: _Shared(p, p.weight * p.freshness / total) for p in found}


def _moved(name: str, first: _Shared | None, last: _Shared | None, level: float) -> Moved:
    share_0, share_1 = (side.share if side else 0.0 for side in (first, last))
    m_0, m_1 = (side.part.points if side else None for side in (first, last))
    at_0, at_1 = m_0 if m_0 is not None else m_1 or 0.0, m_1 if m_1 is not None else m_0 or 0.0
    value = (share_0 + share_1) / 2 * (at_1 - at_0)
    weight = ((at_0 + at_1) / 2 - level) * (share_1 - share_0)
    parts = (side.part if side else None for side in (first, last))
    return Moved(name, value, weight, *parts)
