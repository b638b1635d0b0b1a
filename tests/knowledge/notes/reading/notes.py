"""Notes for tests of the reader, and what it finds in them."""

from datetime import date

from knowledge.company import load_company
from knowledge.notes.reading import Found, Frame, NoteReading, NoteText, read

MONDAY = date(2026, 3, 2)
MAYA = "Maya Lindqvist"
FRAME = Frame(load_company(), frozenset({MAYA, "Tom Okafor"}))


def mail(text: str, author: str = "Ruth Osei", title: str = "") -> NoteText:
    return NoteText(text, "email", MONDAY, author, title)


def call_note(text: str) -> NoteText:
    return NoteText(text, "call_note", MONDAY, MAYA)


def transcript(text: str) -> NoteText:
    return NoteText(text, "transcript", MONDAY, MAYA)


def reading(note: NoteText) -> NoteReading:
    return read(note, FRAME)


def found(note: NoteText, kind: str) -> list[Found]:
    return [one for one in reading(note).found if one.kind == kind]


def kinds(note: NoteText) -> list[str]:
    return sorted({one.kind for one in reading(note).found})
