import os
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.store.engine import Store
from tests.factories import TODAY
from tests.knowledge.store.working_sets import company, refreshed


def _torn(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1000)


def _flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _foreign(path: Path) -> None:
    path.write_bytes(b"steward-usage-2\n" + bytes(1000))


@pytest.mark.parametrize("spoil", [_torn, _flipped, _emptied, _foreign, Path.unlink])
def test_a_file_that_isnt_intact_is_made_anew(
    sqlite_store: Store, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    company(sqlite_store)
    refreshed(sqlite_store, TODAY, tmp_path)

    spoil(tmp_path / "usage.set")

    assert refreshed(sqlite_store, TODAY, tmp_path).because == "no intact set"


def test_another_stores_file_is_made_anew(
    sqlite_store: Store, postgres_store: Store, tmp_path: Path
) -> None:
    for store in (sqlite_store, postgres_store):
        company(store)
    refreshed(sqlite_store, TODAY, tmp_path)

    assert refreshed(postgres_store, TODAY, tmp_path).because == "another store's"
