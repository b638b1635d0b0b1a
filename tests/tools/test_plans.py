from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy import text as sql

from knowledge.facts import Fact
from knowledge.store import tables
from knowledge.store.engine import Store
from tests import factories as make
from tests.factories import TODAY, days_ago, make_objective
from tests.tools.books import MAYA, make_customer, make_people
from tests.tools.conftest import answer, make_desk
from tools.goals import unit_of
from tools.plans import success_plan
from tools.show import show


def make_milestone(connection: Connection, account: int, **columns: Any) -> int:
    known = {"account_id": account, "name": "Baseline agreed", "due": days_ago(20)}
    return make._imported(connection, tables.milestones, known, columns)


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, _ = make_people(c)
        halden = make_customer(c, maya, "Halden Freight", 72_000)
        northwind = make_customer(c, maya, "Northwind Labs", 84_000)
        make_customer(c, maya, "Orca Payments", 28_000)
        close = make_objective(
            c, halden, actual=6, actual_on=days_ago(5), due=days_ago(12), owner="Tom Reyes",
            confirmed_by="Ruth Osei", confirmed_on=days_ago(5), client_words="Month end hurts.",
        )  # fmt: skip
        make_objective(
            c, halden, name="Cut manual corrections", metric="manual corrections",
            unit="a month", baseline=240, actual=110, target=120, status="met",
        )  # fmt: skip
        make_objective(c, halden, name="Dropped thing", status="dropped")
        make_milestone(c, halden, objective_id=close, owner="Tom Reyes", side="client")
        make_milestone(
            c, halden, objective_id=close, name="Auto-match on", done_on=days_ago(61), side="us"
        )
        make_objective(
            c, northwind, name="Early-payment discounts", metric="discounts taken", unit="%",
            baseline=Decimal("12.5"), target=40,
        )  # fmt: skip


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def written(store: Store, **asked: object) -> str:
    desk = make_desk(store, MAYA)
    return answer(success_plan(desk, **asked), desk)  # type: ignore[arg-type]


def test_one_plan_the_overdue_first(store: Store) -> None:
    make_book(store)
    text = written(store, account="halden")
    assert text.startswith(
        "**Halden Freight: two objectives, 1 overdue, 1 met; 1 milestone late.**"
    )
    assert (
        "1. **Close the books in three days** · 12 days overdue (due 18 Feb) · days to close: "
        "9 → 6 days, target 3; confirmed by Ruth Osei on 25 Feb. Owner: Tom Reyes." in text
    )
    assert "- Baseline agreed: 20 days late, Tom Reyes (theirs)" in text
    assert "In their words: “Month end hurts.”" in text


def test_met_and_confirmed_by_nobody_is_said(book: Store) -> None:
    assert "marked met, but nobody there has confirmed it" in written(book, account="halden")


def test_percentages_stay_percentages(book: Store) -> None:
    text = written(book, account="northwind")
    assert "discounts taken: 12.5% at the start, target 40%, not measured yet" in text


def test_the_overdue_across_the_book_by_arr(book: Store) -> None:
    text = written(book)
    assert text.startswith(
        "**One of 3 accounts in your book has something overdue on the plan, with $72,000 ARR.**"
    )
    assert "Baseline agreed (Close the books in three days): 20 days late, Tom Reyes" in text
    assert "*No plan:* 1 account ($28,000): Orca Payments $28,000." in text


def test_accounts_and_items_are_those_of_sql(book: Store) -> None:
    with book.read() as c:
        late = c.scalar(
            sql(
                "SELECT count(*) FROM (SELECT account_id FROM objectives WHERE status = 'open' "
                f"AND due < '{TODAY}' UNION SELECT account_id FROM milestones WHERE due < "
                f"'{TODAY}' AND done_on IS NULL)"
            )
        )
    result = success_plan(make_desk(book, MAYA), status="overdue")
    found = [f.value for f in result.facts if f.attribute == "accounts with overdue plan items"]
    assert found == [late] == [1]


def test_what_is_done(book: Store) -> None:
    text = written(book, account="halden", status="done")
    assert "Auto-match on: done 31 Dec" in text
    assert "Baseline agreed" not in text
    assert written(book, status="done").startswith("**One of 3 accounts in your book has something")


def test_nothing_done_or_overdue(book: Store) -> None:
    assert written(book, account="northwind", status="done").startswith(
        "**Nothing on the plan of Northwind Labs is done yet.** One objective: 1 open."
    )
    assert written(book, account="northwind", status="overdue").startswith(
        "**Nothing on the plan of Northwind Labs is overdue.**"
    )


def test_no_plan_says_what_to_ask(book: Store) -> None:
    text = written(book, account="orca")
    assert text.startswith("**Orca Payments has no success plan on record.** Ask them what should")


def test_a_day_in_the_past_says_that_objectives_keep_no_history(book: Store) -> None:
    desk = make_desk(book, MAYA, today=days_ago(30))
    text = answer(success_plan(desk, account="halden"), desk)
    assert "Objectives keep no history: these are today's" in text
    assert "no history" not in written(book, account="halden")


def test_the_objectives_are_its_sources(book: Store) -> None:
    one = success_plan(make_desk(book, MAYA), account="halden")
    assert "Close the books in three days" in [source.title for source in one.sources]
    many = success_plan(make_desk(book, MAYA))
    assert [source.account for source in many.sources] == ["Halden Freight"] * 2


def test_too_many_are_capped_and_counted(book: Store) -> None:
    with book.write() as c:
        maya = c.scalar(sql("SELECT id FROM people WHERE email = 'maya@steward.test'"))
        for number in range(10):
            account = make_customer(c, maya, f"Account {number:02}", 1_000)
            make_objective(c, account, due=days_ago(3))
    assert "And 3 more accounts: ask about one by name." in written(book)


@pytest.mark.parametrize(
    ("written_as", "unit"),
    [("%", "percent"), ("days", "days"), ("EUR", "EUR"), ("FTE", "fte"), ("NPS", "nps"),
     (None, ""), ("<!channel>", ""), ("€", ""), ("a month", "a month")],
)  # fmt: skip
def test_a_written_unit_becomes_a_facts_unit(written_as: str | None, unit: str) -> None:
    assert unit_of(written_as) == unit


@settings(deadline=None)
@given(st.text(max_size=12))
def test_any_unit_can_be_shown(written_as: str) -> None:
    shown = show(Fact("Halden", "x", Decimal(3), unit_of(written_as)), TODAY)
    assert not set(shown) & set("<>*[]|`")


def test_the_accounts_without_a_plan_alone(book: Store) -> None:
    text = written(book, status="missing")
    assert text.startswith(
        "**One of 3 accounts in your book has no success plan on record, with $28,000 ARR.**"
    )
    assert "- Orca Payments · $28,000" in text
    assert "Halden" not in text
