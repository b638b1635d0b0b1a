"""Rows for a store's tables, valid unless a test says otherwise.

Each `make_...` takes a connection of `store.write()`, inserts one row and returns its id; any
column can be given by name. `TODAY` is the day on which the world that they make stands.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from knowledge.money import to_minor
from knowledge.store import tables

TODAY = date(2026, 3, 2)
READ_AT = datetime(2026, 3, 2, 5, tzinfo=UTC)

_numbers = count(1)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def make_person(connection: Connection, **columns: Any) -> int:
    number = next(_numbers)
    known = {
        "name": f"Person {number}",
        "email": f"person{number}@steward.test",
        "role": "csm",
        "team": None,
        "active": True,
    }
    return _imported(connection, tables.people, known, columns)


def make_account(connection: Connection, owner: int | None = None, **columns: Any) -> int:
    """Make an account, and its ownership by a person where one is given."""
    known = {
        "name": f"Account {next(_numbers)}",
        "segment": "mid_market",
        "currency": "USD",
        "stage": "mature",
        "region": "EMEA",
        "country": "Germany",
    }
    account = _imported(connection, tables.accounts, known, columns)
    if owner is not None:
        make_ownership(connection, account, owner)
    return account


def make_ownership(connection: Connection, account: int, person: int, **columns: Any) -> int:
    known = {"account_id": account, "person_id": person, "since": days_ago(1000)}
    return _imported(connection, tables.ownership, known, columns)


def make_cover(connection: Connection, cover: int, **columns: Any) -> int:
    """Lend `owner_id`'s book, or the account `account_id`, to the person `cover`."""
    known = {"cover_id": cover, "since": days_ago(7), "until": TODAY + timedelta(days=7)}
    return _imported(connection, tables.covers, known, columns)


def make_account_team(connection: Connection, account: int, person: int, **columns: Any) -> int:
    known = {"account_id": account, "person_id": person, "since": days_ago(1000)}
    return _imported(connection, tables.account_team, known, columns)


def make_stakeholder(connection: Connection, account: int, **columns: Any) -> int:
    number = next(_numbers)
    known = {
        "account_id": account,
        "name": f"Stakeholder {number}",
        "email": f"stakeholder{number}@account.test",
        "role": "champion",
        "since": days_ago(700),
    }
    return _imported(connection, tables.stakeholders, known, columns)


def make_contract(
    connection: Connection, account: int, *, arr: Decimal | int = 12_000, **columns: Any
) -> int:
    """Make a contract with the ARR events that belong to it: its start, and its end if it has one.

    `arr` is in major units. A contract that follows another on the day after its end makes a
    renewal: the two events of that day add up.
    """
    currency = columns.setdefault("currency", "USD")
    minor = to_minor(Decimal(arr), currency)
    known = {
        "account_id": account,
        "start": days_ago(200),
        "end": TODAY + timedelta(days=164),
        "term_months": 12,
        "auto_renew": True,
        "arr_minor": minor,
        "seats": 100,
        "plan": "Pro",
    }
    contract = _imported(connection, tables.contracts, known, columns)
    start, end = columns.get("start", known["start"]), columns.get("end", known["end"])
    shared = {"account_id": account, "contract_id": contract, "currency": currency}
    make_arr_event(connection, **shared, day=start, kind="new", delta_minor=minor)
    if end is not None:
        day = end + timedelta(days=1)
        make_arr_event(connection, **shared, day=day, kind="churn", delta_minor=-minor)
    return contract


def make_arr_event(connection: Connection, **columns: Any) -> int:
    known = {"day": days_ago(200), "kind": "new", "delta_minor": 1_200_000, "currency": "USD"}
    return _imported(connection, tables.arr_events, known, columns)


def fill_usage(
    connection: Connection,
    account: int,
    values: Sequence[float],
    *,
    metric: str = "active_users",
    feature: str = "",
    until: date | None = None,
    source_key: str = "",
) -> None:
    """Insert a value a day, the last on `until` (yesterday, if not given)."""
    last = until or days_ago(1)
    metric_id, import_id = _metric(connection, metric, feature), _import(connection)
    first = last - timedelta(days=len(values) - 1)
    rows = [
        {
            "account_id": account,
            "metric_id": metric_id,
            "day": first + timedelta(days=offset),
            "source_key": source_key,
            "value": float(value),
            "import_id": import_id,
        }
        for offset, value in enumerate(values)
    ]
    if rows:
        connection.execute(insert(tables.usage), rows)


