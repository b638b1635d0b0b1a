"""Raising and ending alerts, once a day after health: few, and each fall once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import insert, select, update

from knowledge.health import SEGMENTS, Rules
from knowledge.health.alerts import Fall, Judged, usage_falls
from knowledge.health.signals import CodeArray
from knowledge.health.usage_watch import NEVER, Held
from knowledge.store.access import View
from knowledge.store.alerts import (
    LEFT,
    RECOVERED,
    USAGE_DROP,
    USUAL_NOW,
    Alert,
    all_alerts,
)
from knowledge.store.engine import Store
from knowledge.store.evaluation import operations_view
from knowledge.store.tables import accounts, alerts, health_snapshots
from knowledge.store.usage_weeks import WEEK, WeeklyUsage, weekly_usage

# A year to tell how much usage varies by itself, after the weeks that the first level takes.
_JUDGED_WEEKS = 52


@dataclass(frozen=True, slots=True)
class RaisedAlerts:
    """What a day's watch did: `accounts` watched, alerts `raised` and `ended`, and `open` now."""

    day: date
    accounts: int
    raised: int
    ended: int
    open: int


def raise_alerts(store: Store, day: date, rules: Rules) -> RaisedAlerts:
    """Watch the usage of every account that was scored on `day`, raise what fell, end what is over.

    Run it after refresh_health of that day; without it nothing is done. A second run changes
    nothing. While an account's alert is open no other is raised; a fall that was told, and ended,
    isn't told again. Reads and computes without a lock, then writes in one short transaction.
    """
    with store.read() as connection:
        view = operations_view(connection, day)
        ids, segments = _scored(view, rules)
        weekly = weekly_usage(view, ids, _weeks(rules))
        told = all_alerts(view)
    going_on = {a.account_id: a for a in told if a.day <= day and a.is_open(day)}
    if not ids:
        return RaisedAlerts(day, 0, 0, 0, len(going_on))
    judged = usage_falls(weekly.counts, segments, rules.alerts, _held(weekly, going_on))
    new = _news(judged, weekly, told, day)
    over = _over(weekly, judged, going_on)
    rows = [_row(fall, weekly, day) for fall in new]
    with store.write() as connection:
        if rows:
            connection.execute(insert(alerts), rows)
        for alert, why in over:
            change = update(alerts).where(alerts.c.id == alert.id)
            connection.execute(change.values(ended_on=day, ending=why))
    still_open = len(going_on) + len(new) - len(over)
    return RaisedAlerts(day, len(ids), len(new), len(over), still_open)


def _scored(view: View, rules: Rules) -> tuple[list[int], CodeArray]:
    """The paying accounts, and the position of each one's segment in `SEGMENTS`."""
    s = health_snapshots.c
    query = (
        select(s.account_id, accounts.c.segment)
        .join(accounts, accounts.c.id == s.account_id)
        .where(s.day == view.today)
        .order_by(s.account_id)
    )
    rows = view.connection.execute(query).all()
    named = [row.segment or rules.unknown_segment_as for row in rows]
    codes = np.array([SEGMENTS.index(name) for name in named], dtype=np.int8)
    return [row.account_id for row in rows], codes


def _weeks(rules: Rules) -> int:
    return rules.alerts.baseline_weeks + rules.alerts.gap_weeks + _JUDGED_WEEKS


def _held(weekly: WeeklyUsage, going_on: dict[int, Alert]) -> Held:
    """The open alerts as the detector takes them, by account and week."""
    fired, since = (np.full(len(weekly.ids), NEVER, np.int64) for _ in range(2))
    for i, account_id in enumerate(weekly.ids):
        if alert := going_on.get(account_id):
            fired[i], since[i] = _week(weekly, alert.week), _week(weekly, alert.since)
    return Held(fired, since)


def _week(weekly: WeeklyUsage, monday: date) -> int:
    """The week's number; before the first it is under `NEVER`."""
    if not weekly.mondays:
        return NEVER
    number = (monday - weekly.mondays[0]).days // WEEK
    return number if number >= 0 else number + NEVER


def _news(judged: Judged, weekly: WeeklyUsage, told: Sequence[Alert], day: date) -> list[Fall]:
    """The falls of accounts that have no alert that is open, tells of this fall, or comes later."""
    until: dict[int, date] = {}
    for alert in told:
        over = date.max if alert.day > day or alert.is_open(day) else alert.ended_on or date.max
        until[alert.account_id] = max(over, until.get(alert.account_id, date.min))
    return [
        fall
        for fall in judged.falls
        if until.get(weekly.ids[fall.row], date.min) <= weekly.mondays[fall.since]
    ]


def _over(
    weekly: WeeklyUsage, judged: Judged, going_on: dict[int, Alert]
) -> list[tuple[Alert, str]]:
    places = {account_id: i for i, account_id in enumerate(weekly.ids)}
    found = []
    for alert in going_on.values():
        row = places.get(alert.account_id)
        if row is None:
            found.append((alert, LEFT))
        elif not judged.watched.is_open[row] and _week(weekly, alert.week) < len(weekly.mondays):
            came_back = bool(judged.watched.recovered[row])
            found.append((alert, RECOVERED if came_back else USUAL_NOW))
    return [(alert, why) for alert, why in found if alert.ended_on is None]


def _row(fall: Fall, weekly: WeeklyUsage, day: date) -> dict[str, Any]:
    detail = {
        "since": weekly.mondays[fall.since].isoformat(),
        "week": weekly.mondays[fall.fired].isoformat(),
        "metric": weekly.metrics[fall.row],
        "fell_percent": round(fall.fell_percent, 1),
        "seen": round(fall.seen, 1),
        "usual": round(fall.usual, 1),
        "level": round(fall.level, 1),
        "statistic": round(fall.statistic, 2),
        "limit": round(fall.limit, 2),
        "phi": round(fall.noise.phi, 1),
        "memory": round(fall.noise.memory, 2),
    }
    account_id = weekly.ids[fall.row]
    return {
        "account_id": account_id, "day": day, "kind": USAGE_DROP,
        "detail": json.dumps(detail, ensure_ascii=False),
    }  # fmt: skip
