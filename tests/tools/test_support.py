from datetime import date

import pytest
from sqlalchemy import text as sql

from knowledge.errors import UnclearPeriod
from knowledge.store.engine import Store
from tests.factories import TODAY, days_ago, make_ticket
from tests.tools.books import MAYA, make_customer, make_people
from tests.tools.conftest import answer, make_desk
from tools.result import Result
from tools.support import SupportIssues, support_issues


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, _ = make_people(c)
        halden = make_customer(c, maya, "Halden Freight", 72_000)
        northwind = make_customer(c, maya, "Northwind Labs", 84_000)
        make_customer(c, maya, "Orca Payments", 28_000, segment="smb")
        make_ticket(
            c, halden, source_id="4821", priority="P1", opened_on=days_ago(19), escalated=True,
            subject="Invoices duplicated", first_response_minutes=30,
        )  # fmt: skip
        make_ticket(
            c, northwind, source_id="API-7", priority="P1", opened_on=days_ago(2), owner="Ada Ray",
            subject="API down", first_response_minutes=10,
        )  # fmt: skip
        make_ticket(c, halden, source_id="4900", priority="P3", opened_on=days_ago(200))
        make_ticket(
            c, halden, source_id="4700", priority="P2", opened_on=days_ago(120),
            closed_on=days_ago(10), resolution_hours=200, subject="Login fails with error 504",
        )  # fmt: skip
        make_ticket(
            c, northwind, source_id="4650", priority="P4", opened_on=days_ago(30),
            closed_on=days_ago(29), resolution_hours=10, first_response_minutes=200,
        )  # fmt: skip


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def written(store: Store, today: date = TODAY, **asked: object) -> str:
    desk = make_desk(store, MAYA, today=today)
    return answer(support_issues(desk, **asked), desk)  # type: ignore[arg-type]


def view_of(result: Result) -> SupportIssues:
    assert isinstance(result.view, SupportIssues)
    return result.view


def test_the_accounts_with_an_open_p1_come_first_by_arr(store: Store) -> None:
    make_book(store)
    text = written(store)
    assert text.startswith("**Two accounts in your book have an open P1, with $156,000 ARR.**")
    first, second = (line for line in text.splitlines() if line[:3] in ("**1", "**2"))
    assert first == (
        "**1. Northwind Labs** · $84,000 · API-7 “API down”, open 2 days, with Ada Ray."
    )
    assert second == (
        "**2. Halden Freight** · $72,000 · #4821 “Invoices duplicated”, open 19 days, no owner, "
        "escalated."
    )


def test_open_tickets_are_listed_whatever_their_age(book: Store) -> None:
    assert "| Halden Freight | 4900 | P3 |" in written(book)


def test_a_period_lists_what_was_opened_in_it_and_nothing_else(book: Store) -> None:
    text = written(book, period="last month")

    assert "| 4900 |" not in text
    assert "were opened in February 2026" in text


def test_the_counts_are_those_of_sql(book: Store) -> None:
    view = view_of(support_issues(make_desk(book, MAYA)))
    since = days_ago(90).isoformat()
    with book.read() as c:
        opened = c.scalar(sql(f"SELECT count(*) FROM tickets WHERE opened_on >= '{since}'"))
        closed = c.scalar(sql(f"SELECT count(*) FROM tickets WHERE closed_on >= '{since}'"))
        is_open = c.scalar(sql("SELECT count(*) FROM tickets WHERE closed_on IS NULL"))
    found = (view.then.opened.value, view.then.closed.value, view.now.tickets.value)
    assert found == (opened, closed, is_open) == (3, 2, 3)


def test_medians_are_of_the_tickets_where_they_are_known(book: Store) -> None:
    view = view_of(support_issues(make_desk(book, MAYA)))
    assert view.then.first_response is not None
    assert (view.then.first_response.value, view.then.first_response.unit) == (30, "minutes")
    assert view.then.resolution is not None
    assert (float(str(view.then.resolution.value)), view.then.resolution.unit) == (4.38, "days")


def test_one_account_is_answered_in_the_first_words(book: Store) -> None:
    text = written(book, account="halden")
    assert text.startswith(
        "**Halden Freight has an open P1: #4821 “Invoices duplicated”, open 19 days, no owner"
    )


