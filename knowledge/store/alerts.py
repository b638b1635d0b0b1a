"""Alerts as their readers see them: what fell, since when, and what people said of it."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from knowledge.store.access import View
from knowledge.store.tables import alerts, people

USAGE_DROP = "usage_drop"
YES, NO = "yes", "no"
RECOVERED, USUAL_NOW, LEFT = "recovered", "usual_now", "left"


@dataclass(frozen=True, slots=True)
class Alert:
    """Usage that fell and stayed down, told on `day`; figures are those of that day.

    `since` is the Monday of the week in which the fall began, `week` of the one that raised it.
    `seen` and `usual` are uses a week since then (of `metric`), `usual` with the season in it;
    `level` is a week's before the fall, without. `statistic` exceeded `limit`. `phi` and `memory`
    are the noise of healthy accounts then. `ending` says why it ended: recovered, usual_now (the
    lower level became the usual one) or left. `useful` is yes or no.
    """

    id: int
    account_id: int
    day: date
    since: date
    week: date
    metric: str
    fell_percent: float
    seen: float
    usual: float
    level: float
    statistic: float
    limit: float
    phi: float
    memory: float
    ended_on: date | None
    ending: str | None
    snoozed_until: date | None
    useful: str | None
    words: str | None
    answered_by: str | None
    answered_on: date | None

    @property
    def home(self) -> str:
        return f"alert:{self.id}"

    def is_open(self, today: date) -> bool:
        return self.ended_on is None or self.ended_on > today

    def is_snoozed(self, today: date) -> bool:
        return self.snoozed_until is not None and self.snoozed_until >= today

    def was_answered(self, today: date) -> bool:
        """Whether somebody had said by that day if it was useful."""
        return self.answered_on is not None and self.answered_on <= today

    def is_refused(self, today: date) -> bool:
        return self.useful == NO and self.was_answered(today)


def alerts_of(view: View) -> dict[int, Alert]:
    """Return each account's alert that counts on the view's day: open, neither snoozed nor called
    useless."""
    return {
        alert.account_id: alert
        for alert in open_alerts(view)
        if not alert.is_snoozed(view.today) and not alert.is_refused(view.today)
    }


def open_alerts(view: View) -> list[Alert]:
    """Return every alert of the view's accounts that is open on its day, the newest first."""
    return [alert for alert in told_alerts(view) if alert.is_open(view.today)]


def told_alerts(view: View) -> list[Alert]:
    """Return every alert of the view's accounts told by its day, the newest first."""
    return [alert for alert in all_alerts(view) if alert.day <= view.today]


def all_alerts(view: View) -> list[Alert]:
    """Return every alert of the view's accounts, also those told after its day."""
    a = alerts.c
    query = (
        select(
            a.id, a.account_id, a.day, a.detail, a.ended_on, a.ending, a.snoozed_until, a.useful,
            a.words, a.answered_on, people.c.name.label("answered_by"),
        )
        .outerjoin(people, people.c.id == a.answered_by)
        .where(view.sees(a.account_id), a.kind == USAGE_DROP)
        .order_by(a.day.desc(), a.id.desc())
    )  # fmt: skip
    return [_alert(row._asdict()) for row in view.connection.execute(query)]


def _alert(columns: dict[str, Any]) -> Alert:
    detail = json.loads(columns.pop("detail"))
    detail["since"] = date.fromisoformat(detail["since"])
    detail["week"] = date.fromisoformat(detail["week"])
    return Alert(**columns, **detail)
