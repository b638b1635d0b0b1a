"""The steps of an approved change: columns that were written, records that were made."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from knowledge.store.stated import OURS, encoded, set_mark
from knowledge.store.tables import metadata


@dataclass(frozen=True, slots=True)
class ToApply:
    """An approved change as far as writing it goes; `at` the instant of the approval."""

    id: int
    account_id: int
    change: str
    record_id: int | None
    after: str
    stated_on: date
    at: datetime
    person_id: int | None


@dataclass(slots=True)
class Steps:
    connection: Connection
    change: ToApply
    done: list[dict[str, Any]] = field(default_factory=list)

    def set(self, entity: str, row: Any, **values: Any) -> None:
        """Write columns of a record, each with its mark."""
        table = metadata.tables[entity]
        for column, value in values.items():
            was = getattr(row, column)
            if was == value:
                continue
            mark = self._mark(entity, row.source, row.source_id, column)
            before = set_mark(self.connection, mark, value, was)
            step = {"id": row.id, "was": encoded(was), "now": encoded(value), "before": before}
            self.done.append({**mark, **step})
        self.connection.execute(update(table).where(table.c.id == row.id).values(values))

    def make(self, entity: str, suffix: str = "", **values: Any) -> int:
        """Insert a record of ours, marked as a whole."""
        table = metadata.tables[entity]
        home = {"source": OURS, "source_id": f"change-{self.change.id}{suffix}"}
        row = {"account_id": self.change.account_id, **home, "read_at": self.change.at, **values}
        key = self.connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one()
        mark = self._mark(entity, OURS, home["source_id"], "")
        set_mark(self.connection, mark, None, None)
        self.done.append({**mark, "id": int(key)})
        return int(key)

    def _mark(self, entity: str, source: str, source_id: str, column: str) -> dict[str, Any]:
        change = self.change
        return {
            "change_id": change.id, "account_id": change.account_id, "entity": entity,
            "source": source, "source_id": source_id, "field": column,
        }  # fmt: skip
