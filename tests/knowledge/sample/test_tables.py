"""Every file fits the import columns, whatever the seed."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.company import load_company
from knowledge.connectors.entities import ENTITIES, ENTITY, Column, Entity
from knowledge.importing import import_folder
from knowledge.sample import UNTIL, make_world, write_world
from knowledge.store.engine import open_file
from knowledge.store.schema import migrate
from tests.knowledge.sample.conftest import Table

NAMES = [entity.name for entity in ENTITIES]
# Signed before the end, and in effect on the day after.
SETTLED = {("contracts", "start"), ("arr_events", "day"), ("renewals", "due")}
PLANNED = {
    ("contracts", "end"), ("contracts", "renewal_date"), ("contracts", "notice_date"),
    ("concessions", "until"), ("covers", "until"), ("targets", "start"), ("targets", "end"),
    ("opportunities", "close_on"), ("meetings", "starts_at"), ("objectives", "due"),
    ("milestones", "due"), ("onboarding_milestones", "due"), ("commitments", "due"),
}  # fmt: skip


def fits(column: Column, text: str) -> bool:
    if not text:
        return not column.required
    if column.kind == "choice":
        return text in column.choices
    checks: dict[str, Callable[[str], object]] = {
        "int": int, "decimal": Decimal, "money": Decimal, "date": date.fromisoformat,
        "instant": datetime.fromisoformat,
    }  # fmt: skip
    if column.kind == "bool":
        return text in ("yes", "no")
    if column.kind == "email":
        return re.fullmatch(r"[a-z.\-]+@[a-z0-9\-]+\.example", text) is not None
    value = checks[column.kind](text) if column.kind in checks else None
    low = column.least is None or not isinstance(value, int | Decimal) or value >= column.least
    high = column.most is None or not isinstance(value, int | Decimal) or value <= column.most
    return low and high


def test_every_table_that_can_be_imported_has_rows(folder: Path) -> None:
    missing = [name for name in NAMES if not (folder / f"{name}.csv").exists()]

    assert missing == []


@pytest.mark.parametrize("entity", ENTITIES, ids=NAMES)
def test_every_cell_fits_its_column(entity: Entity, table: Callable[[str], Table]) -> None:
    rows = table(entity.name)

    assert set(rows[0]) <= {column.name for column in entity.columns}
    columns = [column for column in entity.columns if column.name in rows[0] or column.required]
    wrong = {(c.name, row.get(c.name)) for row in rows for c in columns if not fits(c, row[c.name])}
    assert wrong == set()


@pytest.mark.parametrize("entity", ENTITIES, ids=NAMES)
def test_keys_are_unique_and_dates_in_order(entity: Entity, table: Callable[[str], Table]) -> None:
    rows = table(entity.name)

    keys = [tuple(row.get(name, "") for name in entity.key) for row in rows]
    assert len(set(keys)) == len(keys)
    turned = [
        row
        for row in rows
        for first, second in entity.order
        if row.get(first) and row.get(second) and row[second] < row[first]
    ]
    assert turned == []


@pytest.mark.parametrize("entity", ENTITIES, ids=NAMES)
def test_every_reference_resolves(entity: Entity, table: Callable[[str], Table]) -> None:
    rows = table(entity.name)

    for column in entity.columns:
        if column.kind != "ref" or column.name not in rows[0]:
            continue
        key = ENTITY[column.of].key[0]
        known = {row[key] for row in table(column.of)} | {""}
        assert {row[column.name] for row in rows} <= known, column.name


@pytest.mark.parametrize("entity", ENTITIES, ids=NAMES)
def test_nothing_is_dated_after_the_end_but_plans(
    entity: Entity, table: Callable[[str], Table]
) -> None:
    rows = table(entity.name)

    for column in entity.columns:
        dated = column.kind in ("date", "instant") and column.name in rows[0]
        where = (entity.name, column.name)
        if dated and where not in PLANNED:
            last = UNTIL + timedelta(days=where in SETTLED)
            assert max(row[column.name] for row in rows) <= last.isoformat(), column.name


@pytest.mark.parametrize("seed", [1, 2])
def test_a_world_lands_whole(seed: int, tmp_path: Path) -> None:
    write_world(make_world(accounts=45, months=4, seed=seed), tmp_path / "world")
    store = open_file(tmp_path / "store.db")
    migrate(store)

    report = import_folder(
        store,
        tmp_path / "world",
        now=datetime.fromisoformat("2026-03-02T06:00:00+00:00"),
        company=load_company(tmp_path / "world" / "company.toml"),
    )
    store.close()

    assert report.refused == 0
    assert report.landed == report.read > 10_000
