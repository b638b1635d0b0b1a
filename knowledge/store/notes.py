"""Call notes, transcripts and emails of a view, without their text."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from knowledge.store.access import View
from knowledge.store.records import columns, fetch
from knowledge.store.tables import notes


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
        .where(view.sees(n.account_id), n.day <= view.today)
        .order_by(n.day.desc(), n.id.desc())
        .limit(count)
    )
    return fetch(view.connection, query, NoteHead)
