"""How a foreign table becomes Steward's own: which files, into which entities, column by column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from string import Formatter

from knowledge.connectors.entities import ENTITIES, Entity

OWN_SOURCE = "csv"


@dataclass(frozen=True, slots=True)
class Style:
    """How a source writes numbers and dates (strptime formats, in order; ISO is always read)."""

    decimal: str = "."
    thousands: str = ""
    date_formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fill:
    """Where a column's text comes from: one of `column`, `value` (constant), `template`; and what
    is done to it, in this order: `via`, `values`, the style, `times`, `shift_days`.

    `column` is a source column; `template` has source columns in braces. `via`: (table, column):
    the text is the key of a row of that table, and becomes its column. `values`: a map; what it
    hasn't becomes `otherwise`, or a refusal. `times`: a factor. `shift_days`: added to a date.
    """

    column: str = ""
    value: str | None = None
    template: str = ""
    via: tuple[str, str] | None = None
    values: Mapping[str, str] | None = None
    otherwise: str | None = None
    times: Decimal | None = None
    shift_days: int = 0
    style: Style | None = None

    @property
    def needs(self) -> tuple[str, ...]:
        """The source columns that it reads."""
        if self.template:
            return tuple(name for _, name, _, _ in Formatter().parse(self.template) if name)
        return (self.column,) if self.column else ()


@dataclass(frozen=True, slots=True)
class Skip:
    """Rows that are left out on purpose, and why: those whose `column` is one of `among`."""

    column: str
    among: frozenset[str]
    because: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """One entity that a source table feeds; `fills` by the entity's columns."""

    entity: Entity
    fills: Mapping[str, Fill]
    skips: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A source table: the files whose name without suffix fits `file` (a glob), and what they feed.

    `key`: the column by which other tables refer to its rows. `unused`: columns left out knowingly.
    """

    name: str
    file: str
    outputs: tuple[Output, ...]
    key: str = ""
    unused: frozenset[str] = frozenset()

    @property
    def columns(self) -> frozenset[str]:
        """Every source column that the mapping knows of this table."""
        fills = (need for output in self.outputs for f in output.fills.values() for need in f.needs)
        skips = (skip.column for output in self.outputs for skip in output.skips)
        return frozenset((*fills, *skips, *((self.key,) if self.key else ()), *self.unused))


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """All of a source: its name, its tables, rows that it has no file for."""

    source: str
    tables: tuple[SourceTable, ...]
    constants: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    style: Style = field(default_factory=Style)

    def looked_up(self, table: str) -> frozenset[str]:
        """The columns of a table that other tables ask for by its key."""
        fills = (
            fill for t in self.tables for output in t.outputs for fill in output.fills.values()
        )
        return frozenset(f.via[1] for f in fills if f.via is not None and f.via[0] == table)


def own_columns() -> ImportMapping:
    """Give the mapping of Steward's own tables: each entity's file, its own column names."""
    return ImportMapping(
        OWN_SOURCE,
        tuple(
            SourceTable(
                entity.name,
                entity.name,
                (Output(entity, {c.name: Fill(column=c.name) for c in entity.columns}),),
            )
            for entity in ENTITIES
        ),
    )
