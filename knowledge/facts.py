"""A fact: one value of one thing, dated, that can be followed home to its record."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Value = Decimal | int | float | str | date | bool | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One value that an answer may state.

    `entity` is the thing's name as a person says it ("Northwind Labs", "your book").
    `attribute` is the field's term in words ("ARR", "notice date", "health score").
    `value` None means unknown. Money is a Decimal in major units and `unit` its ISO currency.
    Other units: "percent" (9.8 means 9.8%), "ratio", "points", "days", "date", "band", "text",
    "quote" (verbatim words of somebody), or the plural noun of what was counted ("accounts").
    `source` names the record: "salesforce:0061x", or how it was computed: "sum of ARR events".
    `id` is given when an answer collects its facts ("f1"); tools leave it empty.
    """

    entity: str
    attribute: str
    value: Value
    unit: str = ""
    as_of: date | None = None
    source: str = ""
    id: str = ""
