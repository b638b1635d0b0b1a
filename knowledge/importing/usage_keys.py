"""Tells a usage row's second occurrence in an import from its first, at a byte a row or so."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from knowledge.connectors.cells import read_day
from knowledge.store.landing_usage import UsageRow


class Series(NamedTuple):
    """An account's metric: what its rows share. `number` counts the series of this import."""

    account_id: int
    metric_id: int
    metric: str
    number: int


class Day(NamedTuple):
    """A day as ISO text; `marks[number]` is 1 where the series has had a row without an id."""

    iso: str
    marks: bytearray


class Parsed(NamedTuple):
    """A usage row that is in order; `key` is the source's id of it, or empty."""

    series: Series
    day: Day
    key: str
    value: float


class ParsedColumns(NamedTuple):
    """Usage rows that are in order, by column."""

    series: list[Series]
    days: list[Day]
    keys: Sequence[str]
    values: list[float]


class Days(dict[str, Day]):
    """Days by how they are written. Raises ValueError for what isn't one."""

    def __init__(self) -> None:
        super().__init__()
        self._days: dict[str, Day] = {}

    def __missing__(self, text: str) -> Day:
        iso = read_day(text.strip()).isoformat()
        day = self[text] = self._days.setdefault(iso, Day(iso, bytearray()))
        return day


class Seen:
    """What has come before in this import.

    Of a row with an id, what it said is kept as a hash, by metric and id.
    """

    def __init__(self) -> None:
        self._contents: dict[str, dict[str, int]] = defaultdict(dict)

    def split(
        self, rows: ParsedColumns, series_count: int, import_id: int
    ) -> tuple[list[UsageRow], list[Parsed]]:
        """Give the rows that are new, ready to land, and those whose place or id came before."""
        for day in dict(zip(map(id, rows.days), rows.days, strict=True)).values():
            day.marks.extend(bytes(max(0, series_count - len(day.marks))))
        fresh: list[UsageRow] = []
        again: list[Parsed] = []
        for series, day, key, value in zip(*rows, strict=True):
            account_id, metric_id, metric, number = series
            iso, marks = day
            if key:
                contents = self._contents[metric]
                known = key in contents
                if not known:
                    contents[key] = hash((account_id, metric_id, iso, value))
            else:
                known = marks[number] == 1
                marks[number] = 1
            if known:
                again.append(Parsed(series, day, key, value))
            else:
                fresh.append((account_id, metric_id, iso, key, value, import_id))
        return fresh, again

    def content(self, metric: str, key: str) -> int | None:
        """Give the hash of what the row with an id said, None where none has come."""
        return self._contents[metric].get(key)

    def remember(self, metric: str, key: str, content: int) -> None:
        """Keep what a row said that got a derived key."""
        self._contents[metric][key] = content
