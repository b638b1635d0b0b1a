"""Names that nobody knows, where only an account's name would stand."""

import re
from collections.abc import Iterator, Sequence

from bot.checker.layout import Line
from bot.checker.lexicon import topics, words
from bot.checker.names import Directory, Named

_HEAD = re.compile(r"[^\w\n]*((?:[A-Z][\w&'’.-]*[ ])*[A-Z][\w&'’-]*)(?=\s*(?:[·(:|,–—]|\*|\n|$))")
_OWNER = re.compile(r"\b((?:[A-Z][\w&-]+ )*[A-Z][\w&-]+)['’]s ((?:[\w-]+ ?){1,2})")
_HEADER = re.compile(r"\b(?:account|customer|client|company|name)s?\b", re.I)


def strangers(
    text: str, bare: str, lines: Sequence[Line], names: Sequence[Named], directory: Directory
) -> Iterator[tuple[int, int]]:
    """Give the spans of unknown names: a company by its suffix, an owner of a known attribute
    ("Initech's ARR"), or a head of an item or row whose neighbours are accounts.
    """
    seen: set[int] = set()
    for start, end in (
        *directory.strangers(bare), *_owners(bare), *_heads(text, bare, lines, names)
    ):  # fmt: skip
        is_known = any(name.start < end and start < name.end for name in names)
        if start not in seen and not is_known and not directory.knows(bare[start:end]):
            seen.add(start)
            yield start, end


def _owners(bare: str) -> Iterator[tuple[int, int]]:
    for match in _OWNER.finditer(bare):
        if topics(words(match[2])) and words(match[1]) and not topics(words(match[1])):
            yield match.span(1)


def _heads(
    text: str, bare: str, lines: Sequence[Line], names: Sequence[Named]
) -> Iterator[tuple[int, int]]:
    accounts = {name.start for name in names if name.is_account}
    for block in _blocks(lines):
        heads = [_HEAD.match(bare, *_head_span(line)) for line in block]
        known = [head for head in heads if head and head.start(1) in accounts]
        listed = block[0].cells and _HEADER.search(block[0].cells[0].header)
        if not listed and 2 * len(known) < len(block):
            continue
        for head in heads:
            if head and head.start(1) not in accounts and not _is_label(head[1]):
                yield head.span(1)


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in lines:
        ends = line.kind in ("heading", "header") or (
            line.kind != block[0].kind if block else False
        )
        if block and ends and line.kind not in ("blank", "prose"):
            yield block
            block = []
        if line.kind in ("item", "row"):
            block.append(line)
    if block:
        yield block


def _head_span(line: Line) -> tuple[int, int]:
    return (line.cells[0].start, line.cells[0].end) if line.cells else (line.start, line.end)


def _is_label(head: str) -> bool:
    told = words(head)
    return not told or bool(topics(told)) or head.isupper()
