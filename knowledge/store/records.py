"""From a row of a query to a record: a frozen dataclass whose fields the query names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Select, String, Table, literal
from sqlalchemy.sql.elements import Label

from knowledge.money import from_minor

T = TypeVar("T")


class OfAccount(Protocol):
    """A record that belongs to one account."""

    @property
    def account_id(self) -> int: ...


R = TypeVar("R", bound=OfAccount)


def home(table: Table) -> Label[str]:
    """Where a record came from: "salesforce:0061x"."""
    return (table.c.source + literal(":", String) + table.c.source_id).label("home")


def fetch(connection: Connection, query: Select[Any], record: type[T]) -> list[T]:
    """Run the query and make a record of each row, whose columns are the record's fields."""
    return [record(*row) for row in connection.execute(query)]


def columns(table: Table, record: type) -> list[Any]:
    """The table's columns that the record's fields name, in the record's order."""
    wanted = [field.name for field in fields(record)]
    return [home(table) if name == "home" else table.c[name] for name in wanted]


def money(minor: int | None, currency: str | None) -> Decimal | None:
    """Stored minor units as a Decimal in major units; None stays None."""
    if minor is None or currency is None:
        return None
    return from_minor(minor, currency)


def by_account(records: Iterable[R]) -> Mapping[int, list[R]]:
    """The records of each account, in their order; none for an account without any."""
    found: dict[int, list[R]] = defaultdict(list)
    for record in records:
        found[record.account_id].append(record)
    return found
