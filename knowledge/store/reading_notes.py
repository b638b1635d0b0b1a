"""Keeps what the reader of notes found: which notes are to be read, and what is in them."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from knowledge.store.tables import note_readings, note_reads, notes, people

Words = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note that was never read, or not as it stands, or by another reader."""

    id: int
    account_id: int
    day: date
    kind: str
    title: str
    author: str
    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class NewReading:
    """One thing found at [start, end) of a note's text."""

    kind: str
    start: int
    end: int
    confidence: float
    detail: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NewRead:
    """All that was read in one note; `spans` are (start, end, score) of the words with a tone."""

    note: StoredNote
    source: str
    tone: float | None
    manner: str
    spans: Sequence[tuple[int, int, float]]
    readings: Sequence[NewReading]


def notes_to_read(connection: Connection, reader: str) -> Iterator[StoredNote]:
    """The notes that this version of the reader hasn't read as they stand now."""
    n, r = notes.c, note_reads.c
    query = select(
        n.id, n.account_id, n.day, n.kind, n.title, n.author, n.text, r.digest, r.reader
    ).outerjoin(note_reads, r.note_id == n.id)
    for row in connection.execute(query.order_by(n.id)):
        key, account_id, day, kind, title, author, text, known, by = row
        digest = _digest(account_id, day, kind, title, author, text)
        if known != digest or by != reader:
            yield StoredNote(key, account_id, day, kind, title or "", author or "", text, digest)


def our_names(connection: Connection) -> frozenset[str]:
    """The names of the company's own people, those who have gone too."""
    return frozenset(connection.scalars(select(people.c.name)))


def keep_reads(connection: Connection, reads: Sequence[NewRead], reader: str) -> None:
    """Keep what was read in these notes in the place of what was read in them before.

    What a person confirmed or dismissed stays, as long as the note has the words.
    """
    ids = [read.note.id for read in reads]
    judged = _keep_judged(connection, {read.note.id: read.note.text for read in reads})
    r = note_readings.c
    connection.execute(delete(note_readings).where(r.note_id.in_(ids), r.state == "proposed"))
    connection.execute(delete(note_reads).where(note_reads.c.note_id.in_(ids)))
    if reads:
        connection.execute(insert(note_reads), [_read_row(read, reader) for read in reads])
    rows = [row for read in reads for row in _rows(read) if _words(row) not in judged]
    if rows:
        connection.execute(insert(note_readings), rows)


def _keep_judged(connection: Connection, texts: Mapping[int, str]) -> set[Words]:
    """Move judged readings to where their words stand now; drop those whose words are gone."""
    r = note_readings.c
    query = select(r.id, r.note_id, r.kind, r.quote, r.start).where(
        r.note_id.in_(list(texts)), r.state != "proposed"
    )
    kept: set[Words] = set()
    for key, note_id, kind, quote, start in connection.execute(query).all():
        text = texts[note_id]
        at = start if text.startswith(quote, start) else text.find(quote)
        row = r.id == key
        if at < 0:
            connection.execute(delete(note_readings).where(row))
            continue
        kept.add((note_id, kind, quote))
        if at != start:
            moved = {"start": at, "end": at + len(quote)}
            connection.execute(update(note_readings).where(row).values(moved))
    return kept


def _words(row: Mapping[str, Any]) -> Words:
    return row["note_id"], row["kind"], row["quote"]


def _read_row(read: NewRead, reader: str) -> dict[str, Any]:
    return {
        "note_id": read.note.id,
        "account_id": read.note.account_id,
        "digest": read.note.digest,
        "reader": reader,
        "source": read.source,
        "tone": read.tone,
        "manner": read.manner or None,
        "spans": json.dumps(list(read.spans)),
    }


def _rows(read: NewRead) -> Iterator[dict[str, Any]]:
    for one in read.readings:
        yield {
            "note_id": read.note.id,
            "account_id": read.note.account_id,
            "kind": one.kind,
            "start": one.start,
            "end": one.end,
            "quote": read.note.text[one.start : one.end],
            "confidence": one.confidence,
            "detail": json.dumps(dict(one.detail), ensure_ascii=False),
            "state": "proposed",
        }


def _digest(*parts: object) -> str:
    written = "\0".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
