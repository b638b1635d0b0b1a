"""Figures of one record told beside the words of another: a survey's date with another's answer.

Facts of one source are one record. Where an entity has several records with the same attribute
(its surveys, its people, its goals), a sentence or item that tells one by its words may not take
a figure from another.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.checker.borne import Borne
from bot.checker.ledger import Entry, Ledger
from bot.checker.mentions import Mention

_PARTS = re.compile(r"[;\[\]]|[.!?]\s+(?=[A-Z])")

Record = tuple[str, str]
"""An entity and a source."""


class Records:
    """The records among the facts, each with the texts that tell it from its like."""

    def __init__(self, ledger: Ledger) -> None:
        kept: dict[Record, list[Entry]] = defaultdict(list)
        alike: dict[tuple[str, str], set[str]] = defaultdict(set)
        for entry in ledger.all():
            if _is_record(entry):
                kept[_record(entry)].append(entry)
                alike[entry.fact.entity, entry.fact.attribute].add(entry.fact.source)
        self._texts: dict[Record, frozenset[str]] = {}
        for record, entries in kept.items():
            telling = [e for e in entries if len(alike[e.fact.entity, e.fact.attribute]) > 1]
            if telling:
                texts = (str(e.fact.value) for e in telling if e.day is None and e.number is None)
                self._texts[record] = frozenset(text for text in texts if len(text) > 2)

    def strays(self, text: str, told: Sequence[Borne]) -> Iterator[tuple[Mention, str]]:
        """Give each mention whose records are all others than those of the words around it."""
        if not self._texts:
            return
        for (start, end), group in groupby(told, key=lambda borne: (borne.start, borne.end)):
            inside = list(group)
            lead: frozenset[str] = frozenset()
            for low, high in _chunks(text, start, end):
                here = [borne for borne in inside if low <= borne.mention.start < high]
                told_here = self._told(text[low:high])
                lead = told_here or lead
                yield from self._strays(lead, here)

    def _told(self, words: str) -> frozenset[str]:
        """Give the texts of records that stand in the words."""
        return frozenset(t for known in self._texts.values() for t in known if t in words)

    def _strays(self, said: frozenset[str], told: list[Borne]) -> Iterator[tuple[Mention, str]]:
        texts = {record: known & said for record, known in self._texts.items()}
        counts = {record: len(found) for record, found in texts.items()}
        for borne in told:
            for record in set(self._of(borne)):
                counts[record] += 1
        best = max(counts, key=lambda record: counts[record], default=None)
        if best is None or not texts[best]:
            return
        for borne in told:
            own = self._of(borne)
            if any(borne.mention.text in words for words in said):
                continue
            if own and all(
                texts[record] <= texts[best] and counts[record] < counts[best] for record in own
            ):
                yield borne.mention, f"it belongs to another record than {min(texts[best])!r}"

    def _of(self, borne: Borne) -> list[Record]:
        """Give the records of a mention that nothing but such records bears out."""
        entries = borne.entries or []
        records = [_record(entry) for entry in entries if _record(entry) in self._texts]
        return records if len(records) == len(entries) else []


def _chunks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for stop in _PARTS.finditer(text, start, end):
        yield at, stop.start()
        at = stop.end()
    yield at, end


def _is_record(entry: Entry) -> bool:
    attribute = entry.fact.attribute
    if attribute in ("record", "record of"):
        return bool(entry.fact.source)
    return ":" in entry.fact.source and attribute != "account"


def _record(entry: Entry) -> Record:
    return entry.fact.entity, entry.fact.source
