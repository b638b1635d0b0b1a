"""Places in the order shown: "first Acme" above a list that begins with another."""

import re
from collections.abc import Iterator, Sequence

from bot.checker.layout import Line
from bot.checker.names import Named

_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_BEFORE = re.compile(
    r"\b(?:the )?(first|second|third|fourth|fifth|last)(?: is| comes|:|,)? $", re.I
)
_AFTER = re.compile(
    r"\s(?:is|comes|stands|ranks)\s(first|second|third|fourth|fifth|last)\b(?!\s+[a-z])"
)


def misplaced(
    bare: str, lines: Sequence[Line], names: Sequence[Named]
) -> Iterator[tuple[Named, str]]:
    """Give each account that a text gives another place than its one list of accounts does."""
    order = _order(lines, names)
    if len(order) < 2:
        return
    for name in names:
        if not name.is_account:
            continue
        before = _BEFORE.search(bare, max(0, name.start - 20), name.start)
        told = before or _AFTER.match(bare, name.end)
        if told is None or any(start <= name.start < end for _, start, end in order):
            continue
        place = _PLACES[told[1].lower()]
        if place > len(order) or order[place - 1 if place > 0 else -1][0] == name.entities:
            continue
        if any(entities == name.entities for entities, _, _ in order) or place == 1:
            yield name, f"the list's {told[1]} is another account"


def _order(lines: Sequence[Line], names: Sequence[Named]) -> list[tuple[tuple[str, ...], int, int]]:
    """Give the accounts that begin the items or rows of the first list, with the lines' spans."""
    found: list[tuple[tuple[str, ...], int, int]] = []
    kind = ""
    for line in lines:
        here = [n for n in names if n.is_account and line.start <= n.start < line.end]
        is_head = line.kind in ("item", "row", "heading") and line.indent == 0 and bool(here)
        if is_head and here[0].start - line.start < 12 and kind in ("", line.kind):
            kind = line.kind
            found.append((here[0].entities, line.start, line.end))
        elif kind and line.kind == "heading" and not is_head:
            break
    return found
