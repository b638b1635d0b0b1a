from datetime import timedelta
from typing import Any

import pytest

from knowledge.errors import AccountNotFound, AmbiguousAccount, NotAllowed
from knowledge.store import tables
from knowledge.store.engine import Store
from tests import factories as make
from tests.factories import TODAY, days_ago
from tests.tools.books import MAYA, OPS, TOM, make_customer, make_people
from tests.tools.conftest import answer, counted_queries, make_desk
from tools.expansion import Expansion, expansion_opportunities

PORTAL = "Supplier portal"


def make_grown(c: Any, owner: int | None, name: str, arr: int = 50_000, **columns: Any) -> int:
    """A healthy account of 100 seats, of which 90 are in use, up from 80, with a first win."""
    account = make_customer(c, owner, name, arr, **columns)
    c.execute(tables.usage.delete().where(tables.usage.c.account_id == account))
    make.fill_usage(c, account, [80.0] * 28 + [90.0] * 28)
    make.make_onboarding_milestone(c, account)
    return account


def make_peers(c: Any, owner: int, count: int = 12) -> None:
    """Accounts of 100 seats that use the portal 10 times a seat in 28 days."""
    for number in range(count):
        peer = make_customer(c, owner, f"Peer {number:02}")
        make.fill_usage(c, peer, [50.0] * 20, metric="events", feature=PORTAL)


def written(store: Store, email: str = MAYA, **asked: Any) -> str:
    desk = make_desk(store, email)
    return answer(expansion_opportunities(desk, **asked), desk)


def names(store: Store, email: str = MAYA, **asked: Any) -> list[str]:
    view = expansion_opportunities(make_desk(store, email), **asked).view
    assert isinstance(view, Expansion)
    return [str(item.account.value) for item in view.items]


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, tom = make_people(c)
        make_grown(c, maya, "Growing Mills")
        make_peers(c, tom)
        wanting = make_customer(c, maya, "Wanting Foods", 70_000)
        make.make_onboarding_milestone(c, wanting)
        make.make_objective(c, wanting, name="Bring suppliers to the portal", feature=PORTAL)
        make_customer(c, maya, "Calm Mills", 30_000)


def test_seats_that_fill_up_come_first_with_what_a_seat_costs(book: Store) -> None:
    text = written(book)
    assert text.startswith(
        "**Two of 3 accounts in your book show room to grow, $120,000 ARR today."
    )
    assert names(book) == ["Growing Mills", "Wanting Foods"]
    assert (
        "90% of 100 seats in use over four weeks, up from 80%; a further seat is $500 a year."
        in text
    )


def test_a_feature_is_tied_to_the_goal_and_to_the_peers(book: Store) -> None:
    assert (
        "Their goal “Bring suppliers to the portal” needs Supplier portal: 0 events a seat, the "
        "top quarter of 14 peers at 10 events a seat or more." in written(book)
    )


def test_a_feature_without_a_goal_is_no_signal(book: Store) -> None:
    with book.write() as c:
        c.execute(tables.objectives.update().values(status="met"))
    assert names(book) == ["Growing Mills"]


def test_a_feature_outside_the_contract_is_said(book: Store) -> None:
    with book.write() as c:
        c.execute(tables.contracts.update().values(products="Invoice capture"))
    assert "needs Supplier portal, which isn't in the contract" in written(book)