def test_no_open_p1_is_said(book: Store) -> None:
    text = written(book, segment="smb")
    assert text.startswith("**There are no tickets on record among your SMB accounts.**")
    text = written(book, today=days_ago(60))
    assert text.startswith("**No open P1 in your book.** Open: 1 P2, 1 P3;")


def test_closed_tickets_are_those_closed_in_the_period_whenever_opened(book: Store) -> None:
    text = written(book, status="closed", period="last month")
    assert text.startswith(
        "**In February 2026 (1 - 28 Feb 2026): two tickets closed in your book.** "
        "Three are open now."
    )
    assert "| Halden Freight | 4700 | P2 | Login fails with error 504 | 2 Nov | 20 Feb |" in text


def test_one_priority_alone(book: Store) -> None:
    text = written(book, priority="P3")
    assert text.startswith("**One P3 ticket is open in your book; the oldest is open 200 days.**")
    assert "4821" not in text


def test_a_ticket_closed_later_was_open_on_that_day(book: Store) -> None:
    view = view_of(support_issues(make_desk(book, MAYA, today=days_ago(15))))
    assert [c.count.value for c in view.now.by_priority] == [1, 1, 1]
    assert view.now.p1s.value == 1


def test_too_many_are_capped_and_counted(book: Store) -> None:
    with book.write() as c:
        account = make_customer(c, None, "Elsewhere")
        halden = c.scalar(sql("SELECT id FROM accounts WHERE name = 'Halden Freight'"))
        for _ in range(25):
            make_ticket(c, halden, priority="P4")
            make_ticket(c, account, priority="P4")
    text = written(book, account="halden", priority="P4")
    assert "10 of 25 tickets shown" in text
    assert text.count("\n| ") == 12


def test_the_tickets_cited_are_its_sources(book: Store) -> None:
    result = support_issues(make_desk(book, MAYA))
    titles = [source.title for source in result.sources]
    assert "4821: Invoices duplicated" in titles
    assert "API-7: API down" in titles
    assert {source.account for source in result.sources} == {"Halden Freight", "Northwind Labs"}


def test_a_time_that_has_no_dates_is_asked_back(book: Store) -> None:
    with pytest.raises(UnclearPeriod):
        support_issues(make_desk(book, MAYA), period="when the cows come home")


def test_an_escalated_ticket_comes_before_older_ones(book: Store) -> None:
    with book.write() as c:
        halden = c.scalar(sql("SELECT id FROM accounts WHERE name = 'Halden Freight'"))
        make_ticket(c, halden, source_id="5000", priority="P4", escalated=True)
    lines = [line for line in written(book).splitlines() if line.startswith("| Halden")]
    assert lines[0].startswith("| Halden Freight | 5000 | P4, escalated |")


def test_a_period_that_is_asked_for_leads(book: Store) -> None:
    text = written(book, period="this year", priority="P1")
    assert text.startswith(
        "**2 P1 tickets were opened in 2026 (1 Jan - 31 Dec 2026), in 2 accounts in your book; "
        "1 escalated; 2 are open now.**"
    )
    text = written(book, period="2024", priority="P1", today=days_ago(60))
    assert text.startswith("**No P1 tickets were opened in 2024")
    assert "none is open now.**" in text


def test_all_tickets_lead_with_the_period_though_none_was_asked(book: Store) -> None:
    assert written(book, status="all").startswith("**3 tickets were opened in the last 90 days")
    assert "open P1" in written(book).splitlines()[0]


def test_escalated_tickets_of_the_period_are_counted(book: Store) -> None:
    assert "3 opened (2 P1, 1 P4), 1 of them escalated; 2 closed in that time" in written(book)
    view = view_of(support_issues(make_desk(book, MAYA)))
    assert view.then.escalated is not None
    assert (view.then.escalated.value, view.then.accounts.value) == (1, 2)


def test_the_accounts_with_an_open_p1_are_capped_at_ten_and_say_of_how_many(book: Store) -> None:
    with book.write() as c:
        maya = make_desk(book, MAYA).viewer.id
        for number in range(12):
            make_ticket(c, make_customer(c, maya, f"Customer {number:02}"), priority="P1")
    text = written(book)
    assert "10 of 14 accounts shown: narrow by segment or region." in text
    assert "**11. " not in text
