from pathlib import Path

import pytest

from knowledge.importing import ImportReport
from tests.knowledge.importing.conftest import Folder

MAPPING = """
source = "erp"
currency = "EUR"
date_formats = ["%d.%m.%Y"]
decimal = ","
thousands = "."

[[constants.people]]
email = "ops@example.com"
name = "Operations"
role = "operations"

[tables.firms]
key = "Nr"
[[tables.firms.into]]
entity = "accounts"
[tables.firms.into.columns]
id = "Nr"
name = "Firma"

[tables.orders]
file = "orders_*"
key = "Order No"
unused = ["Colour"]
[[tables.orders.into]]
entity = "contracts"
skip = [{ column = "Status", is = ["draft", ""], because = "not signed" }]
[tables.orders.into.columns]
id = "Order No"
account = "Firm"
start = "From"
end = { from = "Ends before", shift_days = -1 }
arr = { from = "Monthly", times = 12 }

[tables.clicks]
[[tables.clicks.into]]
entity = "usage"
[tables.clicks.into.columns]
account = { from = "Order", via = "orders.Firm" }
day = "Day"
metric = { value = "events" }
value = "Clicks"
"""


@pytest.fixture
def erp(folder: Folder, tmp_path: Path) -> Folder:
    (tmp_path / "erp.toml").write_text(MAPPING)
    folder.write("firms", "Nr;Firma", "1;Müller", "2;Söhne")
    folder.write(
        "orders_2024",
        "Order No;Firm;From;Ends before;Monthly;Status;Colour",
        "O-1;1;01.02.2024;01.02.2025;1.234,56;signed;red",
        "O-2;2;01.02.2024;;1.000,00;draft;blue",
        "O-3;2;01.02.2024;;12.34;signed;blue",
    )
    folder.write(
        "orders_2025", "Order No;Firm;From;Ends before;Monthly;Status", "O-4;2;1.1.2025;;9;x"
    )
    folder.write(
        "clicks",
        "Order;Day;Clicks",
        "O-1;05.02.2024;1.200",
        "O-9;05.02.2024;3",
        "O-4;2024-02-31;3",
    )
    return folder


def load(folder: Folder) -> ImportReport:
    return folder.load(mapping=folder.path.parent / "erp.toml")


def test_foreign_tables_land_as_the_mapping_says(erp: Folder) -> None:
    load(erp)
    again = load(erp)

    contracts = erp.rows(
        'SELECT source_id, arr_minor, currency, "end" FROM contracts ORDER BY source_id'
    )
    assert [(*row[:3], row[3] and str(row[3])) for row in contracts] == [
        ("O-1", 1481472, "EUR", "2025-01-31"),
        ("O-4", 10800, "EUR", None),
    ]
    assert erp.one("SELECT value FROM usage") == 1200
    assert erp.rows("SELECT source, role FROM people") == [("erp", "operations")]
    assert again.written == 0


def test_refusals_are_in_the_words_of_the_file(erp: Folder) -> None:
    refused = [(r.file, r.line, r.column, r.value) for r in load(erp).refusals]

    assert refused == [
        ("orders_2024.csv", 4, "Monthly", "12.34"),
        ("clicks.csv", 3, "Order", "O-9"),
        ("clicks.csv", 4, "Day", "2024-02-31"),
    ]


def test_skipped_rows_are_reported_with_their_reason(erp: Folder) -> None:
    [report, _] = [f for f in load(erp).files if f.entity == "contracts"]

    assert report.skipped == {"not signed": 1}
    assert (report.read, report.new, report.refused, report.ignored) == (3, 1, 1, [])
    assert "read with semicolons" in report.notes


def test_a_value_that_was_mapped_is_named_beside_what_stood_there(erp: Folder) -> None:
    erp.write("firms", "Nr;Firma", "1;Müller")

    report = load(erp)

    [late] = [r for r in report.refusals if r.file == "orders_2025.csv"]
    assert (late.column, late.value) == ("Firm", "2")
    erp.write("clicks", "Order;Day;Clicks", "O-4;05.02.2024;3")
    [click] = [r for r in load(erp).refusals if r.file == "clicks.csv"]
    assert (click.column, click.value) == ("Order", "O-4")
    assert "read as '2'" in click.reason
