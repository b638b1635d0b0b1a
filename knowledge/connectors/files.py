"""Tables in files: CSV and JSON lines, also compressed, read in batches of columns.

Nothing is read as something that it is not: a row with too few or too many cells, a quote that
never closes, a line that isn't JSON are handed on as unreadable, with the line they begin on.
"""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from knowledge.connectors.csv_rows import Chunk, csv_chunks, without_nul
from knowledge.connectors.encoding import Encoding, detect, open_text
from knowledge.connectors.headings import headings_of, plain
from knowledge.connectors.json_lines import Keys, json_chunks

# A batch that fits the processor's cache is read in half the time that a large one takes.
BATCH_ROWS = 2_000
NAMED_TWICE = "columns named twice, the first one read"
_DELIMITERS = ",;\t"
_LONGEST_CELL = 10_000_000
_SUFFIXES = re.compile(r"\.(csv|tsv|jsonl|ndjson)(\.gz)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that can't be taken: on which line it begins, and why."""

    line: int
    reason: str
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file, by column: `columns[name][i]` began on line `lines[i]`."""

    lines: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    unreadable: Sequence[Unreadable] = ()


@dataclass(slots=True)
class TableFile:
    """A file with its header read. Column names are `plain`; `headings` are as in the file.

    `keys`: what JSON lines have beside what is asked for, found while reading.
    """

    path: Path
    encoding: Encoding
    headings: dict[str, str]
    delimiter: str | None
    notes: list[str] = field(default_factory=list)
    keys: Keys = field(default_factory=Keys)

    def batches(self, size: int = BATCH_ROWS) -> Iterator[Batch]:
        """Yield the rows in order. Raises UnreadableFile where its bytes turn bad."""
        with open_text(self.path, self.encoding.name) as file:
            names = list(self.headings)
            for chunk in self._chunks(file, size):
                rows: Iterable[Sequence[str]] = zip(*chunk.rows, strict=True)
                columns = dict(zip(names, rows if chunk.rows else ((),) * len(names), strict=True))
                bad = [Unreadable(line, reason) for line, reason in chunk.bad]
                yield Batch(chunk.lines, columns, bad)

    def _chunks(self, file: TextIO, size: int) -> Iterator[Chunk]:
        if self.delimiter is None:
            return json_chunks(file, list(self.headings), self.keys, size)
        chunks = csv_chunks(file, self.delimiter, size)
        if not self.encoding.has_nul:
            return chunks
        return (without_nul(chunk, list(self.headings.values())) for chunk in chunks)


def is_table(path: Path) -> bool:
    """Tell whether the file's name says that it holds a table."""
    return _SUFFIXES.search(path.name) is not None


def table_name(path: Path) -> str:
    """Give the table that a file's name stands for: "Accounts.csv.gz" is "accounts"."""
    return plain(_SUFFIXES.sub("", path.name))


def open_table(path: Path, known: Collection[str]) -> TableFile:
    """Read the file's header; `known` are the column names that are expected (they help to tell
    the delimiter). Raises UnreadableFile.
    """
    found = detect(path)
    csv.field_size_limit(_LONGEST_CELL)
    if _SUFFIXES.search(path.name)[1].lower() in ("jsonl", "ndjson"):  # type: ignore[index]
        return TableFile(path, found, {name: name for name in known}, None, _notes(found))
    with open_text(path, found.name) as file:
        start = file.read(65_536)
    if not start.strip():
        return TableFile(path, found, {}, ",", ["it is empty"])
    delimiter = _delimiter(start, known)
    header = next(row for row in csv.reader(start.splitlines(True), delimiter=delimiter) if row)
    notes = _notes(found)
    if delimiter != ",":
        notes.append("read with semicolons" if delimiter == ";" else "read with tabs")
    headings, repeated = headings_of(header)
    if repeated:
        notes.append(f"{NAMED_TWICE}: {', '.join(repeated)}")
    return TableFile(path, found, headings, delimiter, notes)


def _notes(found: Encoding) -> list[str]:
    if found.guessed:
        return ["not UTF-8: read as Windows-1252"]
    if found.name == "utf-16":
        return ["read as UTF-16"]
    return []


def _delimiter(start: str, known: Collection[str]) -> str:
    """The delimiter under which most expected columns appear; the most cells decide a tie."""

    def fit(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(start.splitlines(True), delimiter=delimiter)
        header = next((row for row in rows if row), [])
        return sum(plain(cell) in known for cell in header), len(header)

    return max(_DELIMITERS, key=fit)
