from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from knowledge.errors import NotAllowed
from knowledge.store import tables
from knowledge.store.engine import Store
from tests import factories as make
from tests.factories import READ_AT, days_ago
from tests.tools.books import BOSS, MAYA, OPS, TOM, make_customer, make_people, make_renewal
from tests.tools.conftest import answer, counted_queries, make_desk
from tools.forecast import RenewalForecast, renewal_forecast
from tools.renewals import upcoming_renewals
from tools.risk import at_risk_accounts
from tools.summary import account_summary

MAY = date(2026, 5, 20)


def make_book(store: Store) -> None:
    with store.write() as c:
        maya, tom = make_people(c)
        green = make_customer(c, maya, "Northwind Labs", 80_000, renewal=MAY)
        make.make_touchpoint(c, green)
        make.make_csm_call(c, green, call="commit")
        red = make_customer(c, maya, "Halden Freight", 60_000, band="red", score=30, renewal=MAY)
        make.make_csm_call(c, red, call="commit")
        make_customer(c, maya, "Orca Payments", 9_000, band="unknown", score=None, renewal=MAY)
        make_customer(c, maya, "Later Mills", 70_000, renewal=MAY + timedelta(days=100))
        make_customer(c, tom, "Kestrel", 10_000, renewal=MAY, currency="EUR")


@pytest.fixture
def book(sqlite_store: Store) -> Store:
    make_book(sqlite_store)
    return sqlite_store


def written(store: Store, email: str = MAYA, **asked: Any) -> str:
    desk = make_desk(store, email)
    return answer(renewal_forecast(desk, **asked), desk)


def test_the_computed_figure_and_the_calls_come_first(book: Store) -> None:
    # 80,000 x .95 + 60,000 x .38 = 98,800; the spread is the root of 80k^2 x .0475 + 60k^2 x .2356.
    assert written(book).startswith(
        "**$98,800 of $140,000 ARR is likely to renew in Q2 2026 (1 Apr - 30 Jun 2026), give or "
        "take $33,943; your calls say $140,000.**"
    )


def test_the_categories_stand_side_by_side(book: Store) -> None:
    text = written(book)
    assert "| commit | 1 account | $80,000 | 2 accounts | $140,000 |" in text
    assert "| likely loss | 1 account | $60,000 | 0 accounts | $0 |" in text
    assert "| no call, or unknown | 1 account | $9,000 | 1 account | $9,000 |" in text


def test_a_call_that_the_computed_figure_contradicts_is_listed(book: Store) -> None:
    assert (
        "**Halden Freight**, $60,000: called commit, computed likely loss (38% to renew)"
        in written(book)
    )


def test_the_account_that_it_hangs_on_is_named(book: Store) -> None:
    # 8.48e8 of 1.152e9.
    assert "It hangs on Halden Freight, which has 74% of the uncertainty." in written(book)


def test_unknown_health_is_kept_apart(book: Store) -> None:
    assert "Kept apart, health unknown: Orca Payments." in written(book)


def test_a_call_never_moves_the_computed_figure(book: Store) -> None:
    before = written(book).partition(";")[0]
    with book.write() as c:
        c.execute(tables.csm_calls.update().values(call="likely_loss"))
    assert written(book).partition(";")[0] == before


def test_a_fitted_chance_is_used(book: Store) -> None:
    with book.write() as c:
        c.execute(tables.health_snapshots.update().values(p_renew=0.5))
    text = written(book)
    assert text.startswith("**$70,000 of $140,000 ARR")
    assert "Risk: fitted on your own renewals; unlike the list of accounts at risk" in text


def test_a_person_gone_is_not_counted_twice_beside_a_model(book: Store) -> None:
    with book.write() as c:
        c.execute(tables.health_snapshots.update().values(p_renew=0.5))
        for account in c.execute(tables.accounts.select()).all():
            make.make_stakeholder(c, account.id, role="economic_buyer", left_on=days_ago(20))
    assert written(book).startswith("**$70,000 of $140,000 ARR")


def test_a_prior_that_outweighs_the_model_is_told(book: Store) -> None:
    with book.write() as c:
        c.execute(tables.health_snapshots.update().values(p_renew=0.99))
        c.execute(tables.contracts.update().values(notice_served_on=days_ago(2)))
    assert "for notice and auto-renew off, what the evidence usually means" in written(book)


def test_notice_served_beats_the_model_here_too(book: Store) -> None:
    with book.write() as c:
        c.execute(tables.health_snapshots.update().values(p_renew=0.99))
        c.execute(tables.contracts.update().values(notice_served_on=days_ago(2)))
    # 1 - .95 x .05 is lost: 4.75% of 140,000.
    assert written(book).startswith("**$6,650 of $140,000 ARR")


def test_what_was_decided_already_is_told_apart(book: Store) -> None:
    with book.write() as c:
        halden = c.exec_driver_sql("SELECT id FROM accounts WHERE name LIKE 'Halden%'").scalar()
        make_renewal(
            c, halden, MAY, decided_on=days_ago(2), outcome="contracted",
            arr_before_minor=6_000_000, arr_after_minor=4_000_000,
        )  # fmt: skip
    text = written(book)
    assert text.startswith("**$76,000 of $80,000 ARR is likely to renew")
    assert "Decided already in that time: $40,000 of $60,000 ARR renewed." in text


