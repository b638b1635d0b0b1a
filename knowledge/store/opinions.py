"""What people say of Steward's answers: useful or not, and why not."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from knowledge.store.access import Person
from knowledge.store.engine import Store
from knowledge.store.tables import feedback, threads, turns


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered: by its turn, in a thread, for a person."""

    turn: int
    thread: str
    person_id: int
    question: str


def asked(store: Store, turn: int) -> Asked | None:
    """The question of a turn, or None where it is gone."""
    query = (
        select(turns.c.id, threads.c.key, turns.c.person_id, turns.c.question)
        .join(threads, threads.c.id == turns.c.thread_id)
        .where(turns.c.id == turn)
    )
    with store.read() as connection:
        row = connection.execute(query).one_or_none()
    return Asked(*row) if row else None


def rate(
    store: Store, turn: int, person: Person, useful: bool, reason: str | None, at: datetime
) -> bool:
    """Keep a person's last word on an answer; False where the answer is gone."""
    f = feedback.c
    with store.write() as connection:
        if connection.scalar(select(turns.c.id).where(turns.c.id == turn)) is None:
            return False
        connection.execute(delete(feedback).where(f.turn_id == turn, f.person_id == person.id))
        row = {"turn_id": turn, "person_id": person.id, "useful": useful, "reason": reason}
        connection.execute(insert(feedback).values(**row, at=at))
        return True
