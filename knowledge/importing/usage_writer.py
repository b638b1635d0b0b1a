"""Writes usage in transactions short enough for everybody else."""

from collections.abc import Sequence
from time import perf_counter

from knowledge.importing.context import Context
from knowledge.importing.report import FileReport
from knowledge.importing.usage_keys import Parsed, Seen
from knowledge.store.landing_usage import (
    Place,
    UsageRow,
    delete_usage,
    has_derived_keys,
    has_keyed_rows,
    interrupted,
    keyed_before,
    land_usage,
    value_at,
)

_ROWS = 20_000
_FEWEST_ROWS = 500
_LONGEST_SECONDS = 0.2
_NAMED = 3


class Writer:
    """Collects usage rows and lands them; a transaction that took long makes the next ones small.

    Repeated rows wait until the rows that they repeat have landed.
    """

    report: FileReport

    def __init__(self, context: Context, seen: Seen) -> None:
        self._context = context
        self._seen = seen
        self._size = _ROWS
        self._rows: list[UsageRow] = []
        self._again: list[Parsed] = []
        self._contents: dict[tuple[object, ...], list[int]] = {}
        with context.store.read() as connection:
            self._had_keys = has_keyed_rows(connection, context.source)
            self._had_derived = self._had_keys and has_derived_keys(connection, context.source)
            self._resumes = interrupted(connection, context.source, context.import_id)

    def add(self, fresh: Sequence[UsageRow], again: Sequence[Parsed]) -> None:
        """Take rows that are new to this import, and such as repeat a place or an id."""
        self._rows += fresh
        self._again += again
        while len(self._rows) >= self._size:
            some, self._rows = self._rows[: self._size], self._rows[self._size :]
            self._land(some)

    def finish(self) -> None:
        """Land what waits, then what repeats it, and remove what has moved away."""
        self._land(self._rows)
        self._rows = []
        self._write_repeated()
        if self._had_keys and (self.report.new or self._resumes):
            self._remove_moved()

    def finish_all(self) -> None:
        """When all files are read: remove the second rows of ids that stand there only once."""
        context = self._context
        if not self._had_derived or any(
            report.refused for report in context.reports if report.entity == "usage"
        ):
            return
        with context.store.read() as connection:
            before = keyed_before(connection, context.source, context.import_id)
            gone = [place for place, metric, _ in before if self._no_longer_twice(metric, place)]
        for start in range(0, len(gone), self._size):
            with context.store.write() as connection:
                delete_usage(connection, gone[start : start + self._size])
        if gone:
            shown = ", ".join(sorted({place[3] for place in gone})[:_NAMED])
            rows = "1 row" if len(gone) == 1 else f"{len(gone):,} rows"
            context.note(f"usage: {rows} of ids that no longer stand twice removed: {shown}")

    def _no_longer_twice(self, metric: str, place: Place) -> bool:
        base, _, number = place[3].rpartition("#")
        if not base or not number.isdecimal():
            return False
        here = self._seen.content(metric, base) is not None
        return here and self._seen.content(metric, place[3]) is None

    def _write_repeated(self) -> None:
        """Land the rows that repeat an earlier one's place or id: the same content once, other
        content under a key of its own ("U-1#2").
        """
        rows: list[UsageRow] = []
        twice = set()
        for series, day, key, value in self._again:
            place = (series.account_id, series.metric_id, day.iso)
            content = hash((*place, value))
            number = self._number(series.metric, (*place, key), content)
            if number == 0:
                self.report.repeated += 1
                continue
            self.report.derived_keys += 1
            twice.add(key or place)
            derived = f"{key}#{number}"
            self._seen.remember(series.metric, derived, content)
            rows.append((*place, derived, value, self._context.import_id))
        for start in range(0, len(rows), self._size):
            self._land(rows[start : start + self._size])
        if twice:
            what = "ids" if any(isinstance(key, str) for key in twice) else "places"
            self.report.notes.append(f"{len(twice)} {what} twice with different content: both kept")
        self._again = []

    def _number(self, metric: str, place: Place, content: int) -> int:
        """Which content of its id or place this is, counted from 1; 0 where it is known."""
        key = place[3]
        name = (metric, key) if key else place
        known = self._contents.get(name)
        if known is None:
            known = self._contents[name] = [self._first(metric, place)]
        if content in known:
            return 0
        known.append(content)
        return len(known)

    def _first(self, metric: str, place: Place) -> int:
        """What the row said that came first: kept of one with an id, read of one without."""
        kept = self._seen.content(metric, place[3]) if place[3] else None
        if kept is not None:
            return kept
        with self._context.store.read() as connection:
            return hash((*place[:3], value_at(connection, place)))

    def _remove_moved(self) -> None:
        """Remove the rows with an id that this import has at another place.

        Reads all that earlier imports left of the source's rows with ids; an index by id would
        double the time of every import.
        """
        context = self._context
        with context.store.read() as connection:
            moved = [
                place
                for place, metric, value in keyed_before(
                    connection, context.source, context.import_id
                )
                if self._seen.content(metric, place[3]) not in (None, hash((*place[:3], value)))
            ]
        for start in range(0, len(moved), self._size):
            with context.store.write() as connection:
                delete_usage(connection, moved[start : start + self._size])
        self.report.new -= len(moved)
        self.report.changed += len(moved)

    def _land(self, rows: Sequence[UsageRow]) -> None:
        if not rows:
            return
        with self._context.store.write() as connection:
            began = perf_counter()
            landed = land_usage(connection, rows)
        taken = perf_counter() - began
        if taken > _LONGEST_SECONDS:
            self._size = max(_FEWEST_ROWS, int(len(rows) * _LONGEST_SECONDS / taken))
        elif len(rows) == self._size:
            self._size = min(_ROWS, self._size * 2)
        self.report.new += landed.new
        self.report.changed += landed.changed
        self.report.unchanged += len(rows) - landed.new - landed.changed
