"""The inbox's threads, leases and retries, with an answerer of the test's own."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot.inbox import MOST_ATTEMPTS, Ended, Inbox, Lease, TryLater
from knowledge.store import inbox as rows
from knowledge.store.engine import Store
from knowledge.store.inbox import Event, Incoming
from knowledge.store.tables import inbox as table

SECRET = "Acme is leaving us"


@dataclass
class Clock:
    at: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Notebook:
    """Answers by writing down what it answered; `act` may do more, or fail."""

    act: Callable[[Lease], None] = lambda _: None
    answered: list[str] = field(default_factory=list)
    apologies: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, lease: Lease) -> Ended:
        self.act(lease)
        lease.confirm()
        self.answered.append(lease.event.event_id)
        return Ended("answered")

    def apologise(self, event: Event, reference: str) -> None:
        self.apologies.append((event.event_id, reference))


def asked(number: int, thread: int | None = None) -> Incoming:
    ts, first = f"100.{number:06d}", f"100.{thread or number:06d}"
    return Incoming("T1", f"Ev{number}", "D1", ts, first, "U1", SECRET)


def ending(store: Store) -> tuple[str, str | None]:
    with store.read() as connection:
        row = connection.execute(select(table)).one()
    return row.state, row.reference


def wait_until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.005)


@contextmanager
def working(inbox: Inbox) -> Iterator[Inbox]:
    inbox.start()
    try:
        yield inbox
    finally:
        inbox.stop()


def test_an_event_delivered_four_times_is_answered_once(store: Store) -> None:
    book = Notebook()
    with working(Inbox(store, book)) as inbox:
        assert [inbox.write_down(asked(1)) for _ in range(4)] == [True, False, False, False]
        wait_until(lambda: rows.count_open(store) == 0)

    assert book.answered == ["Ev1"]


def test_an_event_wakes_a_worker_that_had_nothing_to_do(sqlite_store: Store) -> None:
    book = Notebook()
    with working(Inbox(sqlite_store, book, threads=1)) as inbox:
        time.sleep(0.1)
        started = time.perf_counter()
        inbox.write_down(asked(1))
        wait_until(lambda: bool(book.answered))

    assert time.perf_counter() - started < 0.5


def test_a_thread_is_answered_in_its_order_by_many_workers(store: Store) -> None:
    book = Notebook(act=lambda lease: time.sleep(0.002))
    inbox = Inbox(store, book, threads=4)
    for number in range(1, 13):
        inbox.write_down(asked(number, thread=1))
    with working(inbox):
        wait_until(lambda: rows.count_open(store) == 0, seconds=20)

    assert book.answered == [f"Ev{number}" for number in range(1, 13)]


def test_other_threads_dont_wait_for_a_slow_one(sqlite_store: Store) -> None:
    release = threading.Event()

    def wait_with_the_first(lease: Lease) -> None:
        if lease.event.event_id == "Ev1":
            release.wait(5)

    slow = Notebook(act=wait_with_the_first)
    with working(Inbox(sqlite_store, slow, threads=2)) as inbox:
        inbox.write_down(asked(1))
        inbox.write_down(asked(2))
        wait_until(lambda: slow.answered == ["Ev2"])
        release.set()
        wait_until(lambda: len(slow.answered) == 2)


def test_what_a_killed_process_left_is_answered_after_the_restart(store: Store) -> None:
    clock, book = Clock(), Notebook()
    Inbox(store, book, now=clock).write_down(asked(1))

    assert Inbox(store, book, now=clock).work_off() == 1
    assert book.answered == ["Ev1"]


def test_an_event_in_hand_at_a_kill_is_taken_up_when_its_lease_ends(store: Store) -> None:
    clock, book = Clock(), Notebook()
    Inbox(store, book, now=clock).write_down(asked(1))
    rows.claim(store, clock(), clock() + timedelta(seconds=60))
    restarted = Inbox(store, book, now=clock)

    assert restarted.work_off() == 0
    clock.advance(61)
    assert restarted.work_off() == 1
    assert book.answered == ["Ev1"]


def test_a_lease_is_renewed_while_an_answer_takes_long(sqlite_store: Store) -> None:
    book = Notebook(act=lambda lease: time.sleep(0.6))
    lease = timedelta(seconds=0.2)
    with working(Inbox(sqlite_store, book, threads=2, lease=lease)) as inbox:
        inbox.write_down(asked(1))
        wait_until(lambda: rows.count_open(sqlite_store) == 0)

    assert book.answered == ["Ev1"]


def test_who_lost_the_lease_answers_nothing(sqlite_store: Store) -> None:
    clock = Clock()

    def taken_meanwhile(lease: Lease) -> None:
        clock.advance(61)
        rows.claim(sqlite_store, clock(), clock() + timedelta(seconds=60))

    book = Notebook(act=taken_meanwhile)
    inbox = Inbox(sqlite_store, book, now=clock)
    inbox.write_down(asked(1))

    inbox.work_off()

    assert book.answered == []
    assert rows.count_open(sqlite_store) == 1


def test_a_failure_ends_in_an_apology_with_the_reference_of_the_log(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(lease: Lease) -> None:
        raise ValueError(lease.event.text)

    book = Notebook(act=fail)
    inbox = Inbox(sqlite_store, book)
    inbox.write_down(asked(1))

    with caplog.at_level(logging.DEBUG):
        inbox.work_off()

    [(event_id, reference)] = book.apologies
    assert event_id == "Ev1"
    assert ending(sqlite_store) == ("failed", reference)
    assert f"[{reference}]: ValueError" in caplog.text
    assert SECRET not in caplog.text


def test_what_cant_be_done_now_is_tried_again_less_and_less_often(sqlite_store: Store) -> None:
    clock = Clock()
    tries: list[datetime] = []

    def unreachable(lease: Lease) -> None:
        tries.append(clock())
        raise TryLater("URLError", seconds=5)

    book = Notebook(act=unreachable)
    inbox = Inbox(sqlite_store, book, now=clock)
    inbox.write_down(asked(1))
    for _ in range(600):
        inbox.work_off()
        clock.advance(6)

    waits = [(later - earlier).total_seconds() for earlier, later in pairwise(tries)]
    assert len(tries) == MOST_ATTEMPTS
    assert waits == sorted(waits)
    assert waits[0] == 6
    assert [event_id for event_id, _ in book.apologies] == ["Ev1"]
    assert ending(sqlite_store)[0] == "failed"


def test_an_event_that_kills_every_process_is_given_up(sqlite_store: Store) -> None:
    clock, book = Clock(), Notebook()
    inbox = Inbox(sqlite_store, book, now=clock)
    inbox.write_down(asked(1))
    for _ in range(MOST_ATTEMPTS):
        assert rows.claim(sqlite_store, clock(), clock() + timedelta(seconds=1)) is not None
        clock.advance(2)

    inbox.work_off()

    assert book.answered == []
    assert len(book.apologies) == 1
