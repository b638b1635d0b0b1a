from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from knowledge.connectors.templates import write_templates
from knowledge.errors import BadInput, BadMapping
from tests.knowledge.importing.conftest import Folder

WriteAccounts = Callable[[Folder], None]


def test_the_same_folder_again_changes_nothing(folder: Folder, two_accounts: WriteAccounts) -> None:
    two_accounts(folder)
    folder.write("people", "email,name,role", "ann@x.com,Ann,csm")
    folder.write("ownership", "account,person,since", "A-1,ann@x.com,2024-01-01")
    folder.write("contracts", "id,account,start,end,arr", "C-1,A-1,2024-01-01,,1200.50")
    folder.write("tickets", "id,account,opened_on,priority,resolution_hours",
                 "T-1,A-1,2024-02-01,P1,2.256")  # fmt: skip
    folder.write("usage", "account,day,metric,value", "A-1,2024-02-01,events,3")

    first, again = folder.load(), folder.load()

    assert first.written == first.landed == 7
    assert again.written == 0
    assert sum(report.unchanged for report in again.files) == 7


def test_a_corrected_file_updates(folder: Folder, two_accounts: WriteAccounts) -> None:
    two_accounts(folder)
    folder.load()
    folder.write("accounts", "id,name,currency", "A-1,Northwind Labs,EUR", "A-2,Globex,")

    [report] = folder.load().files

    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)
    assert folder.rows("SELECT name FROM accounts ORDER BY source_id") == [
        ("Northwind Labs",),
        ("Globex",),
    ]


def test_every_row_keeps_where_it_came_from(folder: Folder, two_accounts: WriteAccounts) -> None:
    two_accounts(folder)

    folder.load(source="salesforce")

    assert folder.rows("SELECT DISTINCT source, source_id FROM accounts ORDER BY 2") == [
        ("salesforce", "A-1"),
        ("salesforce", "A-2"),
    ]
    assert folder.rows("SELECT source, rows_read, rows_landed, rows_refused FROM imports") == [
        ("salesforce", 2, 2, 0)
    ]


def test_money_lands_in_minor_units_of_its_currency(
    folder: Folder, two_accounts: WriteAccounts
) -> None:
    two_accounts(folder)
    folder.write(
        "contracts",
        "id,account,start,arr,currency",
        "C-1,A-1,2024-01-01,1200.5,",
        "C-2,A-2,2024-01-01,1200.5,",
        "C-3,A-1,2024-01-01,1200,jpy",
    )

    folder.load()

    assert folder.rows("SELECT arr_minor, currency FROM contracts ORDER BY source_id") == [
        (120050, "EUR"),
        (120050, "USD"),
        (1200, "JPY"),
    ]


def test_what_is_empty_gets_its_default(folder: Folder, two_accounts: WriteAccounts) -> None:
    two_accounts(folder)
    folder.write("contracts", "id,account,start,end,arr", "C-1,A-1,2024-01-01,2026-12-31,1")

    folder.load()

    assert folder.rows("SELECT DISTINCT stage FROM accounts") == [("mature",)]
    assert str(folder.one("SELECT renewal_date FROM contracts")) == "2027-01-01"


def test_a_reference_may_go_to_another_source(folder: Folder, two_accounts: WriteAccounts) -> None:
    two_accounts(folder)
    folder.load(source="crm")
    (folder.path / "accounts.csv").unlink()
    folder.write("tickets", "id,account,opened_on,priority", "T-1,A-1,2024-02-01,P1")

    assert folder.load(source="desk").refused == 0


def test_a_dry_run_says_the_same_and_writes_nothing(
    folder: Folder, two_accounts: WriteAccounts
) -> None:
    two_accounts(folder)
    folder.write("usage", "account,day,metric,value", "A-1,2024-02-01,events,3", "A-9,x,y,z")
    folder.write("contracts", "id,account,start,arr", "C-1,A-1,2024-01-01,500000")

    rehearsed = folder.load(dry_run=True)

    assert folder.one("SELECT count(*) FROM accounts") == 0
    assert folder.one("SELECT count(*) FROM imports") == 0
    real = folder.load()
    assert [(r.new, r.refused) for r in rehearsed.files] == [(r.new, r.refused) for r in real.files]
    assert rehearsed.refusals == real.refusals


def test_the_world_may_end_on_a_date(folder: Folder, two_accounts: WriteAccounts) -> None:
    two_accounts(folder)
    folder.write("workspace.toml", "world_ends = 2024-03-31")
    folder.write(
        "contracts",
        "id,account,start,end,arr",
        "C-1,A-1,2023-04-01,2024-03-31,100",
        "C-2,A-2,2023-04-01,2024-04-01,100",
    )

    folder.load()

    assert folder.one("SELECT value FROM workspace WHERE key = 'world_ends'") == "2024-03-31"
    query = "SELECT day FROM arr_events WHERE kind = 'churn'"
    assert [str(day) for (day,) in folder.rows(query)] == ["2024-04-01"]


def test_freshness_is_kept_by_entity(folder: Folder, two_accounts: WriteAccounts) -> None:
    two_accounts(folder)
    folder.write("usage", "account,day,metric,value", "A-1,2024-02-01,events,3")
    folder.write("tickets", "id,account,opened_on,priority", "T-1,A-1,2024-02-03,P1")

    folder.load()

    rows = folder.rows("SELECT entity, newest FROM sync_state ORDER BY entity")
    assert [(entity, newest and str(newest)) for entity, newest in rows] == [
        ("accounts", None),
        ("tickets", "2024-02-03"),
        ("usage", "2024-02-01"),
    ]


def test_json_lines_and_compressed_tables_land_too(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts.jsonl", '{"id": 1, "name": "a"}', '{"ID": "2", "Name": "b"}')

    assert sqlite_folder.load().landed == 2


def test_ignored_columns_and_files_are_reported(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts", "id,name,Shoe Size", "A-1,a,44")
    sqlite_folder.write("orders", "id", "1")

    report = sqlite_folder.load()

    assert report.files[0].ignored == ["Shoe Size"]
    assert report.notes[0] == "orders.csv: no table of that name, left out"


def test_progress_is_told_by_file_line_and_lines(
    sqlite_folder: Folder, two_accounts: WriteAccounts
) -> None:
    two_accounts(sqlite_folder)
    told: list[tuple[str, int, int | None]] = []

    sqlite_folder.load(progress=lambda *step: told.append(step))

    assert told == [("accounts.csv", 3, 3)]


def test_templates_import_as_nothing(sqlite_folder: Folder) -> None:
    write_templates(sqlite_folder.path)

    report = sqlite_folder.load()

    assert (report.read, report.refused) == (0, 0)


def test_a_folder_without_tables_says_how_to_name_them(tmp_path: Path, folder: Folder) -> None:
    with pytest.raises(BadInput, match=r"people\.csv"):
        folder.load()


def test_a_mapping_that_is_not_there_is_said(folder: Folder) -> None:
    with pytest.raises(BadMapping, match="No mapping 'nothing'"):
        folder.load(mapping="nothing")


def test_a_bad_end_of_the_world_is_said(sqlite_folder: Folder, two_accounts: WriteAccounts) -> None:
    two_accounts(sqlite_folder)
    sqlite_folder.write("workspace.toml", 'world_ends = "soon"')

    with pytest.raises(BadInput, match="world_ends"):
        sqlite_folder.load()


def test_dates_are_dates(folder: Folder) -> None:
    folder.write("accounts", "id,name,signed_on", "A-1,a,2024-02-29")

    folder.load()

    assert str(folder.one("SELECT signed_on FROM accounts")) == str(date(2024, 2, 29))
