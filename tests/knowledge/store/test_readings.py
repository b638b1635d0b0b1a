from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, select, update

from knowledge.company import load_company
from knowledge.errors import Adjust
from knowledge.notes.read_notes import read_notes
from knowledge.store import tables
from knowledge.store.access import Person, View
from knowledge.store.engine import Store
from knowledge.store.plans import commitments_of, open_commitments
from knowledge.store.readings import State, judge, mark_done, readings_of, tones_of
from tests.factories import TODAY, days_ago, make_account, make_person
from tests.notes import make_note

COMPANY = load_company()
TEXT = "I'll send the supplier list by 12 March. Dana Moss has left the company."


def person(key: int, role: str = "csm") -> Person:
    return Person(key, "x", "x@steward.test", role, None, None)


def view_of(connection: Connection, key: int, role: str = "csm") -> View:
    return View(connection, (person(key, role),), TODAY, TODAY)


@pytest.fixture
def world(store: Store) -> tuple[Store, int, int]:
    """A store with one mail in the book of a CSM; the CSM's id and the note's."""
    with store.write() as c:
        csm = make_person(c)
        note = make_note(c, make_account(c, csm), text=TEXT, author="Ruth Osei")
    read_notes(store, COMPANY)
    return store, csm, note


def test_what_a_note_says_is_kept_with_its_span(world: tuple[Store, int, int]) -> None:
    store, csm, _ = world
    with store.read() as c:
        found = readings_of(view_of(c, csm))
    assert {(r.kind, r.state) for r in found} == {
        ("commitment", "proposed"), ("departure", "proposed"),
    }  # fmt: skip
    assert all(TEXT[r.start : r.end] == r.quote for r in found)


def test_reading_again_changes_nothing(world: tuple[Store, int, int]) -> None:
    store, csm, _ = world
    with store.read() as c:
        before = readings_of(view_of(c, csm))
    assert read_notes(store, COMPANY).notes == 0
    with store.read() as c:
        assert readings_of(view_of(c, csm)) == before


def test_a_changed_note_is_read_again_and_what_was_judged_stays(
    world: tuple[Store, int, int],
) -> None:
    store, csm, note = world
    promise = first(store, csm, "commitment")
    write(store, csm, lambda view: judge(view, promise, csm, "confirmed", TODAY))
    with store.write() as c:
        c.execute(
            update(tables.notes)
            .where(tables.notes.c.id == note)
            .values(text="Hello. I'll send the supplier list by 12 March. All is well.")
        )
    assert read_notes(store, COMPANY).notes == 1
    with store.read() as c:
        (kept,) = readings_of(view_of(c, csm))
    assert (kept.id, kept.state, kept.start) == (promise, "confirmed", len("Hello. "))


def test_what_was_judged_goes_with_its_words(world: tuple[Store, int, int]) -> None:
    store, csm, note = world
    promise = first(store, csm, "commitment")
    write(store, csm, lambda view: judge(view, promise, csm, "confirmed", TODAY))
    with store.write() as c:
        c.execute(update(tables.notes).where(tables.notes.c.id == note).values(text="Nothing."))
    read_notes(store, COMPANY)
    with store.read() as c:
        assert readings_of(view_of(c, csm)) == []


def test_a_deleted_note_takes_its_readings_with_it(world: tuple[Store, int, int]) -> None:
    store, _, note = world
    with store.write() as c:
        c.execute(delete(tables.notes).where(tables.notes.c.id == note))
        assert c.execute(select(tables.note_readings.c.id)).all() == []
        assert c.execute(select(tables.note_reads.c.id)).all() == []


def test_a_promise_counts_once_somebody_confirms_it(world: tuple[Store, int, int]) -> None:
    store, csm, _ = world
    promise = first(store, csm, "commitment")
    with store.read() as c:
        assert open_commitments(view_of(c, csm)) == []
    write(store, csm, lambda view: judge(view, promise, csm, "confirmed", TODAY))
    with store.read() as c:
        (counted,) = open_commitments(view_of(c, csm))
    assert (counted.text, counted.side) == ("Send the supplier list", "client")
    assert counted.promised_by == "Ruth Osei"
    write(store, csm, lambda view: mark_done(view, promise, TODAY))
    with store.read() as c:
        assert open_commitments(view_of(c, csm)) == []
        assert [x.done_on for x in commitments_of(view_of(c, csm))] == [TODAY]


def test_what_is_dismissed_is_not_shown_again(world: tuple[Store, int, int]) -> None:
    store, csm, _ = world
    departure = first(store, csm, "departure")
    write(store, csm, lambda view: judge(view, departure, csm, "dismissed", TODAY))
    with store.read() as c:
        assert [r.kind for r in readings_of(view_of(c, csm))] == ["commitment"]


def test_only_a_confirmed_promise_can_be_kept(world: tuple[Store, int, int]) -> None:
    store, csm, _ = world
    for kind in ("commitment", "departure"):
        with pytest.raises(Adjust, match="confirm it first"):
            write(store, csm, lambda view, k=kind: mark_done(view, first(store, csm, k), TODAY))


def test_nobody_judges_what_they_may_not_see(world: tuple[Store, int, int]) -> None:
    store, csm, _ = world
    promise = first(store, csm, "commitment")
    with store.write() as c:
        stranger = make_person(c)
    with pytest.raises(Adjust, match="no reading"):
        write(store, stranger, lambda view: judge(view, promise, stranger, "confirmed", TODAY))


def test_a_note_of_tomorrow_is_not_known_today(world: tuple[Store, int, int]) -> None:
    store, csm, _ = world
    with store.read() as c:
        past = View(c, (person(csm),), TODAY - timedelta(days=60), TODAY)
        assert readings_of(past) == []
        assert tones_of(past, days_ago(400)) == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_reader_sees_the_readings_of_their_accounts_alone(
    sqlite_store: Store, data: st.DataObject
) -> None:
    with sqlite_store.write() as c:
        people = [make_person(c) for _ in range(3)]
        owners = data.draw(st.lists(st.sampled_from(people), min_size=1, max_size=6))
        owned = {make_account(c, owner): owner for owner in owners}
        for account in owned:
            make_note(c, account, text=TEXT)
    read_notes(sqlite_store, COMPANY)
    viewer = data.draw(st.sampled_from(people))
    with sqlite_store.read() as c:
        view = view_of(c, viewer)
        seen = {r.account_id for r in readings_of(view)}
        heard = {t.account_id for t in tones_of(view, days_ago(400))}
    assert seen == heard == {account for account, owner in owned.items() if owner == viewer}


def first(store: Store, csm: int, kind: str) -> int:
    with store.read() as c:
        return readings_of(view_of(c, csm), kinds=[kind], states=STATES)[0].id


def write(store: Store, csm: int, act: Callable[[View], object]) -> None:
    with store.write() as c:
        act(view_of(c, csm))


STATES: tuple[State, ...] = ("proposed", "confirmed", "dismissed")
