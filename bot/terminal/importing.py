"""`steward import`: load files, report every row."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from bot.settings import Settings
from bot.terminal.show import console
from bot.wiring import Steward
from knowledge.company import Company, load_company
from knowledge.errors import BadInput
from knowledge.importing import FileReport, ImportReport, import_folder, write_templates
from knowledge.notes.read_notes import read_notes
from knowledge.store.engine import Store, open_file
from knowledge.store.nightly import nightly
from knowledge.store.schema import current, migrate, require_current

REFUSED = "refused.csv"
COMPANY = "company.toml"
NOWHERE = "neither this folder nor STEWARD_HOME could be written, so no file has them"
REFUSALS_SHOWN = 10
FLAGS = {
    "before_contract": "dated before the account's first contract",
    "formula": "with a cell that a spreadsheet would run as a formula",
}


def run(folder: Path, *, mapping: str | None, dry_run: bool, take_company: bool = False) -> int:
    """Import a folder, print what became of its rows, return 1 where any was refused."""
    if not folder.is_dir():
        raise BadInput(f"{folder} isn't a folder: name the one that holds the tables.")
    steward = Steward(Settings())
    frame = _frame(steward.settings.home, folder, take=take_company)
    if dry_run:
        with _tried(steward) as store:
            report = _load(steward, store, folder, mapping, frame.company)
    else:
        migrate(steward.store)
        report = load(steward, folder, mapping=mapping, take_company=take_company)
    if frame.says:
        console().print(f"• {frame.says}", markup=False, soft_wrap=True)
    _print(report, folder)
    return 1 if report.refused else 0


def load(
    steward: Steward, folder: Path, *, mapping: str | None = None, take_company: bool = False
) -> ImportReport:
    """Import a folder and score every account's health.

    Its company.toml is taken where there is none yet, or where it is asked for.
    """
    frame = _frame(steward.settings.home, folder, take=take_company)
    if frame.taken:
        steward.settings.home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / COMPANY, steward.settings.home / COMPANY)
    report = _load(steward, steward.store, folder, mapping, frame.company, land=True)
    nightly(steward.store, steward.today_now(), steward.rules, steward.settings.home)
    read_notes(steward.store, steward.company)
    return report


@dataclass(frozen=True, slots=True)
class _Frame:
    company: Company
    taken: bool = False
    says: str = ""


def _frame(home: Path, folder: Path, *, take: bool) -> _Frame:
    """Which company.toml holds: the user's own, unless there is none or the folder's is wanted."""
    own, brought = home / COMPANY, folder / COMPANY
    if not brought.exists():
        return _Frame(load_company(own if own.exists() else None))
    new = load_company(brought)
    if not own.exists():
        return _Frame(new, taken=True, says=f"{brought} is taken as {own}")
    if take:
        return _Frame(new, taken=True, says=f"{brought} is taken in the place of {own}")
    kept = load_company(own)
    named = [f.name for f in fields(kept) if getattr(kept, f.name) != getattr(new, f.name)]
    if not named:
        return _Frame(kept)
    says = f"this folder's company.toml differs from yours in {', '.join(named)}"
    return _Frame(kept, says=f"{says}; yours is kept; pass --company to take it")


@contextmanager
def _tried(steward: Steward) -> Iterator[Store]:
    """The store to try an import on: where there is none yet, one that leaves no file behind."""
    path = steward.settings.home / "steward.db"
    if (steward.settings.database_url or path.exists()) and current(steward.store) is not None:
        require_current(steward.store)
        yield steward.store
        return
    with TemporaryDirectory(prefix="steward-") as folder:
        store = open_file(Path(folder) / "steward.db")
        try:
            migrate(store)
            yield store
        finally:
            store.close()


def _load(
    steward: Steward,
    store: Store,
    folder: Path,
    mapping: str | None,
    company: Company,
    *,
    land: bool = False,
) -> ImportReport:
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

        return import_folder(
            store,
            folder,
            mapping=mapping,
            dry_run=not land,
            now=datetime.now(UTC),
            company=company,
            progress=progress,
            refused_to=Path(REFUSED),
            refused_else=steward.settings.home / REFUSED,
        )


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
        value = f"{refusal.column} {refusal.value!r}" if refusal.value else refusal.column
        where = f"{refusal.file}:{refusal.line}: {value}".removesuffix(": ")
        out.print(f"refused {where}: {refusal.reason}", markup=False, soft_wrap=True)
    if report.refused:
        kept = f"all of them are in {report.refused_to}" if report.refused_to else NOWHERE
        out.print(f"{report.refused:,} rows were refused; {kept}.", soft_wrap=True)
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
