"""A world as a folder that `steward import` reads."""

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from knowledge.connectors.entities import ENTITIES, Entity
from knowledge.sample.rows import Row
from knowledge.sample.usage import UsageGrid
from knowledge.sample.world import World

Progress = Callable[[str, int, int], None]

_PLAIN_UP_TO = 2_000_000
_REPORT_EVERY = 100


def write_world(
    world: World,
    folder: Path,
    progress: Progress | None = None,
    *,
    plain_up_to: int = _PLAIN_UP_TO,
) -> None:
    """Write <table>.csv for every table that has rows, company.toml, workspace.toml and truth/.

    A usage table of more than `plain_up_to` rows is compressed (usage.csv.gz). `progress` is told
    the table, the rows done and the rows in all. What stands in truth/ is never imported. Files
    that are there are replaced.
    """
    report = progress or _silent
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "company.toml").write_text(world.company_toml, encoding="utf-8")
    (folder / "workspace.toml").write_text(
        f"world_ends = {world.until.isoformat()}\n", encoding="utf-8"
    )
    for entity in ENTITIES:
        rows = world.tables.get(entity.name)
        if rows:
            _write_table(entity, rows, folder / f"{entity.name}.csv")
            report(entity.name, len(rows), len(rows))
    _write_usage(world.usage, folder, report, packed=world.usage.rows > plain_up_to)
    _write_truth(world, folder / "truth")


def usage_lines(usage: UsageGrid) -> Iterator[tuple[int, str]]:
    """The usage table account by account: rows, and their text as CSV."""
    days = [day.isoformat() for day in usage.days]
    daily = [("active_users", usage.active_users), ("seats_assigned", usage.seats_assigned)]
    if usage.events is not None:
        daily.append(("events", usage.events))
    templates = [[f"\0,{day},{metric},,%d\r\n" for day in days] for metric, _ in daily]
    fridays = [day.isoformat() for day in usage.feature_days]
    weekly = [
        [f"\0,{day},events,{feature},%d\r\n" for day in fridays] for feature in usage.feature_names
    ]
    for i, account in enumerate(usage.accounts):
        parts = [
            _filled(template, grid[i]) for template, (_, grid) in zip(templates, daily, strict=True)
        ]
        if usage.features is not None:
            used = zip(weekly, usage.features[i], strict=True)
            parts += [_filled(template, row) for template, row in used]
        text = "".join(parts)
        yield text.count("\n"), text.replace("\0", account)


def _filled(template: list[str], values: NDArray[np.int32]) -> str:
    there = np.flatnonzero(values >= 0)
    if not len(there):
        return ""
    first, last = int(there[0]), int(there[-1]) + 1
    if last - first == len(there):
        return "".join(template[first:last]) % tuple(values[first:last].tolist())
    return "".join(template[int(k)] for k in there) % tuple(values[there].tolist())


def _write_usage(usage: UsageGrid, folder: Path, report: Progress, *, packed: bool) -> None:
    total, done = usage.rows, 0
    path = folder / ("usage.csv.gz" if packed else "usage.csv")
    (folder / ("usage.csv" if packed else "usage.csv.gz")).unlink(missing_ok=True)
    with _opened(path, packed) as file:
        file.write("account,day,metric,feature,value\r\n")
        for i, (rows, text) in enumerate(usage_lines(usage), 1):
            file.write(text)
            done += rows
            if i % _REPORT_EVERY == 0 or i == len(usage.accounts):
                report("usage", done, total)


def _opened(path: Path, packed: bool) -> TextIO:
    if not packed:
        return path.open("w", encoding="utf-8", newline="")
    return gzip.open(path, "wt", compresslevel=1, encoding="utf-8", newline="")


def _write_table(entity: Entity, rows: Sequence[Row], path: Path) -> None:
    known = {key for row in rows for key in row}
    names = [column.name for column in entity.columns if column.name in known]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([_cell(row.get(name)) for name in names] for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _write_truth(world: World, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    facts: Iterator[dict[str, object]] = (
        {"note": note, "facts": [asdict(fact) for fact in facts]}
        for note, facts in world.facts_by_note.items()
    )
    _write_lines(folder / "truth.jsonl", world.truth)
    _write_lines(folder / "note_facts.jsonl", facts)


def _write_lines(path: Path, records: Iterable[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _silent(table: str, done: int, total: int) -> None:
    return None
