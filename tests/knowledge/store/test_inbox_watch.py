from datetime import UTC, datetime, timedelta
from threading import Thread

from knowledge.store import inbox, inbox_watch
from knowledge.store.engine import Store
from knowledge.store.inbox import Incoming

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ASKED = Incoming("T1", "Ev1", "D1", "100.000001", "100.000001", "U1", "who is at risk?")


def test_another_connections_event_is_heard_of(store: Store) -> None:
    heard = inbox_watch.arrivals(store, 5.0)
    found: list[bool] = []
    listening = Thread(target=lambda: found.append(next(heard)))
    listening.start()
    listening.join(0.5)
    inbox.write_down(store, ASKED, NOW)
    listening.join(10)
    heard.close()  # type: ignore[attr-defined]

    assert found == [True]


def test_only_ones_own_open_questions_are_stopped(store: Store) -> None:
    inbox.write_down(store, ASKED, NOW)
    event = inbox.claim(store, NOW, NOW + timedelta(seconds=60))
    assert event is not None

    assert inbox_watch.stop(store, "D1", ASKED.thread_ts, "U2", NOW) == 0
    assert not inbox_watch.is_stopped(store, event)
    assert inbox_watch.stop(store, "D1", ASKED.thread_ts, "U1", NOW) == 1
    assert inbox_watch.is_stopped(store, event)


def test_who_waits_is_told_once(store: Store) -> None:
    inbox.write_down(store, ASKED, NOW)

    assert inbox_watch.waiting(store, NOW - timedelta(seconds=1)) == []
    [event] = inbox_watch.waiting(store, NOW)
    assert inbox_watch.mark_told(store, event, NOW)
    assert not inbox_watch.mark_told(store, event, NOW)
    assert inbox_watch.waiting(store, NOW) == []
