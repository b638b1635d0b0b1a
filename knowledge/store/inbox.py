"""The inbox's SQL: an event is written once, claimed in its thread's order, and closed.

An event that nobody has closed is open. A claim leases it: until the lease ends nobody else takes
it, nor any other event of its thread. The number of attempts tells one holder from the next.
Every instant is UTC.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from knowledge.store.engine import Store
from knowledge.store.records import columns
from knowledge.store.tables import inbox

Ending = Literal["answered", "whispered", "passed", "failed", "stopped"]
# A question is addressed to Steward; a follow-up stands in a thread that it has answered in;
# prompts are wanted by who opens its tab; a share is an answer to be given to a whole channel; done
# and snooze decide the act that the text names, rate says what somebody thinks of an answer.
Kind = Literal["question", "follow_up", "prompts", "share", "done", "snooze", "rate"]
OPEN = "open"
CHANNEL = "steward_inbox"


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a person wrote or did. `ts` orders a thread, `thread_ts` names it."""

    team: str
    event_id: str
    channel: str
    ts: str
    thread_ts: str
    user: str
    text: str
    kind: Kind = "question"


@dataclass(frozen=True, slots=True)
class Event:
    """A claimed event. `reply_ts` is the first message that an earlier attempt posted."""

    id: int
    team: str
    event_id: str
    channel: str
    ts: str
    thread_ts: str
    user: str
    text: str
    attempts: int
    reply_ts: str | None
    kind: Kind


def write_down(store: Store, incoming: Incoming, at: datetime) -> bool:
    """Keep an event; False where it, or another event of the same post, is there already."""
    row = {name: getattr(incoming, name) for name in Incoming.__slots__}
    new = {**row, "state": OPEN, "attempts": 0, "received_at": at}
    with store.write() as connection:
        is_new = connection.scalar(_ADDING[store.is_sqlite], new) is not None
        if is_new and not store.is_sqlite:
            connection.execute(select(func.pg_notify(CHANNEL, "")))
        return is_new


def claim(store: Store, now: datetime, until: datetime) -> Event | None:
    """Lease the oldest event that may be answered now, or None. Looks before it locks."""
    waiting = _first_claimable(now)
    with store.read() as connection:
        if connection.scalar(waiting.with_only_columns(inbox.c.id)) is None:
            return None
    with store.write() as connection:
        row = connection.execute(waiting.with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        found = Event(*row)
        attempts = found.attempts + 1
        leased = {"leased_until": until, "attempts": attempts}
        connection.execute(update(inbox).where(inbox.c.id == found.id).values(leased))
    return replace(found, attempts=attempts)


def renew(store: Store, event: Event, until: datetime) -> bool:
    """Hold an event for longer; False where it is somebody else's, or closed."""
    return _change(store, event, leased_until=until)


def put_back(store: Store, event: Event, until: datetime) -> bool:
    """Let go of an event; it, and its thread, wait until then."""
    return _change(store, event, leased_until=until)


def note_reply(store: Store, event: Event, reply_ts: str) -> bool:
    """Remember the first message that answers an event."""
    return _change(store, event, reply_ts=reply_ts)


def close(
    store: Store, event: Event, ending: Ending, at: datetime, reference: str | None = None
) -> bool:
    """End an event and drop its text; `reference` is what a person was given for a failure."""
    ended = {"state": ending, "answered_at": at, "reference": reference, "text": ""}
    return _change(store, event, leased_until=None, **ended)


def count_open(store: Store) -> int:
    """How many events wait or are being answered."""
    with store.read() as connection:
        query = select(func.count()).select_from(inbox).where(inbox.c.state == OPEN)
        return connection.scalar(query) or 0


_ADDING = {
    is_sqlite: dialect.insert(inbox).on_conflict_do_nothing().returning(inbox.c.id)
    for is_sqlite, dialect in ((True, sqlite), (False, postgresql))
}


def _first_claimable(now: datetime) -> Select[Any]:
    """The oldest open event without a lease, none of whose thread is before it or leased."""
    other = inbox.alias("other")
    ahead = select(other.c.id).where(
        other.c.state == OPEN,
        other.c.channel == inbox.c.channel,
        other.c.thread_ts == inbox.c.thread_ts,
        or_(other.c.ts < inbox.c.ts, other.c.leased_until >= now),
    )
    free = or_(inbox.c.leased_until.is_(None), inbox.c.leased_until < now)
    return (
        select(*columns(inbox, Event))
        .where(inbox.c.state == OPEN, free, ~ahead.exists())
        .order_by(inbox.c.ts)
        .limit(1)
    )


def _change(store: Store, event: Event, **values: Any) -> bool:
    """Write to an event that is still this holder's."""
    mine: tuple[ColumnElement[bool], ...] = (
        inbox.c.id == event.id, inbox.c.state == OPEN, inbox.c.attempts == event.attempts,
    )  # fmt: skip
    with store.write() as connection:
        changed = connection.execute(update(inbox).where(*mine).values(**values))
        return changed.rowcount == 1
