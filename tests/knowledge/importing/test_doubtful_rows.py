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
