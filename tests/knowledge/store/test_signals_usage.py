import pytest
from sqlalchemy import Connection

from knowledge.health import EVIDENCE, MEASURES
from tests.factories import days_ago, fill_usage, make_contract
from tests.knowledge.store.worlds import (
    NAN,
    age,
    customer,
    evidence,
    lively,
    sample,
    signals,
    value,
)


def test_seat_utilisation_is_the_mean_of_working_days_over_the_seats_in_force(
    connection: Connection,
) -> None:
    account = customer(connection, seats=40)
    make_contract(connection, account, seats=10)
    # Four weeks that end on a Sunday: 20 users on each working day, 1 on the others.
    fill_usage(connection, account, ([20] * 5 + [1] * 2) * 4)

    assert value(connection, "seat_utilisation") == pytest.approx(100 * 20 / 50)
    assert sample(connection, "seat_utilisation") == 50
    assert age(connection, "seat_utilisation") == 1


def test_seats_nobody_uses_any_more_are_zero_and_never_measured_ones_are_missing(
    connection: Connection,
) -> None:
    stopped, _, running = (customer(connection) for _ in range(3))
    fill_usage(connection, stopped, [30] * 20, until=days_ago(29))
    fill_usage(connection, running, [30] * 28)

    found = signals(connection).values[:, MEASURES.index("seat_utilisation")]

    assert found.tolist() == [0, NAN, 30]


def test_the_trend_compares_28_days_with_the_56_before(connection: Connection) -> None:
    account = customer(connection)
    fill_usage(connection, account, [50] * 56 + [40] * 28)

    assert value(connection, "usage_trend") == pytest.approx(-20)
    assert sample(connection, "usage_trend") == pytest.approx(50)


def test_the_trend_of_an_account_without_user_counts_is_that_of_its_events(
    connection: Connection,
) -> None:
    account = customer(connection)
    for feature in ("reports", "alerts"):
        values = [50] * 56 + [75] * 28
        fill_usage(connection, account, values, metric="events", feature=feature)

    assert value(connection, "usage_trend") == pytest.approx(50)


@pytest.mark.parametrize(("days", "expected"), [(27, NAN), (28, pytest.approx(0))])
def test_the_trend_needs_half_of_the_baseline_days(
    connection: Connection, days: int, expected: float
) -> None:
    account = customer(connection)
    fill_usage(connection, account, [10] * (days + 28))

    assert value(connection, "usage_trend") == expected


def test_a_late_feed_makes_usage_older_and_not_lower(connection: Connection) -> None:
    account = customer(connection)
    fill_usage(connection, account, [50] * 84, until=days_ago(12))

    assert value(connection, "usage_trend") == pytest.approx(0)
    assert value(connection, "seat_utilisation") == pytest.approx(50)
    assert age(connection, "usage_trend") == 12
    assert evidence(connection, "usage_zero_days") == NAN


def test_breadth_counts_the_features_used_of_those_that_anybody_uses(
    connection: Connection,
) -> None:
    narrow, broad, _ = (customer(connection) for _ in range(3))
    for feature in ("a", "b", "c", "d"):
        fill_usage(connection, broad, [1], metric="events", feature=feature)
    fill_usage(connection, narrow, [3], metric="events", feature="a")
    fill_usage(connection, narrow, [0], metric="events", feature="b")
    fill_usage(connection, narrow, [9], metric="events", feature="c", until=days_ago(40))

    found = signals(connection).values[:, MEASURES.index("feature_breadth")]

    assert found.tolist() == [25, 100, NAN]


def test_days_without_any_use_are_evidence_where_the_feed_is_fresh(
    connection: Connection,
) -> None:
    quiet, lively, zeros = (customer(connection) for _ in range(3))
    fill_usage(connection, quiet, [5] * 3, until=days_ago(21))
    fill_usage(connection, lively, [5] * 3)
    fill_usage(connection, zeros, [0] * 10)

    found = signals(connection).evidence[:, EVIDENCE.index("usage_zero_days")]

    assert found.tolist() == [20, NAN, 10]


def usage_measures(connection: Connection, row: int = 0) -> list[float]:
    found = signals(connection).values[row]
    return [
        float(found[MEASURES.index(measure)])
        for measure in ("seat_utilisation", "usage_trend", "feature_breadth")
    ]


@pytest.mark.parametrize("quiet_days", [7, 20, 36, 200])
@pytest.mark.parametrize("metric", ["active_users", "events"])
def test_a_daily_feed_that_stopped_leaves_usage_missing_and_not_zero(
    connection: Connection, quiet_days: int, metric: str
) -> None:
    stopped, _ = customer(connection), lively(connection)
    fill_usage(connection, stopped, [30] * 90, metric=metric, until=days_ago(quiet_days + 1))

    assert usage_measures(connection) == [NAN, NAN, NAN]
    assert evidence(connection, "usage_zero_days") == NAN


def test_a_feed_may_be_late_for_six_days(connection: Connection) -> None:
    late, _ = customer(connection), lively(connection)
    fill_usage(connection, late, [30] * 90, until=days_ago(7))

    assert value(connection, "seat_utilisation") == pytest.approx(30)


def test_a_daily_feed_of_zeros_is_no_use(connection: Connection) -> None:
    idle, _ = customer(connection), lively(connection)
    fill_usage(connection, idle, [30] * 60 + [0] * 36)

    assert value(connection, "seat_utilisation") == 0
    assert value(connection, "usage_trend") == -100
    assert evidence(connection, "usage_zero_days") == 36


@pytest.mark.parametrize(
    ("days_a_week", "expected"), [((0, 1, 2, 3), NAN), ((0, 2, 4, 5, 6), 35)],
    ids=["four of five working days", "three working days and the weekend"],
)  # fmt: skip
def test_rows_on_four_of_five_working_days_make_a_daily_feed(
    connection: Connection, days_a_week: tuple[int, ...], expected: float
) -> None:
    account, _ = customer(connection), lively(connection)
    # The last of the twelve weeks ends on a Sunday.
    for day in range(84):
        if day % 7 in days_a_week:
            fill_usage(connection, account, [30], until=days_ago(36 + 83 - day))

    assert evidence(connection, "usage_zero_days") == expected


def test_a_daily_feed_from_two_sources_isnt_counted_twice(connection: Connection) -> None:
    account, _ = customer(connection), lively(connection)
    for key in ("", "other"):
        fill_usage(connection, account, [30] * 30, until=days_ago(36), source_key=key)

    assert evidence(connection, "usage_zero_days") == 35


def test_user_counts_that_stopped_dont_hide_the_features_in_use(connection: Connection) -> None:
    account, _ = customer(connection), lively(connection)
    fill_usage(connection, account, [30] * 90, until=days_ago(20))
    fill_usage(connection, account, [5] * 90, metric="events", feature="reports")

    assert usage_measures(connection) == [NAN, NAN, 100]
    assert evidence(connection, "usage_zero_days") == NAN
