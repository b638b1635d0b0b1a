"""What an approved change writes, each step kept so that it can be taken back.

A step is a column of a record that was one value and is another now, or a record that was made.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, select, update

from knowledge.changeable import KINDS
from knowledge.errors import Adjust
from knowledge.money import from_minor
from knowledge.store.making import log, meet, renew
from knowledge.store.stated import decoded, has_other_marks, lift_mark
from knowledge.store.steps import Steps, ToApply
from knowledge.store.tables import metadata


@dataclass(frozen=True, slots=True)
class Standing:
    """What a record says now, and where it came from; all None for one that is to be made."""

    value: str | None
    source: str | None = None
    source_id: str | None = None
    row: Any = None


def standing(
    connection: Connection, change: str, account_id: int, record_id: int | None
) -> Standing:
    """What the change's record says now. Raises Adjust where the record is gone.

    PostgreSQL locks the row until the transaction ends, so that nothing changes in between.
    """
    kind = KINDS[change]
    if not kind.column:
        return Standing(None)
    table = metadata.tables[kind.entity]
    owner = table.c.id if kind.entity == "accounts" else table.c.account_id
    query = select(table).where(table.c.id == record_id, owner == account_id).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Adjust("The record that this would change is no longer there.")
    return Standing(_said(change, row), row.source, row.source_id, row)


def apply(connection: Connection, change: ToApply, record: Standing) -> str:
    """Write the change; return its steps as text, for `take_back`."""
    steps = Steps(connection, change)
    writers = {
        "renewed": renew, "new_stakeholder": meet, "activity": log,
        "objective_actual": _measure, "objective_confirmed": _confirm,
    }  # fmt: skip
    writers.get(change.change, _write)(steps, record.row)
    return json.dumps(steps.done, ensure_ascii=False)


def unchanged_since(connection: Connection, applied: str) -> bool:
    """Whether every record still says what the change made it say, and no other change has built
    on it."""
    for step in json.loads(applied):
        table = metadata.tables[step["entity"]]
        row = connection.execute(
            select(table).where(table.c.id == step["id"]).with_for_update()
        ).one_or_none()
        if row is None or (row.source, row.source_id) != (step["source"], step["source_id"]):
            return False
        if step["field"]:
            now = decoded(table.c[step["field"]], step["now"])
            if _instants(getattr(row, step["field"])) != _instants(now):
                return False
        elif has_other_marks(connection, step["change_id"], step["source"], step["source_id"]):
            return False
    return True


def take_back(connection: Connection, applied: str) -> None:
    """Undo the steps, the last one first. What a source said since is what stands again."""
    for step in reversed(json.loads(applied)):
        table = metadata.tables[step["entity"]]
        mark = {k: step[k] for k in ("entity", "source", "source_id", "field")}
        if not step["field"]:
            lift_mark(connection, mark, None, None)
            connection.execute(delete(table).where(table.c.id == step["id"]))
            continue
        was = decoded(table.c[step["field"]], step["was"])
        value = lift_mark(connection, mark, step["before"], was)
        query = update(table).where(table.c.id == step["id"]).values({step["field"]: value})
        connection.execute(query)


def _said(change: str, row: Any) -> str | None:
    kind = KINDS[change]
    value = getattr(row, kind.column)
    if change == "renewed":
        arr = from_minor(row.arr_minor, row.currency)
        due = "unknown" if value is None else value.isoformat()
        return f"{arr} {row.currency}, due {due}"
    if value is None:
        return None
    if kind.kind == "yes_no":
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize()) if value else "0"
    return value.isoformat() if isinstance(value, date) else str(value)


def _write(steps: Steps, row: Any) -> None:
    kind, text = KINDS[steps.change.change], steps.change.after
    value: Any = text
    if kind.kind == "yes_no":
        value = text == "yes"
    elif kind.kind in ("past", "day"):
        value = date.fromisoformat(text)
    elif kind.kind == "instant":
        value = datetime.fromisoformat(text).astimezone(UTC)
    steps.set(kind.entity, row, **{kind.column: value})


def _measure(steps: Steps, row: Any) -> None:
    change = steps.change
    steps.set("objectives", row, actual=Decimal(change.after), actual_on=change.stated_on)


def _confirm(steps: Steps, row: Any) -> None:
    change = steps.change
    steps.set("objectives", row, confirmed_by=change.after, confirmed_on=change.stated_on)


def _instants(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
    return value
