from datetime import UTC, date, datetime, time

from sqlalchemy import Connection

from knowledge.store.access import View, person_by_email
from knowledge.store.engine import Store
from knowledge.store.evaluation import operations_view
from knowledge.store.judgement_record import Direction, Outcomes, Record, judgement_record
from tests.factories import (
    TODAY,
    days_ago,
    make_account,
    make_csm_call,
    make_health_snapshot,
    make_person,
)
from tests.tools.books import make_override, make_renewal


def renewed(c: Connection, owner: int, outcome: str, call: str, *, lead: int = 40) -> int:
    """An account whose renewal was due 100 days ago, called that long before."""
    account = make_account(c, owner)
    make_renewal(c, account, days_ago(100), outcome=outcome)
    make_csm_call(c, account, call=call, day=days_ago(100 + lead))
    return account


def said(c: Connection, account: int, value: str, computed: str, on: date) -> None:
    make_override(c, account, value=value, computed_band=computed, made_on=on)


def record(store: Store) -> Record:
    with store.read() as c:
        return judgement_record(operations_view(c, TODAY))


def test_calls_are_counted_by_what_became_of_the_renewal(store: Store) -> None:
    with store.write() as c:
        maya = make_person(c)
        for outcome in ("renewed", "expanded", "churned"):
            renewed(c, maya, outcome, "commit")
        renewed(c, maya, "contracted", "at_risk")
        make_renewal(c, make_account(c, maya), days_ago(50))

    found = record(store)

    assert (found.renewals, found.called) == (5, 4)
    assert found.by_call == (Outcomes("commit", 3, 2, 0, 1), Outcomes("at_risk", 1, 0, 1, 0))


def test_a_call_in_the_last_thirty_days_comes_too_late(store: Store) -> None:
    with store.write() as c:
        maya = make_person(c)
        account = renewed(c, maya, "churned", "commit", lead=31)
        make_csm_call(c, account, call="likely_loss", day=days_ago(129))

    assert record(store).by_call == (Outcomes("commit", 1, 0, 0, 1),)


def test_a_call_made_by_hand_counts_from_the_day_it_was_written(store: Store) -> None:
    with store.write() as c:
        maya = make_person(c)
        for written in (days_ago(99), days_ago(135)):
            account = make_account(c, maya)
            make_renewal(c, account, days_ago(100), outcome="churned")
            at = datetime.combine(written, time(9), UTC)
            make_csm_call(
                c, account, call="likely_loss", day=days_ago(300), source="steward", read_at=at
            )
            make_health_snapshot(c, account, day=days_ago(140), band="red")

    found = record(store)

    assert found.by_call == (Outcomes("likely_loss", 1, 0, 0, 1),)
    assert found.by_band == (Outcomes("red", 1, 0, 0, 1),)


def test_a_call_on_the_renewal_before_says_nothing_of_this_one(store: Store) -> None:
    with store.write() as c:
        maya = make_person(c)
        account = renewed(c, maya, "churned", "commit", lead=380)
        make_renewal(c, account, days_ago(465))

    assert record(store).by_call == ()


def test_the_band_is_the_one_computed_by_the_day_of_the_call(store: Store) -> None:
    with store.write() as c:
        maya = make_person(c)
        account = renewed(c, maya, "churned", "commit")
        make_health_snapshot(c, account, day=days_ago(141), band="red")
        make_health_snapshot(c, account, day=days_ago(120), band="green")
        renewed(c, maya, "renewed", "commit")

    assert record(store).by_band == (
        Outcomes("red", 1, 0, 0, 1),
        Outcomes("not computed", 1, 1, 0, 0),
    )


def test_an_override_is_right_where_the_renewal_went_its_way(store: Store) -> None:
    with store.write() as c:
        maya = make_person(c)
        for outcome, value, computed in (
            ("renewed", "green", "red"),
            ("churned", "green", "yellow"),
            ("contracted", "red", "green"),
            ("renewed", "green", "green"),
        ):
            account = renewed(c, maya, outcome, "commit")
            said(c, account, value, computed, days_ago(150))

    found = record(store)

    assert found.overrides == (Direction(True, 2, 1), Direction(False, 1, 1))
    assert found.pending == 1


def test_an_override_without_a_renewal_since_is_pending(store: Store) -> None:
    with store.write() as c:
        maya = make_person(c)
        account = renewed(c, maya, "renewed", "commit")
        said(c, account, "green", "red", days_ago(10))

    found = record(store)

    assert (found.overrides, found.pending) == ((), 1)


def test_a_csm_reads_the_record_of_their_own_accounts(store: Store) -> None:
    with store.write() as c:
        maya, tom = make_person(c, email="maya@steward.test"), make_person(c)
        renewed(c, maya, "renewed", "commit")
        renewed(c, tom, "churned", "commit")

    with store.read() as c:
        viewer = person_by_email(c, "maya@steward.test")
        assert viewer is not None
        found = judgement_record(View(c, (viewer,), TODAY, TODAY))

    assert found.by_call == (Outcomes("commit", 1, 1, 0, 0),)
