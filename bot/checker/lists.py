"""A list of names that has one of them twice: the second stands where another should."""

import re
from collections.abc import Iterator, Sequence

from bot.checker.names import Named

_NEXT = re.compile(r"\s*(?:[$€£]?\d[\d,.]*)?\s*(?:,|;|and\b|&)\s*(?:and\b)?\s*")


def repeats(bare: str, names: Sequence[Named]) -> Iterator[Named]:
    """Give each name that stood in the same list before."""
    seen: set[tuple[str, ...]] = set()
    end = -1
    for name in names:
        if end < 0 or not _NEXT.fullmatch(bare, end, name.start):
            seen = set()
        if name.entities in seen:
            yield name
        seen.add(name.entities)
        end = name.end
