"""Conversations: what was asked and answered in a thread, by whom."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from knowledge.store.engine import Store
from knowledge.store.tables import threads, turns


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer. `calls` are {name, args}; `accounts` the names it listed;
    `picks` the (parameter, value) of each choice where it asked which was meant."""

    question: str
    answer: str
    calls: tuple[dict[str, Any], ...]
    accounts: tuple[str, ...]
    picks: tuple[tuple[str, str], ...] = ()


def new_thread() -> str:
    """A key that no other thread has."""
    return uuid.uuid4().hex[:12]


def turns_of(store: Store, thread: str, person_id: int, most: int = 6) -> list[Turn]:
    """The last turns that this person had in a thread, oldest first.

    What others asked there stays out: their answers were made with their rights.
    """
    query = (
        select(turns.c.question, turns.c.answer, turns.c.calls)
        .join(threads, threads.c.id == turns.c.thread_id)
        .where(threads.c.key == thread, turns.c.person_id == person_id)
        .order_by(turns.c.id.desc())
        .limit(most)
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
    return [_turn(*row) for row in reversed(rows)]


def remember(
    store: Store, thread: str, person_id: int, turn: Turn, facts: list[dict[str, Any]], at: datetime
) -> int:
    """Add a turn to a thread; return the turn's id."""
    kept = {"calls": turn.calls, "accounts": turn.accounts, "picks": turn.picks}
    calls = json.dumps(kept, default=str, ensure_ascii=False)
    row = {
        "person_id": person_id, "question": turn.question, "answer": turn.answer,
        "calls": calls, "facts": json.dumps(facts, default=str, ensure_ascii=False), "at": at,
    }  # fmt: skip
    with store.write() as connection:
        thread_id = _thread_id(connection, thread, at)
        made = insert(turns).values(thread_id=thread_id, **row).returning(turns.c.id)
        return int(connection.execute(made).scalar_one())


def _thread_id(connection: Connection, key: str, at: datetime) -> int:
    found = connection.scalar(select(threads.c.id).where(threads.c.key == key))
    if found is not None:
        return int(found)
    made = insert(threads).values(key=key, made_at=at).returning(threads.c.id)
    return int(connection.execute(made).scalar_one())


def _turn(question: str, answer: str, calls: str) -> Turn:
    kept = json.loads(calls)
    picks = tuple((name, value) for name, value in kept.get("picks", ()))
    return Turn(question, answer, tuple(kept["calls"]), tuple(kept["accounts"]), picks)
