"""A write that leaves nothing of what it deletes in the database's files."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, text

from knowledge.store.engine import Store
from knowledge.store.landing_after import set_workspace


class Erasing:
    """A write after which neither text index nor free pages hold what was deleted."""

    def __init__(self, store: Store, mark: str = "") -> None:
        """`mark`: the workspace's key whose instant tells the note indexes to be made anew."""
        self._store = store
        self._mark = mark
        self._write = store.write()

    def __enter__(self) -> Connection:
        self._connection = self._write.__enter__()
        if self._store.is_sqlite:
            self._connection.execute(text("PRAGMA secure_delete = ON"))
        return self._connection

    def __exit__(self, *error: Any) -> None:
        if error[0] is None:
            if self._mark:
                set_workspace(self._connection, self._mark, datetime.now(UTC).isoformat())
            if self._mark and self._store.is_sqlite:
                merged = "INSERT INTO passages_fts (passages_fts) VALUES ('optimize')"
                self._connection.execute(text(merged))
        self._write.__exit__(*error)
        if error[0] is None and self._store.is_sqlite:
            with self._store.engine.connect() as connection:
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
