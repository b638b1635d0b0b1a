"""Usage lands here: the one table with millions of rows, so past the ORM and past Core."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, insert, select

from knowledge.store.landing import Landed, copy_in
from knowledge.store.tables import imports, usage, usage_metrics

# (account id, metric id, day as ISO text, source key, value, import id)
UsageRow = tuple[int, int, str, str, float, int]
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
_MOVE = (
    "DELETE FROM usage WHERE source_key = ? AND source_key <> ''"
    " AND (account_id <> ? OR metric_id <> ? OR day <> ?)"
    " AND metric_id IN (SELECT same.id FROM usage_metrics same"
    " JOIN usage_metrics this ON this.metric = same.metric WHERE this.id = ?)"
    " AND import_id IN (SELECT id FROM imports WHERE source = ?)"
)

_STAGE = (
    "CREATE TEMPORARY TABLE stage_usage (account_id integer, metric_id integer, day date,"
    " source_key varchar(100), value double precision, import_id integer)"
)
_INSERT_STAGED = (
    "INSERT INTO usage (account_id, metric_id, day, source_key, value, import_id)"
    " SELECT account_id, metric_id, day, source_key, value, import_id FROM stage_usage"
    " ON CONFLICT DO NOTHING"
)
_UPDATE_STAGED = (
    "UPDATE usage SET value = stage.value, import_id = stage.import_id FROM stage_usage stage"
    " WHERE usage.account_id = stage.account_id AND usage.metric_id = stage.metric_id"
    " AND usage.day = stage.day AND usage.source_key = stage.source_key"
    " AND usage.value <> stage.value"
)
_MOVE_STAGED = (
    "DELETE FROM usage USING stage_usage stage, usage_metrics this, usage_metrics that, imports"
    " WHERE usage.source_key = stage.source_key AND usage.source_key <> ''"
    " AND this.id = stage.metric_id AND that.id = usage.metric_id AND this.metric = that.metric"
    " AND imports.id = usage.import_id AND imports.source = %s"
    " AND (usage.account_id <> stage.account_id OR usage.metric_id <> stage.metric_id"
    " OR usage.day <> stage.day)"
)


def land_usage(
    connection: Connection, rows: Sequence[UsageRow], moves_of: str | None = None
) -> Landed:
    """Insert new rows, update those with another value, leave the others alone.

    No two rows have the same account, metric, day and source key. `moves_of`: a source whose rows
    with a key are found by it and their metric's name wherever they are: one that has moved to
    another day, account or feature counts as changed and leaves nothing behind.
    """
    if not rows:
        return Landed(0, 0)
    if connection.dialect.name == "sqlite":
        return _land_in_sqlite(connection, rows, moves_of)
    return _land_in_postgres(connection, rows, moves_of)


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


def stored_at(
    connection: Connection, place: tuple[int, int, str, str], metric: str, source: str
) -> list[tuple[int, int, str, float]]:
    """Give (account, metric id, ISO day, value) of the row at a place (account, metric id, ISO
    day, key); with a key, of the source's row that has it, wherever it is.
    """
    account_id, metric_of_place, day, key = place
    c = usage.c
    query = select(c.account_id, c.metric_id, c.day, c.value).where(c.source_key == key)
    if key:
        same_metric = select(usage_metrics.c.id).where(usage_metrics.c.metric == metric)
        query = query.where(c.source_key != "", c.metric_id.in_(same_metric), _of_source(source))
    else:
        query = query.where(
            c.account_id == account_id,
            c.metric_id == metric_of_place,
            c.day == date.fromisoformat(day),
        )
    return [(row[0], row[1], str(row[2]), row[3]) for row in connection.execute(query)]


def has_keyed_rows(connection: Connection, source: str) -> bool:
    """Tell whether the source has usage rows that keep its own row id."""
    query = (
        select(usage.c.import_id).where(usage.c.source_key != "").where(_of_source(source)).limit(1)
    )
    return connection.scalar(query) is not None


def _of_source(source: str) -> ColumnElement[bool]:
    return usage.c.import_id.in_(select(imports.c.id).where(imports.c.source == source))


def _land_in_sqlite(
    connection: Connection, rows: Sequence[UsageRow], moves_of: str | None
) -> Landed:
    cursor = connection.connection.cursor()
    moved = 0
    if moves_of is not None:
        places = [(row[3], row[0], row[1], row[2], row[1], moves_of) for row in rows if row[3]]
        moved = max(cursor.executemany(_MOVE, places).rowcount, 0) if places else 0
    inserted = cursor.executemany(_INSERT, rows).rowcount
    updated = 0
    if inserted < len(rows):
        updated = cursor.executemany(_UPDATE, rows).rowcount
    cursor.close()
    return Landed(inserted - moved, updated + moved)


def _land_in_postgres(
    connection: Connection, rows: Sequence[UsageRow], moves_of: str | None
) -> Landed:
    connection.exec_driver_sql(_STAGE)
    copy_in(connection, "stage_usage", _COLUMNS, rows)
    moved = 0
    if moves_of is not None:
        moved = connection.exec_driver_sql(_MOVE_STAGED, (moves_of,)).rowcount
    inserted = connection.exec_driver_sql(_INSERT_STAGED).rowcount
    updated = 0
    if inserted < len(rows):
        updated = connection.exec_driver_sql(_UPDATE_STAGED).rowcount
    connection.exec_driver_sql("DROP TABLE stage_usage")
    return Landed(inserted - moved, updated + moved)
