"""Usage lands here: the one table with millions of rows, so past the ORM and past Core."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, and_, cast, insert, select

from knowledge.store.landing import Landed, copy_in
from knowledge.store.tables import imports, usage, usage_metrics
from knowledge.store.usage_changes import mark_changed

# (account id, metric id, day as ISO text, source key, value, import id)
UsageRow = tuple[int, int, str, str, float, int]
# (account id, metric id, day as ISO text, source key): where a row stands
Place = tuple[int, int, str, str]
_FETCH_ROWS = 10_000
_COLUMNS = ("account_id", "metric_id", "day", "source_key", "value", "import_id")

_INSERT = (
    "INSERT INTO usage (account_id, metric_id, day, source_key, value, import_id)"
    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_UPDATE = (
    "INSERT INTO usage (account_id, metric_id, day, source_key, value, import_id)"
    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, metric_id, day, source_key) DO UPDATE"
    " SET value = excluded.value, import_id = excluded.import_id"
    " WHERE usage.value <> excluded.value"
)
_DELETE = (
    "DELETE FROM usage WHERE account_id = {0} AND metric_id = {0} AND day = {0}"
    " AND source_key = {0}"
)
_STAGE = (
    "CREATE TEMPORARY TABLE stage_usage (account_id integer, metric_id integer, day date,"
    " source_key varchar(100), value double precision, import_id integer)"
)
_BY_DAY = "WITH written AS ({} RETURNING {}) SELECT day::text, count(*) FROM written GROUP BY day"
_INSERT_STAGED = _BY_DAY.format(
    "INSERT INTO usage (account_id, metric_id, day, source_key, value, import_id)"
    " SELECT account_id, metric_id, day, source_key, value, import_id FROM stage_usage"
    " ON CONFLICT DO NOTHING",
    "day",
)
_UPDATE_STAGED = _BY_DAY.format(
    "UPDATE usage SET value = stage.value, import_id = stage.import_id FROM stage_usage stage"
    " WHERE usage.account_id = stage.account_id AND usage.metric_id = stage.metric_id"
    " AND usage.day = stage.day AND usage.source_key = stage.source_key"
    " AND usage.value <> stage.value",
    "usage.day",
)
_WRITTEN_DAYS = (
    "SELECT DISTINCT day FROM usage"
    " WHERE account_id = ? AND metric_id = ? AND day BETWEEN ? AND ? AND import_id = ?"
)


def land_usage(connection: Connection, rows: Sequence[UsageRow]) -> Landed:
    """Insert new rows, update those with another value, leave the others alone.

    No two rows have the same account, metric, day and source key; all are of one import. The days
    on which something was written are marked as changed.
    """
    if not rows:
        return Landed(0, 0)
    if connection.dialect.name == "sqlite":
        return _land_in_sqlite(connection, rows)
    return _land_in_postgres(connection, rows)


def metric_id(connection: Connection, metric: str, feature: str) -> int:
    """Give the id of a metric of a feature ("" is the whole product); it is made where missing."""
    c = usage_metrics.c
    query = select(c.id).where(c.metric == metric, c.feature == feature)
    found = connection.scalar(query)
    if found is None:
        values = {"metric": metric, "feature": feature}
        found = connection.scalar(insert(usage_metrics).values(values).returning(c.id))
    return int(found or 0)


def metric_ids(connection: Connection) -> dict[tuple[str, str], int]:
    """Give the ids of all metrics, by metric and feature."""
    c = usage_metrics.c
    return {
        (row[1], row[2]): row[0] for row in connection.execute(select(c.id, c.metric, c.feature))
    }


def value_at(connection: Connection, place: Place) -> float | None:
    """Give the value of the row at a place."""
    account_id, metric, day, key = place
    c = usage.c
    at_place = and_(c.account_id == account_id, c.metric_id == metric, c.source_key == key)
    query = select(c.value).where(at_place, c.day == date.fromisoformat(day))
    value: float | None = connection.scalar(query)
    return value


def keyed_before(
    connection: Connection, source: str, import_id: int
) -> Iterator[tuple[Place, str, float]]:
    """Yield the source's rows with a key that no import since `import_id` wrote: where each
    stands, its metric's name, and its value.
    """
    c = usage.c
    query = (
        select(
            c.account_id, c.metric_id, cast(c.day, String), c.source_key, usage_metrics.c.metric,
            c.value,
        )
        .join(usage_metrics, usage_metrics.c.id == c.metric_id)
        .where(c.source_key != "", c.import_id < import_id, _of_source(source))
        .execution_options(yield_per=_FETCH_ROWS)
    )  # fmt: skip
    for account_id, metric, day, key, name, value in connection.execute(query):
        yield (account_id, metric, day, key), name, value


def has_derived_keys(connection: Connection, source: str) -> bool:
    """Tell whether the source has usage rows under a key like "U-1#2"."""
    like = usage.c.source_key.like("_%#_%")
    query = select(usage.c.import_id).where(like, _of_source(source)).limit(1)
    return connection.scalar(query) is not None


def delete_usage(connection: Connection, places: Sequence[Place]) -> None:
    """Delete the rows at the places."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    if places:
        connection.exec_driver_sql(_DELETE.format(mark), list(places))
        mark_changed(connection, (place[2] for place in places))


