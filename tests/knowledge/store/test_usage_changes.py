from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import insert

from knowledge.store.engine import Store
from knowledge.store.landing_usage import UsageRow, delete_usage, land_usage, metric_id
from knowledge.store.tables import imports
from knowledge.store.usage_changes import changed_since, newest_change
from tests.factories import READ_AT, make_account

FIRST = date(2026, 1, 1)


def rows(store: Store, *, days: int, value: float = 3, accounts: int = 2) -> list[UsageRow]:
    """A row for each of so many days of each account, which are made where they are missing."""
    with store.write() as connection:
        home = {"source": "test", "folder": "f", "started_at": READ_AT}
        import_id = connection.execute(insert(imports).values(home)).inserted_primary_key
        metric = metric_id(connection, "active_users", "")
        for number in range(accounts):
            if import_id is not None and import_id[0] == 1:
                make_account(connection, name=f"Account {number}")
    assert import_id is not None
    dated = [(FIRST + timedelta(days=i)).isoformat() for i in range(days)]
    return [
        (account + 1, metric, day, "", value, import_id[0])
        for account, day in product(range(accounts), dated)
    ]


def land(store: Store, some: list[UsageRow]) -> list[date]:
    """Land rows and tell which days changed by it."""
    with store.write() as connection:
        before = newest_change(connection)
        land_usage(connection, some)
        return changed_since(connection, before)


def days(*numbers: int) -> Iterator[date]:
    return (FIRST + timedelta(days=number) for number in numbers)


def test_new_rows_change_their_days(store: Store) -> None:
    assert land(store, rows(store, days=3)) == [*days(0, 1, 2)]


def test_the_same_rows_again_change_nothing(store: Store) -> None:
    land(store, rows(store, days=30))

    assert land(store, rows(store, days=30)) == []


def test_a_day_more_and_a_corrected_one_change_these_days_alone(store: Store) -> None:
    land(store, rows(store, days=30))
    again = rows(store, days=31)
    again[4] = (*again[4][:4], 99.0, again[4][5])

    assert land(store, again) == [*days(4, 30)]


def test_a_days_file_changes_its_day(store: Store) -> None:
    land(store, rows(store, days=30, accounts=5)[:-1])
    of_last_day = [row for row in rows(store, days=30, accounts=5) if row[2] == "2026-01-30"]

    assert land(store, of_last_day) == [*days(29)]


def test_removed_rows_change_their_days(store: Store) -> None:
    landed = rows(store, days=30)
    land(store, landed)
    with store.write() as connection:
        before = newest_change(connection)
        delete_usage(connection, [landed[7][:4]])

        assert changed_since(connection, before) == [*days(7)]


@pytest.mark.parametrize("known", [1, 2])
def test_a_reader_gets_the_days_since_the_change_that_it_knows(store: Store, known: int) -> None:
    for number in (10, 20, 30):
        land(store, rows(store, days=number))

    with store.read() as connection:
        assert changed_since(connection, known) == [*days(*range(10 * known, 30))]
        assert newest_change(connection) == 3


def test_without_usage_nothing_changed(store: Store) -> None:
    with store.read() as connection:
        assert newest_change(connection) == 0
        assert changed_since(connection, 0) == []
