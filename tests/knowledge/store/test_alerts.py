"""Alerts in the store: raised once, ended, hidden, answered, and seen by those who may."""

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import Connection, delete

from knowledge.errors import Adjust
from knowledge.store.access import Person, View, person_by_email
from knowledge.store.alerts import Alert, alerts_of, open_alerts, told_alerts
from knowledge.store.alerts_answered import answer_alert, false_alarms, snooze_alert
from knowledge.store.alerts_raised import RaisedAlerts, raise_alerts
from knowledge.store.engine import Store
from knowledge.store.evaluation import operations_view
from knowledge.store.tables import health_snapshots, usage
from tests.factories import (
    TODAY,
    fill_usage,
    make_account,
    make_arr_event,
    make_health_snapshot,
    make_person,
)
from tests.knowledge.store.worlds import RULES
from tests.tools.conftest import counted_queries

WEEKS = 86
MAYA, TOM = "maya@steward.test", "tom@steward.test"


def _in_weeks(weeks: int) -> date:
    return TODAY + timedelta(weeks=weeks)


def _world(store: Store, *, falls_at: int | None = 80, back_at: int | None = None) -> int:
    """Fifteen accounts, the first of Maya and the others of Tom; usage for `WEEKS` weeks up to
    today and 20 after. The first account's halves in a week and is back in another."""
    rng = np.random.default_rng(1)
    with store.write() as connection:
        maya, tom = (make_person(connection, email=email) for email in (MAYA, TOM))
        first = 0
        for number in range(15):
            account = make_account(connection, tom if number else maya)
            first = first or account
            daily = rng.poisson(40, (WEEKS + 20, 7)).astype(float)
            if number == 0 and falls_at is not None:
                daily[falls_at:back_at] = np.rint(daily[falls_at:back_at] / 2)
                if back_at is not None:
                    daily[back_at:] += 10
            fill_usage(
                connection, account, daily.ravel().tolist(), until=_in_weeks(20) - timedelta(1)
            )
            for week in range(-4, 21):
                make_health_snapshot(connection, account, day=_in_weeks(week))
    return first


def _raise(store: Store, day: date = TODAY) -> RaisedAlerts:
    return raise_alerts(store, day, RULES)


def _told(store: Store, day: date = TODAY) -> list[Alert]:
    with store.read() as connection:
        return told_alerts(operations_view(connection, day))


def _person(connection: Connection, email: str) -> Person:
    person = person_by_email(connection, email)
    assert person is not None
    return person


def _of(store: Store, email: str, day: date = TODAY) -> dict[int, Alert]:
    with store.read() as connection:
        return alerts_of(View(connection, (_person(connection, email),), day, TODAY))


def _maya(store: Store) -> Person:
    with store.read() as connection:
        return _person(connection, MAYA)


def test_a_fall_is_raised_with_when_and_how_much(store: Store) -> None:
    account = _world(store)

    done = _raise(store)

    assert (done.accounts, done.raised, done.ended, done.open) == (15, 1, 0, 1)
    alert = _told(store)[0]
    assert (alert.account_id, alert.day) == (account, TODAY)
    assert abs((alert.since - _in_weeks(80 - WEEKS)).days) <= 14
    assert alert.since < alert.week < TODAY
    assert alert.fell_percent == pytest.approx(50, abs=8)
    assert alert.usual == pytest.approx(280, rel=0.1)
    assert alert.metric == "active_users"
    assert alert.statistic > alert.limit


def test_a_second_run_changes_nothing(store: Store) -> None:
    _world(store)
    _raise(store)
    once = _told(store)
    assert _raise(store).raised == 0
    assert _told(store) == once


def test_an_open_alert_is_not_raised_again_in_later_weeks(sqlite_store: Store) -> None:
    _world(sqlite_store)
    runs = [_raise(sqlite_store, _in_weeks(week)) for week in range(-2, 6)]
    assert sum(run.raised for run in runs) == 1
    assert len(_told(sqlite_store, _in_weeks(6))) == 1


