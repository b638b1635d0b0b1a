"""Writes usage in transactions short enough for everybody else."""

from collections.abc import Sequence
from time import perf_counter

from knowledge.importing.context import Context
from knowledge.importing.report import FileReport
from knowledge.importing.usage_keys import Parsed
from knowledge.store.landing_usage import UsageRow, has_keyed_rows, land_usage, stored_at

_ROWS = 20_000
_FEWEST_ROWS = 500
_LONGEST_SECONDS = 0.2


# What a row says: account id, metric id, day, value.
Content = tuple[int, int, str, float]


class Writer:
    """Collects usage rows and lands them; a transaction that took long makes the next ones small.

    Repeated rows wait until the rows that they repeat have landed.
    """

    report: FileReport

    def __init__(self, context: Context) -> None:
        self._context = context
        self._size = _ROWS
        self._rows: list[UsageRow] = []
        self._again: list[Parsed] = []
        self._contents: dict[tuple[object, ...], list[Content]] = {}
        with context.store.read() as connection:
            self._moves = has_keyed_rows(connection, context.source)

    def add(self, fresh: Sequence[UsageRow], again: Sequence[Parsed]) -> None:
        """Take rows that are new to this import, and such as repeat a place or an id."""
        self._rows += fresh
        self._again += again
        while len(self._rows) >= self._size:
            some, self._rows = self._rows[: self._size], self._rows[self._size :]
            self._land(some)

    def flush(self) -> None:
        """Land what waits."""
        self._land(self._rows)
        self._rows = []

    def write_repeated(self) -> None:
        """Land the rows that repeat an earlier one's place or id: the same content once, other
        content under a key of its own ("U-1#2").
        """
        rows: list[UsageRow] = []
        twice = set()
        for series, day, key, value in self._again:
            content = (series.account_id, series.metric_id, day.iso, value)
            number = self._number(series.metric, key, content)
            if number == 0:
                self.report.repeated += 1
                continue
            self.report.derived_keys += 1
            twice.add(key or content[:3])
            derived = f"{key}#{number}"
            rows.append((*content[:3], derived, value, self._context.import_id))
        for start in range(0, len(rows), self._size):
            self._land(rows[start : start + self._size])
        if twice:
            what = "ids" if any(isinstance(key, str) for key in twice) else "places"
            self.report.notes.append(f"{len(twice)} {what} twice with different content: both kept")
        self._again = []

    def _number(self, metric: str, key: str, content: Content) -> int:
        """Which content of its id or place this is, counted from 1; 0 where it is known."""
        name = (metric, key) if key else content[:3]
        known = self._contents.get(name)
        if known is None:
            with self._context.store.read() as connection:
                place = (*content[:3], key)
                known = stored_at(connection, place, metric, self._context.source)
            self._contents[name] = known
        if content in known:
            return 0
        known.append(content)
        return len(known)

    def _land(self, rows: Sequence[UsageRow]) -> None:
        if not rows:
            return
        moves_of = self._context.source if self._moves else None
        with self._context.store.write() as connection:
            began = perf_counter()
            landed = land_usage(connection, rows, moves_of)
        taken = perf_counter() - began
        if taken > _LONGEST_SECONDS:
            self._size = max(_FEWEST_ROWS, int(len(rows) * _LONGEST_SECONDS / taken))
        elif len(rows) == self._size:
            self._size = min(_ROWS, self._size * 2)
        self.report.new += landed.new
        self.report.changed += landed.changed
        self.report.unchanged += len(rows) - landed.new - landed.changed
