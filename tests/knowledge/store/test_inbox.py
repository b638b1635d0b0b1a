from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from knowledge.store import inbox
from knowledge.store.engine import Store
from knowledge.store.inbox import Event, Incoming
from knowledge.store.tables import inbox as table

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(seconds=60)
ASKED = Incoming("T1", "Ev1", "D1", "100.000001", "100.000001", "U1", "who is at risk?")


def asked(number: int, *, thread: str | None = None, channel: str = "D1") -> Incoming:
    ts = f"100.{number:06d}"
    return replace(ASKED, event_id=f"Ev{number}", ts=ts, thread_ts=thread or ts, channel=channel)


def claimed(store: Store, now: datetime = NOW, until: datetime = LATER) -> str | None:
    event = inbox.claim(store, now, until)
    return event.event_id if event else None


def test_an_event_is_written_down_once(store: Store) -> None:
    assert inbox.write_down(store, ASKED, NOW)
    assert not inbox.write_down(store, ASKED, LATER)
    assert inbox.count_open(store) == 1


def test_two_events_of_one_post_are_one(store: Store) -> None:
    assert inbox.write_down(store, ASKED, NOW)
    assert not inbox.write_down(store, replace(ASKED, event_id="Ev2"), NOW)


def test_one_event_id_of_two_workspaces_is_two(store: Store) -> None:
    assert inbox.write_down(store, ASKED, NOW)
    assert inbox.write_down(store, replace(ASKED, team="T2", channel="D2"), NOW)


def test_a_claim_hands_over_what_was_written(store: Store) -> None:
    inbox.write_down(store, ASKED, NOW)

    event = inbox.claim(store, NOW, LATER)

    assert event is not None
    assert (event.text, event.user, event.attempts, event.reply_ts) == (
        "who is at risk?", "U1", 1, None,
    )  # fmt: skip


def test_a_claimed_event_is_nobody_elses(store: Store) -> None:
    inbox.write_down(store, ASKED, NOW)

    assert claimed(store) == "Ev1"
    assert claimed(store) is None


def test_events_are_claimed_in_the_order_of_slacks_ts_not_of_arrival(store: Store) -> None:
    for number in (3, 1, 2):
        inbox.write_down(store, asked(number), NOW)

    assert [claimed(store) for _ in range(3)] == ["Ev1", "Ev2", "Ev3"]


def test_a_thread_waits_for_its_earlier_event(store: Store) -> None:
    inbox.write_down(store, asked(1), NOW)
    inbox.write_down(store, asked(2, thread="100.000001"), NOW)
    first = inbox.claim(store, NOW, LATER)

    assert first is not None
    assert claimed(store) is None
    inbox.close(store, first, "answered", NOW)
    assert claimed(store) == "Ev2"


def test_an_event_that_comes_late_waits_for_the_one_in_hand(store: Store) -> None:
    inbox.write_down(store, asked(2, thread="100.000001"), NOW)
    assert claimed(store) == "Ev2"
    inbox.write_down(store, asked(1), NOW)

    assert claimed(store) is None


def test_the_same_ts_in_another_channel_is_another_thread(store: Store) -> None:
    inbox.write_down(store, asked(1), NOW)
    inbox.write_down(store, replace(asked(2, channel="D2"), thread_ts="100.000001"), NOW)

    assert [claimed(store), claimed(store)] == ["Ev1", "Ev2"]


def test_a_lease_that_ran_out_is_claimed_again_and_counted(store: Store) -> None:
    inbox.write_down(store, ASKED, NOW)
    inbox.claim(store, NOW, LATER)

    again = inbox.claim(store, LATER + timedelta(seconds=1), LATER + timedelta(seconds=61))

    assert again is not None
    assert again.attempts == 2


def test_who_lost_the_lease_can_change_nothing(store: Store) -> None:
    inbox.write_down(store, ASKED, NOW)
    lost = inbox.claim(store, NOW, LATER)
    held = inbox.claim(store, LATER + timedelta(seconds=1), LATER + timedelta(seconds=61))

    assert lost is not None
    assert held is not None
    assert not inbox.renew(store, lost, LATER)
    assert not inbox.close(store, lost, "answered", LATER)
    assert inbox.close(store, held, "answered", LATER)


def test_a_renewed_lease_lasts_longer(store: Store) -> None:
    inbox.write_down(store, ASKED, NOW)
    event = inbox.claim(store, NOW, LATER)

    assert event is not None
    assert inbox.renew(store, event, LATER + timedelta(seconds=60))
    assert claimed(store, LATER + timedelta(seconds=1)) is None


def test_an_event_put_back_waits_and_its_thread_with_it(store: Store) -> None:
    inbox.write_down(store, asked(1), NOW)
    inbox.write_down(store, asked(2, thread="100.000001"), NOW)
    event = inbox.claim(store, NOW, LATER)

    assert event is not None
    inbox.put_back(store, event, NOW + timedelta(seconds=5))
    assert claimed(store, NOW + timedelta(seconds=4)) is None
    assert claimed(store, NOW + timedelta(seconds=6)) == "Ev1"


def test_the_first_reply_is_remembered_for_the_next_attempt(store: Store) -> None:
    inbox.write_down(store, ASKED, NOW)
    event = inbox.claim(store, NOW, LATER)

    assert event is not None
    inbox.note_reply(store, event, "100.000009")
    again = inbox.claim(store, LATER + timedelta(seconds=1), LATER + timedelta(seconds=61))
    assert again is not None
    assert again.reply_ts == "100.000009"


def test_a_closed_event_keeps_its_reference_and_no_text(store: Store) -> None:
    inbox.write_down(store, ASKED, NOW)
    event = inbox.claim(store, NOW, LATER)

    assert event is not None
    inbox.close(store, event, "failed", NOW, "abc123")
    with store.read() as connection:
        row = connection.execute(select(table)).one()
    assert (row.state, row.reference, row.text) == ("failed", "abc123", "")
    assert not inbox.write_down(store, ASKED, LATER)


def test_many_claimants_take_each_event_once(store: Store) -> None:
    for number in range(1, 25):
        inbox.write_down(store, asked(number), NOW)

    def take_all(_: int) -> list[Event]:
        mine: list[Event] = []
        while (event := inbox.claim(store, NOW, LATER)) is not None:
            mine.append(event)
        return mine

    with ThreadPoolExecutor(4) as pool:
        taken = [event.event_id for mine in pool.map(take_all, range(4)) for event in mine]

    assert sorted(taken) == sorted(f"Ev{number}" for number in range(1, 25))
