"""CSV in chunks of rows, each with the physical line on which it begins."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Protocol, TextIO

from knowledge.connectors.encoding import UnreadableFile

_BREAK = re.compile(r"\r\n|\r|\n")


class _Reader(Protocol):
    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...


class Chunk(NamedTuple):
    """Rows that have all their cells, and (line, reason) of those that can't be read."""

    lines: Sequence[int]
    rows: Sequence[Sequence[str]]
    bad: list[tuple[int, str]]


def csv_chunks(file: TextIO, delimiter: str, size: int) -> Iterator[Chunk]:
    """Yield the rows after the header, without empty lines, up to `size` at a time.

    Quotes are read strictly: a row whose quotes don't pair up is bad, with all that it swallows.
    Raises UnreadableFile where the bytes aren't of the encoding.
    """
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    width = 0
    while True:
        before = reader.line_num
        rows, trouble = _take(reader, size)
        if not rows and trouble is None:
            return
        lines, after = _lines(rows, before, reader.line_num if trouble is None else None)
        bad = [] if trouble is None else [(after, _quotes(trouble, after, reader.line_num))]
        if not width and rows:
            header = next((i for i, row in enumerate(rows) if row), len(rows) - 1)
            width = len(rows[header])
            lines, rows = lines[header + 1 :], rows[header + 1 :]
        yield _of_width(Chunk(lines, rows, bad), width)


def without_nul(chunk: Chunk, headings: Sequence[str]) -> Chunk:
    """Take the rows with a NUL character for bad: no database keeps it."""
    lines, rows, bad = [], [], list(chunk.bad)
    for line, row in zip(chunk.lines, chunk.rows, strict=True):
        place = next((i for i, cell in enumerate(row) if "\0" in cell), None)
        if place is None:
            lines.append(line)
            rows.append(row)
        else:
            bad.append((line, f"a NUL character in the column {headings[place]!r}"))
    return Chunk(lines, rows, sorted(bad))


def _take(reader: _Reader, size: int) -> tuple[list[list[str]], csv.Error | None]:
    rows: list[list[str]] = []
    try:
        for row in islice(reader, size):
            rows.append(row)
    except csv.Error as error:
        return rows, error
    except UnicodeDecodeError as error:
        raise UnreadableFile("its encoding changed while it was read") from error
    return rows, None


def _lines(
    rows: Sequence[Sequence[str]], before: int, end: int | None
) -> tuple[Sequence[int], int]:
    """The line on which each row begins, and the one after the last; `end` where it is known."""
    if end is not None and end - before == len(rows):
        return range(before + 1, end + 1), end + 1
    lines = []
    line = before + 1
    for row in rows:
        lines.append(line)
        line += 1 + sum(len(_BREAK.findall(cell)) for cell in row)
    return lines, line


def _of_width(chunk: Chunk, width: int) -> Chunk:
    if set(map(len, chunk.rows)) <= {width}:
        return chunk
    lines, rows, bad = [], [], list(chunk.bad)
    for line, row in zip(chunk.lines, chunk.rows, strict=True):
        if len(row) == width:
            lines.append(line)
            rows.append(row)
        elif row:
            bad.append((line, f"{len(row)} cells where the header has {width}"))
    return Chunk(lines, rows, sorted(bad))


def _quotes(error: csv.Error, begin: int, end: int) -> str:
    if begin >= end:
        return f"the quotes in this line don't pair up ({error})"
    return f"a quote opened here swallows the lines up to {end} ({error})"
