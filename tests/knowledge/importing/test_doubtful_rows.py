from collections.abc import Callable

import pytest

from tests.knowledge.importing.conftest import Folder

ACCOUNTS = ("id,name", "A-1,Northwind")


def test_an_id_twice_lands_once_or_under_a_key_of_its_own(folder: Folder) -> None:
    folder.write("accounts", *ACCOUNTS)
    folder.write(
        "tickets",
        "id,account,opened_on,priority",
        "T-1,A-1,2024-01-01,P1",
        "T-1,A-1,2024-01-01,P2",
        "T-1,A-1,2024-01-01,P1",
        "T-1,A-1,2024-01-01,P3",
        "T-1,A-1,2024-01-01,P2",
    )

    first = next(f for f in folder.load().files if f.entity == "tickets")
    again = folder.load()

    assert (first.new, first.repeated, first.derived_keys) == (3, 2, 2)
    assert folder.rows("SELECT source_id, priority FROM tickets ORDER BY 1") == [
        ("T-1", "P1"),
        ("T-1#2", "P2"),
        ("T-1#3", "P3"),
    ]
    assert again.written == 0


@pytest.fixture
def with_formula(folder: Folder) -> Callable[[str], None]:
    def write(subject: str) -> None:
        folder.write("accounts", *ACCOUNTS)
        folder.write(
            "tickets", "id,account,opened_on,priority,subject", f"T-1,A-1,2024-01-01,P1,{subject}"
        )

    return write


def test_a_formula_is_kept_as_it_stands_and_flagged(
    folder: Folder, with_formula: Callable[[str], None]
) -> None:
    with_formula("=HYPERLINK(A1)")

    report = next(f for f in folder.load().files if f.entity == "tickets")

    assert report.flagged == {"formula": 1}
    assert folder.one("SELECT subject FROM tickets") == "=HYPERLINK(A1)"
    assert folder.rows("SELECT entity, flag, row_count, example FROM import_flags") == [
        ("tickets", "formula", 1, "=HYPERLINK(A1)")
    ]


def test_a_flag_goes_when_the_row_is_corrected(
    folder: Folder, with_formula: Callable[[str], None]
) -> None:
    with_formula("=1")
    folder.load()
    with_formula("fine")

    folder.load()

    assert folder.rows("SELECT * FROM import_flags") == []


def test_dates_before_the_first_contract_are_kept_and_flagged(folder: Folder) -> None:
    folder.write("accounts", *ACCOUNTS)
    folder.write("contracts", "id,account,start,arr", "C-1,A-1,2024-02-01,5")
    folder.write(
        "tickets", "id,account,opened_on,priority", "T-1,A-1,2024-01-31,P1", "T-2,A-1,2024-02-01,P1"
    )
    folder.write(
        "usage", "account,day,metric,value", "A-1,2024-01-01,events,1", "A-1,2024-01-02,events,1"
    )

    report = folder.load()
    folder.load()

    assert {f.entity: f.flagged.get("before_contract") for f in report.files} == {
        "accounts": None,
        "contracts": None,
        "usage": 2,
        "tickets": 1,
    }
    assert folder.rows("SELECT entity, row_count, example FROM import_flags ORDER BY 1") == [
        ("tickets", 1, "the earliest is of 2024-01-31"),
        ("usage", 2, "the earliest is of 2024-01-01"),
    ]


CONTRACTS = "id,account,start,arr"


def test_an_id_twice_is_said_with_its_lines(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts", *ACCOUNTS)
    sqlite_folder.write("contracts", CONTRACTS, "c1,A-1,2024-01-01,9", "c1,A-1,2024-01-01,8")

    report = next(f for f in sqlite_folder.load().files if f.entity == "contracts")

    assert report.notes == ["1 id twice with different content: both kept (c1 on line 3)"]


def test_an_id_in_two_files_of_a_table_is_said(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts", *ACCOUNTS)
    sqlite_folder.write("accounts.jsonl", '{"id": "A-1", "name": "Southwind"}')

    notes = {f.file: f.notes for f in sqlite_folder.load().files}

    assert notes["accounts.csv"] == []
    assert notes["accounts.jsonl"] == [
        "1 id twice with different content: both kept (A-1 on line 1)"
    ]


def test_a_corrected_file_removes_what_stood_twice(folder: Folder) -> None:
    folder.write("accounts", *ACCOUNTS)
    folder.write("contracts", CONTRACTS, "c1,A-1,2024-01-01,1000", "c1,A-1,2024-01-01,1200")
    folder.load()
    folder.write("contracts", CONTRACTS, "c1,A-1,2024-01-01,1200")

    report = folder.load()

    assert folder.rows("SELECT source_id, arr_minor FROM contracts") == [("c1", 120000)]
    assert folder.one("SELECT sum(delta_minor) FROM arr_events") == 120000
    assert any("no longer does, removed: c1#2" in note for note in report.notes)


def test_nothing_is_removed_while_a_row_is_refused(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts", *ACCOUNTS)
    sqlite_folder.write("contracts", CONTRACTS, "c1,A-1,2024-01-01,1000", "c1,A-1,2024-01-01,1200")
    sqlite_folder.load()
    sqlite_folder.write("contracts", CONTRACTS, "c1,A-1,2024-01-01,1000", "c1,A-1,2024-01-01,12oo")

    report = sqlite_folder.load()

    assert sqlite_folder.one("SELECT count(*) FROM contracts") == 2
    assert "contracts: c1#2 stay until the refused rows are corrected" in report.notes


def test_a_source_s_own_id_that_looks_derived_stays_apart(sqlite_folder: Folder) -> None:
    sqlite_folder.write("accounts", "id,name", "a,One", "a,Two", "a#2,Three")

    sqlite_folder.load()

    assert sqlite_folder.rows("SELECT source_id, name FROM accounts ORDER BY 1") == [
        ("a", "One"),
        ("a#2", "Two"),
        ("a#2#2", "Three"),
    ]
