"""The schema's way forward: make it, migrate it, refuse a newer one."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from knowledge.errors import SourceUnavailable
from knowledge.store.engine import Store

# The newest migration's revision; a test holds it against the migrations' folder, so that
# asking a question need not import Alembic.
HEAD = "0009"
_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(store: Store) -> Path | None:
    """Bring the store to this version's schema; return the backup made of an SQLite file.

    Raises SourceUnavailable where the store was written by a newer Steward.
    """
    here = current(store)
    if here == HEAD:
        return None
    _refuse_newer(store, here)
    backup = back_up(store) if here else None
    with store.write() as connection:
        _upgrade(connection)
    return backup


def current(store: Store) -> str | None:
    """The revision that the store is at; None for an empty one."""
    with store.read() as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" not in tables:
            if "accounts" in tables:
                raise SourceUnavailable(_unmarked(store))
            return None
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return str(revision) if revision else None


def require_current(store: Store) -> None:
    """Raise SourceUnavailable unless the store has this version's schema."""
    here = current(store)
    if here == HEAD:
        return
    _refuse_newer(store, here)
    place = store.url.render_as_string(hide_password=True)
    state = f"is at schema {here}" if here else "is empty"
    cure = "run `steward migrate`" if here else "run `steward import FOLDER` or `steward demo`"
    raise SourceUnavailable(f"The store at {place} {state}: {cure}.")


def back_up(store: Store) -> Path | None:
    """Copy an SQLite store beside itself and return the copy; None on other databases."""
    if not store.is_sqlite or not store.url.database:
        return None
    source = Path(store.url.database)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    target = source.with_name(f"{source.stem}-before-{stamp}{source.suffix}")
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
    return target


def _unmarked(store: Store) -> str:
    place = store.url.render_as_string(hide_password=True)
    return (
        f"The store at {place} holds accounts and not the mark of its schema: restore a backup, "
        "or import into a new store."
    )


def _refuse_newer(store: Store, here: str | None) -> None:
    if here is None or here < HEAD:
        return
    place = store.url.render_as_string(hide_password=True)
    raise SourceUnavailable(
        f"The store at {place} was written by a newer Steward (schema {here}): update Steward."
    )


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
