"""`steward health alerts`: whose usage fell and stays down, and what became of such alerts."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.table import Table

from bot.settings import Settings
from bot.terminal.show import console
from bot.wiring import Steward
from knowledge.health.rules import AlertRules
from knowledge.health.usage_limits import Found, found_share
from knowledge.health.usage_noise import USUAL_PHI, Noise
from knowledge.store.access import View
from knowledge.store.accounts import names_of
from knowledge.store.alerts import Alert, open_alerts
from knowledge.store.alerts_answered import FalseAlarms, answer_alert, false_alarms, snooze_alert
from knowledge.store.evaluation import operations_view
from knowledge.store.schema import require_current

# Fewer account-years than this tell nothing of a rate.
_ENOUGH_YEARS = 10
_USUAL_LEVEL = 40.0
_STEPS = (0.2, 0.4, 0.6)


def print_alerts(email: str, as_of: date | None, *, as_json: bool) -> None:
    """Print the open alerts that a person sees, everybody's where none is named."""
    steward = Steward(Settings())
    require_current(steward.store)
    if email:
        with steward.desk(email, today=as_of).view() as view:
            _print(view, steward.rules.alerts, as_json=as_json)
        return
    with steward.store.read() as connection:
        view = operations_view(connection, as_of or steward.today_now())
        _print(view, steward.rules.alerts, as_json=as_json)


def snooze(alert_id: int, email: str, until: date) -> None:
    """Hide an alert up to a day."""
    desk = Steward(Settings()).desk(email)
    alert = snooze_alert(desk.store, desk.viewer, alert_id, until, desk.rights_on)
    console().print(f"Alert {alert.id} is snoozed until {until.isoformat()}; then it is back.")


def answer(alert_id: int, email: str, *, useful: bool, words: str) -> None:
    """Keep whether an alert was useful."""
    desk = Steward(Settings()).desk(email)
    kept = answer_alert(
        desk.store, desk.viewer, alert_id, useful=useful, words=words, today=desk.rights_on
    )
    said = "useful" if useful else "not useful: it is off the lists, and counts as a false alarm"
    console().print(f"Alert {kept.id} was {said}.", soft_wrap=True)


def _print(view: View, rules: AlertRules, *, as_json: bool) -> None:
    names = names_of(view)
    found = open_alerts(view)
    measured = false_alarms(view, rules)
    level, noise = _usual(found)
    shares = {step: found_share(level, noise, rules, step) for step in _STEPS}
    if as_json:
        print(json.dumps(_object(view, found, names, rules, measured, level, shares)))  # noqa: T201
        return
    out = console()
    if found:
        out.print(_table(view, found, names))
    else:
        out.print(f"No open alert as of {view.today.isoformat()}.")
    out.print(f"\n{_budget_words(rules, measured)}", soft_wrap=True)
    out.print(_limits_words(level, shares), soft_wrap=True)


def _usual(found: list[Alert]) -> tuple[float, Noise]:
    """An account like those that the alerts are of; one of middling use where there are none."""
    if not found:
        return _USUAL_LEVEL, Noise(USUAL_PHI, 0.0)
    middle = sorted(found, key=lambda alert: alert.level)[len(found) // 2]
    return float(round(middle.level)), Noise(middle.phi, middle.memory)


def _table(view: View, found: list[Alert], names: dict[int, str]) -> Table:
    title = f"Use that fell and stays down, season taken out, as of {view.today.isoformat()}"
    table = Table(
        "id", "account", "fell by", "since", "a week, expected", "told on", "", title=title
    )
    for alert in found:
        table.add_row(
            str(alert.id),
            names[alert.account_id],
            f"{alert.fell_percent:.0f}%",
            alert.since.isoformat(),
            f"{alert.seen:,.0f}, not {alert.usual:,.0f}",
            alert.day.isoformat(),
            _state(alert, view.today),
        )
    return table


def _state(alert: Alert, today: date) -> str:
    if alert.was_answered(today):
        said = "useful" if not alert.is_refused(today) else "not useful"
        words = f': "{alert.words}"' if alert.words else ""
        return f"{said}, {alert.answered_by or 'somebody'}{words}"
    if alert.is_snoozed(today):
        return f"snoozed until {alert.snoozed_until}"
    return ""


def _budget_words(rules: AlertRules, measured: FalseAlarms) -> str:
    budget = f"{rules.false_alarms:g} false alarms a year in a book of {rules.for_book_of:g}"
    if measured.account_years < _ENOUGH_YEARS:
        return f"Budget: {budget}. Watched for too short a time to measure it."
    waiting = measured.told - measured.settled
    return (
        f"Budget: {budget}. Measured: {measured.false} false of {measured.settled} answered or "
        f"ended, in {measured.account_years:.0f} account-years, where the budget allows "
        f"{measured.allowed:.1f}; {waiting} not settled yet, {measured.answered} answered."
    )


def _limits_words(level: float, shares: dict[float, Found]) -> str:
    told = ", ".join(
        f"{100 * step:.0f}%: {100 * share.within_13_weeks:.0f} of 100"
        for step, share in shares.items()
    )
    return (
        f"What it can find, at {level:,.0f} uses a week: of lasting falls, within a quarter, by "
        f"{told}. What it doesn't list may still have fallen."
    )


def _object(
    view: View,
    found: list[Alert],
    names: dict[int, str],
    rules: AlertRules,
    measured: FalseAlarms,
    level: float,
    shares: dict[float, Found],
) -> dict[str, Any]:
    rows = [
        {"account": names[alert.account_id]}
        | {name: _plain(value) for name, value in asdict(alert).items() if name != "account_id"}
        for alert in found
    ]
    return {
        "as_of": view.today.isoformat(),
        "alerts": rows,
        "budget": {"false_alarms": rules.false_alarms, "for_book_of": rules.for_book_of},
        "measured": asdict(measured),
        "detectable": {
            "uses_a_week": level,
            "falls": [{"percent": 100 * step} | asdict(share) for step, share in shares.items()],
        },
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
