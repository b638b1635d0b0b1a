"""`steward import`: load files, report every row."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from bot.settings import Settings
from bot.terminal.show import console
from bot.wiring import Steward
from knowledge.company import load_company
from knowledge.errors import BadInput
from knowledge.importing import ImportReport, import_folder, write_templates
from knowledge.store.schema import migrate
from knowledge.store.snapshots import refresh_health


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
            refused_to=Path("refused.csv"),
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
        counts = (file.read, file.new, file.changed, file.unchanged, file.skipped, file.refused)
        table.add_row(file.name, *(f"{count:,}" for count in counts))
    out.print(table)
    for note in report.notes:
        out.print(f"• {note}", markup=False, soft_wrap=True)
    for refusal in report.refusals[:10]:
        out.print(str(refusal), markup=False, soft_wrap=True)
    if report.refused:
        out.print(f"{report.refused:,} rows were refused; all of them are in refused.csv.")
