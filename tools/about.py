"""Makes facts about one thing, so that a tool names the thing and its day once."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.facts import Fact


@dataclass(frozen=True, slots=True)
class About:
    """Facts about `entity`, as of `as_of`, from `source` unless a fact has its own."""

    entity: str
    as_of: date
    source: str = ""

    def name(self, source: str = "") -> Fact:
        return self._fact("account", self.entity, "text", source)

    def member(self, of: str) -> Fact:
        """The entity's name as one of a group: `of` is what tells its accounts ("no champion")."""
        return self._fact(f"account: {of}", self.entity, "text", "")

    def text(self, attribute: str, value: str | None, source: str = "") -> Fact:
        return self._fact(attribute, value, "text", source)

    def quote(self, attribute: str, words: str, source: str = "") -> Fact:
        return self._fact(attribute, words, "quote", source)

    def money(
        self, attribute: str, amount: Decimal | None, currency: str, source: str = ""
    ) -> Fact:
        return self._fact(attribute, amount, currency, source)

    def total(self, attribute: str, amount: Decimal, currency: str, source: str = "") -> Fact:
        """A sum over accounts, in whole units: plan rates make no cents."""
        return self._fact(attribute, amount.quantize(Decimal(1)), currency, source)

    def day(self, attribute: str, day: date | None, source: str = "") -> Fact:
        return self._fact(attribute, day, "date", source)

    def days(self, attribute: str, count: int | None, source: str = "") -> Fact:
        return self._fact(attribute, count, "days", source)

    def percent(self, attribute: str, value: Decimal | float | None, source: str = "") -> Fact:
        return self._number(attribute, value, "percent", source)

    def points(self, attribute: str, value: float | None, source: str = "") -> Fact:
        rounded = None if value is None else round(value)
        return self._fact(attribute, rounded, "points", source)

    def number(
        self, attribute: str, value: Decimal | float | None, unit: str, source: str = ""
    ) -> Fact:
        return self._number(attribute, value, unit, source)

    def count(self, attribute: str, value: int, unit: str, source: str = "") -> Fact:
        return self._fact(attribute, value, unit, source)

    def _number(
        self, attribute: str, value: Decimal | float | None, unit: str, source: str
    ) -> Fact:
        rounded = None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))
        return self._fact(attribute, rounded, unit, source)

    def _fact(
        self, attribute: str, value: Decimal | int | str | date | None, unit: str, source: str
    ) -> Fact:
        return Fact(self.entity, attribute, value, unit, self.as_of, source or self.source)


def share_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """`part` as a percentage of `whole`; None where the whole is nothing."""
    return part / whole * 100 if whole else None
