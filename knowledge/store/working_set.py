"""The working set of usage: the rows as dense arrays in a file, brought up to date every night.

The rows are the truth. On any doubt (another store, other metrics, a torn file, changes that this
store doesn't know) the set is read from the rows again; once a week it is so in any case, and
compared.
"""

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from knowledge.health.counted import Roles, counts_of
from knowledge.health.days import Days
from knowledge.health.usage import UsageCounts
from knowledge.health.windows import windows_at
from knowledge.store.engine import Store
from knowledge.store.set_file import Header, Held, alone, read_set, write_set
from knowledge.store.set_source import Source, read_source, store_identity
from knowledge.store.set_update import brought_up
from knowledge.store.signals_usage import newest_day
from knowledge.store.usage_rows import Axes, read_all, read_past

logger = logging.getLogger(__name__)

# A year, its baselines, and a little.
HELD_DAYS = 400
_MONDAY = 0
_WEEK = 7


@dataclass(frozen=True, slots=True)
class WorkingSet:
    """Usage as of the newest day. `made`: "kept", "advanced" or "rebuilt", and `because` of what.

    `repaired` counts the accounts that the weekly comparison found to differ from their rows.
    """

    held: Held
    roles: Roles
    made: str
    because: str = ""
    repaired: int = 0

    def counted(self, ids: list[int]) -> UsageCounts:
        """Return what these accounts used; one that the set doesn't hold used nothing."""
        known = self.held.ids
        wanted = np.asarray(ids, dtype=np.int64)
        if not len(known):
            return counts_of(self.held.windows, self.roles).rows(np.full(len(wanted), -1))
        at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        places = np.where(known[at] == wanted, at, -1)
        return counts_of(self.held.windows, self.roles).rows(places)


def refresh_working_set(store: Store, day: date, folder: Path) -> WorkingSet | None:
    """Bring the set in the folder up to the day before `day`, and return it.

    None where it can't tell: there is no usage yet, the set already has days that `day` must not
    know, or the folder can't be written. SQL counts then. Killed at any moment, it leaves the old
    set or the new one.
    """
    identity = store_identity(store)
    try:
        with alone(folder), store.read() as connection:
            return _refreshed(connection, identity, day, folder)
    except OSError as error:
        logger.warning("the working set of usage can't be kept (%s): counting by SQL", error)
        return None


def _refreshed(connection: Connection, identity: str, day: date, folder: Path) -> WorkingSet | None:
    source = read_source(connection, identity)
    held = read_set(folder)
    last = day - timedelta(days=1)
    doubt = _doubt(held, source)
    if held and not doubt and held.windows.day > last.toordinal():
        return None
    updated = None if doubt or not held else brought_up(connection, held, source, last)
    if updated and not _is_due(updated, day):
        if updated is held:
            return WorkingSet(held, source.roles, "kept")
        write_set(folder, updated)
        return WorkingSet(updated, source.roles, "advanced")
    rebuilt = _rebuilt(connection, source, day)
    if rebuilt is None:
        return None
    write_set(folder, rebuilt)
    if not updated:
        because = doubt or "more days changed than are read singly"
        return WorkingSet(rebuilt, source.roles, "rebuilt", because)
    repaired = _differing(updated, rebuilt)
    if repaired:
        logger.warning("the working set of usage differed in %d accounts: repaired", repaired)
    return WorkingSet(rebuilt, source.roles, "rebuilt", "weekly comparison", repaired)


def _doubt(held: Held | None, source: Source) -> str:
    """Say why the set can't be trusted; nothing where it can."""
    if held is None:
        return "no intact set"
    header = held.header
    if header.store != source.store:
        return "another store's"
    if not np.array_equal(held.metrics, source.metrics):
        return "other metrics"
    if header.change > source.change or header.imports > source.imports:
        return "an older store"
    return ""


def _is_due(held: Held, day: date) -> bool:
    since = day.toordinal() - held.header.checked
    return since >= _WEEK or (since > 0 and day.weekday() == _MONDAY)


def _rebuilt(connection: Connection, source: Source, day: date) -> Held | None:
    newest = newest_day(connection, source.kinds, day - timedelta(days=1))
    if newest is None:
        return None
    last = newest.toordinal()
    axes = Axes(source.metrics, np.arange(last - HELD_DAYS + 1, last + 1), source.ids)
    first_day = int(axes.days[0])
    days = Days(read_all(connection, axes), first_day, read_past(connection, axes))
    header = Header(
        store=source.store,
        change=source.change,
        imports=source.imports,
        first_day=first_day,
        newest=last,
        checked=day.toordinal(),
    )
    return Held(header, source.metrics, source.ids, source.origins, days, windows_at(days, last))


def _differing(updated: Held, rebuilt: Held) -> int:
    """Count the accounts whose windows or days (as far as both hold them) aren't the same."""
    first = rebuilt.header.first_day - updated.header.first_day
    before = updated.days.values[:, max(0, first) :]
    now = rebuilt.days.values[:, max(0, -first) :]
    if before.shape != now.shape or updated.windows.day != rebuilt.windows.day:
        return len(rebuilt.ids)
    differs = updated.windows.differing(rebuilt.windows)
    for was, found in zip(before, now, strict=True):
        differs |= ~((was == found) | (np.isnan(was) & np.isnan(found))).all(axis=0)
    return int(differs.sum())
