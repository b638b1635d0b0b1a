"""`steward import`: load files, report every row."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from bot.settings import Settings
from bot.terminal.show import console
from bot.wiring import Steward
from knowledge.company import load_company
from knowledge.errors import BadInput
from knowledge.importing import FileReport, ImportReport, import_folder, write_templates
from knowledge.store.schema import migrate
from knowledge.store.snapshots import refresh_health

REFUSED = "refused.csv"
REFUSALS_SHOWN = 10
FLAGS = {
    "before_contract": "dated before the account's first contract",
    "formula": "with a cell that a spreadsheet would run as a formula",
}


def run(folder: Path, *, mapping: str | None, dry_run: bool) -> int:
    """Import a folder, print what became of its rows, return 1 where any was refused."""
    if not folder.is_dir():
        raise BadInput(f"{folder} isn't a folder: name the one that holds the tables.")
    steward = Steward(Settings())
    migrate(steward.store)
    report = load(steward, folder, mapping=mapping, dry_run=dry_run)
    _print(report, folder)
    return 1 if report.refused else 0


def load(
    steward: Steward, folder: Path, *, mapping: str | None = None, dry_run: bool = False
) -> ImportReport:
    """Import a folder, its company.toml too, and score every account's health."""
    frame = folder / "company.toml"
    if frame.exists() and not dry_run:
        load_company(frame)
        steward.settings.home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(frame, steward.settings.home / "company.toml")
    out = console()
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=out,
        transient=True,
    )
    tasks: dict[str, object] = {}
    with bar:

        def progress(file: str, done: int, total: int | None) -> None:
            task = tasks.get(file)
            if task is None:
                task = tasks[file] = bar.add_task(file, total=total)
            bar.update(task, completed=done, total=total)  # type: ignore[arg-type]

        report = import_folder(
            steward.store,
            folder,
            mapping=mapping,
            dry_run=dry_run,
            now=datetime.now(UTC),
            company=steward.company,
            progress=progress,
            refused_to=Path(REFUSED),
        )
    if not dry_run:
        refresh_health(steward.store, steward.today_now(), steward.rules)
    return report


def write_template(folder: Path) -> int:
    """Write an empty table for each entity."""
    written = write_templates(folder)
    console().print(f"{len(written)} empty tables are in {folder}.", soft_wrap=True)
    return 0


def _print(report: ImportReport, folder: Path) -> None:
    out = console()
    table = Table(
        "file", "read", "new", "changed", "unchanged", "skipped", "refused", title=str(folder)
    )
    for file in report.files:
        skipped = sum(file.skipped.values())
        counts = (file.read, file.new, file.changed, file.unchanged, skipped, file.refused)
        name = file.file if file.file.startswith(file.entity) else f"{file.file} → {file.entity}"
        table.add_row(name, *(f"{count:,}" for count in counts))
    out.print(table)
    for line in (*report.notes, *(line for file in report.files for line in _remarks(file))):
        out.print(f"• {line}", markup=False, soft_wrap=True)
    for refusal in report.refusals[:REFUSALS_SHOWN]:
        where = f"{refusal.file}:{refusal.line}: {refusal.column} {refusal.value!r}"
        out.print(f"refused {where}: {refusal.reason}", markup=False, soft_wrap=True)
    if report.refused:
        out.print(f"{report.refused:,} rows were refused; all of them are in {REFUSED}.")
    if report.dry_run:
        out.print("A dry run: nothing was landed.")


def _remarks(file: FileReport) -> Iterator[str]:
    """What a reader should know of a file's rows beyond their counts."""
    if file.repeated:
        yield f"{file.file}: {file.repeated:,} rows stand there twice; landed once"
    for reason, count in file.skipped.items():
        yield f"{file.file} → {file.entity}: {count:,} rows skipped, {reason}"
    for flag, count in file.flagged.items():
        yield f"{file.file} → {file.entity}: {count:,} rows {FLAGS.get(flag, flag)}, kept"
    if file.ignored:
        yield f"{file.file} → {file.entity}: nothing reads {', '.join(file.ignored)}"
    yield from (f"{file.file}: {note}" for note in file.notes)
