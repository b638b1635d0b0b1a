from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import Connection

from knowledge.store.evaluation import operations_view
from knowledge.store.usage_weeks import WeeklyUsage, weekly_usage
from tests.factories import TODAY, fill_usage, make_account

WEEKS = 12
SUNDAY = TODAY - timedelta(days=1)
WORKING_WEEK = [10.0] * 5 + [0.0] * 2


def _weekly(connection: Connection, *ids: int, day: date = TODAY) -> WeeklyUsage:
    return weekly_usage(operations_view(connection, day), ids, WEEKS)


def test_weeks_run_from_monday_to_sunday_and_the_running_one_is_left_out(
    connection: Connection,
) -> None:
    account = make_account(connection)
    fill_usage(connection, account, WORKING_WEEK * 14 + [99.0], until=TODAY)

    weekly = _weekly(connection, account, day=TODAY + timedelta(days=1))

    assert weekly.mondays[-1] == TODAY - timedelta(days=7)
    assert len(weekly.mondays) == WEEKS
    assert weekly.counts[0, 1:].tolist() == [50.0] * (WEEKS - 1)
    assert weekly.metrics == ("active_users",)


def test_nothing_after_the_day_counts(connection: Connection) -> None:
    account = make_account(connection)
    fill_usage(connection, account, WORKING_WEEK * 20, until=SUNDAY)
    earlier = TODAY - timedelta(weeks=3)

    weekly = _weekly(connection, account, day=earlier)

    assert weekly.mondays[-1] == earlier - timedelta(days=7)


def test_a_count_of_users_that_begins_later_does_not_hide_earlier_events(
    connection: Connection,
) -> None:
    account = make_account(connection)
    fill_usage(connection, account, WORKING_WEEK * 14, metric="events")
    fill_usage(connection, account, [3.0] * 7, until=TODAY + timedelta(days=7))

    assert _weekly(connection, account).metrics == ("events",)


def test_a_week_whose_friday_the_feed_has_not_reached_is_left_out(connection: Connection) -> None:
    account = make_account(connection)
    fill_usage(connection, account, WORKING_WEEK * 14 + [10.0] * 3, until=TODAY + timedelta(2))

    weekly = _weekly(connection, account, day=TODAY + timedelta(weeks=1))

    assert weekly.mondays[-1] == TODAY - timedelta(days=7)


def test_events_stand_in_for_users_and_whole_counts_for_features(connection: Connection) -> None:
    by_events, by_features, by_both = (make_account(connection) for _ in range(3))
    days = WORKING_WEEK * 14
    fill_usage(connection, by_events, days, metric="events")
    fill_usage(connection, by_events, [1.0] * 98, metric="events", feature="reports")
    for feature in ("reports", "alerts"):
        fill_usage(connection, by_features, days, metric="events", feature=feature)
    fill_usage(connection, by_both, days)
    fill_usage(connection, by_both, [100.0] * 98, metric="events")
    fill_usage(connection, by_both, [100.0] * 98, metric="seats_assigned")

    weekly = _weekly(connection, by_events, by_features, by_both)

    assert weekly.metrics == ("events", "events", "active_users")
    assert weekly.counts[:, -1].tolist() == [50.0, 100.0, 50.0]


def test_a_daily_feed_with_a_hole_or_an_end_is_not_known(connection: Connection) -> None:
    holed, stopped, other = (make_account(connection) for _ in range(3))
    fill_usage(connection, other, WORKING_WEEK * 14)
    fill_usage(connection, stopped, WORKING_WEEK * 12, until=SUNDAY - timedelta(weeks=2))
    fill_usage(connection, holed, WORKING_WEEK * 12, until=SUNDAY - timedelta(weeks=2))
    fill_usage(connection, holed, WORKING_WEEK + WORKING_WEEK[:2], until=SUNDAY - timedelta(5))
    fill_usage(connection, holed, WORKING_WEEK[:2], until=SUNDAY)

    weekly = _weekly(connection, holed, stopped, other)

    assert np.isnan(weekly.counts[1, -2:]).all()
    assert np.isnan(weekly.counts[0, -1])
    assert weekly.counts[0, -2] == 50.0


def test_an_account_that_has_rows_now_and_then_used_nothing_on_the_other_days(
    connection: Connection,
) -> None:
    rare, other = make_account(connection), make_account(connection)
    fill_usage(connection, other, WORKING_WEEK * 14)
    for week in range(2, 12):
        fill_usage(connection, rare, [7.0], until=SUNDAY - timedelta(weeks=week, days=2))

    weekly = _weekly(connection, rare, other)

    assert weekly.counts[0, -3:].tolist() == [7.0, 0.0, 0.0]


def test_before_its_first_row_nothing_is_known_of_an_account(connection: Connection) -> None:
    young, none, other = (make_account(connection) for _ in range(3))
    fill_usage(connection, other, WORKING_WEEK * 14)
    fill_usage(connection, young, WORKING_WEEK * 3)

    weekly = _weekly(connection, young, none, other)

    assert np.isnan(weekly.counts[0, :-2]).all()
    assert weekly.counts[0, -2:].tolist() == [50.0, 50.0]
    assert np.isnan(weekly.counts[1]).all()


@pytest.mark.parametrize("accounts", [0, 2])
def test_without_usage_there_are_no_weeks(connection: Connection, accounts: int) -> None:
    ids = [make_account(connection) for _ in range(accounts)]
    weekly = _weekly(connection, *ids)
    assert weekly.counts.shape == (accounts, 0)
    assert weekly.mondays == ()
