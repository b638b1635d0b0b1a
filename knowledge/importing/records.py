"""From read rows to records of a table: references found, money counted, ids told apart."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from knowledge.connectors.entities import Column, Entity
from knowledge.connectors.rows import Row
from knowledge.errors import BadInput
from knowledge.importing.context import Context
from knowledge.importing.forgotten import (
    KINDS,
    is_forgotten,
    refuse_forgotten,
    without_forgotten,
)
from knowledge.importing.not_landing import NotLanding
from knowledge.importing.note_records import complete_note
from knowledge.importing.report import FileReport
from knowledge.money import exponent, to_minor
from knowledge.store.landing import fits

_MOST_MINOR = 2**62
_LONGEST_ID = 255
_NAMED = 3
_DERIVED = re.compile(r"(.+)#(?:[2-9]|[1-9]\d+)", re.DOTALL)


@dataclass(slots=True)
class Records:
    """Makes the records of one entity, and tells an id's second row from its first."""

    context: Context
    entity: Entity
    _first: dict[str, int] = field(default_factory=dict)
    _further: dict[str, list[int]] = field(default_factory=dict)
    _twice: dict[int, tuple[FileReport, dict[str, int]]] = field(default_factory=dict)
    _fits: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._fits = fits(self.entity.name)

    def make(self, report: FileReport, line: int, row: Row) -> dict[str, Any] | None:
        """Give the row's record; None where an earlier row says the same. Raises NotLanding."""
        row = without_forgotten(self.context.stones, self.entity, row)
        source_id = "|".join(str(row[name]) for name in self.entity.key)
        record = {
            _stored(column): self._value(column, row[column.name])
            for column in self.entity.columns
            if column.name != "id" and column.kind != "money"
        }
        self._add_money(record, row)
        self._complete(record)
        self._check_fit(record)
        derived = self._told_apart(report, line, source_id, record)
        if derived is None:
            return None
        if len(derived) > _LONGEST_ID:
            raise NotLanding("id", source_id, "longer than 255 characters")
        record |= {"source": self.context.source, "source_id": derived}
        record["read_at"] = self.context.now
        return record

    def note_twice(self) -> None:
        """Say in each file's report which ids stand there with other content than before."""
        for report, lines in self._twice.values():
            named = [f"{name} on line {line}" for name, line in list(lines.items())[:_NAMED]]
            more = ", …" if len(lines) > _NAMED else ""
            what = "id" if len(lines) == 1 else "ids"
            report.notes.append(
                f"{len(lines):,} {what} twice with different content: both kept"
                f" ({', '.join(named)}{more})"
            )

    def no_longer_twice(self, stored: Iterable[str]) -> list[str]:
        """Of the stored ids, give the derived ones ("U-1#2") whose id came without their row."""
        return sorted(
            name
            for name in stored
            if (found := _DERIVED.fullmatch(name))
            and found[1] in self._first
            and name not in self._first
        )

    def _value(self, column: Column, value: Any) -> Any:
        if column.kind != "ref" or value is None:
            return value
        ids = self.context.ids_of(column.of)
        found = ids.get(value)
        if found is None and self.context.stones is not None:
            found = ids.get(self.context.stones.redact(value))
        if found is None:
            if column.of == "stakeholders" and is_forgotten(self.context.stones, column.of, value):
                return None
            refuse_forgotten(self.context.stones, KINDS.get(column.of, ""), value)
            reason = f"no such row of {column.of}, here or in the store"
            raise NotLanding(column.name, value, reason)
        return found

    def _add_money(self, record: dict[str, Any], row: Row) -> None:
        if "currency" not in record:
            return
        if record["currency"] is None:
            record["currency"] = self.context.currency_of(record.get("account_id"))
        try:
            exponent(record["currency"])
        except BadInput as error:
            raise NotLanding("currency", record["currency"], str(error)) from error
        for column in self.entity.columns:
            if column.kind == "money":
                record[_stored(column)] = _minor(column, row[column.name], record["currency"])

    def _complete(self, record: dict[str, Any]) -> None:
        """Fill what an empty cell means where it depends on other columns."""
        if self.entity.name == "contracts" and record["renewal_date"] is None:
            end = record["end"]
            record["renewal_date"] = end + timedelta(days=1) if isinstance(end, date) else None
        if self.entity.name == "notes":
            complete_note(record, self.context.ids_of("people"))

    def _check_fit(self, record: dict[str, Any]) -> None:
        for name, exceeds in self._fits.items():
            reason = exceeds(record.get(name))
            if reason is not None:
                raise NotLanding(name.removesuffix("_minor"), record[name], reason)

    def _told_apart(
        self, report: FileReport, line: int, source_id: str, record: dict[str, Any]
    ) -> str | None:
        content = hash(tuple(record.values()))
        if source_id not in self._first:
            self._first[source_id] = content
            return source_id
        further = self._further.setdefault(source_id, [])
        if content == self._first[source_id] or content in further:
            report.repeated += 1
            return None
        if self.entity.name == "people":
            raise NotLanding("email", source_id, "there already, with other values")
        further.append(content)
        report.derived_keys += 1
        self._twice.setdefault(id(report), (report, {}))[1].setdefault(source_id, line)
        derived = f"{source_id}#{len(further) + 1}"
        self._first.setdefault(derived, content)
        return derived


def _stored(column: Column) -> str:
    if column.kind == "ref":
        return f"{column.name}_id"
    return f"{column.name}_minor" if column.kind == "money" else column.name


def _minor(column: Column, amount: Any, currency: str) -> int | None:
    if amount is None:
        return None
    try:
        minor = to_minor(amount, currency)
    except BadInput as error:
        raise NotLanding(column.name, amount, str(error)) from error
    if abs(minor) > _MOST_MINOR:
        raise NotLanding(column.name, amount, "more than fits")
    return minor
