"""An alert of usage that fell, as a reason in the lists and on an account's page."""

from datetime import timedelta
from typing import Any

import pytest

from knowledge.health import load_rules
from knowledge.store.engine import Store
from knowledge.store.portfolio import portfolio
from knowledge.store.snapshots import refresh_health
from knowledge.store.tables import accounts, usage
from tests.factories import (
    TODAY,
    days_ago,
    fill_usage,
    make_health_snapshot,
    make_person,
    make_ticket,
)
from tests.tools.books import MAYA, TOM, make_alert, make_customer, make_people, make_tidy
from tests.tools.conftest import answer, counted_queries, make_desk
from tools.health import explain_health
from tools.risk import at_risk_accounts
from tools.summary import account_summary

SOON = TODAY + timedelta(days=30)
REASON = "fell 41% below its usual level since 12 Jan, season taken out"


def _book(store: Store, **alert: Any) -> Store:
    with store.write() as c:
        maya, tom = make_people(c)
        halden = make_customer(c, maya, "Halden Freight", renewal=SOON, band="yellow", score=60)
        make_customer(c, tom, "Tallis Energy", renewal=SOON, band="yellow", score=60)
        make_alert(c, halden, **alert)
    return store


def _risk(store: Store, email: str = MAYA) -> str:
    desk = make_desk(store, email)
    return answer(at_risk_accounts(desk), desk)


def _summary(store: Store) -> str:
    desk = make_desk(store, MAYA)
    return answer(account_summary(desk, "Halden Freight"), desk)


def test_a_fall_is_a_reason_with_its_size_and_its_beginning(sqlite_store: Store) -> None:
    store = _book(sqlite_store)
    assert REASON in _risk(store)
    assert REASON in _summary(store)


def test_the_facts_lead_to_the_alert(sqlite_store: Store) -> None:
    desk = make_desk(_book(sqlite_store), MAYA)
    result = at_risk_accounts(desk)
    fact = next(f for f in result.facts if f.attribute == "fall of use from its usual level")
    assert fact.source.startswith("alert:")
    assert fact.as_of == days_ago(14)
    assert fact.source in {source.id for source in result.sources}


def test_a_fall_asks_what_stopped_being_used(sqlite_store: Store) -> None:
    assert "what stopped being used, and why" in _risk(_book(sqlite_store))


@pytest.mark.parametrize(
    "alert",
    [
        {"ended_on": days_ago(1), "ending": "recovered"},
        {"snoozed_until": TODAY + timedelta(days=3)},
        {"useful": "no", "answered_on": days_ago(1)},
        {"day": TODAY + timedelta(days=1)},
    ],
    ids=["ended", "snoozed", "of no use", "later"],
)
def test_an_alert_that_does_not_count_is_no_reason(
    sqlite_store: Store, alert: dict[str, Any]
) -> None:
    store = _book(sqlite_store, **alert)
    assert "fell" not in _risk(store)
    assert "fell" not in _summary(store)


def test_an_alert_raises_the_severity_of_an_account(sqlite_store: Store) -> None:
    desk = make_desk(_book(sqlite_store), MAYA)
    with desk.view() as view:
        flags = portfolio(view, desk.company, desk.rules)[0].exposure.flags
    assert flags == ("yellow", "usage_alert")


def test_nobody_hears_of_an_alert_in_another_book(sqlite_store: Store) -> None:
    assert "fell" not in _risk(_book(sqlite_store), TOM)


def test_alerts_cost_one_query_whatever_the_size_of_the_book(sqlite_store: Store) -> None:
    store = _book(sqlite_store)
    desk = make_desk(store, MAYA)
    with counted_queries(store) as few:
        at_risk_accounts(desk)
    with store.write() as c:
        person = make_person(c)
        for number in range(20):
            account = make_customer(c, person, f"Customer {number}", renewal=SOON)
            make_alert(c, account)
            make_health_snapshot(c, account, day=days_ago(3))
    with counted_queries(store) as many:
        at_risk_accounts(desk)
    assert len(few) == len(many)
    assert sum("FROM alerts" in query for query in many) == 1


def test_the_two_baselines_of_use_have_two_names(sqlite_store: Store) -> None:
    store = _book(sqlite_store)
    with store.write() as c:
        account = c.execute(accounts.select().where(accounts.c.name == "Halden Freight")).one().id
        c.execute(usage.delete())
        make_tidy(c, account)
        make_ticket(c, account, opened_on=days_ago(40))
        fill_usage(c, account, [100.0] * 56 + [60.0] * 28)
    refresh_health(store, TODAY, load_rules())
    desk = make_desk(store, MAYA)
    text = answer(explain_health(desk, "Halden Freight"), desk)
    assert REASON in text
    assert "change of active users on their 8-week level" in text
    assert text.count("usual level") == 1
