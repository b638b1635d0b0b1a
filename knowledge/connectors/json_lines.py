"""JSON lines: one object a line, its values as the text that a CSV cell would hold."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TextIO

from knowledge.connectors.csv_rows import Chunk
from knowledge.connectors.headings import plain


def json_chunks(
    file: TextIO, names: Sequence[str], further: dict[str, str], size: int
) -> Iterator[Chunk]:
    """Yield the cells of `names` of the objects, without empty lines, `size` lines at a time.

    Keys that `names` doesn't have are added to `further`, as they are written.
    """
    numbered = enumerate(file, 1)
    while some := list(islice(numbered, size)):
        lines: list[int] = []
        rows: list[Sequence[str]] = []
        bad: list[tuple[int, str]] = []
        for line, text in some:
            row = _row(text, names, further) if text.strip() else None
            if isinstance(row, str):
                bad.append((line, row))
            elif row is not None:
                lines.append(line)
                rows.append(row)
        yield Chunk(lines, rows, bad)


def _row(text: str, names: Sequence[str], further: dict[str, str]) -> Sequence[str] | str:
    record = _object(text)
    if isinstance(record, str):
        return record
    plain_record = {plain(key): value for key, value in record.items()}
    if not plain_record.keys() <= set(names):
        further.update({plain(key): key for key in record if plain(key) not in names})
    try:
        return [_cell(plain_record.get(name)) for name in names]
    except (TypeError, UnicodeEncodeError):
        return "a value that is neither clean text, a number, yes or no, nor a list of them"


def _object(text: str) -> dict[str, object] | str:
    try:
        record = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return "not a line of JSON"
    return record if isinstance(record, dict) else "not a JSON object"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_cell(item) for item in value)
    if not isinstance(value, str):
        raise TypeError
    if "\0" in value:
        raise TypeError
    value.encode()
    return value