def test_peers_of_another_book_count_only_where_there_are_ten(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, tom = make_people(c)
        make_peers(c, tom, 9)
        wanting = make_customer(c, maya, "Wanting Foods", 70_000)
        make.make_onboarding_milestone(c, wanting)
        make.make_objective(c, wanting, feature=PORTAL)
    assert names(sqlite_store) == []
    assert names(sqlite_store, OPS) == []
    with sqlite_store.write() as c:
        make_peers(c, tom, 1)
    assert names(sqlite_store) == ["Wanting Foods"]
    assert "Peer" not in expansion_opportunities(make_desk(sqlite_store, MAYA)).for_model()


@pytest.mark.parametrize(
    ("hold", "says", "counted"),
    [
        ({"band": "yellow", "score": 59}, "its health is too low", "1 of low health"),
        ({"band": "unknown", "score": None}, "its health is unknown", "1 of unknown health"),
        ({"contract": {"notice_served_on": days_ago(3)}}, "notice was served", "1 with notice"),
    ],
)
def test_what_is_held_back_is_counted_with_the_reason(
    sqlite_store: Store, hold: dict[str, Any], says: str, counted: str
) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make_grown(c, maya, "Growing Mills", **hold)
    text = written(sqlite_store)
    assert text.startswith("**No account in your book shows room to grow that is safe to raise now")
    assert counted in text
    one = written(sqlite_store, account="growing")
    assert one.startswith(f"**Not now at Growing Mills: {says}")
    assert "Its signal, for later: 90% of 100 seats" in one


def test_an_open_p1_and_a_missing_first_value_hold_back(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make.make_ticket(c, make_grown(c, maya, "Broken Mills"), priority="P1")
        fresh = make_grown(c, maya, "Fresh Mills")
        milestones = tables.onboarding_milestones
        c.execute(milestones.delete().where(milestones.c.account_id == fresh))
    text = written(sqlite_store)
    assert "among all accounts: 1 with an open P1, 1 without a first value." in text


def test_an_account_at_risk_is_no_place_to_sell(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        account = make_grown(c, maya, "Growing Mills")
        make.make_stakeholder(c, account, role="economic_buyer", left_on=days_ago(4))
    assert "1 at risk" in written(sqlite_store)


def test_one_account_with_room_and_one_without(book: Store) -> None:
    assert written(book, account="growing").startswith(
        "**Growing Mills shows room to grow ($50,000, 80, green).**"
    )
    assert written(book, account="calm").startswith("**No room to grow shows at Calm Mills")


def test_what_is_under_way_is_said(book: Store) -> None:
    with book.write() as c:
        key = c.exec_driver_sql("SELECT id FROM accounts WHERE name LIKE 'Growing%'").scalar()
        for name, stage in (("More seats", "Qualified"), ("Last year", "Won")):
            row = {"account_id": key, "name": name, "kind": "expansion", "stage": stage}
            make._imported(c, tables.opportunities, row, {})
    assert "Under way: More seats, Qualified." in written(book)
    assert "Last year" not in written(book)


def test_it_is_a_signal_and_not_a_lead(book: Store) -> None:
    assert "A signal, not yet a lead (CSQL)" in written(book)


def test_stale_usage_is_no_signal_and_is_named(book: Store) -> None:
    with book.write() as c:
        u = tables.usage.c
        growing = c.exec_driver_sql("SELECT id FROM accounts WHERE name LIKE 'Growing%'").scalar()
        aside = (u.account_id == growing, u.day > days_ago(12))
        c.execute(tables.usage.delete().where(*aside))
    assert names(book) == ["Wanting Foods"]
    assert "except Growing Mills" in written(book)


def test_another_book_is_not_for_a_csm(book: Store) -> None:
    with pytest.raises(NotAllowed):
        expansion_opportunities(make_desk(book, TOM), csm="Maya")
    with pytest.raises(AccountNotFound):
        expansion_opportunities(make_desk(book, TOM), account="Growing Mills")
    with pytest.raises(AmbiguousAccount):
        expansion_opportunities(make_desk(book, OPS), account="Mills")


def test_nothing_and_an_empty_book(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make_customer(c, maya, "Calm Mills")
    assert written(sqlite_store).startswith("**No account in your book shows room to grow.**")
    assert written(sqlite_store, TOM).startswith("**There are no accounts that you may see.**")


def test_more_than_fit_are_counted(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        for number in range(4):
            make_grown(c, maya, f"Customer {number}")
    assert "And 2 more" in written(sqlite_store, limit=2)


def test_the_number_of_queries_does_not_grow(book: Store) -> None:
    with counted_queries(book) as few:
        expansion_opportunities(make_desk(book, MAYA))
    with book.write() as c:
        for number in range(30):
            account = make_grown(c, None, f"Further {number:02}", renewal=TODAY + timedelta(days=9))
            make.make_objective(c, account, feature=PORTAL)
    with counted_queries(book) as many:
        expansion_opportunities(make_desk(book, OPS))
    assert len(few) == len(many) <= 24


def test_the_same_on_both_databases(store: Store) -> None:
    make_book(store)
    assert names(store) == ["Growing Mills", "Wanting Foods"]
    assert "the top quarter of 14 peers at 10 events a seat" in written(store)
