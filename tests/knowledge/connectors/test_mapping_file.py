from pathlib import Path

import pytest

from knowledge.connectors.mapping_file import load_mapping, packaged_mappings
from knowledge.errors import BadMapping

GOOD = """
source = "crm"
[tables.firms]
key = "Firm Id"
[[tables.firms.into]]
entity = "accounts"
[tables.firms.into.columns]
id = "Firm Id"
name = "Firm"
"""


def test_a_mapping_is_read(tmp_path: Path) -> None:
    path = tmp_path / "crm.toml"
    path.write_text(GOOD)

    mapping = load_mapping(path)

    [table] = mapping.tables
    assert mapping.source == "crm"
    assert (table.file, table.key) == ("firms", "firm_id")
    assert table.columns == {"firm_id", "firm"}


@pytest.mark.parametrize("name", packaged_mappings())
def test_the_packaged_mappings_are_in_order(name: str) -> None:
    assert load_mapping(name).tables


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('source = "crm"', "", "'source' is missing"),
        ('source = "crm"', 'source = "crm"\ncolour = 1', "'colour' means nothing here"),
        ('entity = "accounts"', 'entity = "firms"', "entity' is 'firms': write one of people"),
        ('name = "Firm"', "", "columns.name' is missing"),
        ('name = "Firm"', 'name = "Firm"\nsize = "Size"', "columns.size' means nothing here"),
        ('name = "Firm"', "name = 7", "columns.name' is 7"),
        ('name = "Firm"', 'name = { from = "a", value = "b" }', "has no one origin"),
        ('name = "Firm"', 'name = { from = "a", via = "firms" }', "write 'table.column'"),
        ('name = "Firm"', 'name = { from = "a", via = "x.y" }', "a table that has no key"),
        ('name = "Firm"', 'name = { from = "a", times = "x" }', "times' is 'x'"),
        ('source = "crm"', 'source = "crm"\ndecimal = ";"', "'decimal' is ';'"),
        (
            'source = "crm"',
            'source = "crm"\ndecimal = ","\nthousands = ","',
            "'thousands' is the decimal mark too",
        ),
        ('key = "Firm Id"', 'key = "Firm Id"\nfile = [', "isn't TOML"),
        (
            'entity = "accounts"',
            'entity = "accounts"\nskip = [{ column = "a", is = "b" }]',
            "because' is missing",
        ),
        (
            'entity = "accounts"',
            'entity = "accounts"\nskip = [{ column = "a", because = "b" }]',
            "doesn't say which rows",
        ),
    ],
)
def test_a_bad_mapping_says_where_and_what_to_do(
    tmp_path: Path, before: str, after: str, says: str
) -> None:
    path = tmp_path / "crm.toml"
    path.write_text(GOOD.replace(before, after, 1))

    with pytest.raises(BadMapping, match=r"crm\.toml.*: ") as error:
        load_mapping(path)

    assert says in str(error.value)


def test_an_unknown_name_lists_the_packaged_ones() -> None:
    with pytest.raises(BadMapping, match="ravenstack"):
        load_mapping("salesfarce")
