"""Sums over accounts: in the company's currency, said so where several currencies went into one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from knowledge.company import Company
from knowledge.facts import Fact
from knowledge.store.portfolio import Position
from tools.about import About


@dataclass(frozen=True, slots=True)
class Tally:
    """One of several counts beside each other: 3 "red"."""

    words: str
    count: Fact


@dataclass(frozen=True, slots=True)
class Totals:
    """Adds amounts of the company's currency up; at plan rates they are whole units."""

    currency: str
    converted: bool

    def money(self, about: About, attribute: str, amounts: Iterable[Decimal]) -> Fact:
        found = sum(amounts, Decimal(0))
        if self.converted:
            found = found.quantize(Decimal(1), ROUND_HALF_UP)
        return about.money(attribute, found, self.currency, "sum of ARR events")


def totals_of(positions: Sequence[Position], company: Company) -> Totals:
    """How to add these accounts up."""
    return Totals(company.currency, any(p.currency != company.currency for p in positions))
