from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from knowledge.errors import SourceUnavailable
from knowledge.store import schema
from knowledge.store.engine import Store, open_file
from knowledge.store.tables import metadata
from tests.factories import make_account


def test_head_is_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))

    assert scripts.get_current_head() == schema.HEAD


def test_the_migrations_make_the_schema_that_the_code_reads(store: Store) -> None:
    with store.read() as connection:
        assert _differences(connection) == []


def test_migrating_twice_changes_nothing(store: Store) -> None:
    assert schema.migrate(store) is None
    assert schema.current(store) == schema.HEAD


def test_a_store_of_an_earlier_version_is_brought_forward(tmp_path: Path) -> None:
    store = open_file(tmp_path / "old.db")
    with store.write() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        make_account(connection, name="Globex")

    backup = schema.migrate(store)

    assert backup is not None
    with store.read() as connection:
        assert _differences(connection) == []
        assert connection.scalars(text("SELECT name FROM accounts")).all() == ["Globex"]


def _differences(connection: Connection) -> list[object]:
    """What the database has otherwise than the metadata, but for the text index over passages."""

    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return not (name or "").startswith(("passages_fts", "ix_passages_fts"))

    context = MigrationContext.configure(connection, opts={"include_name": is_ours})
    return list(compare_metadata(context, metadata))


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match="steward import"):
        schema.require_current(open_file(tmp_path / "empty.db"))


def test_a_newer_store_is_refused_and_left_as_it_is(store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SourceUnavailable, match="newer Steward"):
        schema.migrate(store)
    assert schema.current(store) == "9999"


def test_a_backup_holds_what_was_in_the_store(sqlite_store: Store) -> None:
    with sqlite_store.write() as connection:
        connection.execute(text("INSERT INTO workspace (key, value) VALUES ('a', 'b')"))

    backup = schema.back_up(sqlite_store)

    assert backup is not None
    with open_file(backup).read() as copy:
        assert copy.scalar(text("SELECT value FROM workspace WHERE key = 'a'")) == "b"
