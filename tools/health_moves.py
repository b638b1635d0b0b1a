"""What moved a score between two snapshots, in whole points that sum to the change shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from knowledge.facts import Fact
from knowledge.health import whole_points
from knowledge.store.explanation import Explanation
from knowledge.store.movement import Moved, Movement
from knowledge.store.portfolio import Position
from knowledge.store.snapshots import CapHeld, Health
from tools.about import About
from tools.health_records import Record, Records, cap_evidence, cited, sources_of
from tools.reasons import MEASURE_NAMES, measured
from tools.result import Source

SNAPSHOT = "health snapshot"
# A measure whose coming, going or ageing moved less than this isn't named.
_WORTH_POINTS = 0.5


@dataclass(frozen=True, slots=True)
class CapItem:
    """A cap: the score is at most `limit`, because `evidence` is so."""

    words: Fact
    limit: Fact
    evidence: Fact


@dataclass(frozen=True, slots=True)
class Move:
    """One part of the change; which fields are filled depends on its kind.

    value: what the new value of `measure` did, `before` and `after`; where it `is_same`, what it
    is judged against moved. came, went: what the coming or going of a measure did. These three
    have, for an open P1, the `ticket` and its `days`. weights: what measures weighing more or less
    did, those that moved most `named`. cap: what caps did, the `cap` that holds the score or,
    where it `is_lifted`, held it before.
    """

    kind: Literal["value", "came", "went", "weights", "cap"]
    name: Fact
    points: Fact
    measure: str = ""
    before: Fact | None = None
    after: Fact | None = None
    is_same: bool = False
    ticket: Fact | None = None
    days: Fact | None = None
    named: tuple[Fact, ...] = ()
    cap: CapItem | None = None
    is_lifted: bool = False
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Moves:
    """How the score moved since `since`; the items sum to `change`, the largest first.

    `asked` is the day asked about, where no snapshot reaches back to it. `rules_before` and
    `rules_now` name the versions where the rules changed in between.
    """

    since: Fact
    asked: Fact | None
    before: Fact
    before_band: Fact
    change: Fact
    items: tuple[Move, ...]
    rules_before: Fact | None
    rules_now: Fact | None


@dataclass(frozen=True, slots=True)
class Told:
    """Whose score it is, and where the records behind its parts come from."""

    position: Position
    records: Records
    today: date

    @property
    def about(self) -> About:
        return About(self.position.account.name, self.today, SNAPSHOT)


def moves_of(found: Explanation, told: Told, asked: date) -> tuple[Moves | None, list[Source]]:
    """The change since the earlier snapshot, and the records behind it.

    None where there is no earlier snapshot, or no score on one of the days.
    """
    now, then, moved = found.now, found.then, found.moved
    if then is None or moved is None or then.score is None or now.score is None:
        return None, []
    about = told.about
    earlier = replace(about, as_of=then.day)
    pairs = [pair for pair in _parts(moved, now, then, told) if pair[0].points.value]
    pairs.sort(key=lambda pair: -abs(_whole(pair[0])))
    known = then.band != "unknown"
    change = round(now.score) - round(then.score)
    return Moves(
        since=about.day("compared with the snapshot of", then.day),
        asked=None
        if found.reaches_back
        else about.day("snapshot asked about", asked, "the question"),
        before=earlier.points("health score", then.score),
        before_band=Fact(about.entity, "health band", then.band, "band", then.day, SNAPSHOT),
        change=about.points(
            "points that the health score changed by" if known else "points that moved", change
        ),
        items=tuple(move for move, _ in pairs),
        rules_before=earlier.text("rules' version", then.rules_version)
        if found.rules_changed
        else None,
        rules_now=about.text("rules' version", now.rules_version) if found.rules_changed else None,
    ), [source for _, sources in pairs for source in sources]


def cap_item(cap: CapHeld, about: About) -> CapItem:
    return CapItem(
        about.text("cap", cap.words),
        about.points("cap on the health score", cap.limit),
        about.number("evidence of the cap", round(cap.evidence), cap.unit),
    )


def _parts(
    moved: Movement, now: Health, then: Health, told: Told
) -> Iterator[tuple[Move, tuple[Source, ...]]]:
    if now.computed is None or then.computed is None or now.score is None or then.score is None:
        return
    stayed = [m for m in moved.measures if m.before and m.after]
    exact = [m.value + m.weight if _turned(m) else m.value for m in moved.measures]
    exact.append(sum(m.weight for m in stayed))
    *whole, weights = whole_points(exact, round(now.computed) - round(then.computed))
    for measure, points in zip(moved.measures, whole, strict=True):
        yield _measure(measure, points, then.day, told)
    yield _weights(stayed, weights, told.about), ()
    held_now = round(now.score) - round(now.computed)
    held_then = round(then.score) - round(then.computed)
    yield _cap(now, then, held_now - held_then, told)


def _turned(moved: Moved) -> bool:
    return moved.before is None or moved.after is None


def _measure(moved: Moved, points: int, since: date, told: Told) -> tuple[Move, tuple[Source, ...]]:
    about, name = told.about, MEASURE_NAMES.get(moved.measure, moved.measure)
    behind = told.records.behind(moved.measure, moved.after)
    before = measured(moved.before, replace(about, as_of=since)) if moved.before else None
    after = measured(moved.after, about) if moved.after else None
    is_p1 = moved.measure == "p1_age" and moved.after and moved.after.value
    p1 = told.position.open_p1s[0] if is_p1 and told.position.open_p1s else None
    return Move(
        kind="value" if before and after else "came" if after else "went",
        measure=moved.measure,
        name=about.text("measure", name),
        points=about.points(f"points by {name}", points),
        before=before,
        after=after,
        is_same=bool(before and after and before.value == after.value),
        ticket=about.text("open P1 ticket", p1.source_id, p1.home) if p1 else None,
        days=about.days("P1 ticket open", p1.open_days(told.today), p1.home) if p1 else None,
        records=() if p1 or after is None else cited(behind, about),
    ), sources_of(behind)


def _weights(stayed: Sequence[Moved], points: int, about: About) -> Move:
    most = sorted(stayed, key=lambda m: -abs(m.weight))
    return Move(
        kind="weights",
        name=about.text("part", "weights"),
        points=about.points("points by changed weights", points),
        named=_names([m for m in most if abs(m.weight) >= _WORTH_POINTS], about),
    )


def _names(moved: Sequence[Moved], about: About) -> tuple[Fact, ...]:
    names = (MEASURE_NAMES.get(m.measure, m.measure) for m in moved)
    return tuple(about.text("measure", name) for name in names)


def _cap(now: Health, then: Health, points: int, told: Told) -> tuple[Move, tuple[Source, ...]]:
    about = told.about
    binds = bool(now.caps) and (now.computed or 0) > now.caps[0].limit
    caps = now.caps if binds else then.caps
    behind = cap_evidence(now, told.position, told.records) if binds else ()
    return Move(
        kind="cap",
        name=about.text("part", "caps"),
        points=about.points("points by caps", points),
        cap=cap_item(caps[0], about) if caps else None,
        is_lifted=not binds,
        records=cited(behind, about),
    ), sources_of(behind)


def _whole(move: Move) -> int:
    return move.points.value if isinstance(move.points.value, int) else 0
