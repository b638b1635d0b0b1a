"""Lands the files of a folder `notes`: each a note, placed at the account that it is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from knowledge.connectors.encoding import UnreadableFile
from knowledge.connectors.entities import ENTITY
from knowledge.connectors.files import Batch
from knowledge.connectors.note_files import SUFFIXES, NoteFile, read_note
from knowledge.connectors.rows import Row, RowReader
from knowledge.errors import AccountNotFound, AmbiguousAccount
from knowledge.importing.context import Context
from knowledge.importing.not_landing import NotLanding
from knowledge.importing.records import Records
from knowledge.importing.report import FileReport
from knowledge.importing.tables import WRITE_ROWS
from knowledge.names import find_account, plain
from knowledge.notes.turns import is_transcript
from knowledge.store.landing import land
from knowledge.store.landing_after import account_domains, account_names
from knowledge.store.passages import note_accounts

FOLDER = "notes"
_ENTITY = ENTITY["notes"]


def has_notes(folder: Path) -> bool:
    """Say whether the folder holds a folder of notes."""
    return any(True for _ in note_paths(folder))


def note_paths(folder: Path) -> Iterator[Path]:
    """The notes' files, in the order of their names."""
    inner = folder / FOLDER
    if inner.is_dir():
        yield from (p for p in sorted(inner.rglob("*")) if p.suffix.lower() in SUFFIXES)


def import_notes(context: Context, folder: Path) -> None:
    """Land every note; refuse, by file, what has no account, no day or no text."""
    paths = list(note_paths(folder))
    if not paths:
        return
    report = context.report(f"{FOLDER}/", "notes")
    places = _Places.known_to(context)
    records = Records(context, _ENTITY)
    with context.store.read() as connection:
        homes = note_accounts(connection, context.source)
    waiting: list[dict[str, Any]] = []
    for done, path in enumerate(paths, 1):
        name = str(path.relative_to(folder))
        report.read += 1
        try:
            row = _row(path, name, places)
            record = records.make(report, 1, row)
            _keep_apart(record, homes)
        except NotLanding as wrong:
            _refuse(context, report, name, wrong)
            continue
        if record is not None:
            waiting.append(record)
        if context.progress is not None:
            context.progress(report.file, done, len(paths))
        if len(waiting) >= WRITE_ROWS:
            _write(context, report, waiting)
            waiting = []
    _write(context, report, waiting)


def _keep_apart(record: dict[str, Any] | None, homes: dict[str, int]) -> None:
    """Refuse a file that would replace another account's note. Raises NotLanding."""
    if record is None:
        return
    name = record["source_id"]
    if homes.get(name, record["account_id"]) != record["account_id"]:
        reason = (
            "another account has a note of this id: rename the file"
            f' (if the note itself moved, also: steward forget note "{name}")'
        )
        raise NotLanding("id", name, reason)


def _write(context: Context, report: FileReport, records: list[dict[str, Any]]) -> None:
    with context.store.write() as connection:
        landed = land(connection, "notes", records)
    report.new += landed.new
    report.changed += landed.changed
    report.unchanged += len(records) - landed.new - landed.changed


@dataclass(frozen=True, slots=True)
class _Places:
    """The accounts as a file may name them. `keys`: row id to what references are made by."""

    keys: dict[int, str]
    names: dict[int, str]
    domains: dict[str, set[int]]

    @classmethod
    def known_to(cls, context: Context) -> "_Places":
        keys = {row_id: text for text, row_id in context.ids_of("accounts").items()}
        with context.store.read() as connection:
            names = {k: n for k, n in account_names(connection).items() if k in keys}
            domains: dict[str, set[int]] = {}
            for row_id, domain in account_domains(connection).items():
                domains.setdefault(domain.lower(), set()).add(row_id)
        return cls(keys, names, domains)

    def of(self, note: NoteFile) -> str:
        """What the note's account is referred to by. Raises NotLanding."""
        stated = note.fields.get("account", "").strip()
        if stated:
            return stated if stated in self.keys.values() else self._by_name(stated)
        of_domain = {key for domain in note.domains for key in self.domains.get(domain, ())}
        found = of_domain or next((f for hint in note.hints if (f := self._hinted(hint))), set())
        if len(found) == 1:
            return self.keys[found.pop()]
        reason = "no account: write 'Account: NAME' at the top, or the name into the file's name"
        if found:
            several = ", ".join(sorted(self.names[key] for key in found)[:4])
            reason = f"several accounts fit ({several}): write 'Account: NAME' at the top"
        raise NotLanding("account", "", reason)

    def _by_name(self, stated: str) -> str:
        try:
            return self.keys[find_account(stated, self.names)]
        except (AccountNotFound, AmbiguousAccount) as error:
            raise NotLanding("account", stated, str(error)) from error

    def _hinted(self, hint: str) -> set[int]:
        """The accounts whose whole name stands in the hint, the longest name alone."""
        words = f" {plain(hint)} "
        inside = {key: plain(name) for key, name in self.names.items()}
        inside = {key: name for key, name in inside.items() if name and f" {name} " in words}
        longest = max((len(name) for name in inside.values()), default=0)
        return {key for key, name in inside.items() if len(name) == longest}


def _row(path: Path, name: str, places: _Places) -> Row:
    """The file as a row of the notes' table. Raises NotLanding."""
    try:
        note = read_note(path)
    except UnreadableFile as error:
        raise NotLanding("", "", str(error)) from error
    if not note.text:
        raise NotLanding("text", "", "the file has no text")
    fields = dict(note.fields)
    if not fields.get("day"):
        reason = "no date: write 'Date: 2026-02-11' at the top, or begin the file's name with it"
        raise NotLanding("day", "", reason)
    kind = fields.get("kind") or ("transcript" if is_transcript(note.text) else "call_note")
    cells = {
        **fields,
        "id": fields.get("id") or name,
        "account": places.of(note),
        "day": fields["day"].strip()[:10],
        "kind": kind,
        "author": _person(fields.get("author", "")),
        "text": note.text,
    }
    return _read(cells)


def _person(stated: str) -> str:
    """The name alone of "Ada Lund <ada@acme.test>"; anything without an address as it is."""
    name, address = parseaddr(stated)
    return name or address if "@" in address else stated


def _read(cells: dict[str, str]) -> Row:
    """The cells as values, checked as those of a table are."""
    columns = {column.name: [cells.get(column.name, "")] for column in _ENTITY.columns}
    found = RowReader(_ENTITY).read(Batch([1], columns))
    for wrong in found.refused:
        raise NotLanding(wrong.column, wrong.value, wrong.reason)
    return found.rows[0]


def _refuse(context: Context, report: FileReport, name: str, wrong: NotLanding) -> None:
    """Refuse a file by its own name, and count it in the folder's report."""
    of_file = FileReport(name, report.entity)
    context.refuse(of_file, wrong.on(1))
    report.refused += of_file.refused
    report.skipped.update(of_file.skipped)
