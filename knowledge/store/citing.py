"""Finds what cites notes or an account that are to be forgotten: conversations, digests, acts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, delete, select
from sqlalchemy.sql.elements import ColumnElement

from knowledge.store.clearing import strings_in
from knowledge.store.records import home
from knowledge.store.tables import (
    acts,
    digests,
    feedback,
    metadata,
    notes,
    proposed_changes,
    stakeholders,
    turns,
)
from knowledge.store.tombstones import folded

# So many words in a row are a quotation, not chance.
_QUOTED = 5
_BREAK = re.compile(r"[.!?…“”\"«»\n]+")
_DERIVED = (digests, acts, proposed_changes)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Cited:
    """What an answer may cite: names, the homes of records ("files:N-1"), the words of notes."""

    names: tuple[str, ...] = ()
    homes: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    _starts: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def of(cls, names: Iterable[str], homes: Iterable[str], texts: Iterable[str]) -> "Cited":
        plain = tuple(f" {folded(text)} " for text in texts)
        starts = frozenset(start for text in plain for start in _runs(text.split()))
        return cls(
            tuple(f" {folded(n)} " for n in names if folded(n)), frozenset(homes), plain, starts
        )

    def stand_in(self, text: str) -> bool:
        """Whether a text names it, is the home of its record, or repeats its words."""
        if text in self.homes:
            return True
        plain = f" {folded(text)} "
        if any(name in plain for name in self.names):
            return True
        return bool(self._starts) and any(map(self._is_quoted, _BREAK.split(text)))

    def _is_quoted(self, part: str) -> bool:
        words = folded(part).split()
        if len(words) < _QUOTED or " ".join(words[:_QUOTED]) not in self._starts:
            return False
        return any(f" {' '.join(words)} " in text for text in self.texts)


def of_notes(connection: Connection, where: ColumnElement[bool]) -> Cited:
    """The notes of a condition, as they may be cited."""
    rows = connection.execute(select(home(notes), notes.c.text).where(where)).all()
    return Cited.of((), (row[0] for row in rows), (row[1] for row in rows))


def of_account(connection: Connection, key: int, name: str) -> Cited:
    """An account with all its records and people, as they may be cited."""
    names = connection.scalars(select(stakeholders.c.name).where(stakeholders.c.account_id == key))
    full = [found for found in names if " " in folded(found)]
    homes: list[str] = []
    for table in metadata.sorted_tables:
        if {"source", "source_id", "account_id"} <= set(table.columns.keys()):
            homes += connection.scalars(select(home(table)).where(table.c.account_id == key))
    texts = connection.scalars(select(notes.c.text).where(notes.c.account_id == key))
    return Cited.of([name, *full], homes, texts)


def delete_citing(connection: Connection, cited: Cited) -> int:
    """Delete what cites it; return how many conversations' turns those were."""
    gone = _citing(connection, turns, cited)
    for part in _batches(gone):
        connection.execute(delete(feedback).where(feedback.c.turn_id.in_(part)))
        connection.execute(delete(turns).where(turns.c.id.in_(part)))
    for table in _DERIVED:
        for part in _batches(_citing(connection, table, cited)):
            connection.execute(delete(table).where(table.c.id.in_(part)))
    return len(gone)


def _citing(connection: Connection, table: Table, cited: Cited) -> list[int]:
    own = ("question", "answer", "calls", "facts", "text", "records", "what", "why", "reason")
    texts = [table.c[name] for name in (*own, "before", "after") if name in table.c]
    query = select(table.c.id, *texts).execution_options(yield_per=_BATCH)
    return [key for key, *values in connection.execute(query) if _cites(values, cited)]


def _cites(values: Sequence[Any], cited: Cited) -> bool:
    strings = dict.fromkeys(string for value in values if value for string in strings_in(value))
    return any(cited.stand_in(string) for string in strings)


def _runs(words: Sequence[str]) -> Iterable[str]:
    return (" ".join(words[at : at + _QUOTED]) for at in range(len(words) - _QUOTED + 1))


def _batches(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[at : at + _BATCH] for at in range(0, len(keys), _BATCH))