def test_an_alert_ends_when_use_is_back(sqlite_store: Store) -> None:
    _world(sqlite_store, back_at=WEEKS + 2)
    for week in range(6):
        _raise(sqlite_store, _in_weeks(week))

    alert = _told(sqlite_store, _in_weeks(6))[0]

    assert alert.ending == "recovered"
    assert alert.ended_on is not None
    assert _in_weeks(3) <= alert.ended_on <= _in_weeks(5)
    assert alert.is_open(_in_weeks(2))


def test_a_fall_that_was_told_and_ended_is_not_told_again(sqlite_store: Store) -> None:
    account = _world(sqlite_store, back_at=WEEKS + 2)
    for week in range(20):
        _raise(sqlite_store, _in_weeks(week))
    told = _told(sqlite_store, _in_weeks(20))
    assert [alert.account_id for alert in told].count(account) == 1


def test_an_alert_of_an_account_that_left_ends(sqlite_store: Store) -> None:
    account = _world(sqlite_store)
    _raise(sqlite_store)
    with sqlite_store.write() as connection:
        s = health_snapshots.c
        connection.execute(delete(health_snapshots).where(s.account_id == account, s.day > TODAY))

    done = _raise(sqlite_store, _in_weeks(1))

    assert (done.ended, done.open) == (1, 0)
    assert _told(sqlite_store, _in_weeks(1))[0].ending == "left"


def test_a_day_that_was_not_scored_ends_nothing(sqlite_store: Store) -> None:
    _world(sqlite_store)
    _raise(sqlite_store)
    done = _raise(sqlite_store, TODAY + timedelta(days=3))
    assert done == RaisedAlerts(TODAY + timedelta(days=3), 0, 0, 0, 1)


def test_an_earlier_day_run_later_raises_no_second_alert(sqlite_store: Store) -> None:
    _world(sqlite_store)
    _raise(sqlite_store, _in_weeks(1))
    assert _raise(sqlite_store, TODAY).raised == 0


def test_a_feed_that_stopped_raises_nothing_and_ends_nothing(sqlite_store: Store) -> None:
    account = _world(sqlite_store)
    _raise(sqlite_store)
    with sqlite_store.write() as connection:
        u = usage.c
        connection.execute(delete(usage).where(u.account_id == account, u.day >= TODAY))
        other = make_account(connection)
        fill_usage(connection, other, [40.0] * 560, until=TODAY - timedelta(weeks=4))
        make_health_snapshot(connection, other, day=_in_weeks(4))

    done = _raise(sqlite_store, _in_weeks(4))

    assert (done.raised, done.ended, done.open) == (0, 0, 1)


def test_what_comes_after_a_day_changes_no_alert_of_that_day(sqlite_store: Store) -> None:
    _world(sqlite_store)
    _raise(sqlite_store)
    with_future = _told(sqlite_store)
    with sqlite_store.write() as connection:
        connection.execute(delete(usage).where(usage.c.day >= TODAY))
        connection.exec_driver_sql("DELETE FROM alerts")
    _raise(sqlite_store)
    assert [_content(a) for a in _told(sqlite_store)] == [_content(a) for a in with_future]


def _content(alert: Alert) -> tuple[object, ...]:
    return (alert.account_id, alert.day, alert.since, alert.week, alert.seen, alert.statistic)


def test_a_week_that_came_late_is_judged_when_it_is_there(sqlite_store: Store) -> None:
    account = _world(sqlite_store, falls_at=None)
    with sqlite_store.write() as connection:
        u = usage.c
        late = (u.account_id == account, u.day >= TODAY - timedelta(days=11), u.day < TODAY)
        connection.execute(delete(usage).where(*late))

    assert _raise(sqlite_store).raised == 0


def test_a_company_without_falls_is_quiet(sqlite_store: Store) -> None:
    _world(sqlite_store, falls_at=None)
    assert _raise(sqlite_store).raised == 0


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=500)])
def test_an_empty_company_raises_nothing(sqlite_store: Store, day: date) -> None:
    assert _raise(sqlite_store, day) == RaisedAlerts(day, 0, 0, 0, 0)


def test_alerts_are_seen_by_those_who_see_the_account(store: Store) -> None:
    account = _world(store)
    _raise(store)
    assert set(_of(store, MAYA)) == {account}
    assert _of(store, TOM) == {}


