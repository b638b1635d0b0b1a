"""The default world, made once."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.sample import World, make_world, write_world

Table = list[dict[str, str]]


@pytest.fixture(scope="session")
def world() -> World:
    return make_world()


@pytest.fixture(scope="session")
def folder(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default world as files."""
    path = tmp_path_factory.mktemp("world")
    write_world(world, path)
    return path


@pytest.fixture(scope="session")
def table(folder: Path) -> Callable[[str], Table]:
    """The rows of a table as an importer reads them."""

    def read(name: str) -> Table:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read
