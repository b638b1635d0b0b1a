"""Usage rows as dense arrays: of all days, of some days, of some accounts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Integer, Select, String, case, cast, func, select

from knowledge.health.days import FEED_DAYS, Past
from knowledge.store.signals_feed import feed_ends
from knowledge.store.tables import accounts, usage, usage_metrics

_FETCH_ROWS = 5_000
_IDS_AT_ONCE = 500
# float32 holds whole numbers up to 2**24: room for sixteen sources of one metric.
_LARGEST_COUNT = 2**20
_EPOCH = date(1970, 1, 1).toordinal()

Ids = NDArray[np.int64]
Values = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Axes:
    """What the axes stand for, sorted: ids of metrics, ordinals of days, ids of accounts.

    Days follow one another, except in `read_days`.
    """

    metrics: Ids
    days: Ids
    ids: Ids

    @property
    def shape(self) -> tuple[int, int, int]:
        return len(self.metrics), len(self.days), len(self.ids)

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day."""
        return date.fromordinal(int(self.days[0])), date.fromordinal(int(self.days[-1]))


def read_all(connection: Connection, axes: Axes) -> Values:
    """Read the usage of all accounts between the first and the last day, in one pass."""
    return _dense(connection, [_series(connection, axes)], axes)


def read_accounts(connection: Connection, axes: Axes) -> Values:
    """Read the usage of a few accounts between the first and the last day."""
    series, ids = _series(connection, axes), axes.ids.tolist()
    some = [ids[start : start + _IDS_AT_ONCE] for start in range(0, len(ids), _IDS_AT_ONCE)]
    return _dense(connection, [series.where(usage.c.account_id.in_(few)) for few in some], axes)


def read_days(connection: Connection, axes: Axes) -> Values:
    """Read the usage of a few days: one look into the table's key a metric, account and day."""
    a, m, u = accounts.c, usage_metrics.c, usage.c
    of_pair = select(func.sum(u.value)).where(u.account_id == a.id, u.metric_id == m.id)
    of_pair = of_pair.correlate(accounts, usage_metrics)
    days = [date.fromordinal(day) for day in axes.days.tolist()]
    columns = [of_pair.where(u.day == day).scalar_subquery() for day in days]
    pairs = accounts.join(usage_metrics, m.id.in_(axes.metrics.tolist()))
    query = select(a.id, m.id, *columns).select_from(pairs)
    values: Values = np.full(axes.shape, np.nan)
    for rows in _streamed(connection, query):
        table = np.array(rows, dtype=np.float64)
        metric, account = _places(axes.metrics, table[:, 1]), _places(axes.ids, table[:, 0])
        known = (metric >= 0) & (account >= 0)
        values[metric[known], :, account[known]] = table[known, 2:]
    return values.astype(np.float32) if is_count(values) else values


def read_past(connection: Connection, axes: Axes) -> Past | None:
    """Read what was before these days (see `Past`); None where there are no earlier rows."""
    shape = (len(axes.metrics), len(axes.ids))
    past = Past(np.zeros(shape, np.int32), np.zeros(shape, np.int32), np.zeros(shape, np.bool_))
    settled = date.fromordinal(int(axes.days[0]) + FEED_DAYS - 1)
    for row in connection.execute(_edges(axes.metrics.tolist(), settled)):
        at = int(_places(axes.metrics, row.metric_id)), int(_places(axes.ids, row.account_id))
        if min(at) < 0:
            continue
        past.first[at] = row.first.toordinal()
        past.last_used[at] = row.last_used.toordinal() if row.last_used else 0
        if row.earlier is not None:
            past.daily[at] = row.last - row.earlier < timedelta(days=FEED_DAYS)
    older = (past.first > 0) & (past.first < axes.days[0])
    return past if older.any() else None


def is_count(values: Values) -> bool:
    """Tell whether float32 holds these values exactly, and any sum of them is exact."""
    known = values[values == values]
    return bool(np.all(known < _LARGEST_COUNT) and np.all(known == np.floor(known)))


def _series(connection: Connection, axes: Axes) -> Select[Any]:
    """A row for each account's metric: its days in one text and its values in another.

    Handed over row by row, the drivers alone would take five times as long.
    """
    u = usage.c
    value: Any = cast(u.value, String)
    if connection.dialect.name == "sqlite":
        # A cast would keep 15 digits only.
        whole = cast(u.value, Integer)
        exact = func.printf("%!.17g", u.value)
        value = case((u.value == whole, cast(whole, String)), else_=exact)
    days, values = (func.aggregate_strings(text, " ") for text in (cast(u.day, String), value))
    return (
        select(u.account_id, u.metric_id, days, values)
        .where(u.metric_id.in_(axes.metrics.tolist()), u.day.between(*axes.span))
        .group_by(u.account_id, u.metric_id)
    )


def _dense(connection: Connection, queries: Sequence[Select[Any]], axes: Axes) -> Values:
    """Fill an array (metrics, days, accounts): float32 where all are counts, else float64."""
    dense: Values = np.full(axes.shape, np.nan, np.float32)
    for query in queries:
        for rows in _streamed(connection, query):
            for account, metric, day_text, text in rows:
                m, a = int(_places(axes.metrics, metric)), int(_places(axes.ids, account))
                if min(m, a) < 0:
                    continue
                values = np.fromstring(text, sep=" ")
                if dense.dtype == np.float32 and not is_count(values):
                    dense = dense.astype(np.float64)
                days = np.array(day_text.split(), dtype="datetime64[D]").astype(np.int64)
                _add(dense[m, :, a], days + _EPOCH - axes.days[0], values)
    return dense


def _add(series: Values, at: Ids, values: Values) -> None:
    """Put an account's values at their days; those of several sources add up."""
    series[at] = 0
    np.add.at(series, at, values.astype(series.dtype))


def _streamed(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Any]]:
    yield from connection.execute(query.execution_options(yield_per=_FETCH_ROWS)).partitions()


def _places(ids: Ids, wanted: Any) -> Any:
    """Give the places of the wanted among the sorted ids, -1 where they aren't there."""
    if not len(ids):
        return np.full(np.shape(wanted), -1)
    at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[at] == wanted, at, -1)


def _edges(metrics: list[int], settled: date) -> Select[Any]:
    """First row, last use, and the ends of the feed, of every account's metric up to a day."""
    a, m, u = accounts.c, usage_metrics.c, usage.c
    rows = (
        select(u.day)
        .where(u.account_id == a.id, u.metric_id == m.id, u.day <= settled)
        .correlate(accounts, usage_metrics)
    )
    last, earlier = feed_ends(rows)
    last_used = rows.with_only_columns(func.max(u.day)).where(u.value > 0)
    each = (
        select(
            a.id.label("account_id"),
            m.id.label("metric_id"),
            rows.with_only_columns(func.min(u.day)).scalar_subquery().label("first"),
            last_used.scalar_subquery().label("last_used"),
            last.label("last"),
            earlier.label("earlier"),
        )
        .select_from(accounts.join(usage_metrics, m.id.in_(metrics)))
        .subquery()
    )
    return select(each).where(each.c.first.is_not(None))
