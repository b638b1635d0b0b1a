from datetime import timedelta
from typing import Any

import pytest

from knowledge.errors import NotAllowed
from knowledge.store.engine import Store
from tests import factories as make
from tests.factories import TODAY, days_ago
from tests.tools.books import BOSS, MAYA, OPS, TOM, make_customer, make_people
from tests.tools.conftest import answer, counted_queries, make_desk
from tools.risk import AtRisk, at_risk_accounts


def ahead(days: int) -> Any:
    return TODAY + timedelta(days=days)


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, tom = make_people(c)
        northwind = make_customer(
            c, maya, "Northwind Labs", 84_000, renewal=ahead(43),
            contract={"notice_date": ahead(12)},
        )  # fmt: skip
        make.make_stakeholder(
            c, northwind, name="Dana Whitfield", role="economic_buyer", left_on=days_ago(18)
        )
        make.make_stakeholder(c, northwind, name="Tom Reyes", role="champion")
        halden = make_customer(
            c, maya, "Halden Freight", 72_000, band="red", score=38, renewal=ahead(60)
        )
        make.make_ticket(c, halden, priority="P1", opened_on=days_ago(19), source_id="4821")
        make_customer(c, maya, "Brightwell Clinics", 52_000)
        make_customer(c, maya, "Kestrel", 18_000, band="red", score=30, renewal=ahead(190))
        make_customer(c, tom, "Orca Payments", 9_000, band="unknown", score=None)


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def written(store: Store, email: str = MAYA, **asked: Any) -> str:
    desk = make_desk(store, email)
    return answer(at_risk_accounts(desk, **asked), desk)


def names(store: Store, email: str = MAYA, **asked: Any) -> list[str]:
    view = at_risk_accounts(make_desk(store, email), **asked).view
    assert isinstance(view, AtRisk)
    return [str(item.account.value) for item in view.items]


def test_the_count_and_the_money_come_first(book: Store) -> None:
    text = written(book)
    assert text.startswith(
        "**Two of your 4 accounts need a decision by 1 May: $156,000 of $226,000"
    )


def test_a_green_account_whose_buyer_left_comes_before_a_red_one_with_a_later_date(
    book: Store,
) -> None:
    assert names(book) == ["Northwind Labs", "Halden Freight"]
    text = written(book)
    assert "Green, but: Dana Whitfield (economic buyer) left 12 Feb" in text


def test_each_account_has_the_class_of_its_act_and_a_working_day(book: Store) -> None:
    text = written(book)
    assert "→ Relationship, today: ask Tom Reyes who owns the decision now." in text
    assert "→ Escalation, today: escalate #4821 and tell them when to expect news." in text


def test_it_says_that_the_risk_is_not_calibrated(book: Store) -> None:
    assert "not calibrated on your renewals" in written(book)


def test_a_fitted_chance_is_used_and_said(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        for name, chance in (("Sure Mills", 0.95), ("Doubtful Mills", 0.45)):
            account = make_customer(c, maya, name, 10_000, renewal=ahead(40))
            make.make_health_snapshot(c, account, day=days_ago(1), p_renew=0.5)
            c.exec_driver_sql(
                f"UPDATE health_snapshots SET p_renew = {chance} WHERE account_id = {account}"
            )
    assert names(sqlite_store) == ["Doubtful Mills"]
    assert "Risk: fitted on your own renewals." in written(sqlite_store)


def test_a_deadline_beyond_the_horizon_is_named_as_later(book: Store) -> None:
    assert "_Not listed, later:_ Kestrel (30, red, $18,000" in written(book)


def test_only_the_asked_for_part(book: Store) -> None:
    assert written(book, segment="enterprise").startswith("**There are no paying accounts")


def test_a_csm_may_not_ask_for_another_book(book: Store) -> None:
    with pytest.raises(NotAllowed):
        at_risk_accounts(make_desk(book, TOM), csm="Maya")


def test_an_account_of_another_book_is_never_named(book: Store) -> None:
    assert "Orca" not in written(book)
    assert "Orca" not in at_risk_accounts(make_desk(book, MAYA)).for_model()


def test_what_cannot_be_judged_says_why_first(book: Store) -> None:
    with book.write() as c:
        c.exec_driver_sql("DELETE FROM usage")
    text = written(book, BOSS, within="next year")
    assert "I can't judge it: no usage data at all; no two-way contact on record." in text


def test_an_empty_book_is_said(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        make_people(c)
    assert written(sqlite_store).startswith("**There are no paying accounts")


def test_more_than_fit_are_counted(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        for number in range(7):
            name = f"Customer {number}"
            make_customer(c, maya, name, 1_000, band="red", score=20, renewal=ahead(30))
    assert "And 2 more" in written(sqlite_store)


def test_at_most_three_reasons_the_weightiest_first(book: Store) -> None:
    with book.write() as c:
        account = make_customer(
            c, None, "Seaton Mills", band="red", score=20, renewal=ahead(20),
            contract={"notice_served_on": days_ago(4)},
        )  # fmt: skip
        make.make_ticket(c, account, priority="P1", opened_on=days_ago(9))
        for role in ("champion", "economic_buyer"):
            make.make_stakeholder(c, account, role=role, left_on=days_ago(3))
    view = at_risk_accounts(make_desk(book, OPS)).view
    assert isinstance(view, AtRisk)
    seaton = next(item for item in view.items if item.account.value == "Seaton Mills")
    kinds = [reason.kind for reason in seaton.reasons]
    assert kinds == ["notice_served", "person_left", "person_left"]
    assert (seaton.act.kind, seaton.act.act_class) == ("win_back", "commercial")


def test_the_number_of_queries_does_not_grow(book: Store) -> None:
    with counted_queries(book) as few:
        at_risk_accounts(make_desk(book, TOM))
    with counted_queries(book) as many:
        at_risk_accounts(make_desk(book, OPS))
    assert len(few) == len(many) <= 16


def test_a_band_that_is_not_the_numbers_says_that_it_is_held(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        soon = TODAY + timedelta(days=30)
        make_customer(c, maya, "Aldergate", band="red", score=58, renewal=soon)
        make_customer(c, maya, "Brisk Ltd", band="red", score=20, renewal=soon)
    desk = make_desk(sqlite_store, MAYA)
    text = answer(at_risk_accounts(desk), desk)
    assert "Band held until the score stays past the line: Aldergate." in text
