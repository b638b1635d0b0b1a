"""What people stated and a source doesn't say yet: kept in the records, the source's word beside.

A stated value stands in the record's own column, so that every query counts it. `settling` holds
the source's rows against it when they land.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    Numeric,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from knowledge.store.access import View
from knowledge.store.tables import metadata, people, proposed_changes, stated_values

OURS = "steward"


@dataclass(frozen=True, slots=True)
class Mark:
    """A standing statement. `field` is a column, or "" for a record that no source has.

    `value` and `imported` are a date, a number, text, yes or no; `home` the record's.
    """

    change_id: int
    account_id: int
    entity: str
    field: str
    change: str
    record: str
    value: Any
    imported: Any
    by: str
    on: date
    source: str
    home: str


def marks_of(view: View) -> list[Mark]:
    """The statements that stand in the view's accounts, the newest first; one a change and record.

    One is told from the day on that it was stated.
    """
    s, p = stated_values.c, proposed_changes.c
    query = (
        select(
            s.change_id, s.account_id, s.entity, s.field, p.field, p.record, s.value, s.imported,
            func.coalesce(p.stated_by, people.c.name, "somebody"), p.stated_on, s.source,
            s.source_id,
        )
        .join(proposed_changes, p.id == s.change_id)
        .outerjoin(people, people.c.id == p.person_id)
        .where(view.sees(s.account_id), p.stated_on <= view.today)
        .order_by(p.stated_on.desc(), s.id.desc())
    )  # fmt: skip
    return [_mark(row) for row in view.connection.execute(query)]


def set_mark(connection: Connection, row: dict[str, Any], value: Any, imported: Any) -> int | None:
    """Mark a field as stated, or replace its mark; return the change that it had been by.

    `row` has change_id, account_id, entity, source, source_id, field. What the source says is kept
    from the first of several statements.
    """
    s = stated_values.c
    same = _same(row)
    before = connection.scalar(select(s.change_id).where(same))
    if before is not None:
        new = {"change_id": row["change_id"], "value": encoded(value)}
        connection.execute(update(stated_values).where(same).values(new))
        return int(before)
    values = {**row, "value": encoded(value), "imported": encoded(imported)}
    connection.execute(insert(stated_values).values(values))
    return None


def lift_mark(connection: Connection, row: dict[str, Any], before: int | None, value: Any) -> Any:
    """Take a statement back; return what stands now: the earlier one, else the source's value.

    `value` is what stood before the change, by the change `before` where one had stated it.
    """
    s = stated_values.c
    same = _same(row)
    if before is not None:
        new = {"change_id": before, "value": encoded(value)}
        connection.execute(update(stated_values).where(same).values(new))
        return value
    imported = connection.scalar(select(s.imported).where(same))
    found = connection.execute(delete(stated_values).where(same)).rowcount
    return decoded(_column(row), imported) if found and row["field"] else value


def has_other_marks(connection: Connection, change_id: int, source: str, source_id: str) -> bool:
    """Whether another change has stated something of the record."""
    s = stated_values.c
    theirs = and_(s.source == source, s.source_id == source_id, s.change_id != change_id)
    return connection.scalar(select(s.id).where(theirs).limit(1)) is not None


def encoded(value: Any) -> str | None:
    """A column's value as text; None stays None."""
    if value is None:
        return None
    if isinstance(value, date | datetime):
        return value.isoformat()
    return json.dumps(value) if isinstance(value, bool | int) else str(value)


def decoded(column: Column[Any], text: str | None) -> Any:
    """The value that a text is in this column."""
    if text is None:
        return None
    kind = column.type
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(text)
    if isinstance(kind, Date):
        return date.fromisoformat(text)
    if isinstance(kind, Numeric):
        return Decimal(text)
    return json.loads(text) if kind.python_type in (bool, int) else text


def _same(row: dict[str, Any]) -> Any:
    keys = ("entity", "source", "source_id", "field")
    return and_(*(stated_values.c[key] == row[key] for key in keys))


def _column(row: dict[str, Any]) -> Column[Any]:
    table = metadata.tables[row["entity"]]
    return table.c[row["field"]] if row["field"] else table.c.id


def _mark(row: Any) -> Mark:
    change_id, account_id, entity, field, change, record, value, imported, by, on = row[:10]
    source, source_id = row[10:]
    if field:
        column = metadata.tables[entity].c[field]
        value, imported = decoded(column, value), decoded(column, imported)
    home = f"{source}:{source_id}"
    return Mark(
        change_id, account_id, entity, field, change, record or "", value, imported, by, on,
        source, home,
    )  # fmt: skip
