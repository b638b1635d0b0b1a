"""Books for tests of tools: two CSMs of one team, and accounts with all that a list shows."""

import json
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from knowledge.store import tables
from tests import factories as make
from tests.factories import READ_AT, TODAY, days_ago

MAYA, TOM, BOSS, OPS = "maya@steward.test", "tom@steward.test", "boss@steward.test", "ops@x.test"


def make_people(connection: Connection) -> tuple[int, int]:
    """Maya and Tom of one team, their manager, and somebody of operations."""
    maya = make.make_person(connection, name="Maya Lindqvist", email=MAYA, team="north")
    tom = make.make_person(connection, name="Tom Okafor", email=TOM, team="north")
    make.make_person(connection, name="Ann Boss", email=BOSS, role="manager", team="north")
    make.make_person(connection, name="Olga Ops", email=OPS, role="operations")
    return maya, tom


def make_customer(
    connection: Connection,
    owner: int | None,
    name: str,
    arr: int = 20_000,
    *,
    band: str = "green",
    score: float | None = 80,
    renewal: date | None = None,
    contract: dict[str, Any] | None = None,
    **account: Any,
) -> int:
    """A paying account with a contract that renews on `renewal`, health and fresh usage."""
    key = make.make_account(connection, owner, name=name, **account)
    day = renewal or TODAY + timedelta(days=200)
    known = {"end": day - timedelta(days=1), "currency": account.get("currency", "USD")}
    make.make_contract(connection, key, arr=arr, **(known | (contract or {})))
    make.make_health_snapshot(connection, key, band=band, score=score)
    make.fill_usage(connection, key, [10.0] * 10)
    return key


def make_tidy(connection: Connection, account: int) -> None:
    """All that a record needs besides its contract: people, a recent contact, three goals."""
    for role in ("champion", "economic_buyer"):
        make.make_stakeholder(connection, account, role=role)
    make.make_touchpoint(connection, account)
    for _ in range(3):
        make.make_objective(connection, account)


def make_renewal(connection: Connection, account: int, due: date, **columns: Any) -> int:
    known = {
        "account_id": account,
        "due": due,
        "decided_on": due,
        "outcome": "renewed",
        "arr_before_minor": 1_000_000,
        "arr_after_minor": 1_000_000,
        "currency": "USD",
    }
    return make._imported(connection, tables.renewals, known, columns)


def make_alert(connection: Connection, account: int, **columns: Any) -> int:
    """An alert of use that fell by 41.2% in January."""
    detail = {
        "since": "2026-01-12", "week": "2026-02-02", "metric": "active_users",
        "fell_percent": 41.2, "seen": 166.0, "usual": 282.3, "level": 280.0,
        "statistic": 5.9, "limit": 4.2, "phi": 12.0, "memory": 0.1,
    }  # fmt: skip
    known = {
        "account_id": account,
        "day": TODAY - timedelta(days=14),
        "kind": "usage_drop",
        "detail": json.dumps(detail),
    }
    return make._insert(connection, tables.alerts, known | columns)


def make_flag(connection: Connection, account: int, **columns: Any) -> int:
    known = {
        "source": "test",
        "entity": "tickets",
        "account_id": account,
        "flag": "before_contract",
        "row_count": 12,
        "example": None,
    }
    return make._insert(connection, tables.import_flags, known | columns)


def make_override(connection: Connection, account: int, **columns: Any) -> int:
    known = {
        "account_id": account,
        "scope": "band",
        "value": "green",
        "reason": "recovery_plan",
        "words": "They start in April",
        "made_on": days_ago(20),
        "made_at": READ_AT,
        "expires_on": TODAY + timedelta(days=62),
        "computed": 40.0,
        "computed_band": "red",
    }
    return make._insert(connection, tables.overrides, known | columns)