def make_ticket(connection: Connection, account: int, **columns: Any) -> int:
    known = {
        "account_id": account,
        "opened_on": days_ago(5),
        "closed_on": None,
        "priority": "P3",
        "kind": "question",
        "subject": "How do we export a report?",
        "escalated": False,
    }
    return _imported(connection, tables.tickets, known, columns)


def make_survey(connection: Connection, account: int, **columns: Any) -> int:
    known = {
        "account_id": account,
        "kind": "NPS",
        "sent_on": days_ago(20),
        "answered_on": days_ago(15),
        "score": 9,
        "role": "champion",
    }
    return _imported(connection, tables.surveys, known, columns)


def make_touchpoint(connection: Connection, account: int, **columns: Any) -> int:
    known = {
        "account_id": account,
        "day": days_ago(3),
        "kind": "email",
        "two_way": True,
        "subject": "Next steps",
    }
    return _imported(connection, tables.touchpoints, known, columns)


def make_note(
    connection: Connection, account: int, text: str, *, readers: Sequence[int] = (), **columns: Any
) -> int:
    """Make a note; with `readers` (ids of people) a confidential one."""
    known = {
        "account_id": account,
        "day": days_ago(10),
        "kind": "call_note",
        "title": "Regular call",
        "author": "Maya Lindqvist",
        "text": text,
        "confidential": bool(readers),
        "readers": _emails(connection, readers),
    }
    note = _imported(connection, tables.notes, known, columns)
    for person in readers:
        row = {"note_id": note, "person_id": person}
        connection.execute(insert(tables.note_readers).values(**row))
    return note


def _emails(connection: Connection, people: Sequence[int]) -> str | None:
    p = tables.people.c
    found = connection.scalars(select(p.email).where(p.id.in_(people)).order_by(p.id))
    return " ".join(found) or None


def make_objective(connection: Connection, account: int, **columns: Any) -> int:
    known = {
        "account_id": account,
        "name": "Close the books in three days",
        "metric": "days to close",
        "unit": "days",
        "baseline": 9,
        "target": 3,
        "due": TODAY + timedelta(days=60),
        "status": "open",
    }
    return _imported(connection, tables.objectives, known, columns)


def make_onboarding_milestone(connection: Connection, account: int, **columns: Any) -> int:
    known = {
        "account_id": account,
        "name": "First report sent",
        "step": "first_value",
        "due": days_ago(100),
        "done_on": days_ago(110),
    }
    return _imported(connection, tables.onboarding_milestones, known, columns)


def make_csm_call(connection: Connection, account: int, **columns: Any) -> int:
    known = {"account_id": account, "day": days_ago(10), "call": "commit"}
    return _imported(connection, tables.csm_calls, known, columns)


def make_health_snapshot(connection: Connection, account: int, **columns: Any) -> int:
    known = {
        "account_id": account,
        "day": TODAY,
        "rules_version": "test",
        "score": 80.0,
        "coverage": 1.0,
        "band": "green",
        "detail": '{"computed":80.0,"measures":[],"caps":[],"missing":[]}',
    }
    return _insert(connection, tables.health_snapshots, known | columns)


def _imported(
    connection: Connection, table: Table, known: dict[str, Any], columns: dict[str, Any]
) -> int:
    home = {"source": "test", "source_id": f"{table.name}-{next(_numbers)}", "read_at": READ_AT}
    return _insert(connection, table, home | known | columns)


def _insert(connection: Connection, table: Table, row: dict[str, Any]) -> int:
    key = connection.execute(insert(table).values(**row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _metric(connection: Connection, metric: str, feature: str) -> int:
    m = tables.usage_metrics.c
    found = connection.scalar(select(m.id).where(m.metric == metric, m.feature == feature))
    row = {"metric": metric, "feature": feature}
    return found or _insert(connection, tables.usage_metrics, row)


def _import(connection: Connection) -> int:
    found = connection.scalar(select(tables.imports.c.id).limit(1))
    row = {"source": "test", "folder": "tests", "started_at": READ_AT}
    return found or _insert(connection, tables.imports, row)
