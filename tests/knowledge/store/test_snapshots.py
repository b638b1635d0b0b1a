from dataclasses import replace
from datetime import timedelta

import pytest

from knowledge.store.access import Person, View
from knowledge.store.engine import Store
from knowledge.store.evaluation import operations_view
from knowledge.store.snapshots import health_history, health_of, refresh_health
from tests.factories import (
    TODAY,
    days_ago,
    make_account,
    make_contract,
    make_health_snapshot,
    make_person,
    make_stakeholder,
    make_ticket,
)
from tests.knowledge.store.worlds import RULES, health_on, healthy, stored

YESTERDAY = days_ago(1)


def test_the_parts_sum_to_the_score_and_to_what_it_lacks(store: Store) -> None:
    with store.write() as connection:
        account = healthy(connection)
    refresh_health(store, TODAY, RULES)

    health = health_on(store)[account]

    assert health.computed == pytest.approx(health.score)
    assert sum(part.contribution for part in health.parts) == pytest.approx(health.score)
    assert sum(part.points_lost for part in health.parts) == pytest.approx(100 - health.score)
    assert health.coverage == pytest.approx(sum(p.weight * p.freshness for p in health.parts))
    assert health.missing == ("csat",)
    assert health.rules_version == RULES.stamp
    seats = next(part for part in health.parts if part.measure == "seat_utilisation")
    assert (seats.value, seats.unit, seats.age_days) == (95, "percent", 1)


def test_a_cap_is_kept_with_its_evidence(store: Store) -> None:
    with store.write() as connection:
        account = healthy(connection)
        make_ticket(connection, account, priority="P1", opened_on=days_ago(4))
        make_stakeholder(connection, account, left_on=days_ago(9))
    refresh_health(store, TODAY, RULES)

    health = health_on(store)[account]

    assert [(cap.cap, cap.evidence, cap.unit) for cap in health.caps] == [
        ("p1_open", 96, "hours"),
        ("champion_left", 9, "days"),
    ]
    assert health.score == health.caps[0].limit < health.computed


def test_an_account_without_any_data_is_unknown_and_has_no_score(store: Store) -> None:
    with store.write() as connection:
        account = make_account(connection)
        make_contract(connection, account)
    refresh_health(store, TODAY, RULES)

    health = health_on(store)[account]

    assert (health.score, health.coverage, health.band, health.parts) == (None, 0, "unknown", ())
    assert len(health.missing) == len(RULES.measures)


def test_a_csm_reads_the_snapshots_of_their_own_book_alone(store: Store) -> None:
    with store.write() as connection:
        person = make_person(connection)
        mine = healthy(connection, owner=person)
        healthy(connection, owner=make_person(connection))
    csm = Person(person, "A", "a@steward.test", "csm", None, None)
    refresh_health(store, TODAY, RULES)

    with store.read() as connection:
        view = View(connection, (csm,), TODAY, TODAY)
        assert set(health_of(view, RULES)) == {mine}
        assert set(health_history(view, days_ago(30))) == {mine}
        unscored_day = replace(view, today=days_ago(20))
        assert set(health_of(unscored_day, RULES)) == {mine}


def test_the_snapshot_of_today_wins_over_yesterdays_and_older_ones_do_not_count(
    store: Store,
) -> None:
    with store.write() as connection:
        both, only_yesterday, old = (make_account(connection) for _ in range(3))
        make_health_snapshot(connection, both, day=YESTERDAY, score=40.0)
        make_health_snapshot(connection, both, day=TODAY, score=60.0)
        make_health_snapshot(connection, both, day=TODAY + timedelta(days=1), score=1.0)
        make_health_snapshot(connection, only_yesterday, day=YESTERDAY, score=50.0)
        make_health_snapshot(connection, old, day=days_ago(2))

    found = health_on(store)

    assert {key: health.score for key, health in found.items()} == {both: 60, only_yesterday: 50}
    assert found[only_yesterday].day == YESTERDAY


def test_where_nothing_was_stored_health_is_computed_and_not_kept(store: Store) -> None:
    with store.write() as connection:
        account = healthy(connection)
    computed = health_on(store)
    assert stored(store) == []

    refresh_health(store, TODAY, RULES)

    assert computed == health_on(store)
    assert computed[account].parts


def test_an_account_that_came_after_the_nightly_run_is_absent_until_the_next(
    store: Store,
) -> None:
    with store.write() as connection:
        healthy(connection)
    refresh_health(store, TODAY, RULES)
    with store.write() as connection:
        new = healthy(connection)

    with store.read() as connection:
        view = operations_view(connection, TODAY).only(new)
        assert health_of(view, RULES) == {}


def test_history_is_in_order_and_ends_on_the_views_day(store: Store) -> None:
    with store.write() as connection:
        account = make_account(connection)
        for days, score, band in ((0, 80.0, "green"), (2, None, "unknown"), (9, 50.0, "yellow")):
            make_health_snapshot(connection, account, day=days_ago(days), score=score, band=band)

    with store.read() as connection:
        found = health_history(operations_view(connection, YESTERDAY), days_ago(9))

    assert found == {account: [(days_ago(9), 50, "yellow"), (days_ago(2), None, "unknown")]}
