from datetime import UTC, date, datetime, timedelta

import pytest

from knowledge.errors import BadInput
from knowledge.store.access import Person, View, person_by_email
from knowledge.store.engine import Store
from knowledge.store.overrides import (
    NewOverride,
    Override,
    keep_override,
    override_history,
    overrides_of,
    withdraw_override,
)
from knowledge.store.snapshots import Health
from tests.factories import TODAY, make_account, make_person

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MAYA = "maya@steward.test"
UNTIL = TODAY + timedelta(days=60)
COMPUTED = Health(1, TODAY, 41.2, 0.9, "red", "test", "{}")


def make_world(store: Store) -> int:
    with store.write() as c:
        maya = make_person(c, name="Maya Lindqvist", email=MAYA)
        return make_account(c, maya, name="Halden Freight")


def said(value: str = "green", until: date = UNTIL, **other: str) -> NewOverride:
    known = {"scope": "band", "reason": "recovery_plan", "words": "They start in April"} | other
    return NewOverride(value=value, expires_on=until, **known)  # type: ignore[arg-type]


def maya_of(store: Store) -> Person:
    with store.read() as c:
        found = person_by_email(c, MAYA)
    assert found is not None
    return found


def keep(store: Store, account: int, new: NewOverride, on: date = TODAY) -> None:
    with store.write() as c:
        keep_override(c, account, new, COMPUTED, maya_of(store), AT, on)


def told(store: Store, day: date) -> Override | None:
    with store.read() as c:
        view = View(c, (maya_of(store),), day, TODAY)
        return next(iter(overrides_of(view).values()), None)


def history(store: Store) -> list[Override]:
    with store.read() as c:
        return override_history(View(c, (maya_of(store),), UNTIL, TODAY))


def test_an_override_is_kept_with_what_was_computed_then(store: Store) -> None:
    account = make_world(store)
    keep(store, account, said(evidence="mail of 1 March"))

    found = told(store, TODAY)

    assert found is not None
    assert (found.scope, found.value, found.reason) == ("band", "green", "recovery_plan")
    assert (found.words, found.evidence) == ("They start in April", "mail of 1 March")
    assert (found.computed, found.computed_band, found.by) == (41.2, "red", "Maya Lindqvist")


def test_it_holds_on_its_last_day_and_has_lapsed_on_the_next(store: Store) -> None:
    account = make_world(store)
    keep(store, account, said())

    last, after = told(store, UNTIL), told(store, UNTIL + timedelta(days=1))

    assert last is not None
    assert last.holds(UNTIL)
    assert not last.just_lapsed(UNTIL)
    assert after is not None
    assert not after.holds(UNTIL + timedelta(days=1))
    assert after.just_lapsed(UNTIL + timedelta(days=1))


def test_that_it_lapsed_is_told_for_two_weeks(store: Store) -> None:
    account = make_world(store)
    keep(store, account, said())

    assert told(store, UNTIL + timedelta(days=14)) is not None
    assert told(store, UNTIL + timedelta(days=15)) is None


def test_the_newest_one_counts_and_an_older_one_never_comes_back(store: Store) -> None:
    account = make_world(store)
    keep(store, account, said("green", UNTIL))
    keep(store, account, said("yellow", TODAY + timedelta(days=5)))

    newest = told(store, TODAY)

    assert newest is not None
    assert newest.value == "yellow"
    assert told(store, TODAY + timedelta(days=30)) is None
    assert len(history(store)) == 2


def test_a_withdrawn_one_is_gone_from_that_day_and_stays_on_record(store: Store) -> None:
    account = make_world(store)
    keep(store, account, said())
    found = told(store, TODAY)
    assert found is not None

    with store.write() as c:
        withdraw_override(c, found, maya_of(store), TODAY + timedelta(days=3))

    assert told(store, TODAY + timedelta(days=2)) is not None
    assert told(store, TODAY + timedelta(days=3)) is None
    assert [o.withdrawn_on for o in history(store)] == [TODAY + timedelta(days=3)]


def test_a_day_before_it_was_made_knows_nothing_of_it(store: Store) -> None:
    account = make_world(store)
    keep(store, account, said())
    assert told(store, TODAY - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (said("unknown"), "No band 'unknown'"),
        (said("101", scope="score"), "no score"),
        (said("-3", scope="score"), "no score"),
        (said(reason="gut"), "No reason 'gut'"),
        (said(words="  "), "needs words"),
        (said(until=TODAY), "ends after today"),
        (said(until=TODAY + timedelta(days=91)), "within 90 days"),
    ],
    ids=["band", "over 100", "negative", "reason", "words", "over already", "too long"],
)
def test_what_is_no_override_is_refused(sqlite_store: Store, new: NewOverride, words: str) -> None:
    account = make_world(sqlite_store)
    with pytest.raises(BadInput, match=words):
        keep(sqlite_store, account, new)
    assert history(sqlite_store) == []


def test_ninety_days_are_the_most(sqlite_store: Store) -> None:
    account = make_world(sqlite_store)
    keep(sqlite_store, account, said("55", TODAY + timedelta(days=90), scope="score"))
    found = told(sqlite_store, TODAY)
    assert found is not None
    assert (found.scope, found.value) == ("score", "55")
