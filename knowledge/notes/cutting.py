"""Brings the passages in line with the notes: after an import, and nightly."""

from collections.abc import Callable, Iterator
from typing import Any

from knowledge.notes.passages import cut
from knowledge.notes.stems import terms_of
from knowledge.store.engine import Store
from knowledge.store.passages import (
    NoteText,
    keep_readers,
    replace_passages,
    uncut_count,
    uncut_notes,
)

_BATCH = 100
Progress = Callable[[int, int], None]


def cut_notes(store: Store, progress: Progress | None = None) -> int:
    """Cut every note that is new or edited; return how many there were.

    Each batch is committed with its index entries, so a run that is killed goes on where it was.
    `progress` is called with the notes done and the notes in all.
    """
    with store.read() as connection:
        total = uncut_count(connection)
    done = 0
    while done < total:
        with store.read() as connection:
            notes = uncut_notes(connection, _BATCH)
        if not notes:
            break
        rows = [row for note in notes for row in _rows(note)]
        with store.write() as connection:
            replace_passages(connection, notes, rows)
        done += len(notes)
        if progress is not None:
            progress(min(done, total), total)
    with store.write() as connection:
        keep_readers(connection)
    return done


def _rows(note: NoteText) -> Iterator[dict[str, Any]]:
    """The note's passages as rows. A title is found with every passage of its note."""
    of_title = terms_of(note.title or "")
    for number, passage in enumerate(cut(note.text, note.kind, note.author)):
        text = note.text[passage.start : passage.end]
        terms = [*terms_of(text), *of_title]
        yield {
            "note_id": note.id, "account_id": note.account_id, "number": number,
            "start": passage.start, "end": passage.end, "speaker": passage.speaker,
            "at_seconds": passage.at_seconds, "day": note.day, "kind": note.kind,
            "words": len(terms), "text": text, "terms": " ".join(terms),
        }  # fmt: skip
