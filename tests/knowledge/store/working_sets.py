"""A small company's working set, held against SQL."""

from datetime import date
from pathlib import Path

import numpy as np
from sqlalchemy import func, select

from knowledge.health.usage import UsageCounts
from knowledge.store.engine import Store
from knowledge.store.evaluation import operations_view
from knowledge.store.landing_usage import land_usage, metric_id
from knowledge.store.signals_usage import usage_counts
from knowledge.store.tables import accounts, imports
from knowledge.store.working_set import WorkingSet, refresh_working_set
from tests.factories import days_ago, fill_usage
from tests.knowledge.store.worlds import customer, lively


def refreshed(store: Store, day: date, home: Path) -> WorkingSet:
    """The set as of the day, after checking that it says what SQL says."""
    working_set = refresh_working_set(store, day, home)
    assert working_set is not None
    with store.read() as connection:
        ids = list(connection.scalars(select(accounts.c.id).order_by(accounts.c.id)))
        by_sql = usage_counts(operations_view(connection, day), ids)
    assert by_sql is not None
    assert_same(working_set.counted(ids), by_sql)
    return working_set


def assert_same(found: UsageCounts, expected: UsageCounts) -> None:
    """Where SQL says null the set may say 0: the measures make no difference of it."""
    assert (found.newest, found.features_known) == (expected.newest, expected.features_known)
    for name in (
        "first", "first_users", "first_events", "last_used", "working_days", "before_users",
        "before_events", "users_stopped", "all_stopped",
    ):  # fmt: skip
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name), name)
    for name in (
        "working", "recent_users", "recent_events", "days_before_users", "days_before_events",
        "features",
    ):  # fmt: skip
        by_sql = np.nan_to_num(getattr(expected, name))
        np.testing.assert_array_equal(getattr(found, name), by_sql, name)


def company(store: Store) -> list[int]:
    with store.write() as connection:
        ids = [lively(connection), customer(connection), lively(connection)]
        fill_usage(connection, ids[1], [3] * 60, metric="events", until=days_ago(20))
    return ids


def used(store: Store, account: int, value: float, day: date) -> None:
    """Land a day's active users, as an import does."""
    with store.write() as connection:
        metric = metric_id(connection, "active_users", "")
        import_id = connection.scalar(select(func.max(imports.c.id))) or 0
        land_usage(connection, [(account, metric, day.isoformat(), "", value, import_id)])
