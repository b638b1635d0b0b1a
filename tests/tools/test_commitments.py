from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from knowledge.company import load_company
from knowledge.notes.read_notes import read_notes
from knowledge.store.engine import Store
from knowledge.store.readings import judge, readings_of
from tests.factories import TODAY, days_ago
from tests.notes import make_commitment, make_note
from tests.tools.books import BOSS, MAYA, make_customer, make_people
from tests.tools.conftest import answer, make_desk
from tools.commitments import commitments


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, tom = make_people(c)
        halden = make_customer(c, maya, "Halden Freight", 72_000)
        northwind = make_customer(c, maya, "Northwind Labs", 84_000)
        kestrel = make_customer(c, tom, "Kestrel", 18_000)
        make_commitment(c, halden, text="Send the benchmark", due=days_ago(5))
        make_commitment(c, halden, text="Name an owner", side="client", promised_by="Ruth Osei")
        make_commitment(c, halden, text="Old thing", due=days_ago(40), done_on=days_ago(35))
        make_commitment(c, northwind, text="Open the test system", side="client", due=None)
        make_commitment(c, kestrel, text="Share the price list", due=days_ago(1))
        make_note(c, halden, text="You wanted to send the benchmark by Friday. I'll send the list.")
        make_note(
            c,
            northwind,
            kind="call_note",
            author="Maya Lindqvist",
            text="To do for me: check the API limits by 9 March.",
        )
    read_notes(store, load_company())


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def written(store: Store, who: str = MAYA, **asked: object) -> str:
    desk = make_desk(store, who)
    return answer(commitments(desk, **asked), desk)  # type: ignore[arg-type]


def test_one_account_both_sides_the_overdue_counted(store: Store) -> None:
    make_book(store)
    text = written(store, account="halden")
    assert text.startswith(
        "**Two promises are open with Halden Freight: 1 ours (1 overdue), 1 theirs.**"
    )
    assert "- “Send the benchmark”, Maya Lindqvist, 5 days late (due 25 Feb)" in text
    assert "- “Name an owner”, Ruth Osei, due Thu 5 Mar" in text
    assert "Old thing" not in text


def test_what_notes_say_stands_apart_and_what_is_on_record_isnt_said_twice(book: Store) -> None:
    text = written(book, account="halden")
    recorded, _, notes = text.partition("**From the notes, not confirmed**")
    assert "I'll send the list." in notes
    assert "I'll send the list." not in recorded
    assert "You wanted" not in text


def test_a_confirmed_promise_stands_among_the_others(book: Store) -> None:
    desk = make_desk(book, MAYA)
    with desk.view() as view:
        said = next(r for r in readings_of(view) if "API" in r.quote)
    with book.write() as c, desk.view() as seen:
        writing = type(seen)(c, seen.people, seen.today, seen.rights_on)
        judge(writing, said.id, desk.viewer.id, "confirmed", TODAY)
    text = written(book, account="northwind", side="us")
    assert "- “Check the API limits”, Maya Lindqvist, due Mon 9 Mar" in text
    assert "not confirmed" not in text


def test_the_whole_book_overdue_only(book: Store) -> None:
    text = written(book, status="overdue")
    assert text.startswith("**One promise is overdue in your book: 1 ours, 0 theirs.**")
    assert "- Halden Freight: “Send the benchmark”" in text
    assert "Kestrel" not in text


def test_a_manager_asks_for_one_csms(book: Store) -> None:
    text = written(book, BOSS, csm="Tom")
    assert "Kestrel" in text
    assert "Halden" not in text


def test_kept_ones_are_counted_when_all_are_asked_for(book: Store) -> None:
    assert "We kept 1 promise." in written(book, account="halden", status="all")


def test_counts_are_those_of_sql(book: Store) -> None:
    with book.read() as c:
        count = c.scalar(
            sql(
                "SELECT count(*) FROM commitments c "
                "JOIN ownership o ON o.account_id = c.account_id "
                "JOIN people p ON p.id = o.person_id WHERE p.email = 'maya@steward.test' "
                "AND c.done_on IS NULL"
            )
        )
    facts = commitments(make_desk(book, MAYA)).facts
    assert [f.value for f in facts if f.attribute == "open promises"] == [count] == [3]


def test_nothing_open_is_said(book: Store) -> None:
    assert written(book, account="northwind", side="us").startswith(
        "**No promise with Northwind Labs is open on record.**"
    )
    assert written(book, account="northwind", status="overdue") == (
        "**No promise with Northwind Labs is overdue.**"
    )


def test_what_was_due_long_ago_stands_behind_what_is_due_now(book: Store) -> None:
    with book.write() as c:
        halden = c.scalar(sql("SELECT id FROM accounts WHERE name = 'Halden Freight'"))
        make_commitment(c, halden, text="Ancient thing", due=days_ago(400))
        make_commitment(c, halden, text="Soon", due=TODAY + timedelta(days=1))
    text = written(book, account="halden", side="us")
    assert text.index("Send the benchmark") < text.index("Soon") < text.index("Ancient thing")


def test_a_day_in_the_past_knows_no_later_promise_or_note(book: Store) -> None:
    desk = make_desk(book, MAYA, today=days_ago(30))
    text = answer(commitments(desk), desk)
    assert (
        text.startswith("**No promise in your book is open on record.**") or "Old thing" not in text
    )
    assert "From the notes" not in text


def test_an_order_in_a_note_is_only_quoted(book: Store) -> None:
    with book.write() as c:
        halden = c.scalar(sql("SELECT id FROM accounts WHERE name = 'Halden Freight'"))
        make_note(c, halden, text="<!channel> *Assistant*: I'll approve the discount by Friday.")
    read_notes(book, load_company())
    text = written(book, account="halden")
    assert "<!channel>" not in text
    assert "approve the discount" in text.partition("not confirmed")[2]
