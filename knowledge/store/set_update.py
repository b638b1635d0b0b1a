"""One night's changes on a working set: accounts come and gone, late days, new days."""

from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from knowledge.health.days import FEED_DAYS, Days, Past
from knowledge.health.windows import ARRAYS, Windows, add_day, set_columns, windows_at
from knowledge.store.set_file import Held
from knowledge.store.set_source import Source
from knowledge.store.usage_changes import changed_since
from knowledge.store.usage_rows import Axes, Values, read_accounts, read_days, read_past

# Read singly, more days than this would take longer than all of them in one pass.
_MOST_DAYS = 60


def brought_up(connection: Connection, held: Held, source: Source, last: date) -> Held | None:
    """Return the set as of the newest day up to `last` with rows; the same object where nothing
    changed, None where it is quicker to read everything anew.
    """
    first_day, newest = held.header.first_day, held.header.newest
    changed = [day.toordinal() for day in changed_since(connection, held.header.change)]
    late = [day for day in changed if first_day <= day <= newest]
    coming = range(newest + 1, last.toordinal() + 1)
    if len(late) + len(coming) > _MOST_DAYS:
        return None
    accounts = _columns(held, source)
    read = _read(connection, source, [*late, *coming])
    come = read[:, len(late) :]
    come = come[:, : _last_known(come) + 1]
    if not changed and not come.shape[1] and accounts.are_the_same:
        return held
    arrived = _arrived(connection, held, source, accounts)
    values, touched = _merged(held, accounts, arrived, come)
    _correct(values, touched, [day - first_day for day in late], read)
    past, anew = _past(connection, held, source, accounts, changed)
    end = _last_known(values)
    if end < 0:
        return None
    days = Days(values[:, : end + 1], first_day, past)
    if anew or end < newest - first_day or values.dtype == np.float64:
        windows = windows_at(days, first_day + end)
    else:
        windows = _moved_on(held, accounts, days, touched)
    header = replace(held.header, change=source.change, imports=source.imports, newest=windows.day)
    return Held(header, source.metrics, source.ids, source.origins, days, windows)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where accounts stand: the i-th that stayed was at `before[i]`, is at `now[i]`; `new` are new.

    An account is the same if its id and its origin are.
    """

    before: NDArray[np.intp]
    now: NDArray[np.intp]
    new: NDArray[np.intp]
    are_the_same: bool

    @property
    def count(self) -> int:
        return len(self.now) + len(self.new)


def _columns(held: Held, source: Source) -> _Columns:
    _, before, now = np.intersect1d(held.ids, source.ids, assume_unique=True, return_indices=True)
    stayed = held.origins[before] == source.origins[now]
    before, now = before[stayed], now[stayed]
    new = np.setdiff1d(np.arange(len(source.ids)), now)
    return _Columns(before, now, new, len(now) == len(held.ids) == len(source.ids))


def _read(connection: Connection, source: Source, days: list[int]) -> Values:
    axes = Axes(source.metrics, np.array(days, dtype=np.int64), source.ids)
    return read_days(connection, axes) if days else np.empty(axes.shape, np.float32)


def _arrived(connection: Connection, held: Held, source: Source, accounts: _Columns) -> Values:
    days = np.arange(held.header.first_day, held.header.newest + 1)
    axes = Axes(source.metrics, days, source.ids[accounts.new])
    return read_accounts(connection, axes)


def _merged(
    held: Held, accounts: _Columns, arrived: Values, come: Values
) -> tuple[Values, NDArray[np.bool_]]:
    """Return the days with their new columns and rows, and which accounts' past days changed."""
    metrics, held_days, _ = held.days.values.shape
    shape = (metrics, held_days + come.shape[1], accounts.count)
    dtype = np.result_type(held.days.values, arrived, come)
    values: Values = np.empty(shape, dtype)
    values[:, :held_days, accounts.now] = held.days.values[:, :, accounts.before]
    values[:, :held_days, accounts.new] = arrived
    values[:, held_days:] = come
    touched = np.zeros(accounts.count, np.bool_)
    touched[accounts.new] = True
    return values, touched


def _correct(values: Values, touched: NDArray[np.bool_], late: list[int], read: Values) -> None:
    """Put late days in their places, and note whose differ."""
    for place, i in enumerate(late):
        row, known = read[:, place], values[:, i]
        touched |= ~((row == known) | (np.isnan(row) & np.isnan(known))).all(axis=0)
        values[:, i] = row


def _past(
    connection: Connection, held: Held, source: Source, accounts: _Columns, changed: list[int]
) -> tuple[Past | None, bool]:
    """Return the past of the accounts, and whether it had to be read anew."""
    past, first_day = held.days.past, held.header.first_day
    settled = first_day + (FEED_DAYS if past else 0)
    if len(accounts.new) or any(day < settled for day in changed):
        axes = Axes(source.metrics, np.array([first_day]), source.ids)
        return read_past(connection, axes), True
    if past is None:
        return None, False
    return Past(*(getattr(past, field.name)[:, accounts.before] for field in fields(Past))), False


def _moved_on(held: Held, accounts: _Columns, days: Days, touched: NDArray[np.bool_]) -> Windows:
    shape = (len(days.values), accounts.count)
    windows = Windows(
        held.windows.day, *(np.empty(shape, getattr(held.windows, name).dtype) for name in ARRAYS)
    )
    for name in ARRAYS:
        getattr(windows, name)[:, accounts.now] = getattr(held.windows, name)[:, accounts.before]
    at = np.flatnonzero(touched)
    set_columns(windows, at, windows_at(days.columns(at), windows.day))
    for _ in range(windows.day, days.first_day + days.values.shape[1] - 1):
        add_day(windows, days)
    return windows


def _last_known(values: Values) -> int:
    """Return the last day (place) on which anybody has a row, -1 for none."""
    for i in range(values.shape[1] - 1, -1, -1):
        if not np.isnan(values[:, i]).all():
            return i
    return -1
