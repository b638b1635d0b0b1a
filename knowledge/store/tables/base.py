"""What every table shares: one metadata, and where an imported row came from."""

from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *items: SchemaItem, **options: Any) -> Table:
    """A table of Steward's own records."""
    return Table(name, metadata, Column("id", Integer, primary_key=True), *items, **options)


def imported(name: str, *items: SchemaItem) -> Table:
    """A table whose rows come from another system and can be followed home to it."""
    return table(
        name,
        *items,
        Column("source", String(64), nullable=False),
        Column("source_id", String(255), nullable=False),
        Column("read_at", DateTime(timezone=True), nullable=False),
        UniqueConstraint("source", "source_id"),
    )


def ref(column: str, target: str, *, required: bool = False) -> Column[int]:
    """A reference to another table's row; deleting that row deletes or empties this."""
    rule = "CASCADE" if required else "SET NULL"
    key = ForeignKey(f"{target}.id", ondelete=rule)
    return Column(column, Integer, key, nullable=not required)


def account_ref() -> Column[int]:
    """The account that a row belongs to: what access is decided by."""
    return ref("account_id", "accounts", required=True)
