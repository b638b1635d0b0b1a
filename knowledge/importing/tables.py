"""Lands every entity but usage, in batches of one short write each."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from knowledge.connectors.cells import looks_like_formula
from knowledge.connectors.entities import Entity
from knowledge.connectors.files import Unreadable
from knowledge.connectors.rows import Row
from knowledge.importing.context import Context
from knowledge.importing.not_landing import NotLanding
from knowledge.importing.reading import Lookups, Placed, read_rows
from knowledge.importing.records import Records
from knowledge.importing.report import FileReport
from knowledge.importing.sources import Source
from knowledge.store.landing import land, own_ids, remove

WRITE_ROWS = 4_000
_NAMED = 3
_PROVISIONAL_SEGMENT = "smb"
Waiting = list[tuple[FileReport, dict[str, Any]]]


def import_entity(context: Context, source: Source, entity: Entity, lookups: Lookups) -> None:
    """Land all rows of an entity."""
    rows = read_rows(context, source, entity, lookups)
    records = Records(context, entity)
    if entity.name != "accounts":
        _land_rows(context, records, rows)
    else:
        for level in _parents_first(context, list(rows)):
            _land_rows(context, records, level)
            context.landed("accounts")
    records.note_twice()
    if entity.name != "people":
        _heal(context, records)
    context.landed(entity.name)


def _heal(context: Context, records: Records) -> None:
    """Remove the second rows of ids that the files have only once by now, if all was read."""
    name = records.entity.name
    with context.store.read() as connection:
        gone = records.no_longer_twice(own_ids(connection, name, context.source))
    if not gone:
        return
    shown = ", ".join(gone[:_NAMED]) + (", …" if len(gone) > _NAMED else "")
    if any(report.refused for report in context.reports if report.entity == name):
        context.note(f"{name}: {shown} stay until the refused rows are corrected")
        return
    for start in range(0, len(gone), WRITE_ROWS):
        with context.store.write() as connection:
            remove(connection, name, context.source, gone[start : start + WRITE_ROWS])
    context.note(f"{name}: rows of an id that stood twice, and no longer does, removed: {shown}")


def _parents_first(context: Context, rows: Sequence[Placed]) -> Iterator[list[Placed]]:
    """Yield account rows by level: those whose parent is no row here, then their children."""
    here = {row["id"] for _, _, row in rows}
    done: set[object] = set()
    waiting = list(rows)
    while waiting:
        ready = {
            id(placed)
            for placed in waiting
            if placed[2]["parent"] not in here or placed[2]["parent"] in done
        }
        if not ready:
            break
        level = [placed for placed in waiting if id(placed) in ready]
        yield level
        done |= {row["id"] for _, _, row in level}
        waiting = [placed for placed in waiting if id(placed) not in ready]
    for origin, line, row in waiting:
        reason = "parents go round in a circle"
        origin.refuse(context, Unreadable(line, reason, "parent", str(row["parent"])))


def _land_rows(context: Context, records: Records, rows: Iterable[Placed]) -> None:
    waiting: Waiting = []
    for origin, line, row in rows:
        try:
            record = records.make(origin.report, line, row)
        except NotLanding as wrong:
            origin.refuse(context, wrong.on(line))
            continue
        if record is None:
            continue
        _flag(context, records.entity, origin.report, row, record.get("account_id"))
        waiting.append((origin.report, record))
        if len(waiting) >= WRITE_ROWS:
            _write(context, records.entity, waiting)
            waiting = []
    _write(context, records.entity, waiting)


def _flag(
    context: Context, entity: Entity, report: FileReport, row: Row, account_id: int | None
) -> None:
    for value in row.values():
        if isinstance(value, str) and looks_like_formula(value):
            report.flagged["formula"] += 1
            context.flag_formula(entity.name, account_id, value)
            return


def _write(context: Context, entity: Entity, waiting: Waiting) -> None:
    """Land records, those of one report together, so that each file's figures are its own."""
    by_report: dict[int, tuple[FileReport, list[dict[str, Any]]]] = {}
    for report, record in waiting:
        by_report.setdefault(id(report), (report, []))[1].append(record)
    key = ("email",) if entity.name == "people" else ("source", "source_id")
    for report, records in by_report.values():
        for keep, some in _groups(context, entity, records):
            with context.store.write() as connection:
                landed = land(connection, entity.name, some, key=key, keep=keep)
            report.new += landed.new
            report.changed += landed.changed
            report.unchanged += len(some) - landed.new - landed.changed


def _groups(
    context: Context, entity: Entity, records: list[dict[str, Any]]
) -> list[tuple[tuple[str, ...], list[dict[str, Any]]]]:
    """Accounts without a segment get one to start with, which an update leaves alone."""
    if entity.name != "accounts":
        return [((), records)]
    given = [record for record in records if record["segment"]]
    lacking = [r | {"segment": _PROVISIONAL_SEGMENT} for r in records if not r["segment"]]
    context.without_segment.update(record["source_id"] for record in lacking)
    return [((), given), (("segment",), lacking)]
