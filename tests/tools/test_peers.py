from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import AccountNotFound, AmbiguousAccount
from knowledge.store import tables
from knowledge.store.engine import Store
from tests import factories as make
from tests.factories import days_ago
from tests.tools.books import MAYA, OPS, TOM, make_customer, make_people
from tests.tools.conftest import answer, counted_queries, make_desk
from tools.peers import Peers, compare_with_peers


def make_world(store: Store, *, mine: int, theirs: int, score: float = 80) -> None:
    """Halden Freight in Maya's book with `mine` others, and `theirs` in Tom's with this score."""
    with store.write() as c:
        maya, tom = make_people(c)
        make_customer(c, maya, "Halden Freight", 20_000, band="red", score=30)
        for number in range(mine):
            make_customer(c, maya, f"Mine {number:02}", 20_000, score=60 + number)
        for number in range(theirs):
            make_customer(c, tom, f"Theirs {number:02}", 50_000, score=score)


def written(store: Store, email: str = MAYA, account: str = "Halden Freight") -> str:
    desk = make_desk(store, email)
    return answer(compare_with_peers(desk, account), desk)


def test_where_it_is_behind_comes_first_with_count_and_median(sqlite_store: Store) -> None:
    make_world(sqlite_store, mine=11, theirs=0)
    text = written(sqlite_store)
    assert text.startswith(
        "**Halden Freight is behind most of its 11 peers in health score (30, median 65).**"
    )
    assert "| health score | 30 | 65 | 0 | 11 accounts |" in text
    assert "same segment, plan and tenure (mid-market, Pro, in the first year)" in text


def test_peers_of_other_books_count_and_are_never_named(sqlite_store: Store) -> None:
    make_world(sqlite_store, mine=2, theirs=10)
    desk = make_desk(sqlite_store, MAYA)
    result = compare_with_peers(desk, "Halden Freight")
    assert "its 12 peers" in answer(result, desk)
    assert "Theirs" not in result.for_model() + answer(result, desk)
    assert "Mine" not in result.for_model()


def test_nine_of_another_book_are_left_out(sqlite_store: Store) -> None:
    make_world(sqlite_store, mine=10, theirs=9)
    assert "its 10 peers" in written(sqlite_store)
    assert "its 19 peers" in written(sqlite_store, OPS)


def test_too_few_to_compare_is_said(sqlite_store: Store) -> None:
    make_world(sqlite_store, mine=4, theirs=9)
    text = written(sqlite_store)
    assert (
        text == "**I can't compare Halden Freight: there aren't 10 accounts to compare it with.**"
    )


def test_who_reads_along_lessens_what_is_seen(sqlite_store: Store) -> None:
    make_world(sqlite_store, mine=10, theirs=9)
    with sqlite_store.write() as c:
        halden = c.exec_driver_sql("SELECT id FROM accounts WHERE name LIKE 'Halden%'").scalar()
        guest = make.make_person(c, email="guest@steward.test", role="member")
        make.make_account_team(c, halden, guest)
    desk = make_desk(sqlite_store, OPS)
    alone = compare_with_peers(desk, "Halden Freight").view
    guest_desk = make_desk(sqlite_store, "guest@steward.test")
    shared = compare_with_peers(replace(desk, audience=(guest_desk.viewer,)), "Halden Freight").view
    assert isinstance(alone, Peers)
    assert isinstance(shared, Peers)
    # The guest sees none of the 19: more than ten, so their aggregate may be told.
    assert alone.count == shared.count
    assert shared.rows[0].count.value == 19


def test_a_wider_group_is_said(sqlite_store: Store) -> None:
    make_world(sqlite_store, mine=11, theirs=0)
    with sqlite_store.write() as c:
        c.execute(tables.contracts.update().values(plan="Basic").where(tables.contracts.c.id <= 5))
    text = written(sqlite_store)
    assert "other accounts with the same segment (mid-market), widened because fewer than" in text


def test_what_too_few_have_is_not_compared(sqlite_store: Store) -> None:
    make_world(sqlite_store, mine=11, theirs=0)
    assert "Not compared, unknown or too few: seats in use" in written(sqlite_store)


def test_an_account_that_pays_nothing_is_not_compared(sqlite_store: Store) -> None:
    make_world(sqlite_store, mine=11, theirs=0)
    with sqlite_store.write() as c:
        make.make_account(c, c.exec_driver_sql("SELECT 1").scalar(), name="Prospect")
    assert written(sqlite_store, account="Prospect").startswith("**Prospect pays nothing now")


def test_an_account_of_another_book_is_not_found(sqlite_store: Store) -> None:
    make_world(sqlite_store, mine=2, theirs=1)
    with pytest.raises(AccountNotFound):
        compare_with_peers(make_desk(sqlite_store, TOM), "Halden Freight")
    with pytest.raises(AmbiguousAccount):
        compare_with_peers(make_desk(sqlite_store, OPS), "Mine")


def test_old_snapshots_leave_no_measure(sqlite_store: Store) -> None:
    make_world(sqlite_store, mine=11, theirs=0)
    with sqlite_store.write() as c:
        c.execute(
            tables.health_snapshots.update()
            .values(day=days_ago(5))
            .where(tables.health_snapshots.c.score == 30)
        )
    view = compare_with_peers(make_desk(sqlite_store, MAYA), "Halden Freight").view
    assert isinstance(view, Peers)
    assert [row.words for row in view.rows] == ["ARR per seat"]


def test_the_number_of_queries_does_not_grow(sqlite_store: Store) -> None:
    make_world(sqlite_store, mine=11, theirs=0)
    with counted_queries(sqlite_store) as few:
        compare_with_peers(make_desk(sqlite_store, MAYA), "Halden Freight")
    with sqlite_store.write() as c:
        for number in range(40):
            make_customer(c, None, f"Further {number:02}")
    with counted_queries(sqlite_store) as many:
        compare_with_peers(make_desk(sqlite_store, MAYA), "Halden Freight")
    assert len(few) == len(many) <= 10


def test_the_same_on_both_databases(store: Store) -> None:
    make_world(store, mine=2, theirs=10)
    assert "its 12 peers in health score (30, median 80)" in written(store)


def _rows(store: Store) -> Any:
    view = compare_with_peers(make_desk(store, MAYA), "Halden Freight").view
    assert isinstance(view, Peers)
    return view.rows, view.count


@given(st.integers(0, 13), st.integers(0, 13))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_fewer_than_ten_unseen_accounts_are_changes_no_answer(
    sqlite_store: Store, mine: int, theirs: int
) -> None:
    answers = []
    for score in (1.0, 99.0):
        with sqlite_store.write() as c:
            for table in reversed(tables.metadata.sorted_tables):
                c.execute(table.delete())
        make_world(sqlite_store, mine=mine, theirs=theirs, score=score)
        answers.append(_rows(sqlite_store))
    assert (answers[0] == answers[1]) == (theirs < 10)
