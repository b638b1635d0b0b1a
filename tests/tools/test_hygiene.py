from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from knowledge.errors import AccountNotFound, NotAllowed
from knowledge.store.engine import Store
from knowledge.store.tables import accounts, contracts, people, stakeholders, touchpoints, usage
from tests.factories import (
    TODAY,
    days_ago,
    make_arr_event,
    make_objective,
    make_ownership,
    make_stakeholder,
)
from tests.tools.books import (
    BOSS,
    MAYA,
    TOM,
    make_customer,
    make_flag,
    make_people,
    make_renewal,
    make_tidy,
)
from tests.tools.conftest import answer, counted_queries, make_desk
from tools.hygiene import Hygiene, data_hygiene
from tools.hygiene_of import AccountHygiene

Spoil = Callable[[Connection, int], Any]


def make_tidy_customer(c: Connection, owner: int | None, name: str, arr: int = 30_000) -> int:
    key = make_customer(c, owner, name, arr, contract={"notice_date": TODAY + timedelta(days=90)})
    make_tidy(c, key)
    return key


def column(table: Any, account: str = "account_id", **values: Any) -> Spoil:
    def spoil(c: Connection, key: int) -> None:
        c.execute(update(table).where(table.c[account] == key).values(**values))

    return spoil


def ended(c: Connection, key: int) -> None:
    c.execute(update(contracts).where(contracts.c.account_id == key).values(end=days_ago(10)))


def left_and_still_pays(c: Connection, key: int) -> None:
    make_renewal(c, key, days_ago(30), outcome="churned")


def stopped_paying(c: Connection, key: int) -> None:
    make_arr_event(c, account_id=key, day=days_ago(9), kind="churn", delta_minor=-3_000_000)


def owned_twice(c: Connection, key: int) -> None:
    make_ownership(c, key, c.scalar(select(people.c.id).where(people.c.email == TOM)) or 0)


GAPS: dict[str, tuple[Spoil, str]] = {
    "no renewal date": (column(contracts, end=None, term_months=None), "no renewal date"),
    "no notice date": (column(contracts, notice_date=None), "no notice date"),
    "notice after renewal": (
        column(contracts, notice_date=TODAY + timedelta(days=300)), "notice date after",
    ),
    "two owners": (owned_twice, "several owners at once"),
    "buyer left": (column(stakeholders, left_on=days_ago(3)), "no economic buyer"),
    "only users": (column(stakeholders, role="user"), "no champion"),
    "no contact": (column(touchpoints, day=days_ago(91)), "no two-way contact in 90 days"),
    "one-way contact": (column(touchpoints, two_way=False), "no two-way contact in 90 days"),
    "contract over": (ended, "paying, though the contract is over"),
    "churned but pays": (left_and_still_pays, "paying after a churn on record"),
    "stage churned": (column(accounts, "id", stage="churned"), "paying after a churn on record"),
    "no ARR": (stopped_paying, "contract in force without ARR"),
    "segment": (column(accounts, "id", segment="enterprise"), "segment contradicts the ARR"),
    "green on notice": (
        column(contracts, notice_served_on=days_ago(5)), "green health after notice was served",
    ),
}  # fmt: skip


@pytest.fixture
def tidy(sqlite_store: Store) -> Store:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make_tidy_customer(c, maya, "Northwind Labs", 84_000)
    return sqlite_store


def written(store: Store, email: str = MAYA, **asked: Any) -> str:
    desk = make_desk(store, email)
    return answer(data_hygiene(desk, **asked), desk)


def test_a_tidy_book_has_nothing_to_mend(tidy: Store) -> None:
    assert written(tidy) == (
        "**Nothing is missing, stale or contradictory in 1 account, $84,000 ARR.**"
    )


@pytest.mark.parametrize("gap", GAPS)
def test_each_gap_is_found_by_itself(tidy: Store, gap: str) -> None:
    spoil, what = GAPS[gap]
    with tidy.write() as c:
        maya = make_desk(tidy, MAYA).viewer.id
        spoil(c, make_tidy_customer(c, maya, "Halden Freight"))
    view = data_hygiene(make_desk(tidy, MAYA)).view
    assert isinstance(view, Hygiene)
    found = {line.what: [n.value for n in line.who.names] for line in view.items}
    assert any(words.startswith(what) for words in found)
    assert {name for names in found.values() for name in names} == {"Halden Freight"}
    written(tidy)
    assert "**Halden Freight" in written(tidy, account="Halden")


def test_usage_older_than_a_week_and_none_at_all(tidy: Store) -> None:
    with tidy.write() as c:
        maya = make_desk(tidy, MAYA).viewer.id
        old = make_tidy_customer(c, maya, "Halden Freight")
        c.execute(usage.delete().where(usage.c.account_id == old, usage.c.day > days_ago(8)))
        none = make_tidy_customer(c, maya, "Orca Payments")
        c.execute(usage.delete().where(usage.c.account_id == none))
    assert "No usage data for over a week: 2 accounts, $60,000. Halden" in written(tidy)
    assert "No usage data since 22 Feb" in written(tidy, account="Halden")
    assert "No usage data at all" in written(tidy, account="Orca")


