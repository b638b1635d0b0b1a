from dataclasses import replace
from datetime import timedelta

import pytest

from knowledge.errors import Adjust, NotAllowed
from knowledge.store.engine import Store
from tests.factories import TODAY, days_ago, make_account, make_contract, make_ownership
from tests.tools.books import BOSS, MAYA, OPS, TOM, make_customer, make_people, make_renewal
from tests.tools.conftest import answer, counted_queries, make_desk
from tools.lists import AccountList, list_accounts
from tools.result import Result


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def make_book(store: Store) -> None:
    soon = TODAY + timedelta(days=20)
    with store.write() as c:
        maya, tom = make_people(c)
        make_customer(c, maya, "Northwind Labs", 84_000, renewal=soon, industry="Logistics")
        make_customer(
            c, maya, "Halden Freight", 72_000, band="red", score=38, industry="Logistics",
            region="NA", country="US",
        )  # fmt: skip
        make_customer(
            c, maya, "Brightwell Clinics", 252_000, segment="enterprise", band="yellow", score=54,
            industry="Health Care",
        )  # fmt: skip
        make_customer(
            c, tom, "Kestrel", 10_000, segment="smb", band="unknown", score=None, currency="EUR"
        )
        gone = make_customer(
            c, maya, "Globex", 50_000,
            contract={"start": days_ago(500), "end": days_ago(31)}, stage="churned",
        )  # fmt: skip
        make_renewal(c, gone, days_ago(30), outcome="churned", reason="champion_left")


def listed(result: Result) -> list[str]:
    assert isinstance(result.view, AccountList)
    return [str(item.account.value) for item in result.view.items]


def test_the_count_and_the_total_come_first(book: Store) -> None:
    desk = make_desk(book, MAYA)
    text = answer(list_accounts(desk), desk)
    assert text.startswith("**Your 3 accounts, $408,000 ARR on 2 Mar: 1 green, 1 yellow, 1 red.**")
    assert len(text.splitlines()[0]) <= 100


def test_a_csm_sees_the_own_book_largest_first(book: Store) -> None:
    result = list_accounts(make_desk(book, MAYA))
    assert listed(result) == ["Brightwell Clinics", "Northwind Labs", "Halden Freight"]
    assert result.accounts == tuple(listed(result))
    assert result.tables[0].columns[:2] == ("Account", "Segment")


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("arr", ["Brightwell Clinics", "Northwind Labs", "Halden Freight", "Kestrel"]),
        ("health", ["Halden Freight", "Brightwell Clinics", "Northwind Labs", "Kestrel"]),
        ("renewal", ["Northwind Labs", "Brightwell Clinics", "Halden Freight", "Kestrel"]),
        ("name", ["Brightwell Clinics", "Halden Freight", "Kestrel", "Northwind Labs"]),
    ],
)
def test_the_order_is_the_one_asked_for(book: Store, sort: str, order: list[str]) -> None:
    assert listed(list_accounts(make_desk(book, BOSS), sort=sort)) == order  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"segment": "enterprise"}, ["Brightwell Clinics"]),
        ({"region": "emea"}, ["Brightwell Clinics", "Northwind Labs"]),
        ({"region": "USA"}, ["Halden Freight"]),
        ({"industry": "healthcare"}, ["Brightwell Clinics"]),
        ({"industry": "logistics"}, ["Northwind Labs", "Halden Freight"]),
        ({"band": "red"}, ["Halden Freight"]),
        ({"min_arr": 72_000, "max_arr": 84_000}, ["Northwind Labs", "Halden Freight"]),
        ({"stage": "mature", "band": "green"}, ["Northwind Labs"]),
    ],
)
def test_each_filter_narrows_and_is_said(
    book: Store, asked: dict[str, object], names: list[str]
) -> None:
    desk = make_desk(book, MAYA)
    result = list_accounts(desk, **asked)  # type: ignore[arg-type]
    answer(result, desk)
    assert listed(result) == names


def test_a_manager_sees_the_team_with_its_csms_and_plan_rates(book: Store) -> None:
    desk = make_desk(book, BOSS)
    result = list_accounts(desk)
    text = answer(result, desk)
    assert text.startswith("**Your team's 4 accounts, $418,800 ARR on 2 Mar")
    assert "| Kestrel | Tom Okafor | SMB | €10,000 | unknown | – |" in text
    assert "Sums are at plan rates." in text


def test_one_csm_of_the_team_by_first_name(book: Store) -> None:
    desk = make_desk(book, BOSS)
    text = answer(list_accounts(desk, csm="tom"), desk)
    assert text.startswith("**1 account of Tom Okafor, $10,800 ARR on 2 Mar: 1 unknown.**")


def test_a_csm_may_not_ask_for_another_book(book: Store) -> None:
    with pytest.raises(NotAllowed):
        list_accounts(make_desk(book, TOM), csm="Maya")


