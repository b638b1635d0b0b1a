"""What every front shows: the answer, what it rests on, what can't be traced. No Slack words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from bot.checker import Finding
from bot.drafting import Drafted
from knowledge.facts import Fact
from tools.result import Chart, Source, Table


@dataclass(frozen=True, slots=True)
class Step:
    """A tool that has begun; `says` is what to show meanwhile."""

    tool: str
    says: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a model read and wrote, in all its calls; zero for the built-in one.

    `estimated` where the server didn't say and they were counted here.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `trouble` names what kept a tool from answering ("AccountNotFound"), else "".

    `drafts` are deliverables with their words, `attachments` the paths of their files.
    `turn` is the id under which the conversation keeps it; 0 where it isn't kept.
    """

    text: str
    tools: tuple[dict[str, Any], ...]
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...]
    sources: tuple[Source, ...]
    untraced: tuple[Finding, ...]
    accounts: tuple[str, ...]
    model: str
    usage: Usage
    elapsed_ms: int
    as_of: date
    thread: str
    trouble: str = ""
    turn: int = 0
    attachments: tuple[str, ...] = field(default=())
    drafts: tuple[Drafted, ...] = field(default=())
    picks: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The answer as `steward ask --json` prints it."""
        return {
            "text": self.text,
            "tools": list(self.tools),
            "facts": [fact_json(fact) for fact in self.facts],
            "tables": [_table(table) for table in self.tables],
            "sources": [_source(source) for source in self.sources],
            "attachments": list(self.attachments),
            "untraced": [_finding(finding) for finding in self.untraced],
            "model": self.model,
            "usage": _usage(self.usage),
            "elapsed_ms": self.elapsed_ms,
            "as_of": self.as_of.isoformat(),
            "thread": self.thread,
        }


def fact_json(fact: Fact) -> dict[str, Any]:
    """A fact as JSON holds it: numbers as numbers, dates as ISO text."""
    return {
        "id": fact.id,
        "entity": fact.entity,
        "attribute": fact.attribute,
        "value": _plain(fact.value),
        "unit": fact.unit,
        "as_of": fact.as_of.isoformat() if fact.as_of else None,
        "source": fact.source,
    }


def _usage(usage: Usage) -> dict[str, Any]:
    counts = {"prompt_tokens": usage.prompt_tokens, "completion_tokens": usage.completion_tokens}
    return {**counts, "estimated": True} if usage.estimated else counts


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def _table(table: Table) -> dict[str, Any]:
    """A table for scripts; an amount is followed by a column with its currency."""
    paid = [any(_is_money(row[i]) for row in table.rows) for i in range(len(table.columns))]
    columns: list[str] = []
    for name, is_paid in zip(table.columns, paid, strict=True):
        columns += [name, f"{name} currency"] if is_paid else [name]
    return {
        "title": table.title,
        "columns": columns,
        "rows": [_cells(row, paid) for row in table.rows],
    }


def _cells(row: Sequence[Fact | str], paid: Sequence[bool]) -> list[object]:
    cells: list[object] = []
    for cell, is_paid in zip(row, paid, strict=True):
        cells.append(_plain(cell.value) if isinstance(cell, Fact) else cell)
        if is_paid:
            cells.append(cell.unit if isinstance(cell, Fact) else None)
    return cells


def _is_money(cell: Fact | str) -> bool:
    return isinstance(cell, Fact) and isinstance(cell.value, Decimal) and cell.unit.isupper()


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "date": source.day.isoformat() if source.day else None,
        "account": source.account,
        "quote": source.quote,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "text": finding.text,
        "start": finding.start,
        "end": finding.end,
        "kind": finding.kind,
        "reason": finding.reason,
    }