def test_a_target_on_record_is_shown_to_its_holder_alone(book: Store) -> None:
    with book.write() as c:
        row = {
            "team": "north", "metric": "GRR", "start": date(2026, 1, 1), "value": 91,
            "end": date(2026, 12, 31), "unit": "percent",
        }  # fmt: skip
        make._imported(c, tables.targets, row, {})
    assert "*On record as target:* GRR 91% (north, until 31 Dec)." in written(book)
    assert "On record" not in written(book, OPS)
    desk = make_desk(book, MAYA)
    read_along = replace(desk, audience=(make_desk(book, OPS).viewer,))
    assert "On record" not in answer(renewal_forecast(read_along), read_along)


def test_a_manager_has_the_team_at_plan_rates(book: Store) -> None:
    text = written(book, BOSS)
    # And Kestrel: 10,800 x .95.
    assert text.startswith("**$109,060 of $150,800 ARR")
    assert "the CSMs' calls say $140,000" in text
    assert "Sums are at plan rates." in text
    assert written(book, BOSS, csm="Tom").startswith("**$10,260 of $10,800 ARR")


def test_a_csm_may_not_ask_for_another_book(book: Store) -> None:
    with pytest.raises(NotAllowed):
        renewal_forecast(make_desk(book, TOM), csm="Maya")
    assert "Halden" not in renewal_forecast(make_desk(book, TOM)).for_model()


def test_nothing_renews_is_said(book: Store) -> None:
    assert written(book, period="next month").startswith("**Nothing of your accounts renews in Apr")


def test_where_nothing_is_known_nothing_is_computed(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        make_customer(c, maya, "Orca Payments", 9_000, band="unknown", score=None, renewal=MAY)
    text = written(sqlite_store)
    assert text.startswith("**I can't compute a forecast in Q2 2026")
    assert "the health of the one account with $9,000 ARR up for renewal is unknown" in text


def test_stale_usage_is_named(book: Store) -> None:
    with book.write() as c:
        c.exec_driver_sql("DELETE FROM usage WHERE account_id = (SELECT MIN(id) FROM accounts)")
    assert "except Northwind Labs" in written(book)


def test_two_contracts_of_an_account_are_one_stake(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        maya, _ = make_people(c)
        account = make_customer(c, maya, "Northwind Labs", 80_000, renewal=MAY)
        make.make_contract(c, account, arr=20_000, end=MAY - timedelta(days=1))
    view = renewal_forecast(make_desk(sqlite_store, MAYA)).view
    assert isinstance(view, RenewalForecast)
    assert view.accounts.value == 1
    # 100,000 x sqrt(.95 x .05)
    assert view.computed is not None
    assert view.computed.spread.value == 21_794


def test_the_number_of_queries_does_not_grow(book: Store) -> None:
    with counted_queries(book) as few:
        renewal_forecast(make_desk(book, TOM))
    with counted_queries(book) as many:
        renewal_forecast(make_desk(book, OPS))
    assert len(few) == len(many) <= 18


def test_the_same_on_both_databases(store: Store) -> None:
    make_book(store)
    assert written(store, OPS).startswith("**$109,060 of $150,800 ARR")


def test_the_calls_are_named_by_who_made_them(book: Store) -> None:
    with book.write() as c:
        tom = c.exec_driver_sql("SELECT id FROM people WHERE name LIKE 'Tom%'").scalar()
        c.execute(tables.csm_calls.update().values(person_id=tom))
    assert "; the calls of Tom Okafor say $140,000.**" in written(book)
    desk = make_desk(book, MAYA)
    assert "· Tom Okafor's call: commit" in answer(at_risk_accounts(desk), desk)


def test_the_askers_own_calls_are_theirs(book: Store) -> None:
    desk = make_desk(book, MAYA)
    assert "· your call: commit" in answer(at_risk_accounts(desk), desk)


def test_one_account_shows_its_fitted_chance(book: Store) -> None:
    desk = make_desk(book, MAYA)

    def asked() -> list[str]:
        return [
            answer(account_summary(desk, "Halden"), desk),
            answer(upcoming_renewals(desk, account="Halden"), desk),
        ]

    assert all("chance to renew" not in text for text in asked())
    with book.write() as c:
        chances = {"p_renew": 0.82, "p_renew_low": 0.7, "p_renew_high": 0.9}
        c.execute(tables.health_snapshots.update().values(**chances))
    assert all("; chance to renew 82% (70 to 90%), fitted." in text for text in asked())


@pytest.mark.parametrize(
    ("ahead", "says"),
    [
        ('{"renewals": 30, "leavers": 3, "finding": "too_few"}',
         ", not yet tested ahead of time (3 of 30 tested renewals were lost, too few to tell)."),
        ('{"renewals": 300, "leavers": 40, "finding": "evidence"}',
         " and tested ahead of time (40 of 300 tested renewals were lost)."),
        ("null", "; the backtest was not run with them."),
    ],
)  # fmt: skip
def test_the_forecast_says_what_the_backtest_can_tell(book: Store, ahead: str, says: str) -> None:
    kept = {"day": days_ago(3), "fitted_at": READ_AT, "rules_version": "test"}
    with book.write() as c:
        c.execute(tables.health_snapshots.update().values(p_renew=0.5))
        c.execute(tables.renewal_models.insert().values(**kept, detail=f'{{"ahead": {ahead}}}'))
    assert f"The fitted chances are judged on accounts held out{says}" in written(book)
