"""Notes, promises and feedback for tests, beside the rows of tests.factories."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from knowledge.store import tables
from tests import factories as make
from tests.factories import TODAY, days_ago


def make_note(connection: Connection, account: int, **columns: Any) -> int:
    known = {
        "account_id": account,
        "day": days_ago(4),
        "kind": "email",
        "title": "Next steps",
        "author": "Ruth Osei",
        "text": "Thursday works for me.",
    }
    return make._imported(connection, tables.notes, known, columns)


def make_commitment(connection: Connection, account: int, **columns: Any) -> int:
    known = {
        "account_id": account,
        "text": "Send the benchmark",
        "side": "us",
        "promised_by": "Maya Lindqvist",
        "promised_on": days_ago(9),
        "due": TODAY + timedelta(days=3),
    }
    return make._imported(connection, tables.commitments, known, columns)


def make_feedback(connection: Connection, account: int, **columns: Any) -> int:
    known = {
        "account_id": account,
        "day": days_ago(30),
        "kind": "request",
        "text": "Please let us split one invoice over several budgets.",
    }
    return make._imported(connection, tables.product_feedback, known, columns)
