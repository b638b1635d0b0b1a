import pytest
from sqlalchemy import Connection
from sqlalchemy import text as sql

from knowledge.company import load_company
from knowledge.notes.read_notes import read_notes
from knowledge.store.engine import Store
from tests.factories import days_ago, make_stakeholder, make_touchpoint
from tests.notes import make_note
from tests.tools.books import BOSS, MAYA, make_customer, make_people
from tests.tools.conftest import answer, make_desk
from tools.people import stakeholders


def make_contacts(connection: Connection, account: int, person: int, count: int) -> None:
    for index in range(count):
        make_touchpoint(connection, account, stakeholder_id=person, day=days_ago(4 + 10 * index))


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, _ = make_people(c)
        halden = make_customer(c, maya, "Halden Freight", 72_000)
        northwind = make_customer(c, maya, "Northwind Labs", 84_000, segment="enterprise")
        make_customer(c, maya, "Orca Payments", 28_000)
        tom = make_stakeholder(c, halden, name="Tom Reyes", title="Head of Operations")
        ruth = make_stakeholder(c, halden, name="Ruth Osei", role="economic_buyer", title="CFO")
        make_stakeholder(
            c, halden, name="Dana Whitfield", role="executive_sponsor", left_on=days_ago(18)
        )
        make_stakeholder(c, halden, name="Kim Poe", role="user", left_on=days_ago(40))
        make_contacts(c, halden, tom, 7)
        make_contacts(c, halden, ruth, 3)
        buyer = make_stakeholder(c, northwind, name="Ana Silva", role="economic_buyer")
        champion = make_stakeholder(c, northwind, name="Ben Okoro", role="champion")
        sponsor = make_stakeholder(c, northwind, name="Cy Ray", role="executive_sponsor")
        for person, count in ((buyer, 2), (champion, 2), (sponsor, 1)):
            make_contacts(c, northwind, person, count)


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def written(store: Store, **asked: object) -> str:
    desk = make_desk(store, MAYA)
    return answer(stakeholders(desk, **asked), desk)  # type: ignore[arg-type]


def test_who_is_who_and_which_key_role_is_empty(store: Store) -> None:
    make_book(store)
    text = written(store, account="halden")
    assert text.startswith(
        "**Halden Freight has no executive sponsor since Dana Whitfield left 12 Feb.**"
    )
    assert "- Tom Reyes, Head of Operations · champion · last two-way contact 26 Feb" in text
    assert "Left: Kim Poe (user) left 21 Jan." in text


def test_seventy_percent_of_the_contact_is_single_threaded(book: Store) -> None:
    text = written(book, account="halden", focus="single_threaded")
    assert text.startswith(
        "**Halden Freight: single-threaded, Tom Reyes has 70% of the two-way contact in 180 days.**"
    )


def test_an_enterprise_account_with_three_contacts_is_not_single_threaded(book: Store) -> None:
    text = written(book, account="northwind", focus="single_threaded")
    assert text.startswith("**Northwind Labs: three people in two-way contact in 180 days;")


def test_an_enterprise_account_with_two_contacts_is_single_threaded(book: Store) -> None:
    with book.write() as c:
        c.execute(sql("UPDATE stakeholders SET left_on = '2026-02-01' WHERE name = 'Cy Ray'"))
    text = written(book, focus="single_threaded")
    assert text.startswith("**Two of 3 accounts in your book hang on a single person: $156,000")


def test_without_any_contact_it_is_unknown_not_fine(book: Store) -> None:
    text = written(book, focus="single_threaded")
    assert "Of another 1 I can't say: silent for 180 days." in text


def test_key_departures_that_nobody_replaced_by_arr(book: Store) -> None:
    with book.write() as c:
        c.execute(sql("UPDATE stakeholders SET left_on = '2026-02-01' WHERE name = 'Cy Ray'"))
    text = written(book, focus="left")
    assert text.startswith(
        "**Two of 3 accounts in your book lost a key person and have nobody on record in the role "
        "now: $156,000 ARR.**"
    )
    listed = [line.split("**")[1] for line in text.splitlines() if line[:3] in ("**1", "**2")]
    assert listed == ["1. Northwind Labs", "2. Halden Freight"]


def test_a_replaced_departure_is_no_vacancy(book: Store) -> None:
    with book.write() as c:
        halden = c.scalar(sql("SELECT id FROM accounts WHERE name = 'Halden Freight'"))
        make_stakeholder(c, halden, name="Eve New", role="executive_sponsor", since=days_ago(3))
    assert written(book, focus="left").startswith(
        "**No key person left without somebody new in the role in your book"
    )


