"""Markdown as the checker reads it: markup blanked out in place, lines, sentences, table cells."""

import re
from dataclasses import dataclass
from itertools import pairwise

_LINK = re.compile(r"\]\([^)\s]*\)|<?https?://[^\s>|)]+>?|\b[\w.+-]+@[\w-]+\.[\w.]+\b")
_UNDERLINE = re.compile(r"(?<!\w)_+|_+(?!\w)")
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_LISTED = re.compile(r"^([ \t]*)[*_]*(?:(\d{1,3}[.)])|[-*•+])(?=[ \t])", re.MULTILINE)
_ITEM = re.compile(r"([ \t]*)[*_]*(?:\d{1,3}[.)]|[-*•+▲▼●◆■▪◦])[ \t]")
_HEADING = re.compile(r"[ \t]*(?:#{1,6}[ \t]|\*\*?[^*]+\*\*?:?[ \t]*$|__[^_]+__:?[ \t]*$)")
_RULE = re.compile(r"[ \t]*\|?[ \t:|-]*-[ \t:|-]*\|?[ \t]*$")
_LABEL = re.compile(r"[ \t]*[*_]")
_STOP = re.compile(r"[.!?][\"”’)\]]*\s+(?=[\"“‘(\[#A-Z0-9→])|→|\]\s*(?=\[)")
_SHORT = re.compile(
    r"(?:\b(?:[A-Z]|[Nn]o|vs|e\.g|i\.e|etc|approx|Inc|Ltd|Co|Corp|Dr|Mr|Mrs|Ms|St))$"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row, with its column's header."""

    start: int
    end: int
    header: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text: blank, heading, item (of a list), row (of a table), or prose."""

    start: int
    end: int
    kind: str
    indent: int = 0
    sentences: tuple[tuple[int, int], ...] = ()
    cells: tuple[Cell, ...] = ()
    is_fresh: bool = False
    """It begins with a label of its own, so it does not continue the line above."""


def plain(text: str) -> str:
    """Blank out markup, link targets and list numbers; every offset stays as it was."""
    text = _LISTED.sub(lambda match: match[1] + " " * (match.end() - match.end(1)), text)
    for mark in "*`~\\":
        text = text.replace(mark, " ")
    for char, pattern in (
        ("](", _LINK),
        ("://", _LINK),
        ("@", _LINK),
        ("_", _UNDERLINE),
        (">", _QUOTED),
    ):
        if char in text:
            text = pattern.sub(_blank, text)
    return text


def lines(text: str, bare: str) -> list[Line]:
    """Cut a text into lines; `bare` is the same text as `plain` gives it."""
    found: list[Line] = []
    header: tuple[str, ...] = ()
    start = 0
    for raw in text.split("\n"):
        end = start + len(raw)
        if raw.replace("\\|", "").count("|") >= 2 or (header and "|" in raw):
            line, header = _row(raw, bare, start, header)
        else:
            header = ()
            line = _line(raw, bare, start, end)
        found.append(line)
        start = end + 1
    return found


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _line(raw: str, bare: str, start: int, end: int) -> Line:
    if not raw.strip():
        return Line(start, end, "blank")
    sentences = _sentences(bare, start, end)
    item = _ITEM.match(raw)
    if item:
        return Line(start, end, "item", len(item[1].expandtabs(4)), sentences)
    if _HEADING.match(raw):
        return Line(start, end, "heading", 0, sentences)
    indent = len(raw) - len(raw.lstrip())
    return Line(start, end, "prose", indent, sentences, is_fresh=bool(_LABEL.match(raw)))


def _row(raw: str, bare: str, start: int, header: tuple[str, ...]) -> tuple[Line, tuple[str, ...]]:
    spans = _cell_spans(raw, start)
    end = start + len(raw)
    if not header:
        return Line(start, end, "header"), tuple(bare[a:b].strip() for a, b in spans)
    if _RULE.match(raw):
        return Line(start, end, "header"), header
    names = header + ("",) * len(spans)
    cells = tuple(Cell(a, b, names[at], at == 0) for at, (a, b) in enumerate(spans))
    return Line(start, end, "row", 0, ((start, end),), cells), header


def _cell_spans(raw: str, start: int) -> list[tuple[int, int]]:
    bars = [at for at, char in enumerate(raw) if char == "|"]
    edges = [-1, *bars, len(raw)]
    spans = [(start + a + 1, start + b) for a, b in pairwise(edges)]
    if not raw[: bars[0]].strip():
        spans = spans[1:]
    if spans and not raw[bars[-1] + 1 :].strip():
        spans = spans[:-1]
    return spans


def _sentences(bare: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    spans, begin = [], start
    for stop in _STOP.finditer(bare, start, end):
        if stop[0] == "→" and _is_between_figures(bare, stop.start()):
            continue
        if stop[0][0] == "." and _SHORT.search(bare, max(start, stop.start() - 8), stop.start()):
            continue
        spans.append((begin, stop.end()))
        begin = stop.end()
    spans.append((begin, end))
    return tuple(spans)


def _is_between_figures(bare: str, at: int) -> bool:
    after = bare[at + 1 : at + 12].lstrip(" +−-$€£")
    return after[:1].isdigit()
