"""Reads the store's new and changed notes, and keeps what they say."""

from dataclasses import dataclass

from knowledge.company import Company
from knowledge.notes.reading import VERSION, Frame, NoteText, read
from knowledge.store.engine import Store
from knowledge.store.reading_notes import (
    NewRead,
    NewReading,
    StoredNote,
    keep_reads,
    notes_to_read,
    our_names,
)

# So that no transaction holds the write lock for long.
_BATCH = 200


@dataclass(frozen=True, slots=True)
class ReadReport:
    """How many notes were read, and how many things were found in them."""

    notes: int
    found: int


def read_notes(store: Store, company: Company) -> ReadReport:
    """Read the notes that are new, that changed, or that an older reader read.

    Again on the same notes it reads none. What a person confirmed or dismissed stays.
    """
    with store.read() as connection:
        frame = Frame(company, our_names(connection))
        waiting = list(notes_to_read(connection, VERSION))
    found = 0
    for start in range(0, len(waiting), _BATCH):
        reads = [_read(note, frame) for note in waiting[start : start + _BATCH]]
        found += sum(len(one.readings) for one in reads)
        with store.write() as connection:
            keep_reads(connection, reads, VERSION)
    return ReadReport(len(waiting), found)


def _read(note: StoredNote, frame: Frame) -> NewRead:
    reading = read(NoteText(note.text, note.kind, note.day, note.author, note.title), frame)
    tone = reading.tone
    return NewRead(
        note,
        reading.source,
        tone.score if tone else None,
        tone.manner if tone else "",
        [(span.start, span.end, span.score) for span in tone.spans] if tone else [],
        [NewReading(f.kind, f.start, f.end, f.confidence, f.detail) for f in reading.found],
    )
