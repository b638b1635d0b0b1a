"""What an import says of itself: every row accounted for."""

import csv
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TextIO

_MOST_IN_MEMORY = 1_000
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that didn't land: where it begins, which column, what stood there, and why."""

    file: str
    line: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class FileReport:
    """What became of one file's rows in one entity.

    `read` counts the file's rows. `new`, `changed` and `unchanged` count rows of the entity: more
    than were read where one row feeds several. `repeated`: rows that say again what an earlier
    one said. `derived_keys`: rows whose id an earlier one has with other content; both are kept,
    under "U-1" and "U-1#2". `skipped`: what the mapping leaves out, by reason. `flagged`: kept,
    and doubtful, by kind. `ignored`: columns that nothing reads. `notes`: how it was read.
    """

    file: str
    entity: str
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    repeated: int = 0
    derived_keys: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    ignored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def landed(self) -> int:
        """Rows of the entity that are in the store now."""
        return self.new + self.changed + self.unchanged


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a folder. `refusals` holds the first thousand; `refused` counts them all,
    and `refused_to` is the file that has them: None where nothing was refused, or none could be
    written.
    """

    source: str
    files: tuple[FileReport, ...]
    refusals: tuple[Refusal, ...]
    refused: int
    notes: tuple[str, ...]
    dry_run: bool = False
    refused_to: Path | None = None

    @property
    def read(self) -> int:
        """Rows read, each file's once."""
        by_file: dict[str, int] = {}
        for report in self.files:
            by_file[report.file] = max(by_file.get(report.file, 0), report.read)
        return sum(by_file.values())

    @property
    def landed(self) -> int:
        """Rows of all entities that are in the store now."""
        return sum(report.landed for report in self.files)

    @property
    def written(self) -> int:
        """Rows that this import wrote: none where nothing had changed."""
        return sum(report.new + report.changed for report in self.files)


class Refusals:
    """Collects refused rows: all of them in a file, the first in memory.

    A row is refused once, however many entities it feeds. Texts that a spreadsheet would run are
    escaped in the file with an apostrophe. No file is left where nothing is refused.
    """

    def __init__(self, *paths: Path | None) -> None:
        """The first of the paths that can be written is."""
        self.first: list[Refusal] = []
        self.count = 0
        self.path: Path | None = None
        self._paths = [path for path in paths if path is not None]
        self._file: TextIO | None = None
        self._lines: set[tuple[str, int]] = set()
        self._places: set[tuple[str, str, int]] = set()

    def __enter__(self) -> "Refusals":
        for path in self._paths:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, refusal: Refusal, entity: str, rows: int = 1) -> bool:
        """Take a refusal of `rows` rows; tell whether it hadn't been for this entity before."""
        line = (refusal.file, refusal.line)
        if line not in self._lines:
            self._lines.add(line)
            self.count += rows
            if len(self.first) < _MOST_IN_MEMORY:
                self.first.append(refusal)
            self._write(refusal)
        place = (refusal.file, entity, refusal.line)
        known = place in self._places
        self._places.add(place)
        return not known

    def _write(self, refusal: Refusal) -> None:
        if self._file is None:
            self._file = self._opened()
            if self._file is None:
                return
            csv.writer(self._file).writerow(("file", "line", "column", "value", "reason"))
        cells = (refusal.file, refusal.line, refusal.column, refusal.value, refusal.reason)
        csv.writer(self._file).writerow([_escaped(cell) for cell in cells])

    def _opened(self) -> TextIO | None:
        while self._paths:
            path = self._paths.pop(0)
            with suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                file = path.open("w", encoding="utf-8", newline="")
                self.path = path
                return file
        return None


def _escaped(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(_RUN_BY_SPREADSHEETS):
        return f"'{cell}"
    return cell
