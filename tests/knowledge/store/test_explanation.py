from datetime import date

from knowledge.health import load_rules
from knowledge.store.engine import Store
from knowledge.store.evaluation import operations_view
from knowledge.store.explanation import Explanation, explain
from tests.factories import TODAY, days_ago, make_account, make_contract, make_health_snapshot
from tests.tools.conftest import counted_queries

RULES = load_rules()


def make_world(store: Store, *days: int, version: str = "test") -> None:
    with store.write() as c:
        account = make_account(c)
        make_contract(c, account)
        make_health_snapshot(c, account)
        for back in days:
            make_health_snapshot(c, account, day=days_ago(back), rules_version=version)


def explained(store: Store, since: date) -> Explanation:
    with store.read() as c:
        found = explain(operations_view(c, TODAY), RULES, since)
    assert found is not None
    return found


def test_it_compares_with_the_newest_snapshot_on_or_before_the_day(store: Store) -> None:
    make_world(store, 60, 35, 20)
    found = explained(store, days_ago(28))
    assert found.then is not None
    assert (found.then.day, found.reaches_back) == (days_ago(35), True)


def test_where_none_is_that_old_it_takes_the_oldest_and_says_so(store: Store) -> None:
    make_world(store, 20, 10)
    found = explained(store, days_ago(28))
    assert found.then is not None
    assert (found.then.day, found.reaches_back) == (days_ago(20), False)


def test_the_first_snapshot_has_nothing_to_compare_with(store: Store) -> None:
    make_world(store)
    found = explained(store, days_ago(28))
    assert (found.then, found.moved, found.rules_changed) == (None, None, False)


def test_today_is_compared_with_an_earlier_day(store: Store) -> None:
    make_world(store, 7, 1)
    found = explained(store, TODAY)
    assert found.then is not None
    assert found.then.day == days_ago(1)


def test_other_rules_are_noticed(sqlite_store: Store) -> None:
    make_world(sqlite_store, 28, version="2+0af")
    assert explained(sqlite_store, days_ago(28)).rules_changed


def test_an_account_that_is_not_scored_has_no_explanation(sqlite_store: Store) -> None:
    with sqlite_store.write() as c:
        make_account(c)
    with sqlite_store.read() as c:
        assert explain(operations_view(c, TODAY), RULES, days_ago(28)) is None


def test_three_reads_make_an_explanation(sqlite_store: Store) -> None:
    make_world(sqlite_store, 28)
    with counted_queries(sqlite_store) as ran:
        explained(sqlite_store, days_ago(28))
    assert len(ran) == 3
