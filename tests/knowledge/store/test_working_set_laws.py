import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, select

from knowledge.store.engine import Store, open_file
from knowledge.store.evaluation import operations_view
from knowledge.store.signals import load_signals
from knowledge.store.tables import accounts, usage
from knowledge.store.usage_changes import mark_changed
from knowledge.store.working_set import WorkingSet, refresh_working_set
from tests.factories import TODAY, days_ago, fill_usage
from tests.knowledge.store.test_signals_laws import ARRAYS
from tests.knowledge.store.worlds import RULES, customer

START = days_ago(40)
METRICS = (("active_users", ""), ("events", ""), ("events", "reports"), ("active_users", "reports"))


def any_account(connection: Connection, luck: Random) -> int:
    return luck.choice(list(connection.scalars(select(accounts.c.id))))


def history(connection: Connection, account: int, luck: Random) -> None:
    """A feed of any density and length, daily or not, with zeros; a new account's days aren't told
    as changed.
    """
    density, until = luck.choice((0.2, 0.8, 1.0)), luck.randrange(60)
    metric, feature = luck.choice(METRICS)
    for back in range(until, until + luck.choice((10, 90, 150, 450))):
        if luck.random() < density:
            day, value = days_ago(back), luck.choice((0, 1, 7, 30))
            key = f"{luck.random()}"
            fill_usage(
                connection, account, [value], metric=metric, feature=feature, until=day,
                source_key=key,
            )  # fmt: skip


def row(
    connection: Connection, account: int, metric: tuple[str, str], value: float, back: int
) -> None:
    day = days_ago(back)
    here = (usage.c.account_id == account) & (usage.c.day == day)
    connection.execute(delete(usage).where(here, usage.c.source_key == f"{metric}"))
    fill_usage(
        connection, account, [value], metric=metric[0], feature=metric[1], until=day,
        source_key=f"{metric}",
    )  # fmt: skip
    mark_changed(connection, [day.isoformat()])


def a_new_account(connection: Connection, luck: Random) -> None:
    account = customer(connection)
    for _ in range(luck.randrange(4)):
        history(connection, account, luck)


def an_account_leaves(connection: Connection, luck: Random) -> None:
    if len(list(connection.scalars(select(accounts.c.id)))) > 1:
        gone = any_account(connection, luck)
        connection.execute(delete(accounts).where(accounts.c.id == gone))


def new_rows(connection: Connection, luck: Random) -> None:
    account, metric, until = any_account(connection, luck), luck.choice(METRICS), luck.randrange(40)
    for back in range(until, until + luck.choice((1, 5, 12))):
        row(connection, account, metric, luck.choice((0, 1, 7, 30)), back)


def a_late_row(connection: Connection, luck: Random) -> None:
    account = any_account(connection, luck)
    row(connection, account, luck.choice(METRICS), luck.choice((0, 3)), luck.randrange(1, 500))


def a_day_is_removed(connection: Connection, luck: Random) -> None:
    day = days_ago(luck.randrange(1, 60))
    connection.execute(delete(usage).where(usage.c.day == day))
    mark_changed(connection, [day.isoformat()])


EVENTS = (a_new_account, an_account_leaves, new_rows, a_late_row, a_day_is_removed)
Event = Callable[[Connection, Random], None]


@given(
    seed=st.integers(0, 10_000),
    nights=st.lists(
        st.tuples(st.integers(0, 3), st.lists(st.sampled_from(EVENTS), max_size=3)),
        min_size=3,
        max_size=8,
    ),
)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_night_the_set_gives_the_signals_of_the_rows(
    sqlite_template: Path, seed: int, nights: list[tuple[int, list[Event]]]
) -> None:
    luck = Random(seed)
    with tempfile.TemporaryDirectory() as name:
        shutil.copyfile(sqlite_template, Path(name) / "steward.db")
        store = open_file(Path(name) / "steward.db")
        with store.write() as connection:
            for _ in range(3):
                a_new_account(connection, luck)
            for metric in METRICS[luck.randrange(2) :]:
                row(connection, any_account(connection, luck), metric, 1, 50)
        day = START
        for later, events in nights:
            day = min(day + timedelta(days=later), TODAY)
            with store.write() as connection:
                for event in events:
                    event(connection, luck)
            working_set = refresh_working_set(store, day, Path(name))
            if working_set:
                assert working_set.repaired == 0
                check(store, working_set, day)
        store.close()


def check(store: Store, working_set: WorkingSet, day: date) -> None:
    with store.read() as connection:
        view = operations_view(connection, day)
        by_sql = load_signals(view, RULES)
        by_set = load_signals(view, RULES, working_set.counted)
    assert by_sql[0] == by_set[0]
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(by_set[1], name), getattr(by_sql[1], name), name)
