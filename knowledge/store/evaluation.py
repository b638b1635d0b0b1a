"""The whole company's health on a day: signals, scores, and bands held against noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from knowledge.health import BANDS, Rules, hold_bands, score
from knowledge.health.score import Scores
from knowledge.health.signals import CodeArray, FloatArray
from knowledge.store.access import Person, View
from knowledge.store.renewal_model import renewal_probabilities
from knowledge.store.signals import Counted, load_signals
from knowledge.store.snapshot_detail import written_details
from knowledge.store.tables import health_snapshots

# A night or two without a run doesn't lose the band that was shown.
_LOOK_BACK_DAYS = 7
# Whoever runs Steward, and may read its store anyway.
OPERATOR = Person(0, "Steward", "", "operations", None, None)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A day's scores; row i belongs to `ids[i]`. `bands` are held by the earlier snapshots.

    `chances` (n, 3): p_renew, its low and its high end; None where no model stands.
    """

    day: date
    rules_version: str
    ids: list[int]
    scores: Scores
    bands: list[str]
    chances: FloatArray | None = None

    def records(self, rows: Sequence[int]) -> list[dict[str, Any]]:
        """Return the snapshots of these rows, as the table's columns."""
        return [
            {
                "account_id": self.ids[row],
                "day": self.day,
                "rules_version": self.rules_version,
                "score": _known(self.scores.health[row]),
                "coverage": float(self.scores.coverage[row]),
                "band": self.bands[row],
                **self._chance(row),
                "detail": detail,
            }
            for row, detail in zip(rows, written_details(self.scores, rows), strict=True)
        ]

    def _chance(self, row: int) -> dict[str, float | None]:
        found = (np.nan,) * 3 if self.chances is None else self.chances[row].tolist()
        named = zip(("p_renew", "p_renew_low", "p_renew_high"), found, strict=True)
        return {name: _known(value) for name, value in named}


def operations_view(connection: Connection, day: date) -> View:
    """Return a view of every account, for the work that nobody in particular asked for."""
    return View(connection, (OPERATOR,), day, day)


def evaluate(
    connection: Connection,
    day: date,
    rules: Rules,
    counted: Counted | None = None,
    only: int | None = None,
) -> Evaluated:
    """Score every paying account as of a day, or the one account `only`, without writing.

    `counted` as in `load_signals`.
    """
    view = operations_view(connection, day)
    view = view if only is None else view.only(only)
    ids, signals = load_signals(view, rules, counted)
    scores = score(signals, rules)
    held = _held(connection, day, ids, scores)
    chances = renewal_probabilities(view, rules, ids, signals)
    shown = [BANDS[code] for code in held.tolist()]
    return Evaluated(day, rules.stamp, ids, scores, shown, chances)


def _held(connection: Connection, day: date, ids: list[int], scores: Scores) -> CodeArray:
    """Hold the bands by each account's newest snapshots; one without any shows today's band."""
    rules = scores.rules
    wanted = max(1, rules.bands.hysteresis_snapshots - 1)
    before, past = _past(connection, day, ids, wanted)
    today = scores.health[None, :]
    capped = np.any(scores.capped, axis=1)
    full = np.vstack([past[: rules.bands.hysteresis_snapshots - 1], today])
    held = hold_bands(before, full, scores.coverage, capped, rules)
    if len(full) > 1:
        too_short = np.isnan(full).any(axis=0)
        waiting = hold_bands(before, today, scores.coverage, capped, rules)
        held = np.where(too_short, waiting, held)
    return np.where(before < 0, scores.band, held).astype(np.int8)


def _past(
    connection: Connection, day: date, ids: list[int], wanted: int
) -> tuple[CodeArray, FloatArray]:
    """Return the newest shown bands (-1 for none) and the newest `wanted` scores, newest first."""
    s = health_snapshots.c
    since = day - timedelta(days=max(_LOOK_BACK_DAYS, wanted))
    query = (
        select(s.account_id, s.band, s.score)
        .where(s.day >= since, s.day < day)
        .order_by(s.account_id, s.day.desc())
    )
    if len(ids) == 1:
        query = query.where(s.account_id == ids[0])
    places = {account_id: i for i, account_id in enumerate(ids)}
    before = np.full(len(ids), -1, dtype=np.int8)
    past = np.full((wanted, len(ids)), np.nan)
    seen = [0] * len(ids)
    for account_id, band, points in connection.execute(query):
        i = places.get(account_id)
        if i is None or seen[i] == wanted:
            continue
        if seen[i] == 0:
            before[i] = BANDS.index(band)
        past[seen[i], i] = np.nan if points is None else points
        seen[i] += 1
    return before, past


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
