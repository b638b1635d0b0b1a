"""`steward check`: hold any text against facts."""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.checker import Finding, Leak, check, leaks
from knowledge.errors import BadInput
from knowledge.facts import Fact, Value


def check_file(
    text_file: Path, facts_file: Path, *, as_json: bool, customer_facing: bool = False
) -> int:
    """Print the spans that no fact bears out, and what a customer may not read where they will.

    Returns 1 where there are any.
    """
    text = _read(text_file)
    facts = _facts(facts_file)
    findings: list[Finding | Leak] = [*check(text, facts)]
    if customer_facing:
        findings = sorted([*findings, *leaks(text, facts)], key=lambda found: found.start)
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))  # noqa: T201
        return 1 if findings else 0
    for finding in findings:
        line = text.count("\n", 0, finding.start) + 1
        print(f"{text_file}:{line}: {finding.text!r}: {finding.reason}")  # noqa: T201
    if not findings:
        clear = " Nothing in it is for us alone." if customer_facing else ""
        print(f"Every figure, date and name is traced.{clear}")  # noqa: T201
    return 1 if findings else 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} can't be read as UTF-8 text ({error}).") from error


def _facts(path: Path) -> list[Fact]:
    try:
        rows = json.loads(_read(path), parse_float=Decimal)
        return [_fact(row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{path} isn't a JSON list of facts {{id, entity, attribute, value, unit, as_of, "
            f"source}} ({error})."
        ) from error


def _fact(row: dict[str, Any]) -> Fact:
    as_of = row.get("as_of")
    return Fact(
        entity=row["entity"],
        attribute=row["attribute"],
        value=_value(row["value"], row.get("unit") or ""),
        unit=row.get("unit") or "",
        as_of=date.fromisoformat(as_of) if as_of else None,
        source=row.get("source") or "",
        id=str(row.get("id") or ""),
    )


def _value(value: Any, unit: str) -> Value:
    if unit == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(value, int) and not isinstance(value, bool) and len(unit) == 3 and unit.isupper():
        return Decimal(value)
    if value is None or isinstance(value, str | int | Decimal | bool):
        return value
    raise TypeError(f"a fact's value can't be {value!r}")
