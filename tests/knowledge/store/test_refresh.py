from typing import Any

import pytest
from sqlalchemy import select, update

from knowledge.store.engine import Store
from knowledge.store.snapshots import refresh_health
from knowledge.store.tables import contracts, health_snapshots
from tests.factories import TODAY, days_ago, make_account, make_contract, make_health_snapshot
from tests.knowledge.store.worlds import RULES, health_on, healthy, stored, with_bands

YESTERDAY = days_ago(1)


def test_a_refresh_keeps_one_snapshot_of_each_paying_account(store: Store) -> None:
    with store.write() as connection:
        account = healthy(connection)
        make_account(connection, name="Prospect")

    done = refresh_health(store, TODAY, RULES)

    assert (done.day, done.accounts, done.bands) == (TODAY, 1, {"green": 1})
    assert set(health_on(store)) == {account}


def test_refreshing_twice_changes_nothing(store: Store) -> None:
    with store.write() as connection:
        for _ in range(3):
            healthy(connection)
    refresh_health(store, YESTERDAY, RULES)
    refresh_health(store, TODAY, RULES)
    once = stored(store)

    refresh_health(store, TODAY, RULES)

    assert stored(store) == once
    assert len(once) == 6


def test_a_refresh_takes_back_the_snapshot_of_an_account_that_did_not_pay_after_all(
    store: Store,
) -> None:
    with store.write() as connection:
        account = make_account(connection)
        make_health_snapshot(connection, account, day=TODAY)
        make_health_snapshot(connection, account, day=YESTERDAY)

    refresh_health(store, TODAY, RULES)

    assert [row.day for row in _snapshots(store)] == [YESTERDAY]


def _snapshots(store: Store) -> list[Any]:
    with store.read() as connection:
        return list(connection.execute(select(health_snapshots)))


def test_an_empty_store_refreshes_to_nothing(store: Store) -> None:
    assert refresh_health(store, TODAY, RULES).accounts == 0
    assert health_on(store) == {}


def test_a_band_changes_on_the_second_day_past_the_line(store: Store) -> None:
    with store.write() as connection:
        account = healthy(connection)
    score = health_on(store)[account].score
    assert score is not None
    stricter = with_bands(RULES, green_from=score + 5)
    with store.write() as connection:
        make_health_snapshot(connection, account, day=days_ago(2), score=score + 9, band="green")

    bands = [refresh_health(store, day, stricter).bands for day in (YESTERDAY, TODAY)]

    assert bands == [{"green": 1}, {"yellow": 1}]


@pytest.mark.parametrize("nights_missed", [0, 3])
def test_a_band_is_held_over_missed_nights(store: Store, nights_missed: int) -> None:
    with store.write() as connection:
        account = healthy(connection)
    score = health_on(store)[account].score
    assert score is not None
    with store.write() as connection:
        before = days_ago(1 + nights_missed)
        make_health_snapshot(connection, account, day=before, score=score + 9, band="green")

    done = refresh_health(store, TODAY, with_bands(RULES, green_from=score + 5))

    assert done.bands == {"green": 1}


def test_a_cap_changes_the_band_at_once(store: Store) -> None:
    with store.write() as connection:
        account = healthy(connection)
    refresh_health(store, YESTERDAY, RULES)
    with store.write() as connection:
        connection.execute(update(contracts).values(notice_served_on=TODAY))

    done = refresh_health(store, TODAY, RULES)

    assert done.bands == {"red": 1}
    assert health_on(store)[account].score == 0


def test_three_days_of_hysteresis_wait_for_three_snapshots(store: Store) -> None:
    with store.write() as connection:
        account = healthy(connection)
    score = health_on(store)[account].score
    assert score is not None
    rules = with_bands(RULES, green_from=score + 5, hysteresis_snapshots=3)
    with store.write() as connection:
        make_health_snapshot(connection, account, day=YESTERDAY, score=score, band="green")
    assert refresh_health(store, TODAY, rules).bands == {"green": 1}

    with store.write() as connection:
        make_health_snapshot(connection, account, day=days_ago(2), score=score, band="green")
    assert refresh_health(store, TODAY, rules).bands == {"yellow": 1}


def test_a_refresh_of_many_accounts_is_written_whole(store: Store) -> None:
    with store.write() as connection:
        for _ in range(520):
            make_contract(connection, make_account(connection))

    assert refresh_health(store, TODAY, RULES).accounts == 520
    assert len(stored(store)) == 520
