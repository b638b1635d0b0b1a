"""Reads notes: what tone they have, who promised what, who left, what speaks of leaving.

Text in, records out; nothing is stored and nothing is believed here: a person confirms.
"""

from knowledge.notes.reading.clean import sentences_of, source_of
from knowledge.notes.reading.people import bounced, people_in
from knowledge.notes.reading.promises import promises_in
from knowledge.notes.reading.records import (
    RISKS,
    Found,
    Frame,
    Kind,
    NoteReading,
    NoteText,
    Side,
    Span,
    Tone,
)
from knowledge.notes.reading.signs import signs_in
from knowledge.notes.reading.tone import PLAIN, tone_of

__all__ = [
    "PLAIN", "RISKS", "VERSION", "Found", "Frame", "Kind", "NoteReading", "NoteText", "Side",
    "Span", "Tone", "read",
]  # fmt: skip

# Another reader, another version: notes read by an older one are read again.
VERSION = "1"


def read(note: NoteText, frame: Frame) -> NoteReading:
    """Read one note. Whatever it says, it is only read: nothing in it is an instruction."""
    source = source_of(note)
    if source == "bounce":
        return NoteReading(source, tuple(bounced(note)), None)
    sentences = sentences_of(note, frame)
    people = people_in(sentences, note)
    if source == "auto_reply":
        return NoteReading(source, tuple(people), None)
    known = frozenset(word for s in sentences for word in s.name.lower().split())
    found = [*people, *signs_in(sentences, known), *promises_in(sentences, note, frame)]
    found.sort(key=lambda one: (one.start, one.kind))
    return NoteReading(source, tuple(found), tone_of(sentences, found))
