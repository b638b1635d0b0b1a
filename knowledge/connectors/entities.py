"""The tables that Steward imports: the one list behind the templates, the documentation, the
validation and the loading.

The columns stand in `columns/*.toml`, by subject. There, a column is `"shared"` (an id, account or
currency like everywhere), `"text"` or another kind, or a table of these:

- `kind`: how its text is read (`Kind`); `choices` makes it a choice, `of` a reference to the `id`
  of a row of that table (to people by e-mail)
- `required`, `default` (what an empty cell means), `least` and `most` (the bounds of a number)
- `says`: what a person who fills the table needs to know

Money is in major units, in the row's `currency`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

Kind = Literal[
    "text", "email", "int", "decimal", "date", "instant", "bool", "money", "choice", "ref"
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an import file."""

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    of: str = ""
    says: str = ""
    default: str = ""
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One import file, `<name>.csv` or `<name>.jsonl`.

    `key`: the columns that tell two rows apart; ("id",) where the source has an id.
    `order`: pairs of date columns; the second may not come before the first.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    says: str = ""
    order: tuple[tuple[str, str], ...] = ()

    def column(self, name: str) -> Column:
        """Give the column of that name. Raises KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


_SHARED = {
    "id": Column("id", "text", required=True, says="the row's id in the source system"),
    "account": Column("account", "ref", required=True, of="accounts", says="the account's id"),
    "currency": Column("currency", "text", says="ISO code; the account's when empty"),
}
_FOLDER = Path(__file__).with_name("columns")


def _read(subject: str) -> dict[str, Entity]:
    tables = tomllib.loads((_FOLDER / f"{subject}.toml").read_text("utf-8"), parse_float=Decimal)
    return {name: _entity(name, table) for name, table in tables.items()}


def _entity(name: str, table: Mapping[str, Any]) -> Entity:
    return Entity(
        name,
        tuple(_column(column, spec) for column, spec in table["columns"].items()),
        key=tuple(table.get("key", ("id",))),
        says=table.get("says", ""),
        order=tuple((first, second) for first, second in table.get("order", ())),
    )


def _column(name: str, spec: str | dict[str, Any]) -> Column:
    if spec == "shared":
        return _SHARED[name]
    if isinstance(spec, str):
        return Column(name, spec)  # type: ignore[arg-type]
    implied = "choice" if "choices" in spec else "ref" if "of" in spec else "text"
    fields = {"kind": implied, **spec, "choices": tuple(spec.get("choices", ()))}
    for bound in ("least", "most"):
        if bound in fields:
            fields[bound] = Decimal(fields[bound])
    return Column(name, **fields)


_ACCOUNTS, _CONTRACTS = _read("accounts"), _read("contracts")
_ACTIVITY, _PLANS = _read("activity"), _read("plans")

# In the order in which they must land: a row's references come before it.
ENTITIES: tuple[Entity, ...] = (
    *_ACCOUNTS.values(),
    *_CONTRACTS.values(),
    *_ACTIVITY.values(),
    *_PLANS.values(),
)
ENTITY: Mapping[str, Entity] = {entity.name: entity for entity in ENTITIES}

SEGMENTS = ENTITY["accounts"].column("segment").choices
STAGES = ENTITY["accounts"].column("stage").choices
ROLES = ENTITY["people"].column("role").choices
