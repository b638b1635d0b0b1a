"""What is asked of the inbox beside its events: who waits, who was stopped, what has arrived.

Several processes may write to it and answer from it; they hear of each other through the store.
"""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

from sqlalchemy import exists, select, text, update

from knowledge.store.engine import Store
from knowledge.store.inbox import CHANNEL, OPEN, Event
from knowledge.store.records import columns, fetch
from knowledge.store.tables import inbox

# PRAGMA data_version is answered from memory.
_LOOK_SECONDS = 0.05
_IN_THE_OPEN = (OPEN, "answered", "failed")


def is_joined(store: Store, channel: str, thread_ts: str) -> bool:
    """Whether Steward was asked in this thread and answered, or will, for all to read."""
    here = (
        inbox.c.channel == channel, inbox.c.thread_ts == thread_ts,
        inbox.c.kind.in_(("question", "follow_up", "share")),
    )  # fmt: skip
    with store.read() as connection:
        found = select(exists().where(*here, inbox.c.state.in_(_IN_THE_OPEN)))
        return bool(connection.scalar(found))


def stop(store: Store, channel: str, thread_ts: str, user: str, at: datetime) -> int:
    """Mark what a person waits for in a thread as not wanted any more; return how many events."""
    mine = (
        inbox.c.channel == channel, inbox.c.thread_ts == thread_ts, inbox.c.user == user,
        inbox.c.state == OPEN, inbox.c.received_at <= at,
    )  # fmt: skip
    with store.write() as connection:
        return connection.execute(update(inbox).where(*mine).values(stopped_at=at)).rowcount


def is_stopped(store: Store, event: Event) -> bool:
    with store.read() as connection:
        query = select(inbox.c.stopped_at).where(inbox.c.id == event.id)
        return connection.scalar(query) is not None


def waiting(store: Store, since: datetime, most: int = 50) -> list[Event]:
    """Questions that nobody has taken up since that instant, and whose askers weren't told so."""
    late = (
        inbox.c.state == OPEN, inbox.c.attempts == 0, inbox.c.told_at.is_(None),
        inbox.c.received_at <= since, inbox.c.kind.in_(("question", "share")),
    )  # fmt: skip
    query = select(*columns(inbox, Event)).where(*late).order_by(inbox.c.ts).limit(most)
    with store.read() as connection:
        return fetch(connection, query, Event)


def mark_told(store: Store, event: Event, at: datetime) -> bool:
    """Take it on to tell this event's asker to wait; False where another process has."""
    untold = (inbox.c.id == event.id, inbox.c.told_at.is_(None))
    with store.write() as connection:
        return connection.execute(update(inbox).where(*untold).values(told_at=at)).rowcount == 1


def arrivals(store: Store, seconds: float) -> Iterator[bool]:
    """Without end: whether anything was written since the last look, at least once in `seconds`.

    PostgreSQL notifies; SQLite's counter tells when another connection has committed. Raises what
    the driver raises where the line drops: begin again.
    """
    return _of_file(store, seconds) if store.is_sqlite else _notified(store, seconds)


def _of_file(store: Store, seconds: float) -> Iterator[bool]:
    with closing(store.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        known = cursor.execute("PRAGMA data_version").fetchone()
        while True:
            until = time.monotonic() + seconds
            seen = known
            while seen == known and time.monotonic() < until:
                time.sleep(_LOOK_SECONDS)
                seen = cursor.execute("PRAGMA data_version").fetchone()
            yield seen != known
            known = seen


def _notified(store: Store, seconds: float) -> Iterator[bool]:
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"LISTEN {CHANNEL}"))
        driver = connection.connection.driver_connection
        assert driver is not None
        while True:
            found = list(driver.notifies(timeout=seconds, stop_after=1))
            yield bool(found)
