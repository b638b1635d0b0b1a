"""What the edge keeps of Slack's events before it acknowledges them: short writes to the store."""

from collections.abc import Callable
from datetime import UTC, datetime

from knowledge.store.engine import Store
from knowledge.store.inbox import Incoming
from knowledge.store.inbox_watch import is_joined, stop
from knowledge.store.slack import note_open_channel


class Intake:
    """Runs in a writer's thread, never in the event loop."""

    def __init__(
        self,
        store: Store,
        write_down: Callable[[Incoming], bool],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`write_down` keeps an event and wakes whoever answers; False where it is known."""
        self._store, self._now = store, now
        self.write_down = write_down

    def follow_up(self, incoming: Incoming) -> bool:
        """Keep a reply without a mention, where its thread is one that Steward has answered in."""
        if not is_joined(self._store, incoming.channel, incoming.thread_ts):
            return False
        row = {name: getattr(incoming, name) for name in Incoming.__slots__}
        return self.write_down(Incoming(**{**row, "kind": "follow_up"}))

    def stop(self, channel: str, thread_ts: str, user: str) -> int:
        """Give up what a person waits for in a thread; return how many questions."""
        return stop(self._store, channel, thread_ts, user, self._now())

    def note_open(self, team: str, user: str, channel: str | None) -> None:
        """Remember the channel that a person has open beside Steward."""
        note_open_channel(self._store, team, user, channel, self._now())
