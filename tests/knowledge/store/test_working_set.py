from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, update

from knowledge.store.engine import Store
from knowledge.store.nightly import nightly
from knowledge.store.tables import accounts, usage
from knowledge.store.usage_changes import mark_changed
from knowledge.store.working_set import refresh_working_set
from tests.factories import TODAY, days_ago, fill_usage, make_account
from tests.knowledge.store.working_sets import company, refreshed, used
from tests.knowledge.store.worlds import RULES, customer, lively, stored

A_TUESDAY = TODAY + timedelta(days=1)


def test_the_set_says_what_sql_says(store: Store, tmp_path: Path) -> None:
    company(store)

    assert refreshed(store, TODAY, tmp_path).made == "rebuilt"


def test_a_second_refresh_keeps_the_set(store: Store, tmp_path: Path) -> None:
    company(store)
    refreshed(store, TODAY, tmp_path)

    assert refreshed(store, TODAY, tmp_path).made == "kept"


def test_a_new_day_is_added(store: Store, tmp_path: Path) -> None:
    ids = company(store)
    refreshed(store, TODAY, tmp_path)
    with store.write() as connection:
        fill_usage(connection, ids[0], [44], until=TODAY)

    assert refreshed(store, A_TUESDAY, tmp_path).made == "advanced"


def test_nights_that_were_missed_are_made_up_for(store: Store, tmp_path: Path) -> None:
    ids = company(store)
    refreshed(store, days_ago(6), tmp_path)

    with store.write() as connection:
        fill_usage(connection, ids[1], [5] * 5, until=days_ago(2))

    assert refreshed(store, days_ago(1), tmp_path).made == "advanced"


@pytest.mark.parametrize("back", [1, 2, 30, 60, 200, 500])
def test_late_rows_are_read_again(store: Store, tmp_path: Path, back: int) -> None:
    ids = company(store)
    refreshed(store, TODAY, tmp_path)

    used(store, ids[1], 77, days_ago(back))

    assert refreshed(store, TODAY, tmp_path).made == "advanced"


def test_a_newest_day_that_was_removed_is_the_newest_no_more(store: Store, tmp_path: Path) -> None:
    company(store)
    refreshed(store, TODAY, tmp_path)
    with store.write() as connection:
        connection.execute(delete(usage).where(usage.c.day == days_ago(1)))
        mark_changed(connection, [days_ago(1).isoformat()])

    assert refreshed(store, TODAY, tmp_path).held.windows.day == days_ago(2).toordinal()


def test_accounts_come_and_go(store: Store, tmp_path: Path) -> None:
    ids = company(store)
    refreshed(store, TODAY, tmp_path)
    with store.write() as connection:
        connection.execute(delete(accounts).where(accounts.c.id.in_([ids[0], ids[2]])))
        lively(connection)
        customer(connection)
        mark_changed(connection, [days_ago(1).isoformat()])

    assert refreshed(store, TODAY, tmp_path).made == "advanced"


def test_a_new_metric_makes_the_set_anew(store: Store, tmp_path: Path) -> None:
    ids = company(store)
    refreshed(store, TODAY, tmp_path)
    with store.write() as connection:
        fill_usage(connection, ids[1], [5] * 9, metric="events", feature="new")

    assert refreshed(store, TODAY, tmp_path).because == "other metrics"


def test_fractions_are_kept_whole(store: Store, tmp_path: Path) -> None:
    ids = company(store)
    refreshed(store, TODAY, tmp_path)

    used(store, ids[1], 0.1 + 0.2, days_ago(3))

    assert refreshed(store, TODAY, tmp_path).held.days.values.dtype == np.float64
    (tmp_path / "usage.set").unlink()
    assert refreshed(store, TODAY, tmp_path).held.days.values.dtype == np.float64


def test_a_history_longer_than_the_set_is_told_by_its_past(store: Store, tmp_path: Path) -> None:
    with store.write() as connection:
        ids = [lively(connection), *(customer(connection) for _ in range(4))]
        fill_usage(connection, ids[1], [3] * 700)
        fill_usage(connection, ids[2], [3] * 200, until=days_ago(380))
        fill_usage(connection, ids[3], [3] * 100, until=days_ago(600))
        for week in range(60, 90):
            fill_usage(connection, ids[4], [3], until=days_ago(7 * week))

    refreshed(store, days_ago(3), tmp_path)

    assert refreshed(store, TODAY - timedelta(days=2), tmp_path).made == "advanced"
    used(store, ids[3], 9, days_ago(390))
    assert refreshed(store, TODAY - timedelta(days=2), tmp_path).made == "advanced"


def test_a_week_later_the_rows_are_compared(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ids = company(store)
    refreshed(store, days_ago(3), tmp_path)
    with store.write() as connection:
        row = (usage.c.account_id == ids[0]) & (usage.c.day == days_ago(9))
        connection.execute(update(usage).where(row).values(value=1))

    found = refreshed(store, TODAY, tmp_path)

    assert (found.because, found.repaired) == ("weekly comparison", 1)
    assert "differed in 1 accounts: repaired" in caplog.text


def test_an_earlier_day_is_counted_by_sql_and_leaves_the_set(store: Store, tmp_path: Path) -> None:
    company(store)
    refreshed(store, TODAY, tmp_path)

    assert refresh_working_set(store, days_ago(30), tmp_path) is None
    assert refreshed(store, TODAY, tmp_path).made == "kept"


def test_an_earlier_day_knows_no_later_rows(store: Store, tmp_path: Path) -> None:
    ids = company(store)
    nightly(store, days_ago(30), RULES, tmp_path)
    before = stored(store)
    with store.write() as connection:
        fill_usage(connection, ids[1], [500] * 20)

    nightly(store, TODAY, RULES, tmp_path)
    nightly(store, days_ago(30), RULES, tmp_path)

    assert [row for row in stored(store) if row in before] == before


def test_without_usage_there_is_no_set(store: Store, tmp_path: Path) -> None:
    with store.write() as connection:
        make_account(connection)

    assert refresh_working_set(store, TODAY, tmp_path) is None


def test_a_folder_that_cant_be_written_leaves_the_counting_to_sql(
    sqlite_store: Store, tmp_path: Path
) -> None:
    company(sqlite_store)
    (tmp_path / "home").write_text("a file")

    assert refresh_working_set(sqlite_store, TODAY, tmp_path / "home") is None
    assert nightly(sqlite_store, TODAY, RULES, tmp_path / "home").health.accounts == 3


def test_the_nights_snapshots_are_those_without_a_set(store: Store, tmp_path: Path) -> None:
    company(store)
    (tmp_path / "a file").write_text("")
    nightly(store, TODAY, RULES, tmp_path / "a file")
    by_sql = stored(store)

    assert nightly(store, TODAY, RULES, tmp_path).usage is not None

    assert stored(store) == by_sql


def test_an_account_that_isnt_in_the_set_used_nothing(store: Store, tmp_path: Path) -> None:
    ids = company(store)

    counts = refreshed(store, TODAY, tmp_path).counted([ids[0], 999])

    assert np.isnan(counts.first).tolist() == [False, True]