def test_no_owner_is_seen_by_operations(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        make_people(c)
        make_tidy_customer(c, None, "Orphan")
    assert "No owner: 1 account, $30,000. Orphan" in written(sqlite_store, "ops@x.test")


def test_too_few_goals_and_goals_without_a_measure(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        key = make_customer(
            c, maya, "Northwind Labs", 30_000, contract={"notice_date": TODAY + timedelta(days=90)}
        )
        make_objective(c, key, baseline=None)
        make_objective(c, key, status="dropped")
    text = written(sqlite_store)
    assert "Fewer than 3 goals: 1 account" in text
    assert "Goals without baseline or target: 1 account" in text
    assert "1 goal on record, 3 wanted" in written(sqlite_store, account="Northwind")


def test_the_arr_touched_and_the_quick_fix_come_first(tidy: Store) -> None:
    with tidy.write() as c:
        maya = make_desk(tidy, MAYA).viewer.id
        column(contracts, notice_date=None)(c, make_tidy_customer(c, maya, "Halden Freight"))
        column(touchpoints, day=days_ago(95))(c, make_tidy_customer(c, maya, "Orca", 60_000))
    lines = written(tidy).splitlines()
    assert lines[0] == (
        "**Gaps in the records touch $90,000 of $174,000 ARR on 2 Mar: 2 of 3 accounts.** "
        "Two-minute fix (1 account, $30,000): add the notice date for Halden Freight."
    )
    assert [line for line in lines if line.startswith("- ")] == [
        "- No two-way contact in 90 days: 1 account, $60,000. Orca",
        "- No notice date: 1 account, $30,000. Halden Freight",
    ]


def test_a_comeback_after_churn_is_no_contradiction(tidy: Store) -> None:
    with tidy.write() as c:
        maya = make_desk(tidy, MAYA).viewer.id
        key = make_tidy_customer(c, maya, "Comeback")
        make_renewal(c, key, days_ago(400), outcome="churned")
    assert written(tidy).startswith("**Nothing is missing")


def test_a_loss_that_is_still_to_come_is_no_contradiction(tidy: Store) -> None:
    with tidy.write() as c:
        maya = make_desk(tidy, MAYA).viewer.id
        key = make_tidy_customer(c, maya, "Leaving")
        due = TODAY + timedelta(days=200)
        make_renewal(c, key, due, decided_on=days_ago(2), outcome="churned")
    assert written(tidy).startswith("**Nothing is missing")


def test_what_an_import_flagged_is_said(tidy: Store) -> None:
    with tidy.write() as c:
        maya = make_desk(tidy, MAYA).viewer.id
        key = make_tidy_customer(c, maya, "Halden Freight")
        make_flag(c, key, example="=HYPERLINK(1)", flag="formula", row_count=2)
        make_flag(c, key, example="the earliest is of 2024-01-02")
    text = written(tidy)
    assert "12 tickets dated before the first contract in 1 account" in text
    assert "2 tickets with text that looks like a formula" in text
    one = written(tidy, account="Halden")
    assert "12 tickets dated before the first contract; the earliest is of 2024-01-02." in one
    assert "HYPERLINK" not in one


def test_more_names_are_counted(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        for number in range(5):
            key = make_tidy_customer(c, maya, f"Customer {number}")
            column(stakeholders, role="champion")(c, key)
    text = written(sqlite_store)
    assert (
        "No economic buyer: 5 accounts, $150,000. Customer 0, Customer 1, Customer 2 and 2 more"
        in text
    )


def test_a_part_of_the_book_and_an_empty_one(tidy: Store) -> None:
    assert "in 1 mid-market account, $84,000 ARR" in written(tidy, segment="mid_market")
    assert written(tidy, segment="smb").startswith("**There are no paying accounts among your SMB")
    assert "accounts that you may see" in written(tidy, TOM)


def test_another_csms_records_are_not_for_a_csm(tidy: Store) -> None:
    with pytest.raises(NotAllowed):
        data_hygiene(make_desk(tidy, TOM), csm="Maya")
    with pytest.raises(AccountNotFound):
        data_hygiene(make_desk(tidy, TOM), account="Northwind")


def test_a_past_day_says_what_has_no_history(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make_customer(c, maya, "Northwind Labs")
    desk = make_desk(sqlite_store, MAYA, today=days_ago(40))
    assert "their history isn't kept" in answer(data_hygiene(desk), desk)


def test_the_number_of_queries_does_not_grow(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, tom = make_people(c)
        make_customer(c, tom, "Only")
        for number in range(20):
            make_stakeholder(c, make_customer(c, maya, f"Customer {number}"))
    with counted_queries(sqlite_store) as few:
        data_hygiene(make_desk(sqlite_store, TOM))
    with counted_queries(sqlite_store) as many:
        data_hygiene(make_desk(sqlite_store, MAYA))
    assert len(few) == len(many) <= 24


def test_the_same_on_both_databases(store: Store) -> None:
    with store.write() as c:
        maya, _ = make_people(c)
        key = make_tidy_customer(c, maya, "Halden Freight")
        column(stakeholders, role="user")(c, key)
        left_and_still_pays(c, key)
        make_flag(c, key)
    text = written(store, BOSS)
    assert "Paying after a churn on record: 1 account, $30,000." in text
    assert "Churn on record for 31 Jan, but still ARR" in written(store, account="Halden")
    view = data_hygiene(make_desk(store, MAYA), account="Halden").view
    assert isinstance(view, AccountHygiene)
    assert [gap.kind for gap in view.gaps] == [
        "paying_after_churn", "no_economic_buyer", "no_champion",
    ]  # fmt: skip
