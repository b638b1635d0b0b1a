"""A store to try things on: everything reads as in the real one, nothing that is written stays."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection

from knowledge.store.engine import Store, open_file


@contextmanager
def rehearsal(store: Store) -> Iterator[Store]:
    """Yield a store like this one, whose writes are gone afterwards.

    SQLite: a copy in a temporary file, since a long transaction would keep others from writing.
    PostgreSQL: one transaction, rolled back.
    """
    if not store.is_sqlite:
        with store.engine.connect() as connection:
            yield _OneTransaction(store, connection)
        return
    with tempfile.TemporaryDirectory(prefix="steward-") as folder:
        copy = Path(folder) / "rehearsal.db"
        with store.read() as connection, closing(sqlite3.connect(copy)) as target:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            raw.backup(target)
        rehearsed = open_file(copy)
        try:
            yield rehearsed
        finally:
            rehearsed.close()


class _OneTransaction(Store):
    """A store all of whose work is one transaction that nobody commits."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self.url, self.engine = store.url, store.engine
        self._connection = connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        yield self._connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        yield self._connection
