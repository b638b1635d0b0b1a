"""JSON lines: one object a line, its values as the text that a CSV cell would hold."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TextIO

from knowledge.connectors.csv_rows import Chunk
from knowledge.connectors.headings import plain


class YesNo(str):
    """A true or false as the text "yes" or "no": no text column takes it for a text."""

    __slots__ = ()


@dataclass(slots=True)
class Keys:
    """Keys that an object has beside those asked for, and those that it has twice; by `plain`
    name, as they are written.
    """

    further: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, str] = field(default_factory=dict)


def json_chunks(file: TextIO, names: Sequence[str], keys: Keys, size: int) -> Iterator[Chunk]:
    """Yield the cells of `names` of the objects, without empty lines, `size` lines at a time.

    Of a key that an object has twice the first is read. `keys` is filled on the way.
    """
    numbered = enumerate(file, 1)
    while some := list(islice(numbered, size)):
        lines: list[int] = []
        rows: list[Sequence[str]] = []
        bad: list[tuple[int, str]] = []
        for line, text in some:
            row = _row(text, names, keys) if text.strip() else None
            if isinstance(row, str):
                bad.append((line, row))
            elif row is not None:
                lines.append(line)
                rows.append(row)
        yield Chunk(lines, rows, bad)


def _row(text: str, names: Sequence[str], keys: Keys) -> Sequence[str] | str:
    pairs = _object(text)
    if isinstance(pairs, str):
        return pairs
    plain_record: dict[str, object] = {}
    for key, value in pairs:
        name = plain(key)
        if name in plain_record:
            keys.repeated.setdefault(name, key)
            continue
        plain_record[name] = value
        if name not in names:
            keys.further[name] = key
    try:
        return [_cell(plain_record.get(name)) for name in names]
    except (TypeError, UnicodeEncodeError):
        return "a value that is neither clean text, a number, yes or no, nor a list of them"


class _Pairs(list[tuple[str, object]]):
    """An object's keys and values, with those that it has twice."""


def _object(text: str) -> _Pairs | str:
    try:
        found = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_Pairs
        )
    except (ValueError, RecursionError):
        return "not a line of JSON"
    return found if isinstance(found, _Pairs) else "not a JSON object"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YesNo("yes" if value else "no")
    if isinstance(value, list) and not isinstance(value, _Pairs):
        return ", ".join(_cell(item) for item in value)
    if not isinstance(value, str):
        raise TypeError
    if "\0" in value:
        raise TypeError
    value.encode()
    return value
