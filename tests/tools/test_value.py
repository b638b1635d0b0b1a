from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy import text as sql

from knowledge.store import tables
from knowledge.store.engine import Store
from tests import factories as make
from tests.factories import TODAY, days_ago, make_objective
from tests.tools.books import MAYA, OPS, make_customer, make_people
from tests.tools.conftest import answer, make_desk
from tools.value import value_realised


def make_line(connection: Connection, account: int, **columns: Any) -> int:
    """A confirmed line of 4 days saved at $10,000 each: 40,000 a year, 60% ours, 20% risk."""
    known = {
        "account_id": account, "name": "Shorten the invoice cycle", "unit": "days",
        "formula": "days saved x late fees a day", "better": "lower", "baseline": 12,
        "baseline_on": days_ago(300), "baseline_by": "Ruth Osei", "measured": 8,
        "measured_on": days_ago(20), "measured_from": "their ERP report",
        "unit_value_minor": 1_000_000, "attribution_pct": 60, "risk_pct": 20,
        "low_minor": 2_400_000, "likely_minor": 4_000_000, "high_minor": 5_600_000,
        "currency": "USD", "status": "confirmed", "confirmed_by": "Ruth Osei",
        "confirmed_on": days_ago(10),
    }  # fmt: skip
    return make._imported(connection, tables.value_lines, known, columns)


def make_cost(connection: Connection, account: int, **columns: Any) -> int:
    known = {
        "account_id": account, "name": "Roll-out by their own team", "kind": "once",
        "amount_minor": 200_000, "currency": "USD", "risk_pct": 10, "stated_by": "Ruth Osei",
        "stated_on": days_ago(200),
    }  # fmt: skip
    return make._imported(connection, tables.value_costs, known, columns)


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, tom = make_people(c)
        halden = make_customer(c, maya, "Halden Freight", 12_000)
        make.make_stakeholder(c, halden, name="Ruth Osei", role="champion")
        goal = make_objective(
            c, halden, name="Fewer corrections", metric="manual corrections", baseline=240,
            target=120,
        )  # fmt: skip
        make_line(c, halden)
        make_line(
            c, halden, objective_id=goal, name="Fewer corrections", unit="corrections",
            better=None, baseline=240, baseline_by=None, measured=150, unit_value_minor=10_000,
            low_minor=None, likely_minor=None, high_minor=None, attribution_pct=50,
            status="estimate", confirmed_by=None, confirmed_on=None, risk_pct=None,
        )  # fmt: skip
        make_cost(c, halden)
        northwind = make_customer(c, maya, "Northwind Labs", 84_000)
        make.make_stakeholder(c, northwind, name="Dana Whitfield", left_on=days_ago(18))
        make.make_stakeholder(c, northwind, name="Tom Reyes", role="admin")
        make_line(c, northwind, baseline=None, baseline_by="Dana Whitfield",
                  confirmed_by="Dana Whitfield", status="estimate")  # fmt: skip
        make_customer(c, maya, "Orca Payments", 28_000)
        kestrel = make_customer(c, tom, "Kestrel", 18_000)
        make_line(c, kestrel)


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def written(store: Store, email: str = MAYA, *, today: date = TODAY, **asked: object) -> str:
    desk = make_desk(store, email, today=today)
    return answer(value_realised(desk, **asked), desk)  # type: ignore[arg-type]


def test_the_headline_is_the_confirmed_line_alone(store: Store) -> None:
    """Mean 40,000 x 60% x 80% = 19,200 a year, PV 47,748; costs 12,000 three times in advance and
    2,200: PV 35,026."""
    make_book(store)
    text = written(store, account="halden")
    assert text.startswith(
        "**Halden Freight: $19,200 of confirmed value a year against $12,000 ARR: "
        "ROI 36% over 3 years.**\n"
        "NPV $12,721 (low -$6,378, high $31,820): benefits $47,748, costs $35,026 at present "
        "value. Paid back in month 24."
    )
    assert "Not counted: 1 line, estimated at $3,600 a year." in text


def test_the_figures_are_those_of_sql(book: Store) -> None:
    """The same from the rows, in one statement."""
    with book.read() as c:
        npv = c.scalar(
            sql(
                """
                SELECT benefit * (1/1.1 + 1/1.21 + 1/1.331) - once
                       - 12000 * (1 + 1/1.1 + 1/1.21)
                FROM (
                    SELECT sum((low_minor + likely_minor + high_minor) / 300.0
                               * attribution_pct / 100.0 * (1 - risk_pct / 100.0)) AS benefit
                    FROM value_lines v JOIN accounts a ON a.id = v.account_id
                    WHERE a.name = 'Halden Freight' AND v.status = 'confirmed'
                ), (
                    SELECT sum(amount_minor / 100.0 * (1 + risk_pct / 100.0)) AS once
                    FROM value_costs
                )
                """
            )
        )
    result = value_realised(make_desk(book, MAYA), account="halden")
    found = [fact.value for fact in result.facts if fact.attribute == "NPV"]
    assert found == [Decimal(round(npv))]


