"""What an import works out when its rows have landed: ARR, segments, doubtful dates, freshness."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, insert, select, update

from knowledge.store.landing import Record, land
from knowledge.store.tables import (
    accounts,
    arr_events,
    contracts,
    import_flags,
    imports,
    metadata,
    sync_state,
    usage,
    workspace,
)

_DAYS = {
    "tickets": "opened_on", "surveys": "answered_on", "touchpoints": "day", "notes": "day",
    "product_feedback": "day",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """What ARR events are made from: a contract's days and its ARR in minor units."""

    id: int
    source_id: str
    account_id: int
    account: str
    start: date
    end: date | None
    arr_minor: int
    currency: str


def account_currencies(connection: Connection) -> dict[int, str]:
    """Give every account's currency, by its id."""
    return {
        row[0]: row[1] for row in connection.execute(select(accounts.c.id, accounts.c.currency))
    }


def account_names(connection: Connection) -> dict[int, str]:
    """Give every account's name, by its id."""
    return {row[0]: row[1] for row in connection.execute(select(accounts.c.id, accounts.c.name))}


def account_domains(connection: Connection) -> dict[int, str]:
    """Give the accounts' mail domains, by their ids."""
    query = select(accounts.c.id, accounts.c.domain).where(accounts.c.domain.is_not(None))
    return {row[0]: row[1] for row in connection.execute(query)}


def terms(connection: Connection, source: str) -> list[Term]:
    """Give the contracts of a source, by account."""
    c = contracts.c
    query = (
        select(
            c.id, c.source_id, c.account_id, accounts.c.source_id, c.start, c.end, c.arr_minor,
            c.currency,
        )
        .join(accounts, accounts.c.id == c.account_id)
        .where(c.source == source)
        .order_by(c.account_id, c.start, c.id)
    )  # fmt: skip
    return [Term(*row) for row in connection.execute(query)]


def arr_event_ids(connection: Connection, source: str) -> list[str]:
    """Give the source ids of a source's ARR events."""
    query = select(arr_events.c.source_id).where(arr_events.c.source == source)
    return list(connection.scalars(query))


def arr_at(
    connection: Connection, account_ids: Sequence[int], day: date
) -> Iterator[tuple[int, str, int]]:
    """Yield (account, currency, ARR in minor units) on a day, by ARR events."""
    e = arr_events.c
    for start in range(0, len(account_ids), 500):
        query = (
            select(e.account_id, e.currency, func.sum(e.delta_minor))
            .where(e.account_id.in_(account_ids[start : start + 500]), e.day <= day)
            .group_by(e.account_id, e.currency)
        )
        yield from ((row[0], row[1], int(row[2])) for row in connection.execute(query))


def set_segments(connection: Connection, segments: Mapping[int, str]) -> int:
    """Give accounts their segment; return how many had another."""
    changed = 0
    for segment in sorted(set(segments.values())):
        wanted = [account_id for account_id, name in segments.items() if name == segment]
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            query = update(accounts).where(accounts.c.id.in_(some), accounts.c.segment != segment)
            changed += connection.execute(query.values(segment=segment)).rowcount
    return changed


def before_contract(connection: Connection, name: str, source: str) -> list[tuple[int, int, date]]:
    """Give (account, rows, the earliest day) of rows dated before the account's first contract."""
    table = metadata.tables[name]
    day = table.c[_DAYS.get(name, "day")]
    first = (
        select(contracts.c.account_id, func.min(contracts.c.start).label("start"))
        .group_by(contracts.c.account_id)
        .subquery()
    )
    query = (
        select(table.c.account_id, func.count(), func.min(day))
        .join(first, first.c.account_id == table.c.account_id)
        .where(day < first.c.start, _from(table, source))
        .group_by(table.c.account_id)
        .order_by(table.c.account_id)
    )
    return [(row[0], int(row[1]), row[2]) for row in connection.execute(query)]


def set_flags(connection: Connection, source: str, entity: str, flags: Sequence[Record]) -> bool:
    """Replace what is flagged of a source's entity; tell whether anything differed.

    Each flag has account_id, flag, row_count, example.
    """
    f = import_flags.c
    mine = and_(f.source == source, f.entity == entity)
    columns = (f.account_id, f.flag, f.row_count, f.example)
    stored = {tuple(row) for row in connection.execute(select(*columns).where(mine))}
    if stored == {tuple(flag[column.name] for column in columns) for flag in flags}:
        return False
    connection.execute(delete(import_flags).where(mine))
    if flags:
        home = {"source": source, "entity": entity}
        connection.execute(insert(import_flags), [home | dict(flag) for flag in flags])
    return True


def note_read(connection: Connection, source: str, entity: str, now: datetime) -> None:
    """Keep when a source's entity was read, and the newest day that it has."""
    row = {"source": source, "entity": entity, "read_at": now}
    row["newest"] = _newest(connection, source, entity)
    key = ("source", "entity")
    land(connection, "sync_state", [row], key=key)
    mine = and_(*(sync_state.c[column] == row[column] for column in key))
    connection.execute(update(sync_state).where(mine).values(read_at=now))


def set_workspace(connection: Connection, key: str, value: str) -> None:
    """Keep a value of the workspace."""
    land(connection, "workspace", [{"key": key, "value": value}], key=("key",))


def workspace_value(connection: Connection, key: str) -> str | None:
    """Give a value of the workspace, None where it has none."""
    return connection.scalar(select(workspace.c.value).where(workspace.c.key == key))


def _newest(connection: Connection, source: str, entity: str) -> date | None:
    if entity != "usage" and entity not in _DAYS:
        return None
    table = metadata.tables[entity]
    day = table.c[_DAYS.get(entity, "day")]
    newest: date | None = connection.scalar(select(func.max(day)).where(_from(table, source)))
    return newest


def _from(table: Table, source: str) -> ColumnElement[bool]:
    if table is usage:
        return usage.c.import_id.in_(select(imports.c.id).where(imports.c.source == source))
    return table.c.source == source
