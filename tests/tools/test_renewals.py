from datetime import date, timedelta

import pytest
from sqlalchemy import text

from knowledge.errors import AccountNotFound, NotAllowed
from knowledge.store.engine import Store
from tests.factories import TODAY, days_ago, make_account, make_arr_event, make_csm_call
from tests.tools.books import BOSS, MAYA, OPS, TOM, make_customer, make_people, make_renewal
from tests.tools.conftest import answer, counted_queries, make_desk
from tools.desk import Desk
from tools.renewals import Renewals, upcoming_renewals


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, tom = make_people(c)
        halden = make_customer(
            c, maya, "Halden Freight", 72_000, band="red", score=38, renewal=ahead(60),
            contract={"notice_date": ahead(20)},
        )  # fmt: skip
        make_csm_call(c, halden, call="at_risk")
        make_customer(
            c, maya, "Northwind Labs", 84_000, renewal=ahead(14),
            contract={"notice_date": days_ago(3)},
        )  # fmt: skip
        make_customer(
            c, maya, "Seaton Mills", 30_000, renewal=ahead(30),
            contract={"notice_date": ahead(2), "notice_served_on": days_ago(4)},
        )  # fmt: skip
        make_customer(c, maya, "Newco", 40_000, contract={"end": None, "term_months": 1})
        make_customer(c, maya, "Dateless", 41_000, contract={"end": None, "term_months": None})
        make_customer(
            c, tom, "Kestrel", 10_000, renewal=ahead(140), currency="EUR",
            contract={"auto_renew": False},
        )  # fmt: skip


def view_of(desk: Desk, **asked: object) -> Renewals:
    view = upcoming_renewals(desk, **asked).view  # type: ignore[arg-type]
    assert isinstance(view, Renewals)
    return view


def written(store: Store, email: str = MAYA, **asked: object) -> str:
    desk = make_desk(store, email)
    return answer(upcoming_renewals(desk, **asked), desk)  # type: ignore[arg-type]


def test_the_next_ninety_days_in_date_order(book: Store) -> None:
    text = written(book)
    assert text.startswith(
        "**$186,000 ARR renews in the next 90 days (2 Mar - 31 May 2026): 3 renewals, "
        "the first on Mon 16 Mar.**"
    )
    rows = [line for line in text.splitlines() if line.startswith("| ")][2:]
    assert rows == [
        "| Northwind Labs | $84,000 | 16 Mar | 27 Feb | renews by itself | green | not made |",
        "| Seaton Mills | $30,000 | 1 Apr | 4 Mar | notice served | green | not made |",
        "| Halden Freight | $72,000 | 1 May | 22 Mar | auto-renews | red | at risk |",
    ]


def test_totals_by_month_and_calls_are_said(book: Store) -> None:
    text = written(book)
    assert "By month: March 2026 $84,000 (1), April 2026 $30,000 (1), May 2026 $72,000 (1)." in text
    assert "CSM calls: 1 at risk, 2 not made." in text


def test_notice_served_and_notice_passed_are_told_apart(book: Store) -> None:
    text = written(book)
    assert "Notice served: Seaton Mills on 26 Feb." in text
    assert "Notice date passed, renews by itself: Northwind Labs." in text


def test_what_has_no_date_is_counted_and_said(book: Store) -> None:
    text = written(book)
    assert (
        "1 rolling monthly contract, $40,000; 1 account without a renewal date, $41,000. "
        "No renewal date: Dateless." in text
    )


def test_by_notice_date(book: Store) -> None:
    text = written(book, deadline="notice")
    assert text.startswith("**$102,000 ARR has a notice date in the next 90 days")
    assert "2 contracts, the first by Wed 4 Mar.**" in text
    assert text.index("| Seaton Mills") < text.index("| Halden Freight")