def test_somebody_who_leaves_later_was_there(book: Store) -> None:
    desk = make_desk(book, MAYA, today=days_ago(30))
    text = answer(stakeholders(desk, account="halden", role="executive_sponsor"), desk)
    assert text.startswith("**Executive sponsor at Halden Freight: Dana Whitfield")


def test_one_role_of_one_account(book: Store) -> None:
    text = written(book, account="halden", role="economic_buyer")
    assert text.startswith("**Economic buyer at Halden Freight: Ruth Osei, CFO, last two-way")


def test_a_role_that_nobody_has(book: Store) -> None:
    text = written(book, account="halden", role="admin")
    assert text.startswith("**Halden Freight has no admin on record.**")


def test_accounts_without_a_champion(book: Store) -> None:
    text = written(book, role="champion", focus="missing")
    assert text.startswith("**One of 3 accounts in your book has no champion on record: $28,000")


def test_nobody_on_record_says_whom_to_add(book: Store) -> None:
    text = written(book, account="orca")
    assert text.startswith("**Nobody is on record at Orca Payments.** Add the economic buyer")


def test_nobody_left(book: Store) -> None:
    text = written(book, account="northwind", focus="left")
    assert text.startswith("**No stakeholder of Northwind Labs has left")


def test_the_newest_contact_dates_the_answer(book: Store) -> None:
    assert "_Newest contact on record: 26 Feb._" in written(book)


def test_the_people_named_are_its_sources(book: Store) -> None:
    result = stakeholders(make_desk(book, MAYA), focus="left")
    assert [source.title for source in result.sources] == ["Dana Whitfield, executive sponsor"]


def test_too_many_are_capped_and_counted(book: Store) -> None:
    with book.write() as c:
        maya = c.scalar(sql("SELECT id FROM people WHERE email = 'maya@steward.test'"))
        for number in range(12):
            account = make_customer(c, maya, f"Account {number:02}", 1_000)
            make_stakeholder(c, account, left_on=days_ago(5))
    text = written(book, focus="left")
    assert "And 3 more: narrow by role, or ask about an account." in text


def test_who_left_in_a_time_whoever_follows_them(book: Store) -> None:
    with book.write() as c:
        halden = c.scalar(sql("SELECT id FROM accounts WHERE name = 'Halden Freight'"))
        make_stakeholder(c, halden, name="Lou Marsh", role="champion", left_on=days_ago(5))

    text = written(book, role="champion", focus="left", period="last 30 days")

    assert text.startswith(
        "**One of 3 accounts in your book lost their champion in the last 30 days"
    )
    assert "Lou Marsh (champion) left 25 Feb" in text


def test_nobody_left_in_a_time_is_said_with_the_time(book: Store) -> None:
    text = written(book, focus="left", period="January 2025")
    assert text.startswith("**No key person left in January 2025")


def test_one_accounts_departures_are_cut_to_the_time(book: Store) -> None:
    text = written(book, account="halden", focus="left", period="last 30 days")
    assert "Dana Whitfield" in text
    assert "Kim Poe" not in text


def test_a_person_is_found_by_name_wherever_they_work(book: Store) -> None:
    text = written(book, person="ruth osei")
    assert text.startswith("**Ruth Osei, CFO · economic buyer at Halden Freight**")


def test_a_person_of_another_book_is_not_found(book: Store) -> None:
    with book.write() as c:
        tom = c.scalar(sql("SELECT id FROM people WHERE name = 'Tom Okafor'"))
        kestrel = make_customer(c, tom, "Kestrel")
        make_stakeholder(c, kestrel, name="Vera Lund")

    assert written(book, person="Vera Lund").startswith("**Nobody called “Vera Lund” is on record")


def test_people_of_one_csms_book(book: Store) -> None:
    desk = make_desk(book, BOSS)
    text = answer(stakeholders(desk, focus="missing", csm="Maya Lindqvist"), desk)
    assert "among the accounts of Maya Lindqvist" in text


def test_who_is_said_to_be_leaving_stands_as_a_hint(book: Store) -> None:
    with book.write() as c:
        halden = c.scalar(sql("SELECT id FROM accounts WHERE name = 'Halden Freight'"))
        make_note(c, halden, text="Friday is my last day at the company.", kind="email",
                  author="Ruth Osei", day=days_ago(4))  # fmt: skip
    read_notes(book, load_company())
    text = written(book, account="halden", focus="left")
    assert "“Friday is my last day at the company.” (email, " in text
    assert "unconfirmed, `steward notes confirm 1`)" in text
    assert "last day" not in written(book, account="northwind", focus="left")
