"""Which days' usage has changed: whoever keeps a copy reads these days again.

A change has a number. A reader remembers the highest that it knows and asks for the days since, so
that any number of readers may each have a copy, and none clears another's list.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from knowledge.store.tables import usage_dirty


def mark_changed(connection: Connection, days: Iterable[str]) -> None:
    """Note that rows of these days (ISO text) were written or removed, in the same transaction.

    Numbers rise in the order of commits: on PostgreSQL, a lock keeps others from numbering until
    then, and nobody from reading.
    """
    changed = sorted(set(days))
    if not changed:
        return
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:
        connection.exec_driver_sql("LOCK TABLE usage_dirty IN SHARE ROW EXCLUSIVE MODE")
    number = newest_change(connection) + 1
    rows = [{"day": date.fromisoformat(day), "change": number} for day in changed]
    query = (sqlite if is_sqlite else postgresql).insert(usage_dirty)
    renumber = query.on_conflict_do_update(
        index_elements=["day"], set_={"change": query.excluded.change}
    )
    connection.execute(renumber, rows)


def newest_change(connection: Connection) -> int:
    """Return the number of the newest change, 0 where there was none."""
    return connection.scalar(select(func.max(usage_dirty.c.change))) or 0


def changed_since(connection: Connection, change: int) -> list[date]:
    """Return the days that changed after that change, in order."""
    c = usage_dirty.c
    return list(connection.scalars(select(c.day).where(c.change > change).order_by(c.day)))
