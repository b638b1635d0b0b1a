"""Looks through every text of every table, whatever its subject, and takes words out of them.

A new table needs no line here. What a text says is decided in Python: a database's own comparison
knows neither the case of "Ö", nor a wrapped line, nor the escapes of JSON.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from sqlalchemy import Column, Connection, String, Table, Text, delete, select, update

from knowledge.store.tables import metadata, notes, passages
from knowledge.store.tombstones import UNSEEN, Tombstones, folded

_KEPT = frozenset({"forgotten", "workspace", "passages", "vectors"})
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """One text: the column of a table, the row's key, what stands there."""

    table: Table
    column: Column[Any]
    key: Any
    text: str


def clear(connection: Connection, stones: Tombstones, words: Iterable[str]) -> int:
    """Take forgotten words out of every text, ids included; return how many texts had them."""
    is_near = _near(words)
    found = [
        (place, new)
        for place in _places(connection)
        if (new := _without(place.text, stones, is_near)) != place.text
    ]
    for place, new in found:
        _replace(connection, place, new)
    return len(found)


def stands(connection: Connection, words: str) -> bool:
    """Whether the words stand in some text of the store."""
    is_near = _near([words])
    return any(is_near(place.text) for place in _places(connection))


def strings_in(text: str) -> list[str]:
    """The text, or the strings inside where it is JSON."""
    decoded = _decoded(text)
    return [text] if decoded is None else list(_strings(decoded))


def _places(connection: Connection) -> Iterator[Place]:
    for table in metadata.sorted_tables:
        texts = [] if table.name in _KEPT else [c for c in table.columns if _is_text(c)]
        if not texts:
            continue
        primary = next(iter(table.primary_key.columns))
        query = select(primary, *texts).execution_options(yield_per=_BATCH)
        for key, *values in connection.execute(query):
            for column, value in zip(texts, values, strict=True):
                if value:
                    yield Place(table, column, key, value)


def _is_text(column: Column[Any]) -> bool:
    is_text = isinstance(column.type, String | Text)
    return is_text and not column.primary_key and not column.foreign_keys


def _near(words: Iterable[str]) -> Callable[[str], bool]:
    """A quick look before the redactor's: whether the longest part of some words is in a text."""
    parts = {
        w.casefold() if "@" in w else max(folded(w).split(), key=len, default=w) for w in words
    }
    needles = [normalize("NFC", part) for part in parts]

    def is_near(text: str) -> bool:
        plain = text.casefold() if text.isascii() else _seen(text)
        return any(needle in plain for needle in needles)

    return is_near


def _seen(text: str) -> str:
    """The text's letters as `folded` has them, signs and blanks as they are."""
    plain = normalize("NFC", text).casefold()
    return UNSEEN.sub("", plain)


def _without(text: str, stones: Tombstones, is_near: Callable[[str], bool]) -> str:
    has_escapes = "\\u" in text
    if not has_escapes and not is_near(text):
        return text
    decoded = _decoded(text)
    if decoded is None:
        return stones.redact(text) if is_near(text) else text
    new = _redacted(decoded, stones)
    return text if new == decoded else json.dumps(new, ensure_ascii=False)


def _decoded(text: str) -> Any:
    if text[:1] not in ("[", "{"):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _redacted(node: Any, stones: Tombstones) -> Any:
    if isinstance(node, str):
        return stones.redact(node)
    if isinstance(node, list):
        return [_redacted(child, stones) for child in node]
    if isinstance(node, dict):
        return {stones.redact(k): _redacted(child, stones) for k, child in node.items()}
    return node


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for child in node:
            yield from _strings(child)
    elif isinstance(node, dict):
        for name, child in node.items():
            yield name
            yield from _strings(child)


def _replace(connection: Connection, place: Place, new: str) -> None:
    table, column = place.table, place.column
    longest = getattr(column.type, "length", None)
    new = new[:longest]
    if column.name == "source_id":
        new = _free_id(connection, place, new)
    values: dict[str, Any] = {column.name: new}
    if table is notes:
        # Its passages are cut again; until then it has none of the old text.
        values |= {"content_hash": None, "cut_hash": None}
        connection.execute(delete(passages).where(passages.c.note_id == place.key))
    primary = next(iter(table.primary_key.columns))
    connection.execute(update(table).where(primary == place.key).values(values))


def _free_id(connection: Connection, place: Place, wanted: str) -> str:
    """The id, numbered as an import numbers it where another row of its source has it."""
    t = place.table.c
    own = select(t.source).where(t.id == place.key).scalar_subquery()
    longest = getattr(t.source_id.type, "length", None) or len(wanted) + 8
    number, free = 1, wanted
    while connection.scalar(select(t.id).where(t.source == own, t.source_id == free)) is not None:
        number += 1
        free = f"{wanted[: longest - len(str(number)) - 1]}#{number}"
    return free
