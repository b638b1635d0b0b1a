import pytest

from knowledge.store.contracts import auto_renew_switched_off
from knowledge.store.engine import Store
from knowledge.store.evaluation import operations_view
from tests.factories import TODAY, days_ago, make_account, make_contract


def switched_off(store: Store) -> set[int]:
    with store.read() as c:
        return auto_renew_switched_off(operations_view(c, TODAY))


def test_a_contract_that_no_longer_renews_by_itself_is_told(store: Store) -> None:
    with store.write() as c:
        account = make_account(c)
        make_contract(c, account, start=days_ago(565), end=days_ago(201), auto_renew=True)
        now = make_contract(c, account, start=days_ago(200), auto_renew=False)
    assert switched_off(store) == {now}


@pytest.mark.parametrize("before", [False, None], ids=["off before", "unknown before"])
def test_one_that_never_did_is_not(store: Store, before: bool | None) -> None:
    with store.write() as c:
        account = make_account(c)
        make_contract(c, account, start=days_ago(565), end=days_ago(201), auto_renew=before)
        make_contract(c, account, start=days_ago(200), auto_renew=False)
    assert switched_off(store) == set()


def test_a_contract_beside_it_is_no_predecessor(store: Store) -> None:
    with store.write() as c:
        account, other = make_account(c), make_account(c)
        make_contract(c, account, start=days_ago(300), auto_renew=True)
        make_contract(c, account, start=days_ago(200), auto_renew=False)
        make_contract(c, other, start=days_ago(565), end=days_ago(201), auto_renew=True)
    assert switched_off(store) == set()


def test_the_contract_right_before_decides(store: Store) -> None:
    with store.write() as c:
        account = make_account(c)
        make_contract(c, account, start=days_ago(930), end=days_ago(566), auto_renew=True)
        make_contract(c, account, start=days_ago(565), end=days_ago(201), auto_renew=False)
        make_contract(c, account, start=days_ago(200), auto_renew=False)
    assert switched_off(store) == set()
