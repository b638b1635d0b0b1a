"""The store's door: one engine, short writes, reads that never wait for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from knowledge.errors import NotConfigured, SourceUnavailable

BUSY_TIMEOUT_MS = 10_000
_WANTED = "use postgresql://user:password@host/name, or leave it out for SQLite"


class Store:
    """The account store: SQLite by default, PostgreSQL by URL; the same code on both."""

    def __init__(self, url: str) -> None:
        """Open the store at an SQLAlchemy URL, such as "sqlite:///steward.db".

        Raises NotConfigured where the URL is none, or names another kind of database.
        """
        self.url = _parsed(url)
        self.engine = _engine(self.url)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the store and takes no lock."""
        with self._reachable(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that holds the write lock: keep it short, never across a model call."""
        with self._reachable():
            writer = self.engine.connect().execution_options(steward_write=True)
            with writer as connection, connection.begin():
                yield connection

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        """Turn what a database says of its own state into SourceUnavailable.

        It is locked, gone, or no database. Wrong SQL and broken constraints are ours, and rise.
        """
        try:
            yield
        except DatabaseError as error:
            if type(error) not in (OperationalError, DatabaseError):
                raise
            raise SourceUnavailable(_unreachable(self, error)) from error

    def close(self) -> None:
        self.engine.dispose()


def open_file(path: Path) -> Store:
    """The store in an SQLite file; its folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return Store(f"sqlite:///{path}")


def _parsed(text: str) -> URL:
    """The URL, with psycopg 3 for postgres:// and postgresql://."""
    try:
        url = make_url(text.replace("postgres://", "postgresql://", 1))
    except ArgumentError as error:
        raise NotConfigured(f"DATABASE_URL is no database URL: {_WANTED}.") from error
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise NotConfigured(f"Steward doesn't run on {url.get_backend_name()!r}: {_WANTED}.")
    return url


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    timeout = {"timeout": BUSY_TIMEOUT_MS / 1000}
    engine = create_engine(url, connect_args=timeout, hide_parameters=True)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: object) -> None:
    # pysqlite would begin transactions by itself, and too late; the begin event does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -65536")
    cursor.execute("PRAGMA mmap_size = 268435456")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("steward_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _unreachable(store: Store, error: Exception) -> str:
    place = store.url.render_as_string(hide_password=True)
    reason = str(getattr(error, "orig", error)).splitlines()[0]
    return f"The store at {place} can't be used now ({reason}). Check it with `steward doctor`."