def test_contracts_without_a_notice_date_are_said_where_it_counts(book: Store) -> None:
    text = written(book, BOSS, deadline="notice")
    assert (
        "1 contract without a notice date, $10,800. No renewal date: Dateless. No notice date: Kes"
        in text
    )


def test_a_manager_sees_the_csm_and_plan_rates(book: Store) -> None:
    text = written(book, BOSS, period="next 6 months")
    assert "| Kestrel | Tom Okafor | €10,000 | 20 Jul | – | needs a signature |" in text
    assert text.startswith("**$196,800 ARR renews")
    assert "Sums are at plan rates." in text


def test_nothing_renews_names_the_next_one(book: Store) -> None:
    text = written(book, BOSS, csm="Tom")
    assert text.startswith("**Nothing renews in the next 90 days (2 Mar - 31 May 2026), in 1 ")
    assert "The next renewal is Kestrel, €10,000, on Mon 20 Jul." in text


def test_an_empty_book(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        make_people(c)
    assert written(sqlite_store).startswith("**There are no paying accounts that you may see")


def test_another_csms_renewals_are_not_for_a_csm(book: Store) -> None:
    with pytest.raises(NotAllowed):
        upcoming_renewals(make_desk(book, TOM), csm="Maya")


def test_a_long_list_is_capped_and_counted(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        for number in range(30):
            make_customer(c, maya, f"Customer {number:02}", 1_000, renewal=ahead(10 + number))
    text = written(sqlite_store)
    assert text.startswith("**$30,000 ARR renews")
    assert "Showing 25 of 30" in text


def test_stale_usage_is_named(book: Store) -> None:
    with book.write() as c:
        c.execute(text("DELETE FROM usage WHERE account_id = (SELECT MIN(id) FROM accounts)"))
    assert "except Halden Freight" in written(book)


@pytest.fixture
def past(book: Store) -> Store:
    with book.write() as c:
        maya = c.scalar(text("SELECT id FROM people WHERE name = 'Maya Lindqvist'"))
        halden = c.scalar(text("SELECT id FROM accounts WHERE name = 'Halden Freight'"))
        make_renewal(
            c, halden, days_ago(60), outcome="contracted", reason="price",
            arr_before_minor=8_000_000, arr_after_minor=7_200_000,
        )  # fmt: skip
        gone = make_customer(
            c, maya, "Globex", 50_000, contract={"start": days_ago(500), "end": days_ago(31)}
        )
        make_renewal(
            c, gone, days_ago(30), outcome="churned", reason="champion_left",
            arr_before_minor=5_000_000, arr_after_minor=0,
        )  # fmt: skip
        late = make_customer(
            c, maya, "Late Mills", 45_000, contract={"start": days_ago(400), "end": days_ago(35)}
        )
        make_arr_event(c, account_id=late, day=days_ago(34), delta_minor=4_500_000)
    return book


def test_a_past_time_tells_what_became_of_what_was_due(past: Store) -> None:
    text = written(past, period="last 90 days")
    assert text.startswith("**3 renewals were due in the last 90 days (3 Dec 2025 - 2 Mar 2026), ")
    # Renewed 72,000 of the 130,000 that were decided.
    assert "$175,000 ARR; 55.4% of what was decided was renewed, $58,000 lost.**" in text
    assert "| Globex | 31 Jan | $50,000 | churned | $0 | champion left |" in text
    assert "| Late Mills | 27 Jan | $45,000 | no outcome on record | – | – |" in text


def test_a_time_that_lasts_has_what_was_due_and_what_is_to_come(past: Store) -> None:
    text = written(past, period="this quarter")
    assert text.startswith("**$84,000 ARR renews in Q1 2026 (1 Jan - 31 Mar 2026): 1 renewal")
    assert "*Due already in Q1 2026" in text


def test_no_renewal_was_due(book: Store) -> None:
    assert written(book, period="last year").startswith("**No renewal was due in 2025")


def test_an_outcome_decided_early_is_said(book: Store) -> None:
    with book.write() as c:
        halden = c.scalar(text("SELECT id FROM accounts WHERE name = 'Halden Freight'"))
        make_renewal(c, halden, ahead(60), decided_on=days_ago(2), outcome="expanded")
    assert "| decided: renewed and expanded | red |" in written(book)
    one = written(book, account="Halden")
    assert one.startswith("**Halden Freight's renewal on Fri 1 May is decided: renewed and expand")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "halden",
            "**Halden Freight renews on Fri 1 May (60 days), $72,000 ARR; notice by Sun 22 Mar, "
            "auto-renews.**",
        ),
        (
            "northwind",
            "**Northwind Labs renews on Mon 16 Mar (14 days), $84,000 ARR; the notice date "
            "(27 Feb) has passed, so it renews by itself.**",
        ),
        (
            "seaton mills",
            "**Seaton Mills served notice on 26 Feb: $30,000 ARR, renewal date Wed 1 Apr "
            "(30 days).**",
        ),
        ("newco", "**Newco has no renewal date: its contract rolls on month by month, $40,000"),
        ("dateless", "**I can't tell when Dateless renews: no renewal date is on record"),
    ],
)
def test_one_account_whatever_the_period(book: Store, name: str, says: str) -> None:
    assert written(book, account=name, period="next week").startswith(says)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("globex", "**Globex left: it has paid nothing since 31 Jan, so nothing renews.**"),
        ("late", "**Late Mills's last contract ended on 26 Jan and no newer one is on record"),
    ],
)
def test_one_account_without_a_contract(past: Store, name: str, says: str) -> None:
    assert written(past, account=name).startswith(says)


