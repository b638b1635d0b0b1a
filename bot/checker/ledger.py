"""The facts, indexed once per check: by entity, with each fact's words, unit and reading."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from bot.checker.figures import CURRENCIES
from bot.checker.lexicon import Words, words
from knowledge.facts import Fact

_MEASURES = frozenset(
    ("minute", "hour", "day", "week", "month", "quarter", "year", "date", "point", "percent", "")
) | {"ratio", "band", "text", "quote"}
_POINTS = frozenset(("point", "pt", "pp", "percentage point", "score", ""))
_CONTRACTED = frozenset(("@arr", "@renewal", "@notice", "@health"))
_GROUPS = ("your ", "the ", "all ", "my ", "our ", "their ")


class Entry(NamedTuple):
    """A fact as the checker holds it; `unit` is singular, `number` and `day` None if not one."""

    fact: Fact
    words: Words
    unit: str
    number: float | None
    day: date | None

    @property
    def is_money(self) -> bool:
        """Say whether the value is an amount of a currency."""
        return self.unit in CURRENCIES

    @property
    def is_count(self) -> bool:
        """Say whether the unit is the noun of what was counted."""
        return self.number is not None and _is_counted(self.unit)

    @property
    def is_points(self) -> bool:
        """Say whether the value may be called points."""
        return self.unit in _POINTS

    @property
    def texts(self) -> tuple[str, ...]:
        """Give the fact's own words: what it is about, and its value where that is text."""
        value = self.fact.value
        own = (self.fact.attribute, self.fact.entity)
        return (value, *own) if isinstance(value, str) else own


class Ledger:
    """What may be stated: entries by entity, which entities are accounts, and today."""

    def __init__(self, facts: Sequence[Fact], accounts: Collection[str] = ()) -> None:
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        self.today: date | None = None
        for fact in facts:
            self.entries[fact.entity].append(_entry(fact))
            if fact.entity.lower() == "today" and isinstance(fact.value, date):
                self.today = fact.value
        self.as_of = max((fact.as_of for fact in facts if fact.as_of), default=None)
        """The newest day that a fact was read on."""
        self.accounts = _accounts(self.entries, accounts)
        self.counted = frozenset(e.unit for e in self.all() if e.is_count)
        self.groups = [
            name for name in self.entries if name not in self.accounts and name.lower() != "today"
        ]

    def of(self, names: Iterable[str]) -> list[Entry]:
        """Give the entries of the entities."""
        return [entry for name in names for entry in self.entries.get(name, ())]

    def all(self) -> list[Entry]:
        """Give every entry."""
        return [entry for entries in self.entries.values() for entry in entries]


def is_group(name: str) -> bool:
    """Say whether an entity's name is a common noun ("your book"), not a name of its own."""
    return name.lower().startswith(_GROUPS) or name[:1].islower() or not name


def _is_thing(name: str) -> bool:
    """Say whether an entity is no book but a thing of its own: "usage data"."""
    return name[:1].islower() and not name.startswith((*_GROUPS, "today"))


def _accounts(entries: dict[str, list[Entry]], accounts: Collection[str]) -> frozenset[str]:
    if accounts:
        return frozenset(name for name in entries if name in frozenset(accounts))
    named = [name for name in entries if not is_group(name)]
    contracted = [name for name in named if any(e.words & _CONTRACTED for e in entries[name])]
    return frozenset(contracted or named)


def _entry(fact: Fact) -> Entry:
    value = fact.value
    unit = fact.unit if fact.unit in CURRENCIES else _singular(fact.unit)
    about = fact.entity if _is_thing(fact.entity) else ""
    named = words(f"{about} {fact.attribute} {unit if _is_counted(unit) else ''}")
    number, day = None, None
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = float(value)
    elif isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
    return Entry(fact, named, unit, number, day)


def _is_counted(unit: str) -> bool:
    return unit not in _MEASURES and unit not in CURRENCIES


@lru_cache(maxsize=1024)
def _singular(unit: str) -> str:
    unit = unit.lower().strip()
    return unit[:-1] if unit.endswith("s") and not unit.endswith("ss") else unit
