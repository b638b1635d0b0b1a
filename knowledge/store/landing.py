"""Rows from outside land here: in bulk, in short transactions, unchanged ones untouched."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Insert,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Update,
    and_,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.schema import DropTable

from knowledge.store.settling import settle
from knowledge.store.tables import imports, metadata

Record = Mapping[str, Any]
_HOME = ("source", "source_id")
_INT_LIMIT = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Landed:
    """How many rows were new, and how many were there with other values."""

    new: int
    changed: int


def land(
    connection: Connection,
    name: str,
    rows: Sequence[Record],
    *,
    key: Sequence[str] = _HOME,
    keep: Collection[str] = (),
) -> Landed:
    """Insert the rows that the table hasn't, update those that differ, leave the others alone.

    All rows have the same columns. `key` tells a row from another: one of the table's unique sets
    of columns; no two rows have the same. `keep`: columns that an update leaves as they are. Where
    a row came from and when it was read change only with another value. What a person stated of a
    row stays, until the row says the same.
    """
    if not rows:
        return Landed(0, 0)
    table, names = metadata.tables[name], list(rows[0])
    stage = _stage(table, names)
    stage.create(connection, checkfirst=False)
    _load(connection, stage, rows)
    settle(connection, name, stage)
    same = and_(*(table.c[column] == stage.c[column] for column in key))
    fresh = select(stage).where(~exists(select(literal(1)).where(same)))
    new = _rows_of(connection, insert(table).from_select(names, fresh))
    compared = [c for c in names if c not in (*_HOME, *key, *keep, "read_at")]
    changed = 0
    if new < len(rows) and compared:
        differs = or_(*(table.c[c].is_distinct_from(stage.c[c]) for c in compared))
        written = {c: stage.c[c] for c in names if c not in (*key, *keep)}
        changed = _rows_of(connection, update(table).values(written).where(same, differs))
    connection.execute(DropTable(stage))
    return Landed(new, changed)


def ids(
    connection: Connection, name: str, source: str, column: str = "source_id"
) -> dict[str, int]:
    """Give the table's row ids by `column`: those of `source`, then those of other sources whose
    text no second row has.
    """
    table = metadata.tables[name]
    own: dict[str, int] = {}
    others: dict[str, int | None] = {}
    for row_id, text, home in connection.execute(
        select(table.c.id, table.c[column], table.c.source)
    ):
        if home == source:
            own[text] = row_id
        else:
            others[text] = None if text in others else row_id
    return {text: row_id for text, row_id in others.items() if row_id is not None} | own


def own_ids(connection: Connection, name: str, source: str) -> Iterable[str]:
    """Give the source ids of the source's rows."""
    table = metadata.tables[name]
    return connection.scalars(select(table.c.source_id).where(table.c.source == source))


def remove(connection: Connection, name: str, source: str, source_ids: Iterable[str]) -> int:
    """Delete the source's rows of those ids; return how many there were."""
    table = metadata.tables[name]
    found = 0
    wanted = list(source_ids)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        query = delete(table).where(table.c.source == source, table.c.source_id.in_(some))
        found += connection.execute(query).rowcount
    return found


def fits(name: str) -> dict[str, Callable[[Any], str | None]]:
    """Give, for each column of the table with a limit, what tells why a value exceeds it."""
    checks: dict[str, Callable[[Any], str | None]] = {}
    for column in metadata.tables[name].columns:
        kind = column.type
        if isinstance(kind, String) and kind.length:
            checks[column.name] = _at_most_long(kind.length)
        elif isinstance(kind, Numeric) and kind.precision and kind.asdecimal:
            checks[column.name] = _at_most(10 ** int(kind.precision - (kind.scale or 0)) - 1)
        elif type(kind) is Integer:
            checks[column.name] = _at_most(_INT_LIMIT)
    return checks


def begin_import(connection: Connection, source: str, folder: str, now: datetime) -> int:
    """Note that an import begins; its id is what usage rows keep of where they came from."""
    row = {"source": source, "folder": folder, "started_at": now}
    row |= {"rows_read": 0, "rows_landed": 0, "rows_refused": 0}
    made = connection.execute(insert(imports).values(row).returning(imports.c.id))
    return int(made.scalar_one())


def end_import(connection: Connection, import_id: int, values: Record) -> None:
    """Note how an import ended: finished_at, rows_read, rows_landed, rows_refused."""
    connection.execute(update(imports).where(imports.c.id == import_id).values(values))


def unfinished_imports(connection: Connection) -> list[tuple[str, str, datetime]]:
    """Give (source, folder, begun at) of the imports that never ended, or still run.

    One after which the same folder was imported to its end is none of them.
    """
    c, later = imports.c, imports.alias()
    repeated = exists(later.c.id).where(
        later.c.source == c.source, later.c.folder == c.folder,
        later.c.id > c.id, later.c.finished_at.is_not(None),
    ).correlate(imports)  # fmt: skip
    query = select(c.source, c.folder, c.started_at).where(c.finished_at.is_(None), ~repeated)
    return [(row[0], row[1], row[2]) for row in connection.execute(query.order_by(c.id))]


def _rows_of(connection: Connection, statement: Insert | Update) -> int:
    """Run it and give how many rows it wrote, which SQLAlchemy keeps of an INSERT only if asked."""
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


def _stage(table: Table, columns: Sequence[str]) -> Table:
    """A temporary table of the same columns, without their rules."""
    copies = [Column(name, table.c[name].type) for name in columns]
    return Table(f"stage_{table.name}", MetaData(), *copies, prefixes=["TEMPORARY"])


def _load(connection: Connection, stage: Table, rows: Sequence[Record]) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(insert(stage), rows)
        return
    names = list(stage.c.keys())
    copy_in(connection, stage.name, names, ([row[name] for name in names] for row in rows))


def copy_in(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """COPY rows into a PostgreSQL table."""
    quoted = ", ".join(f'"{column}"' for column in columns)
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.close()


def _at_most_long(length: int) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        if isinstance(value, str) and len(value) > length:
            return f"longer than {length} characters"
        return None

    return check


def _at_most(most: int) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        if isinstance(value, int | Decimal) and not -most <= value <= most:
            return f"more than {most:,} fits"
        return None

    return check
