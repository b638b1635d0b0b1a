"""Passages of notes on their way in: which notes have none yet, or those of an earlier text."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from knowledge.store.landing import Record
from knowledge.store.tables import note_readers, notes, passages, people


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note with all that its passages are made from."""

    id: int
    account_id: int
    day: date
    kind: str
    title: str | None
    author: str | None
    text: str

    @property
    def content_hash(self) -> str:
        return content_hash(self.day, self.kind, self.title, self.author, self.text)


def content_hash(*parts: object) -> str:
    """The hash of a note's content: day, kind, title, author, text."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


def note_accounts(connection: Connection, source: str) -> dict[str, int]:
    """The account of each of a source's notes, by the note's id there."""
    n = notes.c
    rows = connection.execute(select(n.source_id, n.account_id).where(n.source == source))
    return {row.source_id: row.account_id for row in rows}


def uncut_count(connection: Connection) -> int:
    """How many notes have no passages yet, or those of an earlier text."""
    return connection.scalar(select(func.count()).select_from(notes).where(_uncut())) or 0


def uncut_notes(connection: Connection, count: int) -> list[NoteText]:
    """The first of the notes that have no passages yet, or those of an earlier text."""
    n = notes.c
    query = (
        select(n.id, n.account_id, n.day, n.kind, n.title, n.author, n.text)
        .where(_uncut())
        .order_by(n.id)
        .limit(count)
    )
    return [NoteText(*row) for row in connection.execute(query)]


def replace_passages(
    connection: Connection, cut: Sequence[NoteText], rows: Sequence[Record]
) -> None:
    """Put passages in the place of those that the notes had, and mark the notes as cut."""
    if not cut:
        return
    n = notes.c
    connection.execute(delete(passages).where(passages.c.note_id.in_([note.id for note in cut])))
    if rows:
        connection.execute(insert(passages), list(rows))
    # An edit that landed meanwhile has another hash, and keeps the note among the uncut.
    marked = update(notes).where(n.id == bindparam("of_note"))
    marked = marked.where(or_(n.content_hash.is_(None), n.content_hash == bindparam("hash")))
    values: dict[str, Any] = {"cut_hash": bindparam("hash"), "content_hash": bindparam("hash")}
    hashes: list[dict[str, Any]] = [{"of_note": note.id, "hash": note.content_hash} for note in cut]
    connection.execute(marked.values(values), hashes)


def keep_readers(connection: Connection) -> int:
    """Make note_readers say what the confidential notes' `readers` say; return how many changed."""
    n = notes.c
    wanted = set()
    by_email = {row[1]: row[0] for row in connection.execute(select(people.c.id, people.c.email))}
    named = select(n.id, n.readers).where(n.confidential, n.readers.is_not(None))
    for note_id, readers in connection.execute(named):
        wanted |= {(note_id, by_email[email]) for email in readers.split() if email in by_email}
    r = note_readers.c
    present = {tuple(row) for row in connection.execute(select(r.note_id, r.person_id))}
    for note_id, person_id in present - wanted:
        gone = delete(note_readers).where(r.note_id == note_id, r.person_id == person_id)
        connection.execute(gone)
    _add_readers(connection, wanted - present)
    return len(present ^ wanted)


def _add_readers(connection: Connection, pairs: Iterable[tuple[int, int]]) -> None:
    rows = [{"note_id": note_id, "person_id": person_id} for note_id, person_id in sorted(pairs)]
    if rows:
        connection.execute(insert(note_readers), rows)


def _uncut() -> Any:
    n = notes.c
    return or_(n.cut_hash.is_(None), n.cut_hash != n.content_hash)
