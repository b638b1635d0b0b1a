"""Which accounts a group has: a name that a list tells under a group's words must be one of it.

A tool's fact "account: no champion" says that its entity is among the accounts without one.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.checker.layout import Line
from bot.checker.ledger import Ledger
from bot.checker.lexicon import Words, words
from bot.checker.names import Named

_OF = "account: "


class Members:
    """The groups of the facts, each with the words that tell it and its accounts."""

    def __init__(self, ledger: Ledger) -> None:
        self._groups: dict[str, set[str]] = defaultdict(set)
        for entry in ledger.all():
            if entry.fact.attribute.startswith(_OF):
                self._groups[entry.fact.attribute.removeprefix(_OF)].add(entry.fact.entity)
        self._words = {label: words(label) for label in self._groups}

    def outsiders(
        self, bare: str, lines: Sequence[Line], names: Sequence[Named]
    ) -> Iterator[tuple[Named, str]]:
        """Give each account that stands under a group's words and isn't of the group."""
        if not self._groups:
            return
        for line in lines:
            if line.kind in ("row", "header", "blank"):
                continue
            here = [n for n in names if n.is_account and line.start <= n.start < line.end]
            for name in here:
                told = self._told(words(bare[line.start : name.start]))
                if told and not any(set(name.entities) & self._groups[label] for label in told):
                    yield name, f"it isn't among the accounts: {told[0]}"

    def _told(self, said: Words) -> list[str]:
        """Give the groups whose words all stand there; of one within another, the wider told."""
        found = [label for label, of in self._words.items() if of and of <= said]
        return [
            label
            for label in found
            if not any(self._words[label] < self._words[other] for other in found)
        ]
