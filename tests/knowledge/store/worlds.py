"""Small worlds to score, and their signals by name."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Connection, select

from knowledge.health import EVIDENCE, MEASURES, Rules, Signals, load_rules
from knowledge.store.engine import Store
from knowledge.store.evaluation import operations_view
from knowledge.store.signals import load_signals
from knowledge.store.snapshots import Health, health_of
from knowledge.store.tables import health_snapshots
from tests.factories import (
    TODAY,
    days_ago,
    fill_usage,
    make_account,
    make_contract,
    make_stakeholder,
    make_survey,
    make_ticket,
    make_touchpoint,
)

RULES = load_rules()
NAN = pytest.approx(np.nan, nan_ok=True)


def signals(connection: Connection) -> Signals:
    return load_signals(operations_view(connection, TODAY), RULES)[1]


def value(connection: Connection, measure: str, row: int = 0) -> float:
    return float(signals(connection).values[row, MEASURES.index(measure)])


def age(connection: Connection, measure: str, row: int = 0) -> float:
    return float(signals(connection).age_days[row, MEASURES.index(measure)])


def sample(connection: Connection, measure: str, row: int = 0) -> float:
    return float(signals(connection).sample_sizes[row, MEASURES.index(measure)])


def evidence(connection: Connection, name: str, row: int = 0) -> float:
    return float(signals(connection).evidence[row, EVIDENCE.index(name)])


def customer(connection: Connection, **contract: object) -> int:
    account = make_account(connection)
    make_contract(connection, account, **contract)  # type: ignore[arg-type]
    return account


def lively(connection: Connection) -> int:
    account = customer(connection)
    fill_usage(connection, account, [30] * 84)
    fill_usage(connection, account, [30] * 84, metric="events", feature="reports")
    make_ticket(connection, account, priority="P1", closed_on=TODAY + timedelta(days=1))
    make_survey(connection, account)
    make_touchpoint(connection, account)
    make_stakeholder(connection, account, left_on=days_ago(3))
    return account


def healthy(connection: Connection, owner: int | None = None) -> int:
    account = make_account(connection, owner)
    make_contract(connection, account)
    fill_usage(connection, account, [95] * 90)
    for feature in ("reports", "alerts"):
        fill_usage(connection, account, [5] * 90, metric="events", feature=feature)
    make_ticket(connection, account, opened_on=days_ago(1), closed_on=TODAY)
    make_survey(connection, account)
    make_touchpoint(connection, account)
    return account


def health_on(store: Store, day: date = TODAY) -> dict[int, Health]:
    with store.read() as connection:
        return health_of(operations_view(connection, day), RULES)


def stored(store: Store) -> list[tuple[Any, ...]]:
    s = health_snapshots.c
    with store.read() as connection:
        query = select(health_snapshots).order_by(s.account_id, s.day)
        return [tuple(row) for row in connection.execute(query)]


def with_bands(rules: Rules, **bands: float) -> Rules:
    return rules.model_copy(update={"bands": rules.bands.model_copy(update=bands)})
