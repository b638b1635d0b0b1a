from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from knowledge.errors import BadInput
from knowledge.store.access import View, person_by_email
from knowledge.store.engine import Store
from knowledge.store.judgement import NewCall, call_history, calls_of, record_call
from tests.factories import TODAY, days_ago, make_account, make_csm_call, make_person

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MAYA = "maya@steward.test"


def make_world(store: Store) -> int:
    with store.write() as c:
        maya = make_person(c, name="Maya Lindqvist", email=MAYA)
        account = make_account(c, maya, name="Halden Freight")
        make_csm_call(c, account, call="best_case", day=days_ago(40), reason="Good talks")
    return account


def record(store: Store, account: int, new: NewCall) -> None:
    with store.write() as c:
        maya = person_by_email(c, MAYA)
        assert maya is not None
        record_call(c, account, new, maya, AT, TODAY)


def test_a_call_stands_beside_the_earlier_ones_and_the_newest_counts(store: Store) -> None:
    account = make_world(store)
    record(store, account, NewCall("commit", TODAY, "Signed by mail", Decimal(72_000), "USD"))

    with store.read() as c:
        maya = person_by_email(c, MAYA)
        assert maya is not None
        view = View(c, (maya,), TODAY, TODAY)
        made, newest = call_history(view), calls_of(view)[account]

    assert [call.call for call in made] == ["best_case", "commit"]
    assert (newest.reason, newest.by, newest.amount) == (
        "Signed by mail", "Maya Lindqvist", Decimal(72_000),
    )  # fmt: skip
    assert newest.home.startswith("steward:")


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (NewCall("surely", TODAY, "because"), "No call 'surely'"),
        (NewCall("commit", TODAY, " "), "needs a reason"),
        (NewCall("commit", TODAY + timedelta(days=1), "because"), "yet to come"),
        (NewCall("commit", TODAY, "because", Decimal(-1), "USD"), "isn't negative"),
    ],
    ids=["kind", "reason", "day", "amount"],
)
def test_what_is_no_call_is_refused(sqlite_store: Store, new: NewCall, words: str) -> None:
    account = make_world(sqlite_store)
    with pytest.raises(BadInput, match=words):
        record(sqlite_store, account, new)
