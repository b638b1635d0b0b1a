"""The inbox: what people write is kept before it is acknowledged, and answered once.

A few threads take events, one of a thread at a time and in its order. An event is leased while it
is being answered, and the lease is renewed; a process that dies lets it run out, and another
attempt finds out what was posted already.
"""

import logging
import threading
import traceback
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from knowledge.errors import SourceUnavailable
from knowledge.store import inbox as rows
from knowledge.store import inbox_watch
from knowledge.store.engine import Store
from knowledge.store.inbox import Ending, Event, Incoming

logger = logging.getLogger(__name__)

THREADS = 4
LEASE = timedelta(seconds=30)
POLL_SECONDS = 2.0
MOST_ATTEMPTS = 6
BACK_OFF = 3


class TryLater(Exception):
    """The answer can't be given now; the event waits and is taken up again."""

    def __init__(self, why: str, seconds: float = 5.0) -> None:
        """`why` is a word for the log, without anybody's text."""
        super().__init__(why)
        self.seconds = seconds


class LeaseLost(Exception):
    """Somebody else has the event now: this attempt ends without a word."""


@dataclass(frozen=True, slots=True)
class Lease:
    """An event that is ours to answer, for as long as `confirm` says so.

    `is_stopped` says that its asker doesn't want the answer any more.
    """

    event: Event
    confirm: Callable[[], None]
    note_reply: Callable[[str], None]
    is_stopped: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Ended:
    """How an event ended; a failure has the reference that its asker was given."""

    state: Ending
    reference: str | None = None


class Answerer(Protocol):
    """What answers an event where it came from."""

    def answer(self, lease: Lease) -> Ended:
        """Answer, or raise TryLater."""

    def apologise(self, event: Event, reference: str) -> None:
        """Say that there is no answer, and what to quote when asking why."""

    def ask_patience(self, event: Event) -> None:
        """Tell somebody whose question is still waiting that it hasn't been lost."""


class Inbox:
    """Keeps events in the store, and has them answered by a few threads."""

    def __init__(
        self,
        store: Store,
        answerer: Answerer,
        *,
        threads: int = THREADS,
        lease: timedelta = LEASE,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store, self._answerer = store, answerer
        self._lease, self._now = lease, now
        self._held: dict[int, Event] = {}
        self._changed = threading.Condition()
        self._arrivals = 0
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, name=f"inbox-{n}", daemon=True)
            for n in range(threads)
        ]
        self._threads.append(
            threading.Thread(target=self._keep_leases, name="inbox-leases", daemon=True)
        )

    def write_down(self, incoming: Incoming) -> bool:
        """Keep an event and wake a worker; False where it was there already."""
        new = rows.write_down(self._store, incoming, self._now())
        if new:
            self.wake()
        return new

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 20.0) -> None:
        """Take no more events, and wait this long for those in hand."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(seconds)

    def wake(self) -> None:
        with self._changed:
            self._arrivals += 1
            self._changed.notify_all()

    @property
    def is_working(self) -> bool:
        return all(thread.is_alive() for thread in self._threads)

    def work_off(self) -> int:
        """Answer all that can be answered now, in this thread; return how many were taken."""
        taken = 0
        while (event := self._claim()) is not None:
            self._handle(event)
            taken += 1
        return taken

    def _work(self) -> None:
        while not self._stopping.is_set():
            seen = self._arrivals
            try:
                event = self._claim()
                if event is not None:
                    self._handle(event)
                    continue
            except SourceUnavailable:
                logger.warning("the inbox can't be reached; trying again in %s s", POLL_SECONDS)
            except Exception as error:
                note_failure("the inbox", error)
            with self._changed:
                if self._arrivals == seen and not self._stopping.is_set():
                    self._changed.wait(POLL_SECONDS)

    def _claim(self) -> Event | None:
        now = self._now()
        return rows.claim(self._store, now, now + self._lease)

    def _handle(self, event: Event) -> None:
        with self._changed:
            self._held[event.id] = event
        try:
            ended = self._answer(event)
        except LeaseLost:
            logger.info("event %s is answered elsewhere", event.event_id)
            return
        except TryLater as error:
            self._put_back(event, error)
            return
        finally:
            with self._changed:
                self._held.pop(event.id, None)
        rows.close(self._store, event, ended.state, self._now(), ended.reference)

    def _answer(self, event: Event) -> Ended:
        if event.attempts > MOST_ATTEMPTS:
            return self._give_up(event, TimeoutError("too many attempts"))
        lease = Lease(
            event,
            confirm=lambda: self._confirm(event),
            note_reply=lambda ts: self._note_reply(event, ts),
            is_stopped=lambda: inbox_watch.is_stopped(self._store, event),
        )
        try:
            return self._answerer.answer(lease)
        except (TryLater, LeaseLost):
            raise
        except Exception as error:
            return self._give_up(event, error)

    def _give_up(self, event: Event, error: Exception) -> Ended:
        reference = note_failure(f"event {event.event_id}", error)
        try:
            self._answerer.apologise(event, reference)
        except TryLater:
            if event.attempts <= MOST_ATTEMPTS:
                raise
        except Exception as silent:
            note_failure(f"the apology for event {event.event_id}", silent)
        return Ended("failed", reference)

    def _put_back(self, event: Event, error: TryLater) -> None:
        seconds = error.seconds * BACK_OFF ** (event.attempts - 1)
        logger.info("event %s waits %s s: %s", event.event_id, seconds, error)
        until = self._now() + timedelta(seconds=seconds)
        rows.put_back(self._store, event, until)

    def _confirm(self, event: Event) -> None:
        if not rows.renew(self._store, event, self._now() + self._lease):
            raise LeaseLost(event.event_id)

    def _note_reply(self, event: Event, ts: str) -> None:
        rows.note_reply(self._store, event, ts)

    def _keep_leases(self) -> None:
        while not self._stopping.wait(self._lease.total_seconds() / 3):
            with self._changed:
                held = list(self._held.values())
            for event in held:
                try:
                    rows.renew(self._store, event, self._now() + self._lease)
                except SourceUnavailable:
                    logger.warning("the lease of event %s can't be renewed", event.event_id)


def note_failure(what: str, error: Exception) -> str:
    """Log where something failed, without the error's own words; return the reference.

    An error's words may be a person's: a statement's parameters, a model's prompt.
    """
    reference = uuid.uuid4().hex[:8]
    frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    logger.error("%s failed [%s]: %s\n%s", what, reference, type(error).__name__, frames)
    return reference
