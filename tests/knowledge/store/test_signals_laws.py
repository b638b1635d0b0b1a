from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from knowledge.store.engine import Store
from knowledge.store.evaluation import operations_view
from knowledge.store.signals import load_signals
from tests.factories import (
    TODAY,
    fill_usage,
    make_account,
    make_contract,
    make_stakeholder,
    make_survey,
    make_ticket,
    make_touchpoint,
)
from tests.knowledge.store.worlds import RULES, customer, lively, signals


def _later_usage(connection: Connection, account: int, days: int) -> None:
    until = TODAY + timedelta(days=days - 1)
    fill_usage(connection, account, [99], until=until)
    fill_usage(connection, account, [99], metric="events", feature=f"new{days}", until=until)


def _later_ticket(connection: Connection, account: int, days: int) -> None:
    make_ticket(connection, account, priority="P1", opened_on=TODAY + timedelta(days=days))


def _later_survey(connection: Connection, account: int, days: int) -> None:
    make_survey(connection, account, score=0, answered_on=TODAY + timedelta(days=days))


def _later_touchpoint(connection: Connection, account: int, days: int) -> None:
    make_touchpoint(connection, account, day=TODAY + timedelta(days=days))


def _later_champion(connection: Connection, account: int, days: int) -> None:
    make_stakeholder(connection, account, since=TODAY + timedelta(days=days))


def _later_contract(connection: Connection, account: int, days: int) -> None:
    start = TODAY + timedelta(days=days)
    make_contract(connection, account, start=start, end=None, notice_served_on=start)


def _later_account(connection: Connection, account: int, days: int) -> None:
    _later_contract(connection, make_account(connection), days)


ARRAYS = ("values", "age_days", "sample_sizes", "tenure_days", "evidence")

LATER = (
    _later_usage, _later_ticket, _later_survey, _later_touchpoint, _later_champion,
    _later_contract, _later_account,
)  # fmt: skip


@given(
    events=st.lists(
        st.tuples(st.sampled_from(LATER), st.integers(0, 1), st.integers(1, 400)),
        min_size=1,
        max_size=8,
        unique=True,
    )
)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_comes_later_never_changes_a_past_day(
    store: Store,
    events: list[tuple[Callable[[Connection, int, int], None], int, int]],
) -> None:
    with store.engine.connect() as connection:
        accounts = [lively(connection), customer(connection)]
        before = load_signals(operations_view(connection, TODAY), RULES)
        for happen, which, days in events:
            happen(connection, accounts[which], days)
        after = load_signals(operations_view(connection, TODAY), RULES)
        connection.rollback()

    assert before[0] == after[0]
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(before[1], name), getattr(after[1], name))


def test_an_accounts_signals_do_not_depend_on_who_asks_with_it(connection: Connection) -> None:
    accounts = [lively(connection), customer(connection), lively(connection)]
    everybody = operations_view(connection, TODAY)
    _, whole = load_signals(everybody, RULES)

    for row, account in enumerate(accounts):
        _, alone = load_signals(everybody.only(account), RULES)
        for name in ARRAYS:
            np.testing.assert_array_equal(getattr(alone, name)[0], getattr(whole, name)[row])


def test_the_number_of_queries_does_not_grow_with_the_accounts(store: Store) -> None:
    with store.engine.connect() as connection:
        lively(connection)
        with _counted(connection) as few:
            signals(connection)
        for _ in range(12):
            lively(connection)
        with _counted(connection) as many:
            signals(connection)
        connection.rollback()

    assert len(many) == len(few) <= 15


@contextmanager
def _counted(connection: Connection) -> Iterator[list[str]]:
    statements: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", keep)
    yield statements
    event.remove(connection, "before_cursor_execute", keep)
