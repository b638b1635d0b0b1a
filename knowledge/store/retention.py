"""How long personal text is kept, a number of days for each kind; and a person's own conversations,
deleted when they say so."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select

from knowledge.store.engine import Store
from knowledge.store.erasing import Erasing
from knowledge.store.tables import (
    digests,
    feedback,
    proposed_changes,
    stated_values,
    threads,
    turns,
)

# A thread's answers to one of several readers stand under its key with this after it.
_ALONE = ":alone"


@dataclass(frozen=True, slots=True)
class Keeping:
    """Days that each kind is kept: conversations with their feedback, drafts and digests, proposals
    that were decided."""

    conversations: int
    drafts: int
    proposals: int


@dataclass(frozen=True, slots=True)
class Expired:
    """How many rows went: questions with their answers, digests, decided proposals."""

    turns: int
    digests: int
    proposals: int


def expire(store: Store, now: datetime, keeping: Keeping) -> Expired:
    """Delete what is older than it may be kept. A second run finds nothing.

    A proposal stays while what it stated still stands against a source: it says whose word that is.
    """
    p = proposed_changes.c
    standing = select(stated_values.c.change_id)
    with Erasing(store) as connection:
        gone = _delete_turns(connection, turns.c.at < now - timedelta(days=keeping.conversations))
        old = digests.c.sent_at < now - timedelta(days=keeping.drafts)
        sent = connection.execute(delete(digests).where(old)).rowcount
        decided = and_(
            p.made_at < now - timedelta(days=keeping.proposals),
            p.state != "proposed",
            p.id.not_in(standing),
        )
        settled = connection.execute(delete(proposed_changes).where(decided)).rowcount
    return Expired(gone, sent, settled)


def forget_conversations(store: Store, person_id: int, thread: str | None = None) -> int:
    """Delete a person's questions with their answers, of one thread or of all; return how many.

    What others asked in the same thread is theirs, and stays.
    """
    mine = turns.c.person_id == person_id
    if thread is not None:
        base = thread.removesuffix(_ALONE)
        keys = select(threads.c.id).where(threads.c.key.in_((base, base + _ALONE)))
        mine = and_(mine, turns.c.thread_id.in_(keys))
    with Erasing(store) as connection:
        return _delete_turns(connection, mine)


def _delete_turns(connection: Connection, which: ColumnElement[bool]) -> int:
    """Delete turns with the feedback on them, and threads that are left empty."""
    of_them = select(turns.c.id).where(which)
    connection.execute(delete(feedback).where(feedback.c.turn_id.in_(of_them)))
    touched = list(connection.scalars(select(turns.c.thread_id).where(which).distinct()))
    gone = connection.execute(delete(turns).where(which)).rowcount
    for start in range(0, len(touched), 500):
        some = touched[start : start + 500]
        count = (
            select(func.count())
            .where(turns.c.thread_id == threads.c.id)
            .correlate(threads)
            .scalar_subquery()
        )
        connection.execute(delete(threads).where(threads.c.id.in_(some), count == 0))
    return gone
