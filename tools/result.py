"""What a tool returns: a tree of facts for the templates and the checker, compact text for a model.

A tool fills a frozen dataclass of its own, the result's `view`, whose leaves are Facts. The facts,
the text for a model and the written answer all come from that one tree, so they can't disagree.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from knowledge.facts import Fact
from tools.draft import Draft
from tools.show import for_model

# From so many items on, naming the columns once is shorter.
_ROWS = 2


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of facts and words under columns; `title` says of what and as of when."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Fact | str, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a chart: values by day, in `unit`."""

    name: str
    unit: str
    points: tuple[tuple[date, float], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from `start` to `end`; one that `is_total` stands on nothing, the others on the last
    one's end."""

    label: str
    start: float
    end: float
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture's data, lines or a waterfall's bars; `alt` says in a sentence what it shows."""

    title: str
    series: tuple[Series, ...]
    alt: str
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A record that an answer rests on; `quote` is verbatim where somebody is quoted."""

    id: str
    title: str
    day: date | None = None
    account: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What somebody stated of a record and its source doesn't say: `imported` is the source's word.

    `value` None is a whole record; `imported` None means that the source says nothing of it, which
    `nothing` calls by its name.
    """

    account: Fact
    record: Fact
    words: str
    value: Fact | None
    by: Fact
    on: Fact
    source: Fact
    imported: Fact | None
    nothing: str


@dataclass(frozen=True, slots=True)
class Result:
    """A tool's answer. `accounts` are the names in the order shown, for "the second one".

    `drafts` are texts still to be written from it; they are the answer then.
    `picks`: where the answer asks which was meant, each choice as (parameter, value).
    """

    tool: str
    view: object
    today: date
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    sources: tuple[Source, ...] = ()
    accounts: tuple[str, ...] = ()
    drafts: tuple[Draft, ...] = ()
    stated: tuple[Stated, ...] = ()
    picks: tuple[tuple[str, str], ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact of the view, the tables, what was stated and the drafts' slots, each once."""
        found = [*facts_in(self.view), *facts_in(self.tables), *facts_in(self.stated)]
        found += [fact for draft in self.drafts for fact in draft.facts]
        return tuple(dict.fromkeys(found))

    def for_model(self) -> str:
        """The facts as compact text: what a model reads of this result, each fact once.

        A draft is written apart, from its own brief; of it a model reads that it will be there.
        """
        if self.drafts:
            which = ", ".join(draft.account for draft in self.drafts)
            return f"{self.tool}: the draft for {which} is shown below your words. Don't write it."
        lines = [f"{self.tool}, as of {self.today.isoformat()}", *_lines(self.view, 0)]
        told = set(facts_in(self.view))
        for table in self.tables:
            if not told.issuperset(facts_in(table.rows)):
                lines += _grid(table)
        if self.stated:
            lines += ["stated by people, the source says otherwise:", *_items(self.stated, 0)]
        return "\n".join(lines)


def facts_in(node: object) -> Iterator[Fact]:
    """Every Fact in a tree of dataclasses and sequences, in order."""
    if isinstance(node, Fact):
        yield node
        return
    for child in _children(node):
        yield from facts_in(child)


def with_facts(result: "Result", change: Callable[[Fact], Fact]) -> "Result":
    """The result with each fact of its view and tables as `change` gives it."""
    view, tables = _changed(result.view, change), _changed(result.tables, change)
    return replace(result, view=view, tables=tables)


def _changed(node: Any, change: Callable[[Fact], Fact]) -> Any:
    if isinstance(node, Fact):
        return change(node)
    if isinstance(node, tuple | list):
        return tuple(_changed(child, change) for child in node)
    if is_dataclass(node) and not isinstance(node, type):
        parts = {field.name: _changed(getattr(node, field.name), change) for field in fields(node)}
        return replace(node, **parts)
    return node


def _children(node: object) -> Sequence[object]:
    if isinstance(node, tuple | list):
        return node
    if is_dataclass(node):
        return [getattr(node, field.name) for field in fields(node)]
    return ()


def _lines(node: object, depth: int) -> Iterator[str]:
    """One line a fact or a word; items under their columns' names, whose plain facts share a line.

    What is missing, or "no", is left out.
    """
    if not is_dataclass(node):
        return
    pad = "  " * depth
    for name, value in _said(node):
        if isinstance(value, tuple):
            yield f"{pad}{name}:"
            yield from _items(value, depth)
        elif _is_deep(value):
            yield f"{pad}{name}:"
            yield from _lines(value, depth + 1)
        else:
            yield f"{pad}{name}: {_leaf(value)}"


def _items(items: tuple[object, ...], depth: int) -> Iterator[str]:
    """One item a line. Several with the same plain fields are rows under the fields' names."""
    columns = _columns(items)
    pad = "  " * depth
    if columns:
        yield f"{pad}| {' | '.join(columns)}"
    for item in items:
        yield from _item(item, depth, columns)


def _columns(items: tuple[object, ...]) -> tuple[str, ...]:
    """The plain fields that any of the items has; none where names beside values are shorter."""
    if len(items) < _ROWS or not all(_is_deep(item) for item in items):
        return ()
    rows = [[name for name, value in _said(item) if not _is_nested(value)] for item in items]
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    filled = sum(len(row) for row in rows)
    return columns if filled * 3 > 2 * len(columns) * len(rows) else ()


def _item(item: object, depth: int, columns: tuple[str, ...] = ()) -> Iterator[str]:
    pad = "  " * depth
    if not _is_deep(item):
        yield f"{pad}- {_leaf(item)}"
        return
    said = list(_said(item))
    plain = {name: _leaf(value) for name, value in said if not _is_nested(value)}
    if columns:
        yield f"{pad}| " + " | ".join(plain.get(name, "–") for name in columns)
    else:
        yield f"{pad}- " + "; ".join(f"{name}: {value}" for name, value in plain.items())
    for name, value in said:
        if _is_nested(value):
            yield f"{pad}  {name}:"
            yield from _items(value if isinstance(value, tuple) else (value,), depth + 1)


def _said(node: object) -> Iterator[tuple[str, object]]:
    """The fields that say something: what is missing, empty or false goes without saying."""
    for field in fields(node):  # type: ignore[arg-type]
        value = getattr(node, field.name)
        if value is None or value is False or value in ((), ""):
            continue
        yield field.name.replace("_", " "), value


def _is_deep(value: object) -> bool:
    return is_dataclass(value) and not isinstance(value, Fact)


def _is_nested(value: object) -> bool:
    return isinstance(value, tuple) or _is_deep(value)


def _grid(table: Table) -> Iterator[str]:
    yield f"{table.title}:"
    yield f"| {' | '.join(table.columns)}"
    for row in table.rows:
        yield "| " + " | ".join(cell if isinstance(cell, str) else _leaf(cell) for cell in row)


def _leaf(value: object) -> str:
    return for_model(value) if isinstance(value, Fact) else str(value)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a tool could not answer, in one sentence; `names` are accounts that it suggests."""

    tool: str
    kind: str
    message: str
    names: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(Fact(name, "account", name, "text") for name in self.names)
