"""What goes on beside the inbox's workers: word of events that another process wrote down, and a
word to those who have to wait."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.inbox import Answerer, Inbox, note_failure
from knowledge.errors import SourceUnavailable
from knowledge.store.engine import Store
from knowledge.store.inbox_watch import arrivals, mark_told, waiting

logger = logging.getLogger(__name__)

# How long somebody waits in silence while all workers are busy.
PATIENCE = timedelta(seconds=3)
LOOK_SECONDS = 1.0
AGAIN_SECONDS = 5.0


class InboxWatch:
    """Two threads: one hears of events and wakes the workers, one keeps the waiting company."""

    def __init__(
        self,
        store: Store,
        inbox: Inbox,
        answerer: Answerer,
        *,
        patience: timedelta = PATIENCE,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store, self._inbox, self._answerer = store, inbox, answerer
        self._patience, self._now = patience, now
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(work,), name=name, daemon=True)
            for name, work in (("inbox-ears", self._listen), ("inbox-usher", self._usher))
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(2 * LOOK_SECONDS)

    def tell_the_waiting(self) -> int:
        """Tell everybody who has waited for longer than is polite, once; return how many."""
        told = 0
        for event in waiting(self._store, self._now() - self._patience):
            if not mark_told(self._store, event, self._now()):
                continue
            told += 1
            try:
                self._answerer.ask_patience(event)
            except Exception as error:
                note_failure(f"a word of patience for event {event.event_id}", error)
        return told

    def _run(self, work: Callable[[], None]) -> None:
        """Go on through a store that goes away and comes back."""
        while not self._stopping.is_set():
            try:
                work()
            except SourceUnavailable:
                logger.warning("the inbox can't be watched; trying again")
            except Exception as error:
                note_failure("the inbox's watch", error)
            self._stopping.wait(AGAIN_SECONDS)

    def _listen(self) -> None:
        for has_news in arrivals(self._store, LOOK_SECONDS):
            if has_news:
                self._inbox.wake()
            if self._stopping.is_set():
                return

    def _usher(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            self.tell_the_waiting()