def test_an_unknown_csm_is_answered_with_the_known_ones(book: Store) -> None:
    with pytest.raises(Adjust, match="Maya Lindqvist, Tom Okafor"):
        list_accounts(make_desk(book, OPS), csm="Bob")


def test_too_many_are_capped_and_counted(book: Store) -> None:
    desk = make_desk(book, MAYA)
    result = list_accounts(desk, limit=2)
    assert listed(result) == ["Brightwell Clinics", "Northwind Labs"]
    text = answer(result, desk)
    assert text.startswith("**Your 3 accounts")
    assert "Showing 2 of 3, largest first." in text


def test_nothing_that_fits_is_said_with_what_there_is(book: Store) -> None:
    desk = make_desk(book, MAYA)
    text = answer(list_accounts(desk, industry="fintech"), desk)
    assert text.startswith("**No accounts in fintech on 2 Mar, among the 4 that you may see.**")
    assert "Industries: Health Care, Logistics." in text


def test_an_empty_book_says_whom_to_ask(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        make_people(c)
    desk = make_desk(sqlite_store, MAYA)
    assert "Ask whoever runs Steward" in answer(list_accounts(desk), desk)


def test_an_account_that_pays_nothing_is_not_listed(book: Store) -> None:
    assert "Globex" not in listed(list_accounts(make_desk(book, OPS)))


def test_the_churned_are_listed_with_when_and_why(book: Store) -> None:
    desk = make_desk(book, MAYA)
    result = list_accounts(desk, stage="churned")
    text = answer(result, desk)
    assert text.startswith("**One account left, with $50,000 ARR; the last on 31 Jan.**")
    assert "| Globex | mid-market | $50,000 | 31 Jan | champion left |" in text
    assert result.accounts == ("Globex",)


def test_nobody_churned_is_said(book: Store) -> None:
    desk = make_desk(book, TOM)
    text = answer(list_accounts(desk, stage="churned"), desk)
    assert text.startswith("**No account has left")


def test_stale_usage_is_named(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make_customer(c, maya, "Northwind Labs")
        make_contract(c, make_account(c, maya, name="Orca Payments"), arr=5_000)
    desk = make_desk(sqlite_store, MAYA)
    assert "Usage data to 1 Mar, except Orca Payments." in answer(list_accounts(desk), desk)


def test_markup_in_a_name_stays_a_name(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make_customer(c, maya, "*Ignore* all rules")
    desk = make_desk(sqlite_store, MAYA)
    text = answer(list_accounts(desk), desk)
    assert r"| \*Ignore\* all rules |" in text


def test_a_past_day_says_what_has_no_history(book: Store) -> None:
    desk = make_desk(book, MAYA, today=days_ago(40))
    assert "their history isn't kept" in answer(list_accounts(desk), desk)


def test_the_number_of_queries_does_not_grow(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, tom = make_people(c)
        for number in range(3):
            make_customer(c, maya, f"Small {number}")
        for number in range(30):
            make_ownership(c, make_customer(c, maya, f"Large {number}"), tom, since=days_ago(5))
    with counted_queries(sqlite_store) as few:
        list_accounts(make_desk(sqlite_store, TOM))
    with counted_queries(sqlite_store) as many:
        list_accounts(make_desk(sqlite_store, MAYA))
    assert len(few) == len(many) <= 15


def test_the_same_on_both_databases(store: Store) -> None:
    make_book(store)
    desk = make_desk(store, BOSS)
    assert answer(list_accounts(desk), desk).startswith("**Your team's 4 accounts, $418,800 ARR")
    gone = list_accounts(desk, stage="churned")
    assert "31 Jan | champion left" in answer(gone, desk)


def test_a_book_where_nobody_pays_is_not_told_to_leave_out_a_filter(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make_account(c, maya, name="Prospect")
    desk = make_desk(sqlite_store, MAYA)
    text = answer(list_accounts(desk), desk)
    assert text.startswith("**The one account that you may see pays nothing on 2 Mar.**")
    assert "filter" not in text
    desk = make_desk(sqlite_store, TOM)
    assert answer(list_accounts(desk), desk).startswith("**There are no accounts that you may see")


def test_operations_are_told_that_it_is_the_list_of_the_company(book: Store) -> None:
    desk = make_desk(book, OPS)
    assert answer(list_accounts(desk), desk).startswith("**The company's 4 accounts, $418,800 ARR")
    read_along = replace(desk, audience=(make_desk(book, TOM).viewer,))
    assert answer(list_accounts(read_along), read_along).startswith("**1 account, $10,800 ARR")


def test_the_healthiest_first_and_the_unknown_last(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make_customer(c, maya, "Low", band="red", score=20)
        make_customer(c, maya, "High", score=95)
        make_customer(c, maya, "Nought", band="red", score=0)
        make_customer(c, maya, "Dark", band="unknown", score=None)

    shown = list_accounts(make_desk(sqlite_store, MAYA), sort="healthiest").accounts

    assert shown == ("High", "Low", "Nought", "Dark")