def test_a_snoozed_alert_is_back_after_the_day(sqlite_store: Store) -> None:
    account = _world(sqlite_store)
    _raise(sqlite_store)
    alert = _told(sqlite_store)[0]

    until = TODAY + timedelta(days=90)
    snooze_alert(sqlite_store, _maya(sqlite_store), alert.id, until, TODAY)

    assert _of(sqlite_store, MAYA) == {}
    assert _of(sqlite_store, MAYA, until) == {}
    assert set(_of(sqlite_store, MAYA, until + timedelta(days=1))) == {account}


@pytest.mark.parametrize("days", [0, -3, 91])
def test_a_snooze_of_no_or_too_many_days_is_refused(sqlite_store: Store, days: int) -> None:
    _world(sqlite_store)
    _raise(sqlite_store)
    alert = _told(sqlite_store)[0]
    until = TODAY + timedelta(days=days)
    with pytest.raises(Adjust, match="2026-05-31"):
        snooze_alert(sqlite_store, _maya(sqlite_store), alert.id, until, TODAY)


def test_an_alert_of_another_book_can_be_neither_snoozed_nor_answered(store: Store) -> None:
    _world(store)
    _raise(store)
    alert = _told(store)[0]
    with store.read() as connection:
        tom = _person(connection, TOM)
    with pytest.raises(Adjust, match="No alert"):
        snooze_alert(store, tom, alert.id, TODAY + timedelta(days=3), TODAY)
    with pytest.raises(Adjust, match="No alert"):
        answer_alert(store, tom, alert.id, useful=True, words="", today=TODAY)
    assert _told(store) == [alert]


def test_an_alert_that_was_of_no_use_is_off_the_lists_and_counts_as_false(store: Store) -> None:
    _world(store)
    _raise(store)
    alert = _told(store)[0]

    kept = answer_alert(
        store, _maya(store), alert.id, useful=False, words=" They were on leave. ", today=TODAY
    )

    assert (kept.useful, kept.words, kept.answered_on) == ("no", "They were on leave.", TODAY)
    assert kept.answered_by == _maya(store).name
    assert _of(store, MAYA) == {}
    with store.read() as connection:
        view = operations_view(connection, TODAY)
        measured = false_alarms(view, RULES.alerts)
        assert len(open_alerts(view)) == 1
    assert (measured.told, measured.answered, measured.settled, measured.false) == (1, 1, 1, 1)
    assert measured.account_years == pytest.approx(15 * 28 / 365.25)
    assert measured.allowed == pytest.approx(3 / 40 * 15 * 28 / 365.25)


def test_an_alert_that_nobody_answered_is_not_settled_yet(sqlite_store: Store) -> None:
    _world(sqlite_store)
    _raise(sqlite_store)
    with sqlite_store.read() as connection:
        measured = false_alarms(operations_view(connection, TODAY), RULES.alerts)
    assert (measured.told, measured.settled, measured.false) == (1, 0, 0)


@pytest.mark.parametrize(("contraction", "false"), [(False, 1), (True, 0)])
def test_a_fall_that_was_soon_over_is_false_unless_it_cost_arr(
    sqlite_store: Store, contraction: bool, false: int
) -> None:
    account = _world(sqlite_store, back_at=WEEKS + 2)
    for week in range(6):
        _raise(sqlite_store, _in_weeks(week))
    if contraction:
        with sqlite_store.write() as connection:
            make_arr_event(
                connection, account_id=account, kind="contraction", day=_in_weeks(1),
                delta_minor=-1000,
            )  # fmt: skip

    with sqlite_store.read() as connection:
        measured = false_alarms(operations_view(connection, _in_weeks(6)), RULES.alerts)

    assert measured.false == false


def test_raising_takes_as_many_queries_for_many_accounts_as_for_few(sqlite_store: Store) -> None:
    _world(sqlite_store, falls_at=None)
    with counted_queries(sqlite_store) as few:
        _raise(sqlite_store)
    with sqlite_store.write() as connection:
        for _ in range(30):
            account = make_account(connection)
            fill_usage(connection, account, [40.0] * 100)
            make_health_snapshot(connection, account)
    with counted_queries(sqlite_store) as many:
        _raise(sqlite_store)
    assert len(few) == len(many) <= 4
