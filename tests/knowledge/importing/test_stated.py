"""What a person stated against what the source says when it is imported again."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from knowledge.changeable import NewPerson, written
from knowledge.health import load_rules
from knowledge.store.access import View, person_by_email
from knowledge.store.deciding import Decider, Verb, decide
from knowledge.store.proposals import NewChange, propose
from knowledge.store.stated import Mark, marks_of
from knowledge.store.tables import metadata
from tests.knowledge.importing.conftest import Folder

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
TODAY = NOW.date()
RULES = load_rules()
TICKETS = "id,account,opened_on,closed_on,priority"
CONTRACTS = "id,account,start,end,arr,currency"
STAKEHOLDERS = "id,account,name,email,role"


@pytest.fixture
def imported(folder: Folder) -> Folder:
    folder.write("people", "email,name,role", "grace@ledger.test,Grace,operations")
    folder.write("accounts", "id,name,currency,stage", "A-1,Northwind,USD,mature")
    folder.write("tickets", TICKETS, "T-1,A-1,2026-06-01,,P1", "T-2,A-1,2026-06-02,,P2")
    folder.write("contracts", CONTRACTS, "C-1,A-1,2025-09-01,2026-08-31,72000,USD")
    folder.write("stakeholders", STAKEHOLDERS, "S-1,A-1,Ruth Adler,ruth@n.test,champion")
    folder.load()
    return folder


def _approve(folder: Folder, change: str, value: str, table: str = "") -> int:
    with folder.store.read() as connection:
        grace = person_by_email(connection, "grace@ledger.test")
        record = None
        if table:
            t = metadata.tables[table].c
            record = connection.scalar(select(t.id).order_by(t.id).limit(1))
    assert grace is not None
    new = NewChange(1, change, record, "the record", value, "said so", TODAY, "conversation")
    key = propose(folder.store, new, grace, NOW, TODAY)
    _decide(folder, key, "approve")
    return key


def _decide(folder: Folder, key: int, verb: Verb) -> None:
    with folder.store.read() as connection:
        grace = person_by_email(connection, "grace@ledger.test")
    assert grace is not None
    decide(folder.store, key, verb, Decider(grace, NOW, TODAY, RULES))


def _marks(folder: Folder) -> list[Mark]:
    with folder.store.read() as connection:
        grace = person_by_email(connection, "grace@ledger.test")
        assert grace is not None
        return marks_of(View(connection, (grace,), TODAY, TODAY))


def _value(folder: Folder, table: str, column: str) -> Any:
    t = metadata.tables[table].c
    with folder.store.read() as connection:
        return connection.scalar(select(t[column]).order_by(t.id).limit(1))


def test_a_stated_closing_survives_imports_until_the_source_agrees(imported: Folder) -> None:
    _approve(imported, "ticket_closed", "2026-06-28", "tickets")

    report = imported.load()
    assert report.refused == 0
    assert _value(imported, "tickets", "closed_on") == date(2026, 6, 28)
    [mark] = _marks(imported)
    assert (mark.by, mark.imported, mark.home) == ("Grace", None, f"{mark.source}:T-1")

    imported.write("tickets", TICKETS, "T-1,A-1,2026-06-01,2026-06-29,P1")
    imported.load()
    assert _value(imported, "tickets", "closed_on") == date(2026, 6, 29)
    assert _marks(imported) == []


def test_other_columns_of_the_row_go_on_being_imported(imported: Folder) -> None:
    _approve(imported, "ticket_closed", "2026-06-28", "tickets")

    imported.write("tickets", TICKETS, "T-1,A-1,2026-06-01,,P3")
    imported.load()

    assert _value(imported, "tickets", "priority") == "P3"
    assert _value(imported, "tickets", "closed_on") == date(2026, 6, 28)


def test_a_third_value_of_the_source_is_kept_beside_and_stands_after_an_undo(
    imported: Folder,
) -> None:
    key = _approve(imported, "stage", "renewing", "accounts")

    imported.write("accounts", "id,name,currency,stage", "A-1,Northwind,USD,adopting")
    imported.load()
    [mark] = _marks(imported)
    assert (_value(imported, "accounts", "stage"), mark.imported) == ("renewing", "adopting")

    _decide(imported, key, "undo")
    assert _value(imported, "accounts", "stage") == "adopting"
    assert _marks(imported) == []


def test_a_renewal_by_phone_gives_way_to_the_sources_own(imported: Folder) -> None:
    _approve(imported, "renewed", "84000 USD", "contracts")
    imported.load()
    assert _value(imported, "contracts", "end") == date(2027, 8, 31)
    assert len(_marks(imported)) == 4

    imported.write(
        "contracts",
        CONTRACTS,
        "C-1,A-1,2025-09-01,2026-08-31,72000,USD",
        "C-2,A-1,2026-09-01,2027-08-31,84000,USD",
    )
    imported.load()

    assert _marks(imported) == []
    assert _value(imported, "contracts", "end") == date(2026, 8, 31)
    rows = imported.rows("SELECT day, delta_minor FROM arr_events ORDER BY day")
    assert [delta for _, delta in rows] == [7_200_000, 1_200_000]
    assert imported.rows("SELECT id FROM renewals") == []


def test_a_renewal_that_the_source_has_on_the_same_contract_counts_once(imported: Folder) -> None:
    _approve(imported, "renewed", "84000 USD", "contracts")

    imported.write("contracts", CONTRACTS, "C-1,A-1,2025-09-01,2027-08-31,84000,USD")
    imported.load()

    assert _marks(imported) == []
    assert imported.one("SELECT sum(delta_minor) FROM arr_events") == 8_400_000


def test_a_new_stakeholder_gives_way_to_the_sources_own(imported: Folder) -> None:
    _approve(imported, "new_stakeholder", written(NewPerson("Ada Moss", "economic_buyer")))
    imported.load()
    assert imported.one("SELECT count(*) FROM stakeholders") == 2

    imported.write(
        "stakeholders",
        STAKEHOLDERS,
        "S-1,A-1,Ruth Adler,ruth@n.test,champion",
        "S-2,A-1,Ada  MOSS,ada@n.test,economic_buyer",
    )
    imported.load()

    names = imported.rows("SELECT name, source_id FROM stakeholders ORDER BY source_id")
    assert [row[1] for row in names] == ["S-1", "S-2"]
    assert _marks(imported) == []