def test_the_last_outcome_stands_below(past: Store) -> None:
    text = written(past, account="Halden")
    assert "_Last outcome: due 1 Jan, renewed for less at $72,000 (price)._" in text


def test_a_date_that_passed_without_an_outcome_is_overdue(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        late = {"end": None, "renewal_date": days_ago(3)}
        make_customer(c, maya, "Olmsted", 45_500, contract=late)
    assert "Olmsted ($45,500, due 27 Feb)" in written(sqlite_store)
    one = written(sqlite_store, account="Olmsted")
    assert one.startswith("**Olmsted was due to renew on Fri 27 Feb, $45,500 ARR, and no outcome")


def test_an_account_of_another_book_is_not_found(book: Store) -> None:
    with pytest.raises(AccountNotFound):
        upcoming_renewals(make_desk(book, MAYA), account="Kestrel")


def test_the_number_of_queries_does_not_grow(book: Store) -> None:
    with counted_queries(book) as few:
        upcoming_renewals(make_desk(book, TOM))
    with counted_queries(book) as many:
        upcoming_renewals(make_desk(book, OPS))
    assert len(few) == len(many) <= 18


BY_MONTH = """
SELECT strftime('%Y-%m', date("end", '+1 day')), COUNT(*), SUM(arr_minor) FROM contracts
WHERE currency = 'USD' AND "end" IS NOT NULL GROUP BY 1 ORDER BY 1
"""


def test_the_months_equal_sql_written_apart(book: Store) -> None:
    with book.read() as connection:
        expected = [tuple(row) for row in connection.execute(text(BY_MONTH))]
    coming = view_of(make_desk(book, MAYA), period="next 12 months").coming
    assert coming is not None
    months = [(m.count.value, int(m.arr.value) * 100) for m in coming.months]  # type: ignore[call-overload]
    assert months == [(count, minor) for _, count, minor in expected]


def test_the_same_on_both_databases(store: Store) -> None:
    make_book(store)
    with store.write() as c:
        gone = make_account(c, name="Globex")
        make_renewal(c, gone, days_ago(30), outcome="churned", reason="price")
    assert written(store, OPS).startswith("**$186,000 ARR renews")
    assert "1 churned" in written(store, OPS, period="last 90 days")
