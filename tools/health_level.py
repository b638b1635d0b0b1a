"""What a score is made of today: what each measure brings, what caps take, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from knowledge.facts import Fact
from knowledge.health import BANDS, Rules, bands, whole_points
from knowledge.store.portfolio import Position
from knowledge.store.snapshots import Health, Part
from tools.about import About
from tools.health_moves import CapItem, cap_item
from tools.reasons import MEASURE_NAMES, measured
from tools.result import Table


@dataclass(frozen=True, slots=True)
class PartItem:
    """A measure: its value, the 0-100 `points` of it, its `share` of the weight that counts, and
    the points that it `brings` to the score."""

    name: Fact
    value: Fact
    points: Fact
    share: Fact
    brings: Fact


@dataclass(frozen=True, slots=True)
class Level:
    """What the measures bring sums to `computed`; with what caps take, `taken`, to the score."""

    items: tuple[PartItem, ...]
    computed: Fact
    taken: Fact | None
    caps: tuple[CapItem, ...]
    missing: tuple[Fact, ...]
    coverage: Fact
    floor: Fact


@dataclass(frozen=True, slots=True)
class Held:
    """The band that the number alone gives, where hysteresis holds another one."""

    by_number: Fact
    margin: Fact
    snapshots: Fact


def level_of(health: Health, rules: Rules, about: About) -> Level:
    """The parts of one snapshot."""
    computed = health.computed
    total = round(computed) if computed is not None else 0
    parts = [part.contribution for part in health.parts]
    brings = whole_points(parts, total) if parts else ()
    counted = sum(part.weight * part.freshness for part in health.parts)
    taken = round(health.score) - total if health.score is not None else 0
    items = [
        _item(part, brought, 100 * part.weight * part.freshness / counted, about)
        for part, brought in zip(health.parts, brings, strict=True)
    ]
    items.sort(key=lambda item: -_number(item.share))
    return Level(
        items=tuple(items),
        computed=about.points("health score before caps", computed),
        taken=about.points("points taken by caps", taken) if taken else None,
        caps=tuple(cap_item(cap, about) for cap in health.caps),
        missing=tuple(
            about.text("measure without data", MEASURE_NAMES.get(name, name))
            for name in health.missing
        ),
        coverage=about.percent("coverage", round(100 * health.coverage)),
        floor=about.percent("least coverage", round(100 * rules.coverage_floor), "rules.toml"),
    )


def held_by_hysteresis(health: Health, rules: Rules, about: About) -> Held | None:
    """Why the band isn't the number's; None where it is."""
    if health.score is None or health.band == "unknown":
        return None
    alone = bands(np.array([health.score]), np.array([health.coverage]), rules)
    if (name := BANDS[int(alone[0])]) == health.band:
        return None
    of_rules, line = replace(about, source="rules.toml"), "past the line of the health band"
    return Held(
        Fact(about.entity, "health band by the number alone", name, "band", health.day),
        of_rules.points(f"points {line}", rules.bands.hysteresis_points),
        of_rules.count(
            "snapshots in a row past the line of the health band",
            rules.bands.hysteresis_snapshots,
            "snapshots",
        ),
    )


def held_names(positions: Sequence[Position], rules: Rules, today: date) -> tuple[Fact, ...]:
    """The accounts whose band isn't the number's."""
    found = [(p, About(p.account.name, today, p.account.home)) for p in positions]
    return tuple(
        about.member("band held") for p, about in found
        if p.health and held_by_hysteresis(p.health, rules, about)
    )  # fmt: skip


def level_table(level: Level) -> Table:
    rows: list[tuple[Fact | str, ...]] = [
        (i.name, _stands_at(i), i.points, i.share, i.brings) for i in level.items
    ]
    if level.taken:
        rows.append(("caps", "", "", "", level.taken))
    columns = ("Measure", "Stands at", "Of 100", "Weighs", "Brings")
    return Table("What the score is made of", columns, tuple(rows))


def _stands_at(item: PartItem) -> Fact | str:
    """The value as a cell: a scale's "of 10" goes without saying, and no open P1 has no age."""
    if item.name.value == MEASURE_NAMES["p1_age"] and not item.value.value:
        return "none open"
    return replace(item.value, unit="") if item.value.unit == "points of 10" else item.value


def _item(part: Part, brought: int, share: float, about: About) -> PartItem:
    name = MEASURE_NAMES.get(part.measure, part.measure)
    return PartItem(
        about.text("measure", name),
        measured(part, about),
        about.points(f"points of 100 of {name}", part.points),
        about.percent(f"weight of {name}", round(share)),
        about.points(f"points brought by {name}", brought),
    )


def _number(fact: Fact) -> float:
    return float(str(fact.value))
