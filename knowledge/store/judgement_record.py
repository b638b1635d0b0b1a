"""How calls and overrides fared against what happened: counted, never tuned for."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import and_, or_, select

from knowledge.health.bands import BANDS
from knowledge.store.access import View
from knowledge.store.contracts import Renewal, renewals_decided
from knowledge.store.judgement import CALLS, OURS, counts_from
from knowledge.store.overrides import Override, override_history
from knowledge.store.tables import csm_calls, health_snapshots

LEAD_DAYS = 30
# An override speaks of the renewal that comes within half a year.
OVERRIDE_REACH_DAYS = 180
NOT_COMPUTED = "not computed"
_JUDGED = ("green", "yellow", "red", "unknown", NOT_COMPUTED)
Kept = Literal["renewed", "contracted", "churned"]
_KEPT: Mapping[str, Kept] = {
    "renewed": "renewed", "expanded": "renewed", "extended": "renewed",
    "contracted": "contracted", "churned": "churned",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Of `n` past renewals that somebody or something judged alike, what became of them."""

    judged: str
    n: int
    renewed: int
    contracted: int
    churned: int


@dataclass(frozen=True, slots=True)
class Direction:
    """Overrides that raised, or lowered, what was computed: `right` of `n`.

    Raising is right where the account renewed in full, lowering where it paid less or left; where
    the override was wrong, the computed band was right.
    """

    raised: bool
    n: int
    right: int


@dataclass(frozen=True, slots=True)
class Record:
    """The renewals decided so far, the part that had a call in time, and how the calls fared.

    `by_call` and `by_band` judge the same renewals: the CSM's last call `LEAD_DAYS` or more
    before the renewal, and the band computed by the day of that call.
    `pending` overrides have no renewal to be judged by, or say what was computed.
    """

    renewals: int
    called: int
    by_call: tuple[Outcomes, ...]
    by_band: tuple[Outcomes, ...]
    overrides: tuple[Direction, ...]
    pending: int


def judgement_record(view: View) -> Record:
    """Score the view's calls and overrides by its past renewals, in three queries."""
    decided = renewals_decided(view, date.min, view.today)
    past = [renewal for renewal in decided if renewal.outcome in _KEPT]
    judged = list(_judged(past, _calls(view)))
    overrides = override_history(view)
    told = [found for o in overrides if (found := _direction(o, past)) is not None]
    return Record(
        renewals=len(past),
        called=len(judged),
        by_call=_counted(CALLS, [(call.call, kept) for call, kept in judged]),
        by_band=_counted(_JUDGED, [(call.band, kept) for call, kept in judged]),
        overrides=tuple(
            Direction(raised, len(of), sum(of))
            for raised in (True, False)
            if (of := [right for is_raised, right in told if is_raised == raised])
        ),
        pending=len(overrides) - len(told),
    )


@dataclass(frozen=True, slots=True)
class _Called:
    day: date
    call: str
    band: str


def _calls(view: View) -> dict[int, list[_Called]]:
    """Each account's calls in the order of the days they count from, with the band then."""
    c, s = csm_calls.c, health_snapshots.c
    # A day stands before each of its hours in both databases: read_at compares as its own day.
    by_then = or_(
        and_(c.source != OURS, s.day <= c.day),
        and_(c.source == OURS, or_(s.day <= c.day, s.day <= c.read_at)),
    )
    band = (
        select(s.band)
        .where(s.account_id == c.account_id, by_then)
        .order_by(s.day.desc())
        .limit(1)
        .correlate(csm_calls)
        .scalar_subquery()
    )
    query = (
        select(c.account_id, c.day, c.source, c.read_at, c.call, band)
        .where(view.sees(c.account_id), c.day <= view.today)
        .order_by(c.day, c.id)
    )
    found: dict[int, list[_Called]] = defaultdict(list)
    for account_id, day, source, read_at, call, then in view.connection.execute(query):
        made = counts_from(day, source, read_at)
        if made <= view.today:
            found[account_id].append(_Called(made, call, then or NOT_COMPUTED))
    for of_account in found.values():
        of_account.sort(key=lambda called: called.day)
    return found


def _judged(
    past: Sequence[Renewal], calls: Mapping[int, Sequence[_Called]]
) -> list[tuple[_Called, Kept]]:
    """The last call in time on each renewal: after the one before it, `LEAD_DAYS` before it."""
    before: dict[int, date] = {}
    found = []
    for renewal in sorted(past, key=lambda r: r.due):
        made = calls.get(renewal.account_id, ())
        days = [call.day for call in made]
        first = bisect_left(days, before.get(renewal.account_id, date.min))
        last = bisect_right(days, renewal.due - timedelta(days=LEAD_DAYS))
        if last > first:
            found.append((made[last - 1], _KEPT[renewal.outcome]))
        before[renewal.account_id] = renewal.due
    return found


def _counted(kinds: Sequence[str], judged: Sequence[tuple[str, Kept]]) -> tuple[Outcomes, ...]:
    found = []
    for kind in kinds:
        kept = [outcome for judgement, outcome in judged if judgement == kind]
        if kept:
            counts = (kept.count("renewed"), kept.count("contracted"), kept.count("churned"))
            found.append(Outcomes(kind, len(kept), *counts))
    return tuple(found)


def _direction(override: Override, past: Sequence[Renewal]) -> tuple[bool, bool] | None:
    """Whether the override raised what was computed, and whether it was right; None where neither
    can be told."""
    by = override.made_on + timedelta(days=OVERRIDE_REACH_DAYS)
    mine = [
        r for r in past if r.account_id == override.account_id and override.made_on <= r.due <= by
    ]
    raised = _raises(override)
    if not mine or raised is None:
        return None
    renewed = _KEPT[min(mine, key=lambda r: r.due).outcome] == "renewed"
    return raised, renewed == raised


def _raises(override: Override) -> bool | None:
    """None where the override says what was computed, or nothing was."""
    if override.scope == "score":
        if override.computed is None or override.computed == float(override.value):
            return None
        return float(override.value) > override.computed
    computed = override.computed_band
    if computed in (None, "unknown", override.value):
        return None
    return BANDS.index(override.value) > BANDS.index(computed)
