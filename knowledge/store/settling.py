"""Rows of a source against what was stated of them: they give way, or end the statement."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, select, update

from knowledge.changeable import KINDS
from knowledge.store.stated import OURS, decoded, encoded
from knowledge.store.tables import metadata, proposed_changes, stated_values

# A source agrees that something is over, whatever day it gives.
_OVER = frozenset({"left_on", "closed_on", "done_on"})
# These follow another column of the same change, and agree with it.
_BESIDE = {"actual_on": "actual", "confirmed_on": "confirmed_by"}
_MARKED = frozenset(kind.entity for kind in KINDS.values()) | {"renewals"}
# A renewal that a source records this near to the stated one is the same.
_SAME_DAYS = 31


def settle(connection: Connection, name: str, stage: Table) -> None:
    """Hold rows that are about to land against what was stated of them.

    A row that says the same ends the statement; another gives way to it, and what it says is kept
    beside. A source that records a stated renewal or person takes our record's place.
    """
    if name not in _MARKED or "source_id" not in stage.c:
        return
    _end_ours(connection, name, stage)
    s = stated_values.c
    here = and_(s.source == stage.c.source, s.source_id == stage.c.source_id)
    query = select(stated_values, stage).join(stage, here).where(s.entity == name, s.field != "")
    for row in connection.execute(query).mappings().all():
        _settle_one(connection, name, stage, row)


def end_change(connection: Connection, change_id: int) -> None:
    """Take out all that a change stands for, marks and records of ours: a source has it now."""
    s = stated_values.c
    marks = connection.execute(select(stated_values).where(s.change_id == change_id)).all()
    for mark in marks:
        table = metadata.tables[mark.entity]
        here = and_(table.c.source == mark.source, table.c.source_id == mark.source_id)
        if mark.field:
            column = table.c[mark.field]
            value = decoded(column, mark.imported)
            connection.execute(update(table).where(here).values({mark.field: value}))
        else:
            connection.execute(delete(table).where(here, table.c.source == OURS))
    connection.execute(delete(stated_values).where(s.change_id == change_id))


def _settle_one(connection: Connection, name: str, stage: Table, row: Any) -> None:
    s = stated_values.c
    field, column = row[s.field], metadata.tables[name].c[row[s.field]]
    if field not in stage.c:
        return
    says, stated = row[stage.c[field]], decoded(column, row[s.value])
    if _agrees(connection, row, stage, says, stated):
        connection.execute(delete(stated_values).where(s.id == row[s.id]))
        if _is_renewed(connection, row[s.change_id]):
            end_change(connection, row[s.change_id])
        return
    new = {"imported": encoded(says)}
    connection.execute(update(stated_values).where(s.id == row[s.id]).values(new))
    mine = and_(stage.c.source == row[s.source], stage.c.source_id == row[s.source_id])
    connection.execute(update(stage).where(mine).values({field: stated}))


def _agrees(connection: Connection, row: Any, stage: Table, says: Any, stated: Any) -> bool:
    s = stated_values.c
    field = row[s.field]
    if field in _OVER:
        return says is not None
    if _is_renewed(connection, row[s.change_id]):
        return field in ("end", "renewal_date") and says is not None and bool(says >= stated)
    lead = _BESIDE.get(field)
    if lead is None or lead not in stage.c:
        return bool(_plain(says) == _plain(stated))
    still = and_(*(s[c] == row[s[c]] for c in ("entity", "source", "source_id")), s.field == lead)
    return connection.scalar(select(s.id).where(still)) is None or _plain(says) == _plain(stated)


def _is_renewed(connection: Connection, change_id: int) -> bool:
    p = proposed_changes.c
    return connection.scalar(select(p.field).where(p.id == change_id)) == "renewed"


def _end_ours(connection: Connection, name: str, stage: Table) -> None:
    """End whole statements that the source's own rows bear out."""
    s, p = stated_values.c, proposed_changes.c
    query = (
        select(s.change_id, s.account_id, s.entity, s.source_id, p.field, p.applied)
        .join(proposed_changes, p.id == s.change_id)
        .where(s.field == "", s.entity.in_(("stakeholders", "renewals")))
    )
    borne = {"renewed": _renewal_recorded, "new_stakeholder": _person_recorded}
    for mark in connection.execute(query).all():
        if mark.field in borne and borne[mark.field](connection, name, stage, mark):
            end_change(connection, mark.change_id)


def _renewal_recorded(connection: Connection, name: str, stage: Table, mark: Any) -> bool:
    r = metadata.tables["renewals"].c
    due = connection.scalar(select(r.due).where(r.source == OURS, r.source_id == mark.source_id))
    if due is None or name not in ("renewals", "contracts"):
        return False
    near = timedelta(days=_SAME_DAYS)
    day = stage.c.due if name == "renewals" else stage.c.start
    found = select(func.count()).where(
        stage.c.account_id == mark.account_id, day.between(due - near, due + near)
    )
    return bool(connection.scalar(found))


def _person_recorded(connection: Connection, name: str, stage: Table, mark: Any) -> bool:
    if name != "stakeholders":
        return False
    t = metadata.tables["stakeholders"].c
    ours = connection.execute(
        select(t.name, t.email).where(t.source == OURS, t.source_id == mark.source_id)
    ).one_or_none()
    if ours is None:
        return False
    query = select(stage.c.name, stage.c.email).where(stage.c.account_id == mark.account_id)
    return any(
        _folded(row.name) == _folded(ours.name)
        or (ours.email is not None and _folded(row.email or "") == _folded(ours.email))
        for row in connection.execute(query)
    )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None) if value.tzinfo is None else value.timestamp()
    return value.casefold() if isinstance(value, str) else value
