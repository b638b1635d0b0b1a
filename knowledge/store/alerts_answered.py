"""What people do with an alert, and how many turned out to be false."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, update

from knowledge.errors import Adjust
from knowledge.health.rules import AlertRules
from knowledge.store.access import Person, View
from knowledge.store.accounts import require_charge
from knowledge.store.alerts import NO, RECOVERED, YES, Alert, told_alerts
from knowledge.store.engine import Store
from knowledge.store.tables import alerts, arr_events, health_snapshots

LONGEST_SNOOZE_DAYS = 90
# A fall that was over so soon, and cost nothing, needn't have been told.
_SOON_OVER_DAYS = 56
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """How the alerts of a view's accounts did: `false` ones among `settled`, over `account_years`.

    An alert is settled where somebody answered it, or it ended; silence says nothing.
    False is one that was called useless, or whose usage came back by itself within eight weeks
    with no ARR lost since the fall began, unless somebody called it useful. `allowed` is what the
    rules allow in as many account-years.
    """

    told: int
    answered: int
    settled: int
    false: int
    account_years: float
    allowed: float


def snooze_alert(store: Store, person: Person, alert_id: int, until: date, today: date) -> Alert:
    """Hide an alert up to a day, at most 90 days ahead; then it is back by itself.

    Raises Adjust where the person sees no such alert, or the day is not ahead or too far;
    NotAllowed where they aren't in charge of its account.
    """
    furthest = today + timedelta(days=LONGEST_SNOOZE_DAYS)
    if not today < until <= furthest:
        raise Adjust(
            f"An alert can be snoozed until a day from tomorrow to {furthest.isoformat()}, and not "
            f"until {until.isoformat()}."
        )
    return _change(store, person, alert_id, today, snoozed_until=until)


def answer_alert(
    store: Store, person: Person, alert_id: int, *, useful: bool, words: str, today: date
) -> Alert:
    """Keep a person's answer to "was it useful?"; a later answer replaces an earlier one.

    Raises Adjust where the person sees no such alert, NotAllowed where they aren't in charge of its
    account.
    """
    return _change(
        store, person, alert_id, today,
        useful=YES if useful else NO, words=words.strip() or None,
        answered_by=person.id, answered_on=today,
    )  # fmt: skip


def false_alarms(view: View, rules: AlertRules) -> FalseAlarms:
    """Measure the false alarms among the view's accounts, up to its day."""
    told = told_alerts(view)
    lost = _last_losses(view)
    years = _account_years(view)
    return FalseAlarms(
        told=len(told),
        answered=sum(1 for alert in told if alert.was_answered(view.today)),
        settled=sum(1 for alert in told if _is_settled(alert, view.today)),
        false=sum(1 for alert in told if _was_false(alert, lost, view.today)),
        account_years=years,
        allowed=rules.rate * years,
    )


def _is_settled(alert: Alert, today: date) -> bool:
    return alert.was_answered(today) or not alert.is_open(today)


def _was_false(alert: Alert, lost: dict[int, date], today: date) -> bool:
    if alert.was_answered(today):
        return alert.useful == NO
    if alert.ending != RECOVERED or alert.ended_on is None or alert.ended_on > today:
        return False
    soon = (alert.ended_on - alert.day).days <= _SOON_OVER_DAYS
    return soon and lost.get(alert.account_id, date.min) < alert.since


def _last_losses(view: View) -> dict[int, date]:
    """The newest churn or contraction of each account."""
    e = arr_events.c
    query = (
        select(e.account_id, func.max(e.day))
        .where(view.sees(e.account_id), e.kind.in_(("churn", "contraction")), e.day <= view.today)
        .group_by(e.account_id)
    )
    return {row[0]: row[1] for row in view.connection.execute(query)}


def _account_years(view: View) -> float:
    """How long accounts have been watched: from each one's first to its newest scored day."""
    s = health_snapshots.c
    query = (
        select(func.min(s.day), func.max(s.day))
        .where(view.sees(s.account_id), s.day <= view.today)
        .group_by(s.account_id)
    )
    days = sum((last - first).days for first, last in view.connection.execute(query))
    return float(days / _DAYS_A_YEAR)


def _change(store: Store, person: Person, alert_id: int, today: date, **values: object) -> Alert:
    with store.write() as connection:
        view = View(connection, (person,), today, today)
        require_charge(view, person, _seen(view, person, alert_id).account_id)
        connection.execute(update(alerts).where(alerts.c.id == alert_id).values(**values))
        return _seen(view, person, alert_id)


def _seen(view: View, person: Person, alert_id: int) -> Alert:
    for alert in told_alerts(view):
        if alert.id == alert_id:
            return alert
    raise Adjust(
        f"No alert {alert_id} in your book. `steward health alerts --as {person.email}` lists them."
    )
