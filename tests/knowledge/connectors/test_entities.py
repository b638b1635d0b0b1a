from pathlib import Path

import pytest

import knowledge
from knowledge.connectors.entities import ENTITIES, Column, Entity
from knowledge.connectors.templates import columns_in_markdown, write_templates
from knowledge.store.tables import metadata

README = Path(knowledge.__file__).with_name("README.md")
STORED = {"ref": "_id", "money": "_minor"}


def stored(entity: Entity, column: Column) -> str:
    return column.name + STORED.get(column.kind, "")


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_every_column_has_its_place_in_the_store(entity: Entity) -> None:
    if entity.name == "usage":
        return
    table = metadata.tables[entity.name]
    names = {stored(entity, column) for column in entity.columns if column.name != "id"}

    ours = {"id", "source", "source_id", "read_at", "content_hash", "cut_hash"}
    assert names == set(table.columns.keys()) - ours


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_what_the_store_needs_is_required_or_has_a_default(entity: Entity) -> None:
    given_by_the_import = {"currency", "segment"}
    for column in entity.columns:
        in_store = metadata.tables[entity.name].columns.get(stored(entity, column))
        if in_store is None or in_store.nullable or column.name in given_by_the_import:
            continue
        assert column.required or column.default or entity.name == "usage", column.name


def test_references_land_before_what_refers_to_them() -> None:
    order = [entity.name for entity in ENTITIES]
    for entity in ENTITIES:
        for column in entity.columns:
            if column.of:
                assert order.index(column.of) <= order.index(entity.name)


def test_the_readme_has_the_columns_as_they_are() -> None:
    text = README.read_text("utf-8")

    assert columns_in_markdown().strip() in text


def test_templates_have_every_table_and_leave_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("mine")

    written = write_templates(tmp_path)

    assert len(written) == len(ENTITIES) - 1
    assert (tmp_path / "accounts.csv").read_text() == "mine"
    assert (tmp_path / "people.csv").read_text().startswith("email,name,role,")
