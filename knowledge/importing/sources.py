"""Which files of a folder hold which table, and what the joins between them need."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from knowledge.connectors.encoding import UnreadableFile
from knowledge.connectors.entities import Entity
from knowledge.connectors.files import is_table, open_table, table_name
from knowledge.connectors.mapping import ImportMapping, Output, SourceTable
from knowledge.connectors.translate import Lookup
from knowledge.errors import BadInput

_OWN_OUTPUT = "refused.csv"


@dataclass(frozen=True, slots=True)
class Source:
    """A folder seen through a mapping: each table's files."""

    folder: Path
    mapping: ImportMapping
    files: dict[str, list[Path]]
    notes: list[str]

    def feeding(self, entity: Entity) -> list[tuple[SourceTable, Path, Sequence[Output]]]:
        """Give the files that feed an entity, with the outputs that do."""
        found: list[tuple[SourceTable, Path, Sequence[Output]]] = []
        for table in self.mapping.tables:
            outputs = [output for output in table.outputs if output.entity is entity]
            if outputs:
                found += [(table, path, outputs) for path in self.files[table.name]]
        return found

    def lookups(self) -> dict[tuple[str, str], Lookup]:
        """Read what rows are joined by: each (table, column)'s texts, by the table's key."""
        found: dict[tuple[str, str], Lookup] = {}
        for table in self.mapping.tables:
            for column in self.mapping.looked_up(table.name):
                found[table.name, column] = self._texts(table, column)
        return found

    def _texts(self, table: SourceTable, column: str) -> Lookup:
        texts: dict[str, str] = {}
        for path in self.files[table.name]:
            try:
                for batch in open_table(path, table.columns | {column}).batches():
                    keys, values = batch.columns.get(table.key), batch.columns.get(column)
                    for key, text in zip(keys or (), values or (), strict=False):
                        texts.setdefault(key.strip(), text.strip())
            except UnreadableFile:
                continue
        return texts


def find_files(folder: Path, mapping: ImportMapping) -> Source:
    """Match the folder's files to the mapping's tables. Raises BadInput for no folder, no table."""
    if not folder.is_dir():
        raise BadInput(f"There is no folder {str(folder)!r}: give the one that holds the tables.")
    present = sorted(path for path in folder.iterdir() if path.is_file() and is_table(path))
    files = {
        table.name: [path for path in present if fnmatchcase(table_name(path), table.file)]
        for table in mapping.tables
    }
    taken = {path for paths in files.values() for path in paths}
    if not taken and not (folder / "notes").is_dir():
        wanted = ", ".join(f"{table.file}.csv" for table in mapping.tables[:4])
        raise BadInput(
            f"No table in {str(folder)!r}: name the files like {wanted}, or give a mapping."
        )
    notes = [
        f"{path.name}: no table of that name, left out"
        for path in present
        if path not in taken and path.name != _OWN_OUTPUT
    ]
    return Source(folder, mapping, files, notes)
