"""Imports a folder of tables: connectors read them, the store keeps them, no row goes unsaid."""

import tomllib
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from pathlib import Path

from knowledge.company import Company
from knowledge.connectors.entities import ENTITIES
from knowledge.connectors.mapping import own_columns
from knowledge.connectors.mapping_file import load_mapping
from knowledge.connectors.templates import write_templates
from knowledge.errors import BadInput
from knowledge.importing import after, arr
from knowledge.importing.context import Context
from knowledge.importing.note_folder import has_notes, import_notes
from knowledge.importing.report import FileReport, ImportReport, Refusal, Refusals
from knowledge.importing.sources import Source, find_files
from knowledge.importing.tables import import_entity
from knowledge.importing.usage import import_usage
from knowledge.notes.cutting import cut_notes
from knowledge.store.engine import Store
from knowledge.store.landing import begin_import, end_import
from knowledge.store.landing_after import set_workspace, workspace_value
from knowledge.store.rehearsal import rehearsal
from knowledge.store.tombstones import Tombstones, tombstones

__all__ = ["FileReport", "ImportReport", "Refusal", "import_folder", "write_templates"]


def import_folder(
    store: Store,
    folder: Path,
    *,
    now: datetime,
    company: Company,
    mapping: Path | str | None = None,
    source: str | None = None,
    dry_run: bool = False,
    progress: Callable[[str, int, int | None], None] | None = None,
    refused_to: Path | None = None,
    refused_else: Path | None = None,
) -> ImportReport:
    """Land the folder's tables in the store and report what became of every row.

    `mapping`: a mapping file, or the name of one that comes with Steward; None reads Steward's own
    columns. `source`: what the rows keep as their origin, the mapping's name when None. A bad row
    is refused, and written with its reason to `refused_to`, or to `refused_else` where that can't
    be (both removed where no row is). `progress` is called with the file's name, the line reached,
    and the lines in all. A dry run reports the same and writes nothing but the refused rows. The
    same folder again changes nothing.

    Raises BadMapping for a wrong mapping, BadInput for a folder without a table.
    """
    chosen = own_columns() if mapping is None else load_mapping(mapping)
    found = find_files(folder, chosen)
    used = rehearsal(store) if dry_run else nullcontext(store)
    with used as target, Refusals(refused_to, refused_else) as refusals:
        context = Context(
            store=target,
            source=source or chosen.source,
            import_id=_begin(target, source or chosen.source, folder, now),
            now=now,
            today=_today(target, folder, now),
            company=company,
            refusals=refusals,
            progress=progress,
            notes=list(found.notes),
            stones=_stones(target),
        )
        _land(context, found)
        report = _report(context, dry_run)
        _end(context, report)
    return report


def _land(context: Context, found: Source) -> None:
    lookups = found.lookups()
    fed = {entity.name for entity in ENTITIES if found.feeding(entity)}
    if has_notes(found.folder):
        fed.add("notes")
    for entity in ENTITIES:
        if entity.name == "usage":
            import_usage(context, found, entity, lookups)
        else:
            import_entity(context, found, entity, lookups)
        if entity.name == "notes":
            import_notes(context, found.folder)
            context.landed("notes")
    derived = arr.derive(context, has_file="arr_events" in fed)
    if derived:
        context.note(derived)
    after.give_segments(context)
    after.flag_doubtful(context, fed)
    after.keep_freshness(context, fed)
    cut_notes(context.store, context.progress_of("passages of notes"))


def _stones(store: Store) -> Tombstones | None:
    with store.read() as connection:
        return tombstones(connection)


def _report(context: Context, dry_run: bool) -> ImportReport:
    return ImportReport(
        context.source,
        tuple(context.reports),
        tuple(context.refusals.first),
        context.refusals.count,
        tuple(context.notes),
        dry_run,
        context.refusals.path,
    )


def _begin(store: Store, source: str, folder: Path, now: datetime) -> int:
    with store.write() as connection:
        return begin_import(connection, source, str(folder.resolve()), now)


def _end(context: Context, report: ImportReport) -> None:
    values = {
        "finished_at": context.now,
        "rows_read": report.read,
        "rows_landed": report.landed,
        "rows_refused": report.refused,
    }
    with context.store.write() as connection:
        end_import(connection, context.import_id, values)


def _today(store: Store, folder: Path, now: datetime) -> date:
    """The day after the world ends where it does, else the day of the import."""
    path = folder / "workspace.toml"
    if path.exists():
        _keep_workspace(store, path)
    with store.read() as connection:
        ends = workspace_value(connection, "world_ends")
    return date.fromisoformat(ends) + timedelta(days=1) if ends else now.date()


def _keep_workspace(store: Store, path: Path) -> None:
    try:
        ends = tomllib.loads(path.read_text("utf-8")).get("world_ends")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} isn't TOML ({error}): mend it there.") from error
    if ends is None:
        return
    if isinstance(ends, datetime) or not isinstance(ends, date):
        raise BadInput(f"{path}: 'world_ends' is {ends!r}: write a date, such as 2026-06-30.")
    with store.write() as connection:
        set_workspace(connection, "world_ends", ends.isoformat())