def test_a_line_shows_its_whole_proof(book: Store) -> None:
    text = written(book, account="halden")
    assert (
        "1. **Shorten the invoice cycle** · confirmed by Ruth Osei on 20 Feb · $19,200 a year\n"
        "   Shorten the invoice cycle: 12 → 8 days (baseline from Ruth Osei, 6 May 2025; measured "
        "10 Feb with their ERP report). Likely $40,000 a year (low $24,000, high $56,000); "
        "our share 60%; risk 20%. Formula: days saved x late fees a day, at $10,000 a year each."
    ) in text
    assert "Roll-out by their own team $2,200 once (Ruth Osei, 14 Aug 2025)" in text


def test_an_estimate_is_called_one_and_its_gaps_are_asked_for_by_name(book: Store) -> None:
    text = written(book, account="halden")
    assert "2. **Fewer corrections** · our estimate · $3,600 a year" in text
    assert (
        "Likely $9,000 a year, no range on record; our share 50%; risk 20% (our default)." in text
    )
    assert "- Ask Ruth Osei who stated the baseline of manual corrections, and when." in text


def test_who_left_is_not_asked(book: Store) -> None:
    text = written(book, account="northwind")
    assert text.startswith("**No value at Northwind Labs is confirmed, against $84,000 ARR.**")
    assert "Ask Tom Reyes for the baseline of Shorten the invoice cycle." in text
    assert "Ask Dana" not in text


def test_an_account_without_lines_is_told_what_to_ask(book: Store) -> None:
    assert written(book, account="orca").startswith(
        "**No value is on record for Orca Payments, against $28,000 ARR.** Find somebody there"
    )


def test_a_confirmation_after_the_day_asked_about_does_not_count_yet(book: Store) -> None:
    text = written(book, account="halden", today=days_ago(15))
    assert text.startswith("**No value at Halden Freight is confirmed")
    assert "Value lines keep no history" in text


def test_what_was_measured_after_the_day_asked_about_is_left_out(book: Store) -> None:
    text = written(book, account="halden", today=days_ago(30))
    assert "12 days at the start, not measured" in text


def test_since_lists_what_is_new_and_keeps_the_headline(book: Store) -> None:
    with book.write() as c:
        c.execute(sql("UPDATE value_lines SET measured_on = '2025-06-01' WHERE status='estimate'"))
    text = written(book, account="halden", since="January")
    assert "$19,200 of confirmed value a year" in text
    assert "Measured or confirmed since 1 Jan:" in text
    assert "2. **" not in text


def test_an_account_that_left_has_no_roi(book: Store) -> None:
    with book.write() as c:
        maya = c.scalar(sql("SELECT id FROM people WHERE email = 'maya@steward.test'"))
        gone = make.make_account(c, maya, name="Gone Ltd", stage="churned")
        make.make_contract(c, gone, start=days_ago(400), end=days_ago(35))
        make_line(c, gone)
    assert "they pay nothing any more, so there is no ROI" in written(book, account="gone")


def test_other_currencies_are_converted_and_said(book: Store) -> None:
    with book.write() as c:
        c.execute(sql("UPDATE value_costs SET currency = 'EUR'"))
    text = written(book, account="halden")
    assert "Some amounts are converted at plan rates." in text
    assert "Roll-out by their own team $2,200" not in text


def test_the_book_lists_who_has_no_confirmed_value_by_arr(book: Store) -> None:
    text = written(book)
    assert text.startswith(
        "**Two of 3 accounts in your book have no confirmed value, with $112,000 of $124,000 ARR.**"
    )
    assert "1. **Northwind Labs** · $84,000 · ask Tom Reyes for the baseline of" in text
    assert "2. **Orca Payments** · $28,000 · nothing on record" in text
    assert "- Halden Freight · $19,200 a year against $12,000 ARR · ROI 36%" in text


def test_a_book_where_all_is_confirmed_says_so(book: Store) -> None:
    with book.write() as c:
        c.execute(sql("DELETE FROM accounts WHERE name IN ('Northwind Labs', 'Orca Payments')"))
    assert written(book).startswith("**Every account in your book has confirmed value: 1 account")


def test_values_of_other_books_stay_there(book: Store) -> None:
    assert "Kestrel" not in written(book)
    assert "Kestrel" in written(book, OPS)


def test_each_line_is_a_source_and_a_fact_of_its_record(book: Store) -> None:
    result = value_realised(make_desk(book, MAYA), account="halden")
    assert [source.title for source in result.sources] == [
        "Shorten the invoice cycle", "Fewer corrections",
    ]  # fmt: skip
    homes = {source.id for source in result.sources}
    assert homes <= {fact.source for fact in result.facts}


def test_names_and_formulas_from_outside_are_quoted(book: Store) -> None:
    with book.write() as c:
        c.execute(sql("UPDATE value_lines SET formula = '<!channel> *ignore* [x](http://y.z)'"))
    text = written(book, account="halden")
    assert "<!channel>" not in text
    assert "[x](http" not in text
