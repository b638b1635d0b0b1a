"""Keeps an import from bringing back a note, a person or an account that was forgotten."""

from typing import Any

from knowledge.connectors.entities import Entity
from knowledge.connectors.rows import Row
from knowledge.importing.not_landing import FORGOTTEN, NotLanding
from knowledge.store.tombstones import Tombstones, content_of

# What a row of a table, or a reference to one, is known by among the tombstones.
KINDS = {"accounts": "account", "people": "email", "notes": "note", "stakeholders": "stakeholder"}


def without_forgotten(stones: Tombstones | None, entity: Entity, row: Row) -> Row:
    """The row without the names and addresses of people who were forgotten.

    Raises NotLanding for a row that is itself forgotten, and for a note that such a person wrote.
    """
    if stones is None:
        return row
    kind = KINDS.get(entity.name)
    if kind is not None and kind != "email":
        refuse_forgotten(stones, kind, row["id"])
    if entity.name in ("people", "stakeholders"):
        refuse_forgotten(stones, "email", row["email"])
    if entity.name == "notes":
        refuse_forgotten(stones, "name", row["author"])
        refuse_forgotten(stones, "email", row["author"])
        refuse_forgotten(stones, "content", content_of(row["account"], row["day"], row["text"]))
    kinds = {column.name: column.kind for column in entity.columns}
    cleared = {
        name: stones.redact(value) if kinds[name] == "text" and isinstance(value, str) else value
        for name, value in row.items()
    }
    if entity.name == "notes" and cleared != row:
        # It may have been forgotten as it stood in the store, without the names.
        refuse_forgotten(stones, "note", cleared["id"])
        content = content_of(row["account"], row["day"], cleared["text"])
        refuse_forgotten(stones, "content", content)
    return cleared


def refuse_forgotten(stones: Tombstones | None, kind: str, value: Any) -> None:
    """Raise NotLanding for what was forgotten."""
    if stones is not None and kind and isinstance(value, str) and stones.has(kind, value):
        raise NotLanding(kind, "", FORGOTTEN)


def is_forgotten(stones: Tombstones | None, table: str, value: Any) -> bool:
    """Say whether a row of a table was forgotten."""
    return stones is not None and isinstance(value, str) and stones.has(KINDS[table], value)
