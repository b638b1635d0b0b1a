"""Tells a usage row's second occurrence in an import from its first, at a byte a row or so."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.importing.usage import Series

Parsed = tuple["Series", str, str, float]


class Seen:
    """What has come before.

    Rows without an id are marked in one array of bytes for each day, by the number of their
    series; ids are kept by metric.
    """

    def __init__(self) -> None:
        self._days: dict[str, bytearray] = defaultdict(bytearray)
        self._ids: dict[str, set[str]] = defaultdict(set)

    def split(self, rows: Sequence[Parsed]) -> tuple[list[Parsed], list[Parsed]]:
        """Give the rows that are new here, and those whose place or id has come before."""
        fresh: list[Parsed] = []
        again: list[Parsed] = []
        for row in rows:
            (fresh if self._is_new(row) else again).append(row)
        return fresh, again

    def _is_new(self, row: Parsed) -> bool:
        series, day, key, _ = row
        if key:
            ids = self._ids[series.metric]
            known = key in ids
            ids.add(key)
            return not known
        marks = self._days[day]
        if len(marks) <= series.number:
            marks.extend(bytes(series.number + 1 - len(marks)))
        known = bool(marks[series.number])
        marks[series.number] = 1
        return not known
