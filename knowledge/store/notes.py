"""Call notes, transcripts and emails of a view, without their text; and who may read which."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, or_, select

from knowledge.store.access import View
from knowledge.store.records import columns, fetch
from knowledge.store.tables import note_readers, notes


@dataclass(frozen=True, slots=True)
class NoteHead:
    """What a note is, not what it says. `kind` is call_note, transcript or email."""

    account_id: int
    day: date
    kind: str
    title: str | None
    author: str | None
    home: str


def latest_notes(view: View, count: int) -> list[NoteHead]:
    """The view's newest notes, up to its day, the newest first."""
    n = notes.c
    query = (
        select(*columns(notes, NoteHead))
        .where(view.sees(n.account_id), may_read(view, n.id), n.day <= view.today)
        .order_by(n.day.desc(), n.id.desc())
        .limit(count)
    )
    return fetch(view.connection, query, NoteHead)


def may_read(view: View, note_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a note isn't confidential, or that everybody who reads is named in it.

    It comes on top of `view.sees`: being named opens no account.
    """
    return note_id.not_in(_kept_from(view))


def _kept_from(view: View) -> Select[tuple[int]]:
    n, r = notes.c, note_readers.c
    lacking = [
        ~exists(r.note_id).where(r.note_id == n.id, r.person_id == person.id)
        for person in view.people
    ]
    return select(n.id).where(n.confidential, or_(*lacking))
