from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from knowledge.company import load_company
from knowledge.notes.read_notes import read_notes
from knowledge.store import tables
from knowledge.store.engine import Store
from tests import factories as make
from tests.factories import TODAY, days_ago
from tests.notes import make_commitment, make_note
from tests.tools.books import MAYA, make_customer, make_people
from tests.tools.conftest import answer, make_desk
from tools.meeting import meeting_prep


def make_meeting(connection: Connection, account: int, **columns: Any) -> int:
    known = {
        "account_id": account,
        "starts_at": datetime(2026, 3, 3, 15, tzinfo=UTC),
        "title": "Renewal terms",
        "attendees": "maya@steward.test; ruth@halden.test",
    }
    return make._imported(connection, tables.meetings, known, columns)


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, _ = make_people(c)
        halden = make_customer(
            c, maya, "Halden Freight", 72_000, band="red", score=38,
            renewal=TODAY + timedelta(days=60),
        )  # fmt: skip
        make.make_stakeholder(
            c, halden, name="Ruth Osei", email="ruth@halden.test", role="champion",
        )  # fmt: skip
        make.make_stakeholder(
            c, halden, name="Dana Moss", role="economic_buyer", left_on=days_ago(20)
        )
        make_meeting(c, halden)
        make_commitment(c, halden, text="Send the root cause", due=days_ago(5))
        make_commitment(c, halden, text="Name an owner", side="client", promised_by="Ruth Osei",
                        due=days_ago(3))  # fmt: skip
        make.make_ticket(c, halden, priority="P1", source_id="4821", subject="Sync is down")
        make.make_objective(c, halden, actual=6)
        make_note(c, halden, text="We can't take another 8% on this. Dana Moss has left us.")
        make_note(c, halden, text="Bo Lindt has left the company.", day=days_ago(9))
        make_customer(c, maya, "Orca Payments", 28_000)
    read_notes(store, load_company())


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def written(store: Store, account: str) -> str:
    desk = make_desk(store, MAYA)
    return answer(meeting_prep(desk, account), desk)


def test_the_first_line_is_the_meeting_and_what_is_at_stake(store: Store) -> None:
    make_book(store)
    text = written(store, "halden")
    assert text.startswith(
        "**Halden Freight: Tue 3 Mar, 15:00 your time (tomorrow) · 38, red · $72,000 · "
        "renews Fri 1 May (60 days).**"
    )
    assert "**Meeting:** “Renewal terms”, with Ruth Osei (champion)." in text


def test_three_things_to_ask_each_from_a_record(book: Store) -> None:
    text = written(book, "halden")
    asked = text.partition("**Ask**")[2].partition("- **Meeting")[0]
    assert "1. They said, on price: “We can't take another 8% on this.”" in asked
    assert "2. “Bo Lindt has left the company.” (21 Feb). Is that so, and who takes over?" in asked
    assert "3. Who is the economic buyer now that Dana Moss has left (10 Feb)?" in asked
    assert "4." not in asked


def test_promises_issues_people_and_goals(book: Store) -> None:
    text = written(book, "halden")
    assert "- **We owe:** “Send the root cause”, Maya Lindqvist, 5 days late (due 25 Feb)." in text
    assert "- **They owe:** “Name an owner”, Ruth Osei, 3 days late (due 27 Feb)." in text
    assert "P1 #4821 “Sync is down”, open 5 days, no owner" in text
    assert "no economic buyer since Dana Moss left 10 Feb" in text
    assert "1. Close the books in three days: days to close: 9 → 6 days, target 3" in text


def test_a_departure_on_record_is_no_hint_and_another_is(book: Store) -> None:
    text = written(book, "halden")
    assert "Dana Moss has left us" not in text
    assert "**Not confirmed:** “Bo Lindt has left the company.” (email, 21 Feb; no. " in text


def test_an_account_without_anything_still_gets_a_brief(book: Store) -> None:
    text = written(book, "orca")
    assert text.startswith("**Orca Payments: no meeting in the diary")
    assert "No goal is on record." in text
    assert "- **We owe:** nothing on record." in text


def test_a_meeting_is_shown_in_the_readers_time(book: Store) -> None:
    with book.write() as c:
        c.execute(
            tables.people.update()
            .where(tables.people.c.email == MAYA)
            .values(time_zone="America/New_York")
        )
    assert ", 10:00 your time (tomorrow)" in written(book, "halden").splitlines()[0]


def test_its_sources_have_the_quotes(book: Store) -> None:
    result = meeting_prep(make_desk(book, MAYA), "halden")
    assert "We can't take another 8% on this." in [source.quote for source in result.sources]