def has_keyed_rows(connection: Connection, source: str) -> bool:
    """Tell whether the source has usage rows that keep its own row id."""
    query = (
        select(usage.c.import_id).where(usage.c.source_key != "").where(_of_source(source)).limit(1)
    )
    return connection.scalar(query) is not None


def interrupted(connection: Connection, source: str, import_id: int) -> bool:
    """Tell whether an earlier import of the source never came to its end."""
    c = imports.c
    query = select(c.id).where(c.source == source, c.id < import_id, c.finished_at.is_(None))
    return connection.scalar(query.limit(1)) is not None


def _of_source(source: str) -> ColumnElement[bool]:
    return usage.c.import_id.in_(select(imports.c.id).where(imports.c.source == source))


def _land_in_sqlite(connection: Connection, rows: Sequence[UsageRow]) -> Landed:
    cursor = connection.connection.cursor()
    new = cursor.executemany(_INSERT, rows).rowcount
    changed = cursor.executemany(_UPDATE, rows).rowcount if new < len(rows) else 0
    mark_changed(connection, _written_days(cursor, rows, new + changed))
    cursor.close()
    return Landed(new, changed)


def _written_days(cursor: Any, rows: Sequence[UsageRow], written: int) -> set[str]:
    """Tell on which days something was written. SQLite tells how many rows, and not which.

    Where it wasn't all of them, asks series by series, which costs a tenth of the writing; or says
    all days, where the rows have more series than days (a day's file).
    """
    days = {row[2] for row in rows} if written else set()
    if written in (0, len(rows)) or not days:
        return days
    series = {row[:2] for row in rows}
    if len(series) >= len(days):
        return days
    span = (min(days), max(days), rows[0][5])
    found: set[str] = set()
    for one in series:
        found.update(row[0] for row in cursor.execute(_WRITTEN_DAYS, (*one, *span)))
    return found


def _land_in_postgres(connection: Connection, rows: Sequence[UsageRow]) -> Landed:
    connection.exec_driver_sql(_STAGE)
    copy_in(connection, "stage_usage", _COLUMNS, rows)
    new = dict(_counted(connection, _INSERT_STAGED))
    changed: dict[str, int] = {}
    if sum(new.values()) < len(rows):
        changed = dict(_counted(connection, _UPDATE_STAGED))
    connection.exec_driver_sql("DROP TABLE stage_usage")
    mark_changed(connection, (*new, *changed))
    return Landed(sum(new.values()), sum(changed.values()))


def _counted(connection: Connection, statement: str) -> Iterator[tuple[str, int]]:
    """Yield the days on which the statement wrote, with how many rows."""
    yield from ((row[0], row[1]) for row in connection.exec_driver_sql(statement))
