"""A folder to import, and the import of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from knowledge.company import load_company
from knowledge.importing import ImportReport, import_folder
from knowledge.store.engine import Store

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
COMPANY = load_company()


@dataclass(frozen=True)
class Folder:
    """Tables in a folder, and the store that they go into."""

    path: Path
    store: Store

    def write(self, name: str, *lines: str) -> None:
        """Write a table's lines; without a suffix, the name gets .csv."""
        path = self.path / (name if "." in name else f"{name}.csv")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def load(self, **options: Any) -> ImportReport:
        return import_folder(self.store, self.path, **{"now": NOW, "company": COMPANY, **options})

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.store.read() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def one(self, query: str) -> Any:
        [(value,)] = self.rows(query)
        return value


@pytest.fixture
def folder(tmp_path: Path, store: Store) -> Folder:
    """An empty folder beside an empty store, on each database."""
    return _folder(tmp_path, store)


@pytest.fixture
def sqlite_folder(tmp_path: Path, sqlite_store: Store) -> Folder:
    """The same, on SQLite alone: for what doesn't depend on the database."""
    return _folder(tmp_path, sqlite_store)


@pytest.fixture
def two_accounts() -> Callable[[Folder], None]:
    """What writes the accounts A-1, in euros, and A-2, in the company's currency."""

    def write(folder: Folder) -> None:
        folder.write("accounts", "id,name,currency", "A-1,Northwind,EUR", "A-2,Globex,")

    return write


def _folder(tmp_path: Path, store: Store) -> Folder:
    path = tmp_path / "tables"
    path.mkdir()
    return Folder(path, store)
