"""From a batch of text to rows of values: each cell read, each row checked, the bad ones named."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.connectors.cells import CellValue, reader
from knowledge.connectors.entities import Column, Entity
from knowledge.connectors.files import Batch, Unreadable
from knowledge.connectors.json_lines import YesNo

Row = dict[str, CellValue | None]


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a batch: `rows[i]` began on line `lines[i]` and has every column."""

    lines: list[int]
    rows: list[Row]
    refused: list[Unreadable]


class RowReader:
    """Reads the batches of one entity; what it learned of one cell serves for the next."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self._columns = [(column, _Cells(column)) for column in entity.columns]

    def read(self, batch: Batch) -> Read:
        """Read each row of the batch; a column that it lacks is empty."""
        found = Read([], [], list(batch.unreadable))
        empty = [""] * len(batch.lines)
        texts = [batch.columns.get(column.name, empty) for column, _ in self._columns]
        for line, cells in zip(batch.lines, zip(*texts, strict=True), strict=True):
            row, wrong = self._row(cells)
            if wrong is not None:
                found.refused.append(Unreadable(line, *wrong))
                continue
            found.lines.append(line)
            found.rows.append(row)
        return found

    def _row(self, cells: Sequence[str]) -> tuple[Row, tuple[str, str, str] | None]:
        row: Row = {}
        for (column, known), text in zip(self._columns, cells, strict=True):
            try:
                row[column.name] = known[text]
            except ValueError as error:
                return row, (str(error), column.name, text)
        wrong = check(self.entity, row)
        if wrong is None:
            return row, None
        name, reason = wrong
        return row, (reason, name, "" if row[name] is None else str(row[name]))


class _Cells(dict[str, CellValue | None]):
    """A column's values by their text."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._column = column
        self._read = reader(column)
        self._varies = column.kind == "text"

    def __missing__(self, text: str) -> CellValue | None:
        if self._varies and isinstance(text, YesNo):
            raise ValueError("true or false, where a text belongs")
        stripped = text.strip() or self._column.default
        if not stripped:
            if self._column.required:
                raise ValueError("empty, and it is required")
            return None
        value = self._read(stripped)
        if not self._varies and len(self) < _MOST_KNOWN:
            self[text] = value
        return value


_MOST_KNOWN = 50_000


def check(entity: Entity, row: Row) -> tuple[str, str] | None:
    """Give the column and the reason why the values of a row don't go together, or None."""
    for first, second in entity.order:
        begin, end = row[first], row[second]
        if isinstance(begin, date) and isinstance(end, date) and end < begin:
            return second, f"before {first} ({begin})"
    check_entity = _CHECKS.get(entity.name)
    return check_entity(row) if check_entity else None


def _cover(row: Row) -> tuple[str, str] | None:
    if row["owner"] is None and row["account"] is None:
        return "owner", "empty, and so is account: one of them says what is lent"
    return None


def _survey(row: Row) -> tuple[str, str] | None:
    score, (least, most) = row["score"], _SCALES[str(row["kind"])]
    if isinstance(score, Decimal) and not least <= score <= most:
        return "score", f"{row['kind']} goes from {least} to {most}"
    if score is not None and row["answered_on"] is None:
        return "answered_on", "empty, and there is a score"
    return None


def _account(row: Row) -> tuple[str, str] | None:
    if row["parent"] is not None and row["parent"] == row["id"]:
        return "parent", "the account itself"
    return None


_SCALES = {"NPS": (0, 10), "CSAT": (1, 5), "CES": (1, 7)}
_CHECKS: Mapping[str, Callable[[Row], tuple[str, str] | None]] = {
    "accounts": _account,
    "covers": _cover,
    "surveys": _survey,
}
