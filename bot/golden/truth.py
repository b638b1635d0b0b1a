"""What the sample world's records say, by SQL written apart from the code that answers."""

import re
import sqlite3
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_NAMED = re.compile(r"^-- name: (\w+)$\n(.*?)(?=^-- name:|\Z)", re.MULTILINE | re.DOTALL)
_NARROWED = ("segment", "region", "csm", "industry", "band", "stage", "account")
_OTHER = ("from", "to", "since", "kind", "role", "side", "priority", "metric", "least", "most")
UNITS = ("money", "percent", "day", "text")


@dataclass(frozen=True, slots=True)
class Value:
    """A value that must stand in an answer; `unit` is one of UNITS, or "number"."""

    value: Any
    unit: str


class Truth:
    """Reads a workspace's SQLite file, and nothing of the store's code."""

    def __init__(self, connection: sqlite3.Connection, today: date, rates: Mapping[str, float]):
        self._connection = connection
        self._known = {"today": today.isoformat(), "eur": rates["EUR"], "gbp": rates["GBP"]}
        self._book = (_HERE / "book.sql").read_text(encoding="utf-8")
        self._queries = queries()
        self._others: dict[str, tuple[str, ...]] = {}

    def values(self, email: str, query: str, params: Mapping[str, Any]) -> list[Value]:
        """What a query finds for this asker. Raises KeyError for an unknown query or parameter."""
        if unknown := params.keys() - {*_NARROWED, *_OTHER}:
            raise KeyError(f"no query has the parameters {sorted(unknown)}")
        given = dict.fromkeys((*_NARROWED, *_OTHER)) | dict(params) | self._known
        rows = self._connection.execute(
            f"{self._book}\n{self._queries[query]}",
            given | {"email": email},
        )
        units = [unit if (unit := column[0]) in UNITS else "number" for column in rows.description]
        return [
            Value(_cell(cell, unit), unit)
            for row in rows
            for cell, unit in zip(row, units, strict=True)
            if cell is not None
        ]

    def others(self, email: str) -> tuple[str, ...]:
        """The names of the accounts that this asker may not see."""
        if email not in self._others:
            self._others[email] = tuple(v.value for v in self.values(email, "others", {}))
        return self._others[email]


@contextmanager
def truth_of(home: Path, today: date) -> Iterator[Truth]:
    """The truth about the workspace in this folder."""
    rates = tomllib.loads((home / "company.toml").read_text(encoding="utf-8"))["plan_rates"]
    connection = sqlite3.connect(f"file:{home / 'steward.db'}?mode=ro", uri=True)
    try:
        yield Truth(connection, today, defaultdict(lambda: 1.0, rates))
    finally:
        connection.close()


def queries() -> dict[str, str]:
    """The queries of figures.sql by name."""
    text = (_HERE / "figures.sql").read_text(encoding="utf-8")
    return {name: body.strip() for name, body in _NAMED.findall(text)}


def _cell(cell: Any, unit: str) -> Any:
    if unit == "text":
        return str(cell)
    return date.fromisoformat(cell) if unit == "day" else round(Decimal(str(cell)), 2)
